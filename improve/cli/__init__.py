"""The `improve` command: one file for each group of commands; improve/command.py runs it."""
