"""`improve serve`: the web workers and, beside them, the scheduler. What it started, it stops."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from improve.cli.opening import Refused, making_with_app, settings
from improve.cli.starting import refuse_to_start
from improve.config import Config
from improve.core.processes import named_as_parent

LOCK_FILE = "serve.lock"
STOP_SECONDS = 20  # for what is under way; then they are killed
LOOK_EVERY = 0.5  # seconds
AGAIN_AFTER = 5  # seconds until a scheduler that ended is started again


@click.command()
@click.option("--no-jobs", is_flag=True, help="Do not start the scheduler: `improve jobs` runs elsewhere.")
def serve(no_jobs: bool) -> None:
    """Serve the pages, and start the scheduler beside them."""
    with lock(settings()):
        serve_here(with_jobs=not no_jobs)


def serve_here(with_jobs: bool = True) -> None:
    """Check, start, wait for the end, stop. The lock is held already. Ends the program."""
    making_with_app(refuse_to_start)()
    config = settings()
    click.echo(f"Improve serves http://{config.host}:{config.port}. Ctrl-C stops it.")
    sys.exit(Processes(with_jobs).run())


@contextmanager
def lock(config: Config) -> Iterator[None]:
    """Within the block, nobody else serves this data folder. Raises Refused where somebody does.

    The processes that are started inherit the lock: as long as one of them lives, the folder is in use.
    """
    handle = open_lock(config.data_dir)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        who = os.read(handle, 100).decode()
        os.close(handle)
        raise Refused(
            f"Improve is running already on the data folder {config.data_dir} ({who or 'starting'})."
        ) from None
    try:
        os.truncate(handle, 0)
        os.write(handle, f"process {os.getpid()}, port {config.port}".encode())
        yield
    finally:
        os.truncate(handle, 0)
        os.close(handle)


def open_lock(folder: Path) -> int:
    """The lock file, open. Raises Refused where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(
            f"The data folder {folder} cannot be written to: {error.strerror}. DATA_DIR names another."
        ) from error


class Processes:
    """The web master and the scheduler, from start to stop."""

    def __init__(self, with_jobs: bool) -> None:
        self.with_jobs = with_jobs
        self.web: subprocess.Popen[bytes] | None = None
        self.jobs: subprocess.Popen[bytes] | None = None
        self.jobs_ended_at = 0.0
        self.is_stopping = False

    def run(self) -> int:
        """Until told to stop, or until the web master ends; its exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            self.web = start("improve.cli.web")
            while not self.is_stopping and self.web.poll() is None:
                self.keep_jobs()
                time.sleep(LOOK_EVERY)
            if self.is_stopping:
                click.echo("\nStopping: what is under way is finished first.")
            return 0 if self.is_stopping else self.web.returncode or 1
        finally:
            self.end()

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Told to stop."""
        self.is_stopping = True

    def keep_jobs(self) -> None:
        """Start the scheduler, and start it again some seconds after it ended by itself."""
        if not self.with_jobs or (self.jobs is not None and self.jobs.poll() is None):
            return
        if self.jobs is not None and self.jobs_ended_at == 0.0:
            self.jobs_ended_at = time.monotonic()
            click.echo("The scheduler ended; it is started again.", err=True)
        if time.monotonic() - self.jobs_ended_at >= AGAIN_AFTER or self.jobs is None:
            self.jobs, self.jobs_ended_at = start("improve", "jobs", "--beside"), 0.0

    def end(self) -> None:
        """Stop what was started: kindly at first."""
        started = [
            process for process in (self.jobs, self.web) if process is not None and process.poll() is None
        ]
        for process in started:
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in started:
            try:
                process.wait(max(until - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def start(*module: str) -> subprocess.Popen[bytes]:
    """A Python module as a process, in a group of its own: Ctrl-C reaches it through this process alone."""
    command = [sys.executable, "-m", *module]
    return subprocess.Popen(  # noqa: S603  our own modules
        command, start_new_session=True, close_fds=False, env=named_as_parent()
    )
