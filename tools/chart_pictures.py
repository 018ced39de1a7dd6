"""Writes docs/pictures/charts/: each kind of chart, drawn by the program from figures that stand here."""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from improve.measures.chart import ChartMark, Look, draw
from improve.measures.kinds import CHART_WORDS, Chart, Often, Wanted
from improve.measures.rules.findings import Analysis
from improve.measures.rules.points import Point, Settings
from improve.measures.serving import Band
from improve.measures.spc import analyse

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.measures.stories import AFTER, BEFORE  # noqa: E402

FOLDER = ROOT / "docs" / "pictures" / "charts"
FIRST = date(2025, 3, 3)
MARGIN = 16
WAVE = (5, 3, 6, 4, 7, 5, 2, 6, 5, 4, 8, 5, 3, 6, 4, 5, 7, 4, 6, 5, 3, 5, 6, 4)


@dataclass(frozen=True)
class Example:
    """One picture: its file, its series, how it is looked at."""

    name: str
    points: list[Point]
    settings: Settings
    look: Look


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for example in examples():
        path = FOLDER / f"{example.name}.svg"
        path.write_text(svg(analyse(example.points, example.settings), example.look))
        print(f"wrote {path.relative_to(ROOT)}")


def svg(analysis: Analysis, look: Look) -> str:
    """A file that needs nothing else: its style inside, on white."""
    pages = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, trim_blocks=True)
    picture = draw(analysis, look)
    drawn = pages.get_template("measures/_chart.html").module.chart(picture, "chart")  # type: ignore[attr-defined]
    style = Markup((ROOT / "static" / "build" / "chart.css").read_text())  # noqa: S704  our own file
    width, height = picture.width + 2 * MARGIN, picture.height + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<style>{style}</style><rect width="{width}" height="{height}" fill="#fff"/>'
        f'<g transform="translate({MARGIN} {MARGIN})">{drawn.strip()}</g></svg>\n'
    )


def examples() -> Iterator[Example]:
    """All of them."""
    yield story()
    weeks = Look(size="panel", unit="", often=Often.WEEK)
    steady, waved = [20 + 3 * y for y in WAVE], list(WAVE)
    yield of(Chart.RUN, weekly(steady[:12] + [y - 8 for y in steady[12:]]), weeks, wanted=Wanted.LOWER)
    yield of(Chart.XMR, weekly([*steady, 71]), weeks, wanted=Wanted.LOWER, target=30)
    yield of(Chart.I, weekly([*steady, 71]), weeks, wanted=Wanted.LOWER)
    yield of(Chart.MR, weekly([*steady, 71]), weeks)
    sizes = [40 + 11 * (k % 5) for k in range(len(waved))]
    share = [Point(week(k), y=4 * y, n=n) for k, (y, n) in enumerate(zip(waved, sizes, strict=True))]
    percent = replace(weeks, unit="%")
    for chart in (Chart.P, Chart.PP):
        yield of(chart, share, percent, wanted=Wanted.HIGHER, target=60, multiply=100, most=100)
    rate = [Point(week(k), y=y, n=600 + 90 * (k % 4)) for k, y in enumerate(waved)]
    for chart in (Chart.U, Chart.UP):
        yield of(chart, rate, weeks, wanted=Wanted.LOWER, multiply=1_000, target=5)
    yield of(Chart.C, weekly([*waved, 14]), weeks, wanted=Wanted.LOWER)
    grouped = [
        Point(week(k), values=(y + 1.0, y + 0.2 * (k % 4), y - 1.1, y + 0.4 * (k % 3)))
        for k, y in enumerate(waved)
    ]
    for chart in (Chart.XBAR, Chart.S):
        yield of(chart, grouped, weeks, wanted=Wanted.NEITHER)
    rare = replace(weeks, often=Often.EVENT, unit="days")
    between = [round(6 * y * (1.6 + math.sin(k)), 0) + 1 for k, y in enumerate(waved)]
    days = [Point(FIRST + timedelta(days=int(sum(between[: k + 1]))), y=y) for k, y in enumerate(between)]
    for chart in (Chart.T, Chart.G):
        yield of(chart, days, rare, wanted=Wanted.HIGHER)


def story() -> Example:
    """A chart with everything on it: lines worked out afresh, cycles, a prediction, notes, a point left out."""
    points = weekly([*BEFORE, *AFTER])
    points[6] = replace(points[6], excluded=True)
    fresh = week(len(BEFORE))
    look = Look(
        size="page",
        name="Wait for medicines",
        unit="minutes",
        often=Often.WEEK,
        notes=[
            ChartMark(week(10), "Pharmacy robot broken for 3 days"),
            ChartMark(fresh, "Pharmacist joins the board round", is_rebase=True),
        ],
        bands=[
            Band(week(14), week(16) - timedelta(days=1), "Cycle 1", "one bay"),
            Band(fresh, fresh + timedelta(days=13), "Cycle 2", "one ward"),
            Band(week(32), week(40), "Cycle 3", "second look at 14:00", predicted=85, is_open=True),
        ],
    )
    return Example("everything", points, Settings(wanted=Wanted.LOWER, target=90, rebase=(fresh,)), look)


def of(chart: Chart, points: list[Point], look: Look, **settings: object) -> Example:
    """An example of a kind of chart."""
    named = replace(look, name=CHART_WORDS[chart])
    return Example(chart.value, points, Settings(chart=chart, **settings), named)  # type: ignore[arg-type]


def weekly(values: list[int]) -> list[Point]:
    """One figure a week."""
    return [Point(week(k), y=float(y)) for k, y in enumerate(values)]


def week(number: int) -> date:
    """The Monday of a week, from 0."""
    return FIRST + timedelta(days=7 * number)


if __name__ == "__main__":
    main()
