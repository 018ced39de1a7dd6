"""Measures and their readings; what a chart of them shows, worked out in pure modules (`spc.py`, `runchart.py`)."""
