"""Writes migrations/versions/0001_initial.py anew from the models, for as long as no version was released.

Besides the tables it holds what no model says: the search index, and the triggers that refuse to change an event.
"""

import argparse
import tempfile
from pathlib import Path

from alembic import command
from flask import current_app

from improve.app import create_app
from improve.config import Config
from improve.ideas import search

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
NAME = "0001_initial.py"
KEPT = ("event", "seal")  # tables whose rows are never changed

UNDONE = '    raise NotImplementedError("the first migration is not undone: delete the database")'

BY_HAND = """
    # The search index: made by each engine in its own way.
    if op.get_bind().dialect.name == "sqlite":
        statements = SQLITE
    else:
        statements = POSTGRESQL
    for statement in statements:
        op.execute(statement)
"""


def main(arguments: list[str] | None = None) -> None:
    """Write the file. It takes no arguments: with any it says so, and writes nothing."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    for old in VERSIONS.glob("*.py"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(data_dir=Path(folder), secret_key="tool"))  # noqa: S106
        with app.app_context():
            config = current_app.extensions["migrate"].migrate.get_config()
            config.attributes["more"] = {"render_item": plain_types}
            command.revision(config, message="initial", autogenerate=True, rev_id="0001")
    path = VERSIONS / NAME
    path.write_text(with_statements(path.read_text()))
    print(f"wrote {path.name}")


def plain_types(kind: str, thing: object, _context: object) -> object:
    """Our own column types, as what they are in the database: a migration stays as it is when the program changes."""
    if kind == "type" and type(thing).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def with_statements(text: str) -> str:
    """The file with what is written by hand, after the tables."""
    sqlite, postgresql = (*search.SQLITE, *sqlite_guards()), (*search.POSTGRESQL, *postgresql_guards())
    statements = f"SQLITE = {listed(sqlite)}\nPOSTGRESQL = {listed(postgresql)}\n"
    head, rest = text.split("\n\ndef upgrade() -> None:", 1)
    tables = rest.split("\n\ndef downgrade() -> None:", 1)[0].rstrip()
    return f"{head}\n{statements}\n\ndef upgrade() -> None:{tables}\n{BY_HAND}\n\ndef downgrade() -> None:\n{UNDONE}\n"


def listed(statements: tuple[str, ...]) -> str:
    """A tuple of strings, one a line."""
    return "(\n" + "".join(f"    {statement!r},\n" for statement in statements) + ")"


def sqlite_guards() -> list[str]:
    """Triggers of SQLite."""
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'what happened is never changed'); END"
        for table in KEPT
        for verb in ("UPDATE", "DELETE")
    ]


def postgresql_guards() -> list[str]:
    """Triggers of PostgreSQL."""
    refuse = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what happened is never changed'; END $$"
    )
    kinds = (("no_change", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT"))
    return [refuse] + [
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        for table in KEPT
        for name, verbs, each in kinds
    ]


if __name__ == "__main__":
    main()
