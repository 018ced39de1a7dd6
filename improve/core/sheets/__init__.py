"""Spreadsheets in: from bytes, whatever they are, to rows of cells or a sentence that says why not; and typed dates."""
