"""A damaged database is never served as an empty one, and the one who looks after it reads what to do."""

import sqlite3

import pytest
from sqlalchemy.exc import DatabaseError

from improve.cli.opening import database_words
from tests.reliability.damaging import FOUND, REFUSED, UNNOTICED, damage_again_and_again, fill


def test_of_twenty_files_with_one_bad_page_none_is_served_as_empty(engine, empty_system):
    damaged(engine, empty_system, 20, pages=1)


def test_twenty_files_with_two_hundred_bad_pages_are_all_noticed(engine, empty_system):
    found = damaged(engine, empty_system, 20, pages=200)
    assert found[REFUSED] + found[FOUND] == 20 and not found[UNNOTICED]


def test_a_damaged_description_of_the_tables_is_no_empty_database():
    said = sqlite3.DatabaseError("malformed database schema (ix_event_team) - no such table: main.avent")
    assert "improve restore" in database_words(DatabaseError("", {}, said))


def damaged(engine, system, times, pages):
    """What was noticed."""
    if engine != "sqlite":
        pytest.skip("the files of PostgreSQL are its own; it checks its pages where data checksums are on")
    with system.opened():
        fill()
    with system.opened():
        return damage_again_and_again(system.config.data_dir / "improve.db", times, pages)
