"""A recorder of slow work: for each piece, whether this thread had a transaction at that moment that may write.

    with Watch(engine) as watch:
        ... requests, jobs ...
    assert watch.under_a_lock == []

It hears of transactions from the engine itself, so it does not matter who began them, or how.
"""

import smtplib
import socket
from collections import Counter
from collections.abc import Callable
from threading import local
from typing import Any, Self

import jinja2
import openpyxl
import resvg_py
from PIL import Image
from sqlalchemy import Connection, Engine, event

from improve.auth import passwords
from improve.core import db as database

SLOW: tuple[tuple[Any, str], ...] = (
    (jinja2.Template, "render"),
    (Image, "open"),
    (Image.Image, "load"),
    (Image.Image, "save"),
    (Image.Image, "resize"),
    (openpyxl, "load_workbook"),
    (resvg_py, "svg_to_bytes"),
    (passwords, "hash_password"),
    (passwords, "is_right"),
    (smtplib.SMTP, "connect"),
    (smtplib.SMTP, "sendmail"),
    (socket, "create_connection"),
)


class Watch:
    """Counts what was done where."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.done: Counter[str] = Counter()
        self.under_a_lock: list[str] = []
        self.doing = ""  # what the test does just now
        self.thread = local()
        self.real: list[tuple[Any, str, Any]] = []
        self.heard = (("begin", self.begun), ("commit", self.over), ("rollback", self.over))

    def __enter__(self) -> Self:
        for name, hear in self.heard:
            event.listen(self.engine, name, hear)
        for place, name in SLOW:
            real = getattr(place, name)
            self.real.append((place, name, real))
            setattr(place, name, self.noted(f"{place.__name__}.{name}", real))
        return self

    def __exit__(self, *_: object) -> None:
        for place, name, real in self.real:
            setattr(place, name, real)
        for name, hear in self.heard:
            event.remove(self.engine, name, hear)

    def begun(self, connection: Connection) -> None:
        """A transaction that may write holds SQLite's one write lock, or soon holds rows of PostgreSQL."""
        if database._writing.get():
            self.writing.add(id(connection))

    def over(self, connection: Connection) -> None:
        """Kept, or undone."""
        self.writing.discard(id(connection))

    @property
    def writing(self) -> set[int]:
        """The connections of this thread that may write."""
        if not hasattr(self.thread, "connections"):
            self.thread.connections = set()
        found: set[int] = self.thread.connections
        return found

    def noted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """The same function; each call is written down."""

        def act(*given: Any, **more: Any) -> Any:
            self.done[name] += 1
            if self.writing:
                self.under_a_lock.append(f"{name} during {self.doing}")
            return real(*given, **more)

        return act
