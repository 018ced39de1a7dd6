"""A backup under load, put back elsewhere, is what was backed up."""

import io
import json
import sqlite3
import tarfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from improve.cli import migrating
from improve.config import from_environment
from improve.core.db import db
from improve.events import chain
from improve.events.models import EventRow
from improve.events.record import PROGRAM
from improve.people.joining import NewPerson, add_person
from improve.people.models import Person
from improve.teams.models import Organisation
from tests.cli.conftest import fresh_database, looking_into


@pytest.fixture
def system(empty_system):
    """With people whose events are sealed."""
    with empty_system.opened():
        db.session.add(Organisation(id="0" * 16, name="Thornbeck Hospitals"))
        db.session.flush()
        add(range(20))
        chain.seal_waiting()
    return empty_system


def add(numbers):
    for number in numbers:
        add_person("0" * 16, NewPerson(name=f"Person {number}", staff_number=f"t{number}"), by=PROGRAM)


def elsewhere(engine, worker_id, tmp_path, monkeypatch):
    """Another machine: an empty folder, an empty database."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "other"))
    for name, value in fresh_database(engine, f"restored_{worker_id}").items():
        monkeypatch.setenv(name, value)


def restored_counts(config):
    with looking_into(config):
        return db.session.scalar(select(func.count()).select_from(Person)), chain.check()


def test_a_backup_is_put_back_elsewhere(system, engine, worker_id, tmp_path, monkeypatch):
    file = tmp_path / "backup.tar.gz"
    assert system.run("backup", file).exit_code == 0
    assert file.stat().st_mode & 0o077 == 0
    elsewhere(engine, worker_id, tmp_path, monkeypatch)
    result = system.run("restore", file)
    assert result.exit_code == 0, result.output
    people, report = restored_counts(from_environment())
    assert people == 20 and report.first_wrong is None and report.sealed == 20


def test_writers_go_on_while_a_backup_is_taken(system, tmp_path):
    stop, written = threading.Event(), []

    def write():
        while not stop.is_set():
            with system.opened():
                add([1_000 + len(written)])
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        results = [system.run("backup", tmp_path / f"{number}.tar.gz") for number in range(3)]
    finally:
        stop.set()
        writer.join()
    assert [result.exit_code for result in results] == [0, 0, 0]
    assert written


def test_neither_backup_nor_restore_writes_over_anything(system, tmp_path):
    file = tmp_path / "backup.tar.gz"
    system.run("backup", file)
    before = file.read_bytes()
    assert system.run("backup", file).exit_code == 1
    assert system.run("restore", file).exit_code == 1
    assert file.read_bytes() == before
    with system.opened():
        assert db.session.scalar(select(func.count()).select_from(EventRow)) == 20


def test_a_damaged_backup_is_refused_and_leaves_nothing_behind(
    system, engine, worker_id, tmp_path, monkeypatch
):
    file = tmp_path / "backup.tar.gz"
    system.run("backup", file)
    member = {"sqlite": "improve.db", "postgresql": "improve.dump"}[engine]
    rewrite(file, member)
    elsewhere(engine, worker_id, tmp_path, monkeypatch)
    result = system.run("restore", file)
    assert result.exit_code == 1 and "damaged" in result.output
    assert list((tmp_path / "other").glob("*.db")) == []


def rewrite(file: Path, member: str) -> None:
    """The same archive with one byte of its database changed."""
    with tarfile.open(file) as tar:
        about, content = tar.extractfile("about.json").read(), bytearray(tar.extractfile(member).read())
    content[len(content) // 2] ^= 1
    with tarfile.open(file, "w:gz") as tar:
        for name, body in (("about.json", about), (member, bytes(content))):
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))
    assert json.loads(about)["format"] == 1


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\x1f\x8b\x08\x00rest"])
def test_what_is_no_backup_is_refused_with_a_sentence(deployment, tmp_path, content):
    file = tmp_path / "backup.tar.gz"
    file.write_bytes(content)
    result = deployment.run("restore", file)
    assert result.exit_code == 1 and "no backup of Improve" in result.output


def test_an_upgrade_that_has_nothing_to_do_takes_no_backup(system):
    assert "already" in system.run("upgrade").output
    assert not (system.config.data_dir / "backups").exists()


def test_an_upgrade_takes_a_backup_first(system, engine, monkeypatch):
    monkeypatch.setattr(migrating, "head", lambda: "0002")
    monkeypatch.setattr(migrating, "upgrade", lambda: None)
    result = system.run("upgrade")
    assert result.exit_code == 0, result.output
    assert len(list((system.config.data_dir / "backups").glob("before-upgrade-*.tar.gz"))) == 1


def test_a_copied_live_file_is_not_needed_the_backup_has_what_the_log_holds(system, engine, tmp_path):
    if engine != "sqlite":
        return  # its log is the server's own
    file = tmp_path / "backup.tar.gz"
    system.run("backup", file)
    with tarfile.open(file) as tar:
        (tmp_path / "copy.db").write_bytes(tar.extractfile("improve.db").read())
    assert sqlite3.connect(tmp_path / "copy.db").execute("SELECT count(*) FROM person").fetchone() == (20,)


def test_without_a_database_there_is_nothing_to_back_up_and_nothing_is_made(
    deployment, tmp_path, monkeypatch
):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    result = deployment.run("backup", tmp_path / "backup.tar.gz")
    assert result.exit_code == 1 and "not set up yet" in result.output, result.output
    assert list(tmp_path.glob("elsewhere*")) == list(tmp_path.glob("backup*")) == []


def test_an_empty_file_is_no_database_to_back_up(deployment, engine, tmp_path):
    if engine == "sqlite":
        (deployment.config.data_dir / "improve.db").touch()
    result = deployment.run("backup", tmp_path / "backup.tar.gz")
    assert result.exit_code == 1 and "not set up yet" in result.output, result.output
