"""Backups that are taken while people send ideas, each put back elsewhere, hold what was acknowledged before them."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from improve.cli import migrating
from improve.command import open_app
from improve.config import from_environment
from improve.core.db import commit, db, start_writing
from improve.events import chain
from improve.events.models import EventRow, Seal
from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from improve.people.models import Person
from improve.teams.models import Team
from tests.cli.conftest import fresh_database, looking_into
from tests.reliability.damaging import WORDS, fill

DRILLS = 3


class Writers:
    """Two people who send ideas without a pause; `acknowledged` are those that are stored for sure."""

    def __init__(self, system):
        self.app, self.acknowledged, self.failed = open_app(system.config), [], []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.write) for _ in range(2)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
        with self.app.app_context():
            db.engine.dispose()

    def write(self):
        while not self.stop.is_set() and not self.failed:
            with self.app.app_context():
                try:
                    self.acknowledged.append(self.send())
                except Exception as error:
                    self.failed.append(error)
                finally:
                    db.session.remove()

    def send(self):
        start_writing()
        ward, ben = db.session.scalars(select(Team)).one(), db.session.scalars(select(Person)).one()
        idea_id = submit(ward, text=WORDS.format(len(self.acknowledged)), author=ben).id
        commit()
        return idea_id


@pytest.fixture
def filled(empty_system):
    with empty_system.opened():
        fill()
    return empty_system


def restore_elsewhere(engine, system, file, number, worker_id, monkeypatch):
    """Another machine: an empty folder, an empty database; what is in it afterwards."""
    with monkeypatch.context() as there:
        there.setenv("DATA_DIR", str(Path(file).with_suffix(f".{number}")))
        for name, value in fresh_database(engine, f"drill_{worker_id}").items():
            there.setenv(name, value)
        result = system.run("restore", file)
        assert result.exit_code == 0, result.output
        with looking_into(from_environment()):
            return facts()


def facts():
    """What a restored system holds, and whether it hangs together."""
    assert migrating.is_at_head()
    report = chain.check()
    assert report.first_wrong is None, report.sentence
    tables = [
        name
        for name in inspect(db.session.connection()).get_table_names()
        if not name.startswith("idea_search")
    ]
    rows = {name: db.session.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in tables}
    head = db.session.scalars(select(Seal.digest).order_by(Seal.number.desc()).limit(1)).first()
    told = select(func.count()).select_from(EventRow).where(EventRow.name == "idea.submitted")
    assert rows["idea"] == rows["idea_text"] == db.session.scalar(told)
    return set(db.session.scalars(select(Idea.id))), rows, head


def test_three_backups_under_load_hold_all_that_was_acknowledged_before_them(
    engine, filled, tmp_path, worker_id, monkeypatch
):
    before = []
    with Writers(filled) as writers:
        for number in range(DRILLS):
            while len(writers.acknowledged) < 5 * (number + 1) and not writers.failed:
                time.sleep(0.01)
            before.append(set(writers.acknowledged))
            result = filled.run("backup", tmp_path / f"{number}.tar.gz")
            assert result.exit_code == 0, result.output
    assert writers.failed == []
    with filled.opened():
        all_ideas, all_rows, head = facts()
    for number in range(DRILLS):
        file = tmp_path / f"{number}.tar.gz"
        ideas, rows, restored_head = restore_elsewhere(engine, filled, file, number, worker_id, monkeypatch)
        assert before[number] <= ideas <= all_ideas
        assert restored_head == head  # nothing was sealed meanwhile
        assert rows.keys() == all_rows.keys()
        assert all(rows[name] <= all_rows[name] for name in rows)
