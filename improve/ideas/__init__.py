"""Ideas: what staff say could be better, and what becomes of it."""
