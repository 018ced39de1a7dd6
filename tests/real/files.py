"""Reading the files of a database that is in use."""

import subprocess
from collections.abc import Iterable
from pathlib import Path


def content(files: Iterable[Path]) -> bytes:
    """Every byte of these files, read by another process.

    A process that opens and closes SQLite's file beside SQLite drops the locks it holds there; the next program that
    ends then takes itself for the last one and removes the log from under the others.
    See https://www.sqlite.org/howtocorrupt.html, 2.2.
    """
    return subprocess.run(["cat", "--", *map(str, files)], capture_output=True, check=True).stdout
