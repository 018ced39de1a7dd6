"""Two identical systems; in each somebody else, at another tablet, sends the same anonymous words. Everything stored is
the same, byte by byte: database and write-ahead log, before and after the release, and what was logged."""

import hashlib
import random
import shutil
import struct
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from improve.app import create_app
from improve.auth import sessions
from improve.config import Config
from improve.core import clock
from improve.core.db import Base, commit, db, start_writing
from improve.ideas import search
from improve.jobs import work
from improve.teams.models import Organisation
from tests.boards.conftest import set_up
from tests.cast import make_person, make_team

WORDS = "Two of us covered thirty beds on Sunday night."
EVENING = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
KEY = "0b9f3a52-58c1-4e7e-9a55-0d6b1a2c3d4e"
MARKS = ("CANARY-A", "CANARY-B", "10.9.8.1", "10.9.8.2")


class System:
    """One instance with its data in a folder of its own, and chance that begins at the same place."""

    def __init__(self, folder, monkeypatch):
        chance = random.Random(12)
        for name, one in (("randbits", chance.getrandbits), ("token_urlsafe", lambda n=32: chance.randbytes(n).hex()),
                          ("token_hex", lambda n=32: chance.randbytes(n).hex())):  # fmt: skip
            monkeypatch.setattr(f"secrets.{name}", one)
        self.folder = folder
        self.app = create_app(Config(data_dir=folder, secret_key="test"))
        self.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)

    def close(self):
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def browser(self, **cookies):
        browser = self.app.test_client()
        for name, value in cookies.items():
            browser.set_cookie(name, value)
        return browser

    def written(self):
        """The pages that stand in the write-ahead log: without the numbers by which SQLite salts each."""
        log = (self.folder / "improve.db-wal").read_bytes()
        size = 24 + struct.unpack(">I", log[8:12])[0] if log else 1
        frames = [log[at : at + size] for at in range(32, len(log), size)]
        return [(frame[:8], frame[24:]) for frame in frames]


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A ward with two nurses who are signed in and two tablets in use; and the secrets of all four."""
    system = System(tmp_path / "first", monkeypatch)
    with system.app.app_context(), clock.set_to(EVENING):
        start_writing()
        Base.metadata.create_all(db.engine)
        search.create_index()
        here = Organisation(name="Thornbeck Hospitals")
        db.session.add(here)
        db.session.flush()
        ward = make_team(here, "Ward 12", 1, None)
        secrets = [set_up(ward, name)[1] for name in ("Desk", "Break room")]
        nurses = [
            sessions.begin(make_person(here, name, "Nurse"), "Test") for name in ("Ana Diaz", "Ben Okoro")
        ]
        commit()
    system.close()
    shutil.copytree(system.folder, tmp_path / "second")
    return {"folders": [system.folder, tmp_path / "second"], "tablets": secrets, "nurses": nurses}


def live(system, world, who):
    """An evening: both tablets show the board, both nurses read; then one of them, at one of the tablets, sends."""
    tablets = [system.browser(tablet=secret) for secret in world["tablets"]]
    people = [system.browser(session_id=secret) for secret in world["nurses"]]
    with clock.set_to(EVENING + timedelta(minutes=1)):
        for browser, path in (
            (tablets[0], "/tablet"),
            (tablets[1], "/tablet"),
            (people[0], "/"),
            (people[1], "/"),
        ):
            assert browser.get(path).status_code == 200
    with clock.set_to(EVENING + timedelta(minutes=3)):
        assert tablets[who].get("/tablet/idea").status_code == 200
        token = tablets[who].get("/tablet/token").get_json()["token"]
        return anonymous(system, token, who)


def anonymous(system, token, who):
    """What leaves the tablet: no cookie, but what every request shows of its sender."""
    body = {"token": token, "text": WORDS, "claim": hashlib.sha256(b"7K2M9QXW4TBC8DRH").hexdigest(),
            "written_on": "2026-11-23"}  # fmt: skip
    shown = {
        "HTTP_USER_AGENT": MARKS[who],
        "REMOTE_ADDR": MARKS[2 + who],
        "HTTP_X_FORWARDED_FOR": MARKS[2 + who],
    }
    headers = {"Idempotency-Key": KEY, "Sec-Fetch-Site": "same-origin", "Accept-Language": MARKS[who]}
    answer = system.browser().post("/anonymous/outbox", json=body, headers=headers, environ_overrides=shown)
    assert answer.status_code == 201
    return answer.get_json()


def rows():
    """All that is stored."""
    return {
        table.name: sorted(str(tuple(row)) for row in db.session.execute(table.select()))
        for table in Base.metadata.sorted_tables
    }


def lived(folder, world, monkeypatch, who):
    """Run it; everything that can be read afterwards."""
    with capture_logs() as logs:
        system = System(folder, monkeypatch)
        found = {"answer": live(system, world, who), "log of writing": system.written()}
        with system.app.app_context():
            found["rows"] = rows()
            db.session.remove()
            with clock.set_to(MORNING):
                work.release_all("Europe/London")
            found["rows after the release"] = rows()
            assert WORDS in str(found["rows after the release"]["idea_text"])
        system.close()
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return {**found, "logs": logs, **files}


def test_who_sends_and_from_where_changes_no_byte_of_what_is_stored(world, monkeypatch):
    first, second = (lived(folder, world, monkeypatch, who) for who, folder in enumerate(world["folders"]))
    assert {name for name in first if first[name] != second[name]} == set() and first.keys() == second.keys()
    assert first["log of writing"] and first["rows"]["waiting_idea"] and "improve.db" in first


def test_nothing_that_shows_the_sender_is_found_in_any_file(world, monkeypatch):
    for who, folder in enumerate(world["folders"]):
        found = lived(folder, world, monkeypatch, who)
        stored = b"".join(part for part in found.values() if isinstance(part, bytes))
        assert not [mark for mark in MARKS if mark.encode() in stored]
        assert not [mark for mark in MARKS if mark in str(found["logs"])]


def test_the_comparison_would_see_a_moment_or_a_device(world, monkeypatch):
    """The same with one thing that tells: a tablet that is seen at another hour."""
    first = lived(world["folders"][0], world, monkeypatch, 0)
    system = System(world["folders"][1], monkeypatch)
    with clock.set_to(EVENING + timedelta(hours=2)):
        system.browser(tablet=world["tablets"][1]).get("/tablet")
    system.close()
    second = lived(world["folders"][1], world, monkeypatch, 1)
    assert first["improve.db"] != second["improve.db"] and first["rows"] != second["rows"]
