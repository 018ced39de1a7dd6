"""The `improve` command: one file for each group of commands; improve/__main__.py runs it."""
