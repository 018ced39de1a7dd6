"""People and their staff groups."""
