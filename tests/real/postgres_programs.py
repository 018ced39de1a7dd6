"""Where the programs of PostgreSQL are, and whom they may run as."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

OLDEST = 13  # a major version of PostgreSQL


class NoPostgres(RuntimeError):
    """This machine has no usable PostgreSQL programs."""


def other_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of subprocess that drop root's rights. PG* variables would be obeyed, so none are passed."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    if user is None:
        return {"env": environment}
    return {"env": environment, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def find_programs() -> Path | None:
    """The folder of this machine's newest PostgreSQL programs, else the wheel's; None where there are none."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders = sorted(debian, key=lambda path: version_in(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    folders += [prefix / "bin" for prefix in sorted(macos_prefixes(), reverse=True)]
    folders += wheel_programs()
    return next((folder for folder in folders if is_usable(folder)), None)


def is_usable(folder: Path) -> bool:
    """Whether `folder` has both programs, and new enough ones."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
        return False
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    return version_in(said) >= OLDEST


def version_in(words: str) -> int:
    """The major version in `postgres (PostgreSQL) 15.18` and the like; 0 if there is none."""
    match = re.search(r"(\d+)(?:\.\d+)?", words)
    return int(match[1]) if match else 0


def macos_prefixes() -> list[Path]:
    """Where Homebrew and Postgres.app keep theirs."""
    places = [(Path("/opt/homebrew/opt"), "postgresql@*"), (Path("/usr/local/opt"), "postgresql@*")]
    places.append((Path("/Applications/Postgres.app/Contents/Versions"), "*"))
    return [found for folder, pattern in places for found in folder.glob(pattern)]


def wheel_programs() -> list[Path]:
    """The programs inside the wheel of requirements-postgres.txt, if that is installed."""
    spec = importlib.util.find_spec("pgserver")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def reachable_programs(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The programs, copied beside the data where `user` could not reach them (a checkout in root's home)."""
    programs = find_programs()
    if programs is None:
        raise NoPostgres("No PostgreSQL here. `make test` installs one; or install the package postgresql.")
    if user is None or can_run(programs / "postgres", user):
        return programs
    return copied_programs(programs, folder / "programs")


def copied_programs(programs: Path, to: Path) -> Path:
    """A copy of the programs and of the libraries that a wheel keeps beside its package."""
    package, site_packages = programs.parent.parent, programs.parent.parent.parent
    for folder in (programs.parent, *site_packages.glob(f"{package.name}*.libs")):
        shutil.copytree(folder, to / folder.relative_to(site_packages), symlinks=True)
    return to / programs.relative_to(site_packages)


def can_run(program: Path, user: pwd.struct_passwd) -> bool:
    """Whether another user may start a program."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, cwd="/", **as_user(user))
    except PermissionError:
        return False
    return done.returncode == 0
