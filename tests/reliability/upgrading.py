"""An upgrade is killed at one statement after the other; the next upgrade must find a whole database and finish."""

import os
import shutil
import signal
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event, inspect, text

from improve.cli import migrating
from improve.command import open_app
from improve.config import Config
from improve.core.db import db
from tests.cli.conftest import looking_into

NEXT = '''"""What a later version could want: new columns of old rows, a table made anew, an index, a new table."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{before}", None, None


def upgrade() -> None:
    op.add_column("idea_text", sa.Column("language", sa.String(8), nullable=True))
    op.execute("UPDATE idea_text SET language = 'en'")
    with op.batch_alter_table("answer") as batch:
        batch.alter_column("reason", type_=sa.String(80), existing_type=sa.String(40))
        batch.add_column(sa.Column("tone", sa.String(10), server_default="plain", nullable=False))
    op.create_index("ix_idea_text_language", "idea_text", ["language"])
    op.create_table("later", sa.Column("id", sa.String(16), primary_key=True))
    op.execute("INSERT INTO later (id) SELECT id FROM idea")
'''


def with_next(to: Path) -> Path:
    """The migrations there are, and one more."""
    source = Path(current_app.extensions["migrate"].directory)
    shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__"))
    (to / "versions" / "next.py").write_text(NEXT.replace("{before}", migrating.head()))
    return to


def opened(config: Config, directory: Path | None) -> Flask:
    """The application, with those migrations."""
    app = open_app(config)
    if directory:
        app.extensions["migrate"].directory = str(directory)
        app.extensions["migrate"].migrate.directory = str(directory)
    return app


def upgrade_killed_at(config: Config, directory: Path | None, statement: int) -> bool:
    """Upgrade in a process that dies before its statement of that number; whether it came so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # forking is what is wanted here, and no connection is open
        child = os.fork()
    if child == 0:
        try:
            with opened(config, directory).app_context():
                die_before(statement)
                migrating.upgrade()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), "the upgrade failed of itself"
    return status == signal.SIGKILL


def die_before(statement: int) -> None:
    """Count what is sent to the database, and the commit at the end too."""
    left = [statement]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", count)
    event.listen(db.engine, "commit", count)


def facts(config: Config) -> dict[str, Any]:
    """The revision, and how many rows each table has; the file of SQLite must be whole."""
    with looking_into(config):
        tables = sorted(inspect(db.engine).get_table_names())
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
        return {"revision": migrating.present()} | {
            name: db.session.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in tables
        }


def kill_one_after_the_other(
    config: Config, directory: Path | None, start_over: Callable[[], None], every: int
) -> int:
    """At each `every`-th statement: what is there is what was there before, and the next upgrade finishes."""
    start_over()
    before, statement, killed = facts(config), 0, 0
    while upgrade_killed_at(config, directory, statement):
        after = facts(config)
        assert after == before, f"killed before statement {statement}"
        assert not upgrade_killed_at(config, directory, 1_000_000)
        finished = facts(config)
        assert finished["revision"] not in ("", before["revision"])
        assert {name: finished[name] for name in before if name != "revision"}.items() >= {
            name: rows for name, rows in before.items() if name not in ("revision", "alembic_version")
        }.items()
        start_over()
        statement, killed = statement + every, killed + 1
    return killed
