"""What Improve costs: measured by `make bench`, written down in docs/figures.md."""
