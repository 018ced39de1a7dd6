"""The test bench: a fresh application on SQLite or PostgreSQL, and the cast that every test knows."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from improve.app import create_app
from improve.auth import sessions
from improve.config import Config
from improve.core import languages
from improve.core.db import Base, commit, db, start_writing
from improve.core.ids import new_id
from improve.events.models import EventRow
from improve.ideas import search
from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from improve.people.models import Person
from improve.teams.models import Membership, Organisation, Team
from tests.real.postgres import PrivatePostgres

JOINED_ON = date(2024, 3, 4)
SERVER_FOLDER = "IMPROVE_TEST_POSTGRES"


def pytest_addoption(parser: pytest.Parser) -> None:
    """--engine chooses the database; both by default."""
    parser.addoption("--engine", choices=["sqlite", "postgresql", "both"], default="both")


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL server for all test processes; the controller starts it."""
    if (
        config.getoption("--engine") != "sqlite"
        and SERVER_FOLDER not in os.environ
        and not config.option.collectonly
    ):
        server = PrivatePostgres()
        server.start()
        os.environ[SERVER_FOLDER] = str(server.folder)
        config.add_cleanup(server.stop)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches the database runs on each engine."""
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        engines = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
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
    app = create_app(Config(data_dir=folder, database_url=database_url(engine, worker_id), secret_key="test"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        start_writing()
        Base.metadata.create_all(db.engine)
        search.create_index()
        commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this test process ("gw0"), also without pytest-xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def database_url(engine: str, worker_id: str) -> str:
    """A database of this test process alone; "" is the file in its data folder."""
    if engine == "sqlite":
        return ""
    server = PrivatePostgres.at(os.environ[SERVER_FOLDER])
    server.create_database(f"test_{worker_id}")
    return server.url(f"test_{worker_id}")


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
    """Take every row out."""
    if db.engine.dialect.name == "postgresql":
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        db.session.execute(text(f"TRUNCATE {names}, idea_search CASCADE"))
        return
    db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
    for table in ("idea_search", *(table.name for table in reversed(Base.metadata.sorted_tables))):
        db.session.execute(text(f'DELETE FROM "{table}"'))


class Answer:
    """A response with its page read."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status_code: int = response.status_code
        self.headers = response.headers
        self.location: str = response.headers.get("Location", "")

    @property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @property
    def json(self) -> Any:
        return self.response.get_json()

    def select_one(self, css: str) -> Any:
        return self.soup.select_one(css)


class Client:
    """Somebody's browser: every request has an application context of its own, as in the server."""

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.app, self.person = app, person
        self.browser: FlaskClient = app.test_client()

    def get(self, path: str, **kwargs: Any) -> Answer:
        return self._open("GET", path, **kwargs)

    def post(self, path: str, data: Any = None, **kwargs: Any) -> Answer:
        return self._open("POST", path, data=data, **kwargs)

    def _open(self, method: str, path: str, **kwargs: Any) -> Answer:
        commit()
        with self.app.app_context():
            response = self.browser.open(path, method=method, **kwargs)
        start_writing()
        db.session.expire_all()
        return Answer(response)


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


@dataclass
class Trust:
    """The small world of the tests. Ana leads Ward 12, Ben works there; Dora and Mo lead above; Cleo is elsewhere."""

    organisation: Organisation
    executive: Team
    medicine: Team
    older: Team
    ward_12: Team
    ward_14: Team
    small_ward: Team
    ana: Person
    ben: Person
    fay: Person
    dora: Person
    mo: Person
    eve: Person
    gil: Person
    amy: Person
    cleo: Person
    other_ward: Team


@pytest.fixture
def trust(app: Flask) -> Trust:
    """The cast, freshly made."""
    here, there = Organisation(name="Thornbeck Hospitals"), Organisation(name="Elsewhere Trust")
    db.session.add_all([here, there])
    db.session.flush()
    executive = make_team(here, "Executive team", 4, None)
    medicine = make_team(here, "Medicine", 3, executive)
    older = make_team(here, "Older people’s medicine", 2, medicine)
    made = Trust(
        organisation=here,
        executive=executive,
        medicine=medicine,
        older=older,
        ward_12=make_team(here, "Ward 12", 1, older),
        ward_14=make_team(here, "Ward 14", 1, older),
        small_ward=make_team(here, "Sleep clinic", 1, older, headcount=8),
        ana=make_person(here, "Ana Diaz", "Ward manager"),
        ben=make_person(here, "Ben Okoro", "Staff nurse"),
        fay=make_person(here, "Fay Ortiz", "Ward manager"),
        dora=make_person(here, "Dora Lind", "Matron"),
        mo=make_person(here, "Mo Haddad", "Divisional nurse"),
        eve=make_person(here, "Eve Marsh", "Chief operating officer"),
        gil=make_person(here, "Gil Price", "Freedom to Speak Up Guardian", is_guardian=True),
        amy=make_person(here, "Amy Webb", "Systems manager", is_administrator=True),
        cleo=make_person(there, "Cleo Park", "Ward manager"),
        other_ward=make_team(there, "Ward 1", 1, None),
    )
    for person, team, is_lead in (
        (made.ana, made.ward_12, True),
        (made.ben, made.ward_12, False),
        (made.fay, made.ward_14, True),
        (made.dora, made.older, True),
        (made.mo, made.medicine, True),
        (made.eve, made.executive, True),
        (made.cleo, made.other_ward, True),
    ):
        row = Membership(
            joined_on=JOINED_ON,
            organisation_id=person.organisation_id,
            person_id=person.id,
            team_id=team.id,
            is_lead=is_lead,
        )
        db.session.add(row)
    db.session.flush()
    return made


def make_team(
    organisation: Organisation, name: str, tier: int, parent: Team | None, headcount: int = 30
) -> Team:
    """A team in the tree."""
    team = Team(
        id=new_id(), name=name, tier=tier, headcount=headcount, organisation=organisation, parent=parent
    )
    team.organisation_id = organisation.id
    team.path = f"{parent.path if parent else ''}{team.id}/"
    db.session.add(team)
    db.session.flush()
    return team


def make_person(organisation: Organisation, name: str, job: str, **flags: bool) -> Person:
    """A person with an e-mail of the first name."""
    first = name.split()[0].lower()
    person = Person(
        organisation_id=organisation.id,
        name=name,
        job=job,
        email=f"{first}@{organisation.name.split()[0].lower()}.example",
        staff_group="Nursing and midwifery registered",
        **flags,
    )
    db.session.add(person)
    db.session.flush()
    return person


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
