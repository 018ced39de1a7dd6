"""PostgreSQL's own programs for copying a database. They must be of the server's version or a newer one."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import make_url

from improve.cli.opening import Refused


def dump(url: str, to: Path) -> None:
    """Write the database into a file."""
    run("pg_dump", url, "--format=custom", "--no-owner", f"--file={to}")


def restore(url: str, dumped: Path) -> None:
    """Put a dump into an empty database: whole, or not at all."""
    run("pg_restore", url, "--no-owner", "--single-transaction", "--exit-on-error", str(dumped))


def run(program: str, url: str, *arguments: str) -> None:
    """Run one of them. The password goes through the environment: others could read it among the arguments."""
    found = shutil.which(program)
    if found is None:
        raise Refused(f"{program} is not installed. On Debian and Ubuntu: apt-get install postgresql-client")
    parts = make_url(url)
    address = parts.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(parts.password)} if parts.password else {}
    command = [found, f"--dbname={address}", *arguments]
    done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise Refused(f"{program} failed: {lines[0] if lines else 'it did not say why'}")
