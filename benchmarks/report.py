"""The figures as a table, and as the page docs/figures.md."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.load import Load

PAGE = Path(__file__).parent.parent / "docs" / "figures.md"
MOST_GROWTH = 1.3  # times, from the smallest to the largest trust
HEAD = """# Figures

What the main pages cost, measured by `make bench ARGS=--write`. No test asserts a time; this page does.

- Gunicorn with 2 workers of 4 threads, SQLite in WAL mode with `synchronous=FULL`: what is answered is on the disk.
- 40 wards; the measured one has 250 open ideas at every size, with goals, supporters, comments, cycles and
  escalations. The word that is searched stands in 50 ideas. Somebody who leads the ward is signed in.
- *CPU* is the time of the thread round the WSGI call, the median of 200 requests, the best of {rounds} rounds: a busy
  machine only ever adds. *All CPU* is that of the whole server, parsing and sending included, a request.
- p50 and p95 are waiting times at the client, which shares the machine with the server.
- A process remembers the cards that it has made (boards/routes/cards.py), so the board is the one that is opened again,
  with cards that have not changed since.
- *Floor* is a bare Flask page of the same size under the same server, measured right after: its CPU, and how many times
  as much the page takes.
"""


@dataclass(frozen=True)
class Figure:
    """One kind of request at one size; each load with that of the bare page beside it."""

    name: str
    size: int
    target: float  # ms of CPU
    largest: int  # bytes; 0 for no limit
    loads: list[tuple[Load, Load]]

    @property
    def cpu(self) -> float:
        """ms, over one connection."""
        return self.loads[0][0].cpu

    @property
    def is_missed(self) -> bool:
        """Above what was promised."""
        return self.cpu > self.target or 0 < self.largest < self.loads[0][0].size


def show(figures: list[Figure]) -> str:
    """Both tables, in Markdown."""
    return "\n".join([*costs(figures), "", *growth(figures)])


def costs(figures: list[Figure]) -> list[str]:
    """What each request costs."""
    names = [
        "ideas",
        "request",
        "connections",
        "CPU ms",
        "target",
        "all CPU ms",
        "p50 ms",
        "p95 ms",
        "KB",
        "floor ms",
    ]
    names.append("times floor")
    lines = [f"| {' | '.join(names)} |", "| ---: | --- |" + " ---: |" * (len(names) - 2)]
    for figure in figures:
        for load, floor in figure.loads:
            lines.append(
                f"| {figure.size:,} | {figure.name} | {load.connections} | {load.cpu:.1f} | < {figure.target:.0f} "
                f"| {load.process_cpu:.1f} | {load.p50:.1f} | {load.p95:.1f} | {load.size / 1024:.0f} "
                f"| {floor.cpu:.2f} | {load.cpu / floor.cpu:.0f} |"
            )
    return lines


def growth(figures: list[Figure]) -> list[str]:
    """How much dearer each becomes from the smallest trust to the largest."""
    sizes = sorted({figure.size for figure in figures})
    if len(sizes) < 2:
        return []
    cpu = {(figure.name, figure.size): figure.cpu for figure in figures}
    lines = [f"| request | from {sizes[0]:,} to {sizes[-1]:,} ideas | target |", "| --- | ---: | ---: |"]
    for name in dict.fromkeys(figure.name for figure in figures):
        lines.append(
            f"| {name} | {cpu[name, sizes[-1]] / cpu[name, sizes[0]]:.2f} times | at most {MOST_GROWTH} |"
        )
    return lines


def write(figures: list[Figure], rounds: int) -> None:
    """Put the figures into the page."""
    measured = (
        f"Measured on {datetime.now(UTC):%d %B %Y}: {os.cpu_count()} cores, {platform.machine()}, Python "
    )
    measured += (
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[1]:.1f}."
    )
    PAGE.write_text(f"{HEAD.format(rounds=rounds)}\n{measured}\n\n{show(figures)}\n")
