"""How a chart is drawn: from an analysis to coordinates and words. The door is chart.py. Pure."""
