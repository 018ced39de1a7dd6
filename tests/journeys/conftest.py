"""A real server, a real Chromium and the small world: each journey starts in a fresh one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from improve.app import create_app
from improve.auth import sessions
from improve.config import Config
from improve.core import clock
from improve.core.db import Base, commit, db, start_writing
from improve.ideas import search
from improve.people.models import Person
from tests.conftest import database_url, hurry
from tests.journeys.line import served
from tests.journeys.walker import PATIENCE_MS, Walker
from tests.real import browser as chromium
from tools import front_end


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Journeys run on SQLite, with --engine postgresql on that: what they do, the tests of routes do on both."""
    return "postgresql" if request.config.getoption("--engine") == "postgresql" else "sqlite"


@pytest.fixture(scope="session")
def application(database: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """As in production, with the token of each form checked; in place of the test bench's own."""
    front_end.join_scripts()  # the tablet's script as it stands now
    folder = tmp_path_factory.mktemp(f"journey-{database}")
    app = create_app(
        Config(
            data_dir=folder, database_url=database_url(database, f"journey_{worker_id}"), secret_key="journey"
        )
    )
    with app.app_context():
        hurry(db.engine)
        start_writing()
        Base.metadata.create_all(db.engine)
        search.create_index()
        commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def site(application: Flask) -> Iterator[str]:
    """The address of the running server."""
    with served(application) as address:
        yield address


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One browser for all journeys of a test process; each person has a context of their own."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def walk(site: str, chrome: Browser, trust: Any) -> Iterator[Any]:
    """`walk(person)`: that person's browser, signed in; `walk(tablet=secret)`: a ward tablet; `walk()`: nobody's.

    Ends with no complaint of any page.
    """
    walkers: list[Walker] = []

    def start(person: Person | None = None, **options: Any) -> Walker:
        commit()  # what the test has made so far is there for the server
        secret = session_of(person) if person else ""
        walkers.append(Walker(chrome, site, secret, **options))
        return walkers[-1]

    yield start
    complaints = [each for walker in walkers for each in walker.complaints]
    for walker in walkers:
        walker.leave()
    assert not complaints


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """`days(3)`: three days later, for the test and for the server."""
    present, passed = clock.now, [0]
    monkeypatch.setattr(clock, "now", lambda: present() + timedelta(days=passed[0]))

    def later(number: int) -> None:
        passed[0] += number

    return later


def session_of(person: Person) -> str:
    """The secret of a new session."""
    start_writing()
    secret = sessions.begin(person, "Test", second_factor=True)
    commit()
    return secret
