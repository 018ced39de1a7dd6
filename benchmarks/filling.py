"""An empty database, and many rows at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, text

from improve.core.db import Base, commit, db, start_writing
from improve.ideas import search


def create_tables() -> None:
    """An empty database."""
    start_writing()
    Base.metadata.create_all(db.engine)
    search.create_index()
    commit()


def put(table: Table, rows: list[dict[str, Any]], columns: tuple[str, ...] = ()) -> None:
    """Insert many rows at once."""
    if rows and columns:
        db.session.execute(
            text(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"), rows
        )
    elif rows:
        db.session.execute(insert(table), rows)


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
