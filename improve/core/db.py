"""The database: typed rows, one transaction a request, SQLite and PostgreSQL used properly.

A request that may not write gets a read-only transaction; one that may gets BEGIN IMMEDIATE on SQLite, because a
transaction that reads first and writes later fails at once with "database is locked", whatever the busy timeout.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Executable,
    Index,
    Insert,
    MetaData,
    String,
    TypeDecorator,
    Update,
    event,
    insert,
    inspect,
    text,
)
from sqlalchemy import Row as AnyRow
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, make_transient_to_detached, mapped_column

from improve.core.ids import ID_LENGTH, new_id
from improve.core.turns import Turns

BUSY_TIMEOUT_MS = 5_000

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_writing: ContextVar[bool] = ContextVar("writing", default=True)
_will_write: ContextVar[bool] = ContextVar("will_write", default=False)  # but reads first


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it would be off by the time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its time zone")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """SQLite keeps text and forgets the zone; it was UTC. Read in one step: a board reads a thousand moments."""
        return _moment_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _moment_of_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


Id = String(ID_LENGTH)


class Base(DeclarativeBase):
    """All tables. Without a rowid on SQLite: a rowid would tell the order in which people wrote."""

    metadata = MetaData(naming_convention=NAMING)
    __table_args__: Any = {"sqlite_with_rowid": False}


class Row(Base):
    """A table whose rows have a random id and belong to an organisation."""

    __abstract__ = True

    # First in the table: SQLite 3.40 calls a table without rowid damaged when its primary key stands elsewhere.
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id, sort_order=-1)
    organisation_id: Mapped[str] = mapped_column(Id, index=False)


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "autoflush": True})


def run(statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """A statement made once, in the session's transaction, past its bookkeeping: a third of the cost. Never commits.

    What was changed and not flushed yet is not seen, and objects that the session holds do not hear of it.
    """
    return db.session.connection().execute(statement, values)


def columns(statement: Executable, values: Mapping[str, Any]) -> Sequence[AnyRow[*tuple[Any, ...]]]:
    """The rows of plain columns that such a statement finds: for the pages that are opened most."""
    return run(statement, values).all()


def append(kind: type[Base], **values: Any) -> None:
    """Store a row that nobody changes later, at once. Never commits."""
    run(_insert(kind), values)


def store(row: Base) -> None:
    """Insert a new object at once, past the session's bookkeeping, which then knows it as stored. Never commits.

    Half of what the session takes for one row that nobody waits for. Its collections are read when asked for.
    """
    known = row.__dict__
    given = {name: known[name] for name in _names(type(row)) if name in known}
    stored = run(_insert(type(row)), given).last_inserted_params()
    known.update(cast(Mapping[str, Any], stored))  # of one row, with the defaults
    make_transient_to_detached(row)  # what it holds now counts as read from the database
    db.session.add(row)


def changed(statement: Update | Delete) -> int:
    """How many rows it changed or deleted. Never commits."""
    return int(cast(CursorResult[Any], db.session.execute(statement)).rowcount)


def insert_or(kind: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may say what else is done where the row is there already: each database has its own."""
    return postgresql.insert(kind) if db.engine.dialect.name == "postgresql" else sqlite.insert(kind)


@cache
def _names(kind: type[Base]) -> tuple[str, ...]:
    return tuple(inspect(kind).column_attrs.keys())


@cache
def _insert(kind: type[Base]) -> Insert:
    return insert(kind.__table__)  # type: ignore[arg-type]


@contextmanager
def reading() -> Iterator[None]:
    """Within the block, new transactions are read-only."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def start_reading(*, will_write: bool = False) -> None:
    """From here on, new transactions of this request are read-only; `will_write`: until start_writing()."""
    _writing.set(False)
    _will_write.set(will_write)


def start_writing() -> None:
    """From here on, new transactions of this request may write. Ends a reading one first."""
    db.session.commit()
    _writing.set(True)


def commit() -> None:
    """Keep what the request did; what follows (rendering) only reads, and holds no lock."""
    db.session.commit()
    start_reading()


def give_up() -> None:
    """Undo what the request did; what follows (rendering the refusal) only reads."""
    db.session.rollback()
    start_reading()


def prepare(engine: Engine) -> None:
    """Set an engine up: called once for each."""
    if engine.dialect.name == "sqlite":
        writers = _Writers()
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", writers.begin)
        event.listen(engine, "checkin", writers.end)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def index_of_given(name: str, first: str, *others: str) -> Index:
    """An index of the rows whose first column is not empty: most rows cost it nothing."""
    given = text(f"{first} IS NOT NULL")
    return Index(name, first, *others, sqlite_where=given, postgresql_where=given)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class _Writers:
    """The threads of a process write in turn, in the order in which they came; SQLite polls, and unfairly.

    Other processes are still waited for by SQLite. Whoever waits too long asks it all the same, and is refused there.
    """

    def __init__(self) -> None:
        self.turns = Turns()

    def begin(self, connection: Connection) -> None:
        """Begin reading, or take the turn and begin writing."""
        may_write, info = _writing.get(), connection.info
        # Who reads before writing most likely writes on the same connection, which then need not be told twice.
        stays_open = info.get("may_write") and _will_write.get()
        if info.get("may_write") is not may_write and not stays_open:
            _say(connection, f"PRAGMA query_only={'OFF' if may_write else 'ON'}")
            info["may_write"] = may_write
        if may_write and not info.get("has_turn"):
            info["has_turn"] = self.turns.acquire(BUSY_TIMEOUT_MS / 1000)
        _say(connection, "BEGIN IMMEDIATE" if may_write else "BEGIN")

    def end(self, _connection: Any, record: Any) -> None:
        """The connection is back in the pool: whatever it wrote is kept or undone."""
        if record.info.pop("has_turn", False):
            self.turns.release()


def _say(connection: Connection, statement: str) -> None:
    """A statement without rows, said to the driver itself: a tenth of the work. Raises what SQLAlchemy would."""
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        driver.execute(statement)
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error) from error


def _begin_postgresql(connection: Connection) -> None:
    if not (_writing.get() or _will_write.get()):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
