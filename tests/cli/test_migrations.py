"""The migrations make what the models say, on both engines, and what no model says besides."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from improve.cli import migrating
from improve.core import db as database
from improve.core.db import Base, db
from improve.events.chain import seal_waiting
from improve.events.models import EventRow, Seal
from improve.events.record import PROGRAM
from improve.people.joining import NewPerson, add_person
from improve.teams.models import Organisation


def is_ours(thing, name, kind, reflected, compare_to):
    return not str(getattr(thing, "table", thing).name).startswith("idea_search")


def test_models_and_migrations_agree(empty_system):
    with empty_system.opened():
        options = {"include_object": is_ours, "compare_type": True, "render_as_batch": True}
        context = MigrationContext.configure(db.session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_the_database_is_at_head_afterwards_and_a_second_time_changes_nothing(empty_system):
    with empty_system.opened():
        assert migrating.is_at_head()
        migrating.upgrade()
        assert migrating.is_at_head()


def test_no_table_of_sqlite_counts_its_rows(empty_system, engine):
    if engine != "sqlite":
        return  # PostgreSQL has no rowid
    with empty_system.opened():
        rows = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        made = {name: sql for name, sql in rows if name in Base.metadata.tables}
        assert len(made) == len(Base.metadata.tables)
        assert [name for name, sql in made.items() if "WITHOUT ROWID" not in sql] == []


def test_the_primary_key_stands_first_in_every_table(empty_system):
    for table in Base.metadata.sorted_tables:
        first = list(table.columns)[: len(table.primary_key.columns)]
        assert set(first) == set(table.primary_key.columns), table.name


@pytest.mark.parametrize("change", [
    update(EventRow).values(name="x"), delete(EventRow), update(Seal).values(digest="x"), delete(Seal),
])  # fmt: skip
def test_what_happened_is_never_changed(empty_system, change):
    with empty_system.opened():
        here = Organisation(name="Thornbeck Hospitals")
        db.session.add(here)
        db.session.flush()
        add_person(here.id, NewPerson(name="Ana Diaz", email="ana@thornbeck.example"), by=PROGRAM)
        seal_waiting()
        database.commit()
        database.start_writing()
        with pytest.raises(DBAPIError, match="never changed"):
            db.session.execute(change)
        db.session.rollback()
