"""docs/data-map.yaml declares every column: why it is stored, what it says of people, how long, how it is erased."""

import re
from pathlib import Path

import pytest
import yaml

from improve.core.db import Base

MAP = Path(__file__).parents[2] / "docs" / "data-map.yaml"
ASKED = {"purpose", "kind", "retention", "erasure"}
KINDS = {"none", "personal", "content"}
# About a person though the name does not say so, and typed by people.
TELLING = {"email", "staff_number", "says_name", "staff_group", "password_hash", "totp_secret"}


@pytest.fixture(scope="module")
def declared():
    return yaml.safe_load(MAP.read_text())


@pytest.fixture
def tables(application):
    return {table.name: table for table in Base.metadata.sorted_tables}


def test_every_column_is_declared_and_nothing_else(declared, tables):
    wanted = {f"{name}.{column.name}" for name, table in tables.items() for column in table.columns}
    there = {f"{name}.{column}" for name, columns in declared.items() for column in columns}
    assert (wanted - there, there - wanted) == (set(), set())


def test_every_declaration_is_complete(declared):
    wrong = [
        f"{name}.{column}"
        for name, columns in declared.items()
        for column, said in columns.items()
        if set(said) != ASKED or said["kind"] not in KINDS or not all(said.values())
    ]
    assert not wrong


def test_what_points_at_a_person_is_called_personal(declared, tables):
    quiet = [
        f"{name}.{column.name}"
        for name, table in tables.items()
        for column in table.columns
        if points_at_a_person(column) and declared[name][column.name]["kind"] != "personal"
    ]
    assert not quiet


def points_at_a_person(column):
    return column.name in TELLING or any(key.target_fullname == "person.id" for key in column.foreign_keys)


def test_nothing_is_declared_twice(declared):
    """YAML would take the last one in silence."""
    lines = MAP.read_text().splitlines()
    tables, columns = (len([line for line in lines if re.match(start, line)]) for start in (r"\w", r"  \w"))
    assert (tables, columns) == (len(declared), sum(map(len, declared.values())))
