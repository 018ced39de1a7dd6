"""Starts the `improve` command: `improve`, or `python -m improve`. What it does stands in command.py."""

from importlib import import_module

from improve.core.processes import loading


def main() -> None:
    """Load the command, then run it."""
    with loading():
        command = import_module("improve.command")
    command.main()


if __name__ == "__main__":
    main()
