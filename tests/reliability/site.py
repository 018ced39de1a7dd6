"""A real site for tests: a data folder, the web processes as they are served, and senders that do not give up."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from improve.app import create_app
from improve.auth import sessions
from improve.config import Config
from improve.core.db import Base, commit, db, start_writing
from improve.core.ids import new_id
from improve.ideas import search
from improve.teams.models import Membership, Organisation
from tests.cast import make_person, make_team

START_SECONDS = 60
LOST = (OSError, HTTPException)  # what a client sees of a server that was killed


def empty_site(folder: Path, database_url: str = "", **options: object) -> tuple[Flask, str, str]:
    """An application with one ward and nothing else; itself, the secret of the lead's session, the id of the ward."""
    app = create_app(
        Config(data_dir=folder, database_url=database_url, secret_key="test", extra=dict(options))
    )
    with app.app_context():
        start_writing()
        Base.metadata.create_all(db.engine)
        search.create_index()
        organisation = Organisation(name="Thornbeck Hospitals")
        db.session.add(organisation)
        db.session.flush()
        ward = make_team(organisation, "Ward 12", 1, None)
        ana = make_person(organisation, "Ana Diaz", "Ward manager")
        place = Membership(organisation_id=organisation.id, person_id=ana.id, team_id=ward.id, is_lead=True)
        db.session.add(place)
        secret, ward_id = sessions.begin(ana, "Test"), ward.id
        commit()
        db.session.remove()
    return app, secret, ward_id


@dataclass
class Site:
    """The web processes of one data folder."""

    process: subprocess.Popen[bytes]
    port: int
    secret: str
    ward_id: str
    start: Callable[[], subprocess.Popen[bytes]]
    cookies: str = ""
    token: str = ""

    def connect(self) -> HTTPConnection:
        """A connection of one's own."""
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, path: str) -> tuple[HTTPResponse, str]:
        """One page."""
        connection = self.connect()
        connection.request("GET", path, headers={"Cookie": self.cookies or f"session_id={self.secret}"})
        response = connection.getresponse()
        return response, response.read().decode()

    def post(self, path: str, values: dict[str, str]) -> tuple[HTTPResponse, str]:
        """One form, with the token that every form carries."""
        connection = self.connect()
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode({"csrf_token": self.token, **values}), headers)
        response = connection.getresponse()
        return response, response.read().decode()

    def take_token(self) -> None:
        """What every form carries."""
        response, page = self.ask("/ideas/new")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, page
        self.token = found[1]
        self.cookies = f"session_id={self.secret}; {response.headers['Set-Cookie'].partition(';')[0]}"

    def workers(self) -> list[int]:
        """The processes that answer."""
        listed = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in listed.stdout.split()]

    def kill_workers(self) -> None:
        """All of them, at once, without a word."""
        for pid in self.workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """The whole server, its parent process too, without a word; then somebody starts it again."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = self.start()


@dataclass
class Sender:
    """Sends one idea again and again under the same key, until it is acknowledged."""

    site: Site
    text: str
    key: str = field(default_factory=new_id)
    tries: int = 0

    def send(self, drop_before: bool = False, drop_after: bool = False) -> str:
        """The id of the idea, as acknowledged; "" when the request or its answer was lost."""
        self.tries += 1
        connection = self.site.connect()
        headers = {"Cookie": self.site.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        values = {
            "csrf_token": self.site.token,
            "team": self.site.ward_id,
            "key": self.key,
            "text": self.text,
            "door_seen": "yes",  # whatever these words may be taken for
        }
        try:
            if drop_before:
                connection.connect()
                return ""
            connection.request("POST", "/ideas", urlencode(values), headers)
            if drop_after:
                time.sleep(0.02)  # the server acts; nobody hears of it
                return ""
            response = connection.getresponse()
            response.read()
            assert response.status in (303, 503), response.status
            return response.headers.get("Location", "").rsplit("/", 1)[-1] if response.status == 303 else ""
        except LOST:
            time.sleep(0.05)
            return ""
        finally:
            connection.close()


@contextmanager
def serving(
    folder: Path,
    secret: str,
    ward_id: str,
    before: tuple[str, ...] = (),
    log: Path = Path(os.devnull),
    **settings: str,
) -> Iterator[Site]:
    """The web processes on a data folder, until the block ends. `before` stands before the command; `log` gets what
    they say."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "IMPROVE_SECRET_KEY": "test",
        **settings,
    }
    command = [*before, sys.executable, "-m", "improve.cli.web"]

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as said:
            return subprocess.Popen(command, env=environment, stderr=said, start_new_session=True)

    site = Site(start(), port, secret, ward_id, start)
    try:
        wait_for(site)
        site.take_token()
        yield site
    finally:
        with suppress(ProcessLookupError):
            os.killpg(site.process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            site.process.wait(30)
        site.process.kill()


def wait_for(site: Site) -> None:
    """Until it answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(*LOST):
            if site.ask("/health")[0].status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("The site does not start.")
