"""Migrations: whether the database is at head, and bringing it there."""

import logging

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from improve.core.db import db


def _config() -> AlembicConfig:
    found: AlembicConfig = current_app.extensions["migrate"].migrate.get_config()
    return found


def head() -> str:
    """The revision this version of the program wants."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def present() -> str:
    """The revision of the database; empty for one without any."""
    db.session.commit()
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def is_at_head() -> bool:
    """The database fits the program."""
    return present() == head()


def is_known(revision: str) -> bool:
    """Whether this version of the program knows that revision; a newer version's it does not."""
    return any(
        script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def upgrade() -> None:
    """Bring the database to head."""
    db.session.commit()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    command.upgrade(_config(), "head")
