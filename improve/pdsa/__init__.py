"""PDSA: tests of change in small cycles, with a prediction that is locked before anything is done."""
