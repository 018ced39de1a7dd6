"""`make bench`: what the main pages cost, at 1,000, 10,000 and 100,000 ideas. --write puts it into docs/figures.md."""

import argparse
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks.filling import create_tables
from benchmarks.load import Load, Request, Requests, Server, serving
from benchmarks.report import Figure, show, write
from benchmarks.trust import RARE, Builder, Measured
from improve.app import create_app
from improve.config import Config
from improve.core.ids import new_id

SIZES = (1_000, 10_000, 100_000)
MAIN = 10_000  # ideas: the size whose figures are promised
ROUNDS = 3  # the best of them counts: what else the machine does only ever adds
AMOUNT = 200  # requests of a round
CONNECTIONS = (1, 8)
PORT = 18_733


@dataclass(frozen=True)
class Case:
    """One kind of request, and what it may cost."""

    name: str
    requests: Requests
    target: float  # ms of CPU
    largest: int = 0  # bytes


def main() -> None:
    """Measure, show, write if asked to."""
    asked = read_arguments()
    figures: list[Figure] = []
    for size in asked.sizes:
        with (
            TemporaryDirectory(prefix="improve-bench-") as folder,
            measured(Path(folder), size, asked.port) as (at, on),
        ):
            for case in cases(at, on):
                figures.append(measure(at, case, size, asked.rounds))
                show_progress(figures[-1])
    print(show(figures))
    if asked.write:
        write(figures, asked.rounds)
    if any(figure.is_missed for figure in figures if figure.size == MAIN):
        sys.exit("A figure is above its target.")


def read_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="ideas in the trust")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--write", action="store_true", help="write docs/figures.md")
    return parser.parse_args()


@contextmanager
def measured(folder: Path, size: int, port: int) -> Iterator[tuple[Server, Measured]]:
    """A served trust of that size, with somebody signed in."""
    started = time.monotonic()
    app = create_app(Config(data_dir=folder, secret_key="benchmark"))
    with app.app_context():
        create_tables()
        trust = Builder(size).build()
    print(f"{size:,} ideas made in {time.monotonic() - started:.0f} s", file=sys.stderr)
    with serving(folder, port) as server:
        server.cookies = f"session_id={trust.secret}"
        yield server, trust


def cases(server: Server, trust: Measured) -> list[Case]:
    """The four promises. Creating comes last: it changes what the others read."""
    response, page = server.page("/ideas/new")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if token is None:
        raise SystemExit(f"/ideas/new answered {response.status} without a token.")
    server.cookies += f"; {response.headers['Set-Cookie'].partition(';')[0]}"
    # The page's script has asked about the right door before it sends (POST /ideas/door, see benchmarks/similar.py).
    fields = {"csrf_token": token[1], "team": trust.team_id, "door_seen": "yes"}

    def creating(number: int) -> Request:
        words = f"The blanket trolley is empty at night, number {number}."
        return Request("POST", "/ideas", urlencode({**fields, "key": new_id(), "text": words}), status=303)

    ids = trust.idea_ids
    return [
        Case("board", lambda _: Request("GET", f"/teams/{trust.team_id}/board"), 10, 150 * 1024),
        Case("idea", lambda number: Request("GET", f"/ideas/{ids[number % len(ids)]}"), 5),
        Case("search", lambda _: Request("GET", f"/search?q={RARE}"), 8),
        Case("create", creating, 6),
    ]


def measure(server: Server, case: Case, size: int, rounds: int) -> Figure:
    """A case at each number of connections, and the bare page of the same size right after it."""
    server.warm_up(case.requests)
    loads: list[tuple[Load, Load]] = []
    for connections in CONNECTIONS if size == MAIN else CONNECTIONS[:1]:
        tried = [server.load(case.requests, connections, AMOUNT) for _ in range(rounds)]
        best = min(tried, key=lambda load: load.cpu)
        loads.append((best, server.floor(best.size, connections, AMOUNT)))
    return Figure(case.name, size, case.target, case.largest, loads)


def show_progress(figure: Figure) -> None:
    """One line while waiting."""
    print(f"  {figure.name}: {figure.cpu:.1f} ms", file=sys.stderr)


if __name__ == "__main__":
    main()
