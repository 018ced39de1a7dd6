"""The `improve` command. It stands above the house: commands look down on the features, the application on both."""

import logging
import os

import click
from flask import Flask

from improve.app import configure, open_database
from improve.cli.checks import CHECKS
from improve.cli.commands import improve
from improve.cli.opening import Opening, settings, with_app
from improve.cli.starting import refuse_other_revision
from improve.config import FILES, Config, from_environment
from improve.core import logs
from improve.core.processes import end_with_parent
from improve.jobs import health
from improve.jobs.process import run_jobs


def open_app(config: Config | None = None) -> Flask:
    """The settings and the database of the application, without its pages: what commands and jobs need."""
    config = config or from_environment()
    app = Flask("improve", template_folder=str(FILES / "templates"), static_folder=str(FILES / "static"))
    configure(app, config)
    open_database(app, config)
    return app


@improve.command()
@click.option("--beside", is_flag=True, hidden=True, help="End with the process that started this one.")
def jobs(beside: bool) -> None:
    """Run the scheduler alone."""
    if beside:
        end_with_parent()
    with_app(refuse_other_revision)()
    config = settings()
    logs.set_up(logging.INFO if config.is_production else logging.WARNING)
    run_jobs(open_app(config))


def main() -> None:
    """Run a command. What it writes, the database above all, is for its owner alone."""
    os.umask(0o077)
    CHECKS.update({"scheduler": health.not_running, "jobs": health.failed})
    improve.main(obj=Opening(open_app), prog_name="improve")
