"""A backup: one .tar.gz file with the whole database and a page that says what it is. Photos are in the database.

The secret of the data folder is not in it, and not needed to read it. docs/operating.md says what another one changes.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select

from improve import __version__
from improve.cli import migrating, postgres_tools
from improve.cli.opening import NOT_SET_UP, Refused, settings
from improve.core import clock
from improve.core.db import db
from improve.events.models import EventRow

FORMAT = 1
ABOUT = "about.json"
MEMBERS = {"sqlite": "improve.db", "postgresql": "improve.dump"}
CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class About:
    """What a backup holds. `head` is the digest of the last sealed event: what is restored must end with it."""

    format: int
    program: str
    made_at: str
    engine: str
    revision: str
    sha256: str
    events: int
    head: str


def write_backup(path: Path) -> About:
    """Take a backup while the system runs. Raises Refused where the file is there already, or nothing to keep."""
    if path.exists():
        raise Refused(f"{path} is there already. A backup is never written over.")
    if not os.access(path.parent, os.W_OK):
        raise Refused(
            f"Nothing can be written to the folder {path.parent}. Name a file in one that is there."
        )
    revision, engine = migrating.present(), db.engine.dialect.name
    if not revision:
        raise Refused(NOT_SET_UP)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        copy = Path(folder) / MEMBERS[engine]
        copy_database(copy)
        about = describe(copy, engine, revision)
        packed = Path(folder) / "packed"
        pack(packed, copy, about)
        os.link(packed, path)  # whole or not at all, and never over another file
    return about


def copy_database(to: Path) -> None:
    """A consistent copy of the present state; writers go on meanwhile."""
    if db.engine.dialect.name == "postgresql":
        postgres_tools.dump(settings().url, to)
        return
    source_file = str(db.engine.url.database)
    with closing(sqlite3.connect(source_file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)  # in one step: a copy in pieces begins again with every write
        target.execute("PRAGMA journal_mode=DELETE")


def describe(copy: Path, engine: str, revision: str) -> About:
    """What is in a copy. On PostgreSQL, of the moment after it."""
    if engine == "sqlite":
        with closing(sqlite3.connect(copy)) as opened:
            events = opened.execute("SELECT count(*) FROM event").fetchone()[0]
            last = opened.execute("SELECT digest FROM seal ORDER BY number DESC LIMIT 1").fetchone()
            head = last[0] if last else ""
    else:
        events = db.session.scalar(select(func.count()).select_from(EventRow)) or 0
        head = ""  # seals may have come since the dump began
    made_at = clock.now().isoformat(timespec="seconds")
    return About(FORMAT, __version__, made_at, engine, revision, sha256(copy), events, head)


def pack(packed: Path, copy: Path, about: About) -> None:
    """Put both into one file that its owner alone can read."""
    handle = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
        page = json.dumps(asdict(about), indent=2).encode()
        entry = tarfile.TarInfo(ABOUT)
        entry.size, entry.mode = len(page), 0o600
        tar.addfile(entry, io.BytesIO(page))
        tar.add(copy, arcname=copy.name)


def unpack(path: Path, to: Path) -> About:
    """Take the database out of a backup, to `to`. Raises Refused for a file that is none, or is damaged."""
    try:
        with tarfile.open(path, "r:gz") as tar:
            about = read_about(tar)
            extract(tar, MEMBERS[about.engine], to)
    except (tarfile.TarError, OSError, EOFError, KeyError, ValueError, TypeError) as error:
        raise Refused(f"{path} is no backup of Improve, or is damaged: {error}") from error
    if sha256(to) != about.sha256:
        raise Refused(f"{path} is damaged: its database is not the one that was backed up.")
    return about


def read_about(tar: tarfile.TarFile) -> About:
    """The page of a backup."""
    page = tar.extractfile(ABOUT)
    assert page is not None
    about = About(**json.loads(page.read(CHUNK_BYTES)))
    if about.format != FORMAT:
        raise ValueError("it was made by another version of Improve")
    return about


def extract(tar: tarfile.TarFile, name: str, to: Path) -> None:
    """One member, by its exact name; nothing else of the file is looked at."""
    member = tar.extractfile(name)
    if member is None:
        raise ValueError("it holds no database")
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := member.read(CHUNK_BYTES):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
