"""The test bench: a fresh application on SQLite or PostgreSQL, and the cast that every test knows."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select, text

from improve.app import create_app
from improve.auth import sessions
from improve.config import Config
from improve.core import languages
from improve.core.db import Base, commit, db, start_writing
from improve.events.models import EventRow
from improve.ideas import search
from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from improve.people.models import Person
from tests.cast import Trust, everybody
from tests.client import Client
from tests.real.postgres import PrivatePostgres

LONG = ("tests/reliability/", "tests/journeys/", "tests/cli/")
SERVER_FOLDER = "IMPROVE_TEST_POSTGRES"


def pytest_addoption(parser: pytest.Parser) -> None:
    """--engine chooses the database; both by default."""
    parser.addoption("--engine", choices=["sqlite", "postgresql", "both"], default="both")


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL server for all test processes; the controller starts it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        gc.disable()  # until all tests are loaded, which the controller leaves to the others
    if (
        config.getoption("--engine") != "sqlite"
        and SERVER_FOLDER not in os.environ
        and not config.option.collectonly
    ):
        server = PrivatePostgres()
        server.start()
        os.environ[SERVER_FOLDER] = str(server.folder)
        config.add_cleanup(server.stop)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first: at the end no test process waits long for the last one."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """What is loaded now stays: it need not be looked through for garbage again and again."""
    gc.freeze()
    gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches the database runs on each engine, unless it says that one tells as much."""
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        engines = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        if metafunc.definition.get_closest_marker("one_engine"):
            engines = engines[:1]
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


@pytest.fixture(autouse=True)
def begins_in_english() -> Iterator[None]:
    """Whatever language a test spoke, the next one begins in English."""
    languages.speak(languages.ENGLISH)
    yield
    languages.speak(languages.ENGLISH)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine under test."""
    return request.param


@pytest.fixture(scope="session")
def application(engine: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """One application a test process and engine; its database is emptied between tests."""
    folder = tmp_path_factory.mktemp(f"data-{engine}")
    app = create_app(
        Config(data_dir=folder, database_url=database_url(engine, f"test_{worker_id}"), secret_key="test")
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        hurry(db.engine)
        start_writing()
        Base.metadata.create_all(db.engine)
        search.create_index()
        commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def hurry(engine: Engine) -> None:
    """SQLite waits for no disk. What outlives a power cut is asked of servers of their own: see tests/reliability."""
    if engine.dialect.name == "sqlite":
        event.listen(
            engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF")
        )


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this test process ("gw0"), also without pytest-xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def database_url(engine: str, name: str) -> str:
    """An empty database; "" is the file in the data folder."""
    return "" if engine == "sqlite" else PrivatePostgres.at(os.environ[SERVER_FOLDER]).fresh_database(name)


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application with an empty database, and a context to look into it."""
    with application.app_context():
        start_writing()
        empty_database()
        commit()
        start_writing()
        yield application
        db.session.rollback()
        db.session.remove()


def empty_database() -> None:
    """Take every row out. Most tables are empty already, and to empty one costs far more than to look."""
    names = ("idea_search", *(table.name for table in Base.metadata.sorted_tables))
    look = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    with_rows = list(db.session.scalars(text(look)))
    is_postgresql = db.engine.dialect.name == "postgresql"
    no_order_needed = (
        "SET LOCAL session_replication_role = replica" if is_postgresql else "PRAGMA defer_foreign_keys=ON"
    )
    db.session.execute(text(no_order_needed))
    for name in with_rows:
        db.session.execute(text(f'DELETE FROM "{name}"'))


@pytest.fixture
def as_(app: Flask) -> Any:
    """`as_(person)`: a browser in which that person is signed in; `as_(None)`: nobody."""

    def sign_in(person: Person | None = None) -> Client:
        client = Client(app, person)
        if person is not None:
            secret = sessions.begin(person, "Test", second_factor=True)
            commit()
            client.browser.set_cookie("session_id", secret)
            start_writing()
        return client

    return sign_in


@pytest.fixture
def trust(app: Flask) -> Trust:
    """The cast, freshly made."""
    return everybody()


@pytest.fixture
def idea(trust: Trust) -> Idea:
    """A new idea of Ben's on Ward 12."""
    return submit(trust.ward_12, text="Blankets run out on nights. We borrow from Ward 14.", author=trust.ben)


@pytest.fixture
def last_event(app: Flask) -> Any:
    """`last_event()`: the newest event that a person, tablet or the program caused."""

    def read() -> EventRow | None:
        rows = select(EventRow).where(EventRow.happened_at.is_not(None)).order_by(EventRow.happened_at.desc())
        return db.session.scalars(rows.execution_options(populate_existing=True)).first()

    return read


def browser_of(name: str) -> Any:
    """A fixture: the browser of one of the cast."""

    @pytest.fixture(name=name)
    def signed_in(trust: Trust, as_: Any) -> Client:
        return as_(getattr(trust, name))

    return signed_in


ana, ben, fay, dora = browser_of("ana"), browser_of("ben"), browser_of("fay"), browser_of("dora")
mo, eve, gil, amy, cleo = (
    browser_of("mo"),
    browser_of("eve"),
    browser_of("gil"),
    browser_of("amy"),
    browser_of("cleo"),
)

DATA = Path(__file__).parent / "data"
