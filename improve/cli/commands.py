"""All commands, by name."""

import click

from improve import __version__
from improve.cli.backing_up import backup, restore
from improve.cli.demonstration import demo
from improve.cli.doctor import doctor
from improve.cli.importing import import_log
from improve.cli.people import person
from improve.cli.serving import serve
from improve.cli.setting_up import init, upgrade
from improve.cli.tablets import tablet
from improve.cli.teams import team


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="improve")
def improve() -> None:
    """Improve: ideas of hospital staff, tried, answered and kept."""


for command in (backup, demo, doctor, import_log, init, person, restore, serve, tablet, team, upgrade):
    improve.add_command(command)
