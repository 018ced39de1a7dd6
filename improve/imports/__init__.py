"""Bringing in the idea log that a ward keeps in a spreadsheet."""
