"""A private, real PostgreSQL for tests: in a temporary folder, on a unix socket only, gone afterwards.

    with PrivatePostgres() as server:
        server.create_database("cast")
        engine = create_engine(server.url("cast"))

One server serves all test processes: the one that started it hands `server.folder` to the others,
and they say `PrivatePostgres.at(folder)`.
"""

import ctypes
import functools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from tests.real.postgres_programs import NoPostgres, as_user, other_user, reachable_programs

PORT = 5432  # names the socket file; no network port is opened.
SUPERUSER = "improve"
START_SECONDS = 60
STOP_SECONDS = 20

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PrivatePostgres:
    """A server of our own. As root it runs as another user, because PostgreSQL refuses root."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._process: subprocess.Popen[Any] | None = None

    @classmethod
    def at(cls, folder: str | Path) -> Self:
        """The server that another process has started in `folder`. It is not ours to stop."""
        server = cls()
        server.folder = Path(folder)
        return server

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make a cluster and wait until it answers. Raises NoPostgres where there are no programs."""
        # Not the system's temporary folder: its path can be longer than a socket's path may be (107 bytes).
        self.folder = Path(tempfile.mkdtemp(prefix="improve-pg-", dir="/tmp"))
        try:
            user = other_user()
            if user:
                os.chown(self.folder, user.pw_uid, user.pw_gid)
            programs = reachable_programs(self.folder, user)
            self._initialise(programs, user)
            self._launch(programs, user)
            self._wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server at once and remove its folder. Harmless when it has ended already."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)  # "immediate": nothing is worth a checkpoint.
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy wants it."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}&port={PORT}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, as a copy of `template` if one is named (to which nobody is connected); its URL."""
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            command += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._run(command)
        return self.url(name)

    def fresh_database(self, name: str) -> str:
        """An empty database, whatever was there by that name; its URL."""
        self.drop_database(name)
        return self.create_database(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and end whoever is connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, command: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(command)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.folder), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def _initialise(self, programs: Path, user: pwd.struct_passwd | None) -> None:
        command = [
            str(programs / "initdb"),
            "-D",
            str(self._cluster),
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        command += ["--no-sync", f"--locale={'C.UTF-8' if sys.platform == 'linux' else 'en_US.UTF-8'}"]
        done = subprocess.run(command, capture_output=True, text=True, **as_user(user), cwd="/")
        if done.returncode:
            raise NoPostgres(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")

    def _launch(self, programs: Path, user: pwd.struct_passwd | None) -> None:
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [
            str(programs / "postgres"),
            "-D",
            str(self._cluster),
            "-k",
            str(self.folder),
            "-p",
            str(PORT),
            *options,
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd="/", preexec_fn=end_with_parent, **as_user(user)
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise NoPostgres(f"PostgreSQL does not start: {self._log.read_text()[-2000:]}") from error
            time.sleep(0.05)

    @property
    def _cluster(self) -> Path:
        assert self.folder
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        assert self.folder
        return self.folder / "server.log"


@functools.cache
def _prctl() -> Callable[..., int] | None:
    """Looked up before any fork; None where the system has none."""
    if sys.platform != "linux":
        return None
    return ctypes.CDLL(None, use_errno=True).prctl


def end_with_parent() -> None:
    """Runs in the child: the server ends when the tests that started it die, however they die."""
    set_parent_death_signal = 1
    if prctl := _prctl():
        prctl(set_parent_death_signal, signal.SIGQUIT)


_prctl()
