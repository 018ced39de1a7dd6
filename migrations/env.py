"""Runs the migrations: all that are missing in one transaction, on SQLite too, so all of it is done or nothing."""

from alembic import context
from sqlalchemy import Connection, Table, text

from improve.core import db as database
from improve.core.db import Base, db

LOCK = 4_711_042  # any number, the same for everybody who migrates this database


def belongs_to_models(
    thing: object, name: str | None, kind: str, _reflected: bool, _compare_to: object
) -> bool:
    """The search tables are written by hand in the migrations, and so no part of the models."""
    table = thing if isinstance(thing, Table) else getattr(thing, "table", None)
    return not (table is not None and table.name.startswith("idea_search"))


def migrate(connection: Connection) -> None:
    """Bring the database to the revision that was asked for; of two that try, the second finds it done."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        include_object=belongs_to_models,
        **context.config.attributes.get("more", {}),
    )
    with context.begin_transaction():
        context.run_migrations()


database.start_writing()
with db.engine.begin() as opened:
    migrate(opened)
