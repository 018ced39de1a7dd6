"""The parts of identifiers.py: the rules as a file, and how they and a text are read. See docs/text-rules.md."""
