"""`python -m benchmarks.charts`: what charts cost from points to SVG, in CPU time. Ends with 1 above a promise."""

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from improve.measures.chart import Look, draw
from improve.measures.kinds import Chart
from improve.measures.rules.points import Point, Settings
from improve.measures.spc import analyse

ROUNDS = 25  # the best of them counts: what else the machine does only ever adds
FIRST = date(2020, 1, 6)
TEMPLATES = Path(__file__).parent.parent / "templates"


def main() -> None:
    """Measure, show, and say whether the promises hold."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES), trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
    print_svg = pages.get_template("measures/_chart.html").module.chart  # type: ignore[attr-defined]
    missed = False
    for name, most, work in (
        ("60 points, page", 3, lambda: one(print_svg, 60, "page")),
        ("1,000 points, page", 25, lambda: one(print_svg, 1_000, "page")),
        ("12 charts of 60 points, small", 60, lambda: [one(print_svg, 60, "small") for _ in range(12)]),
    ):
        cost = least(work)
        missed = missed or cost > most
        print(f"{name:32}{cost:8.2f} ms   at most {most} ms")
    if missed:
        sys.exit("A figure is above its target.")


def one(print_svg: Callable[..., str], number: int, size: str) -> str:
    """Work out, draw and print a chart; P is the dearest, for its limits differ from point to point."""
    points = [
        Point(FIRST + timedelta(days=7 * k), y=5 + (k * 7) % 11 - (k * 3) % 5, n=40 + k % 9)
        for k in range(number)
    ]
    found = analyse(points, Settings(chart=Chart.P, multiply=100, target=20))
    return print_svg(draw(found, Look(size=size, name="Falls", unit="%")), "chart")


def least(work: Callable[[], object]) -> float:
    """ms of CPU."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1_000


if __name__ == "__main__":
    main()
