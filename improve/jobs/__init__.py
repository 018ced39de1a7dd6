"""The scheduler: a process of its own. One leader at a time runs the jobs of table.py; each run is recorded once."""
