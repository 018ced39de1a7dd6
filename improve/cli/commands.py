"""All commands, by name."""

import click

from improve import __version__
from improve.cli.demonstration import demo
from improve.cli.serving import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="improve")
def improve() -> None:
    """Improve: ideas of hospital staff, tried, answered and kept."""


for command in (demo, serve):
    improve.add_command(command)
