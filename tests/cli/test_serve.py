"""`improve serve`: one on a data folder, and it stops what it started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import pytest

from improve.core.db import db
from improve.core.processes import PARENT
from improve.teams.models import Organisation

PATIENCE_SECONDS = 60
HANDED_BACK_SECONDS = 6  # a silent connection occupies a thread for 5 seconds, then waits beside
STOP_MOST_SECONDS = 8  # it would have waited 15

only_on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux stops the children of what was killed"
)


@contextmanager
def serving(deployment, *arguments, stdout=None):
    """The command as a process, until it answers; killed at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "improve", "serve", *arguments]
    process = subprocess.Popen(
        command,
        env={**deployment.environment, "PORT": port, "IMPROVE_WEB_WORKERS": "1"},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: process.poll() is not None or answers(port))
        yield process, port
    finally:
        for child in (*children(process.pid), process.pid):
            with_signal(child, signal.SIGKILL)
        process.wait()
        process.stderr.close()


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=10) as page:
            return page.status == 200
    except OSError:
        return False


def wait_for(condition):
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.2)


def children(pid):
    """The processes that a process started, and theirs."""
    found = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout.split()
    parents = dict(zip(map(int, found[::2]), map(int, found[1::2]), strict=True))
    direct = [child for child, parent in parents.items() if parent == pid]
    return [*direct, *(below for child in direct for below in children(child))]


def with_signal(pid, number):
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def are_gone(pids):
    return not any(os.path.exists(f"/proc/{pid}") and "Z" not in state(pid) for pid in pids)


def state(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@pytest.mark.one_engine
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_stops_everything_it_started(empty_system, number):
    with serving(empty_system) as (process, _port):
        wait_for(lambda: len(children(process.pid)) >= 3)  # master, worker, scheduler
        started = children(process.pid)
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == 0
        wait_for(lambda: are_gone(started))


@pytest.mark.one_engine
def test_it_says_that_it_stops_and_waits_for_no_connection_on_which_nothing_was_asked(empty_system):
    with serving(empty_system, "--no-jobs", stdout=subprocess.PIPE) as (process, port):
        with socket.create_connection(("127.0.0.1", int(port))):
            time.sleep(HANDED_BACK_SECONDS)
            begun = time.monotonic()
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert time.monotonic() - begun < STOP_MOST_SECONDS
        assert "Stopping" in said


@pytest.mark.one_engine
def test_a_second_start_on_the_same_folder_says_so_and_stops(empty_system):
    with serving(empty_system) as (process, port):
        second = subprocess.run(
            [sys.executable, "-m", "improve", "serve"], env={**empty_system.environment, "PORT": "1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert second.returncode == 1
        assert (
            "running already" in second.stderr and str(process.pid) in second.stderr and port in second.stderr
        )
        assert process.poll() is None


@pytest.mark.one_engine
@only_on_linux
def test_what_it_started_does_not_outlive_it_even_when_it_is_killed(empty_system):
    with serving(empty_system) as (process, _port):
        wait_for(lambda: len(children(process.pid)) >= 3)
        started = children(process.pid)
        process.kill()
        process.wait()
        wait_for(lambda: are_gone(started))


@pytest.mark.one_engine
@only_on_linux
def test_a_process_whose_starter_was_killed_before_it_was_ready_ends_by_itself(empty_system):
    left = {**empty_system.environment, "PORT": "0", PARENT: "1"}
    ended = subprocess.run([sys.executable, "-m", "improve.cli.web"], env=left, timeout=PATIENCE_SECONDS)
    assert ended.returncode == 0


@pytest.mark.one_engine
def test_a_scheduler_that_was_killed_is_started_again(empty_system):
    with serving(empty_system) as (process, _port):
        wait_for(lambda: scheduler_of(process.pid) != 0)
        first = scheduler_of(process.pid)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: scheduler_of(process.pid) not in (0, first))


def scheduler_of(pid):
    for child in children(pid):
        try:
            with open(f"/proc/{child}/cmdline") as file:
                if "jobs" in file.read().split("\0"):
                    return child
        except OSError:
            continue
    return 0


@pytest.mark.one_engine
def test_without_jobs_there_is_no_scheduler(empty_system):
    with serving(empty_system, "--no-jobs") as (process, _port):
        time.sleep(2)
        assert scheduler_of(process.pid) == 0


def test_a_port_that_is_taken_is_named(empty_system, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        result = empty_system.run("serve")
    assert result.exit_code == 1 and port in result.output and "PORT" in result.output


def test_a_port_that_does_not_exist_is_named(empty_system, monkeypatch):
    monkeypatch.setenv("PORT", "99999")
    result = empty_system.run("serve")
    assert result.exit_code == 1 and "99999" in result.output


def test_a_port_that_is_taken_is_named_before_the_demonstration_is_loaded(deployment, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        result = deployment.run("demo", "--serve")
    assert result.exit_code == 1
    assert f"Another program uses 127.0.0.1:{port} already." in result.output
    assert not (deployment.config.data_dir / "improve.db").exists()


def test_a_folder_that_cannot_be_written_to_is_named(deployment, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "var"))
    for settings in ({}, {"IMPROVE_SECRET_KEY": "key"}):
        result = deployment.run("serve", env=settings)
        assert result.exit_code == 1 and "data folder" in result.output


def test_an_empty_database_is_not_served(deployment):
    result = deployment.run("serve")
    assert result.exit_code == 1 and "improve init" in result.output


def test_the_scheduler_alone_does_not_run_on_an_empty_database_either(deployment):
    result = deployment.run("jobs")
    assert result.exit_code == 1 and "improve init" in result.output


def test_production_refuses_the_demonstration(empty_system, monkeypatch):
    with empty_system.opened():
        db.session.add(Organisation(name="Thornbeck Hospitals", is_demonstration=True))
    monkeypatch.setenv("IMPROVE_PRODUCTION", "1")
    result = empty_system.run("serve")
    assert result.exit_code == 1 and "demonstration" in result.output


def test_production_refuses_the_debugger(empty_system, monkeypatch):
    monkeypatch.setenv("IMPROVE_PRODUCTION", "1")
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert "debugger" in empty_system.run("serve").output


def test_production_refuses_links_to_whatever_host_a_request_names(empty_system, monkeypatch):
    monkeypatch.setenv("IMPROVE_PRODUCTION", "1")
    result = empty_system.run("serve")
    assert result.exit_code == 1 and "IMPROVE_BASE_URL" in result.output


@pytest.mark.one_engine
def test_a_damaged_file_is_not_served(empty_system, engine):
    if engine != "sqlite":
        pytest.skip("the files of PostgreSQL are its own")
    with empty_system.opened():
        db.session.add(Organisation(name="Thornbeck Hospitals"))
    path = empty_system.config.data_dir / "improve.db"
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    path.write_bytes(bytes(content))
    result = empty_system.run("serve")
    assert result.exit_code == 1 and ("damaged" in result.output or "malformed" in result.output)
