"""Answers calls of the reference file in its own words: `run(series, engine, args)`, every engine, chart and field.

By default the product's deliberate deviations are switched off, so that what is compared is the rule of the package.
Each answer lists in `deviations` those that the product, as shipped, shows for this series. `as_shipped` leaves them
on. DEVIATIONS says for which tags of the reference file they are expected, and with which sentence under the chart.
"""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from improve.measures.kinds import Chart, Wanted
from improve.measures.rules.chart_words import DEVIATIONS as SENTENCES
from improve.measures.rules.findings import Analysis, Assurance, ChartPoint, Finding, Part, Rule
from improve.measures.rules.points import ChartRefused, Gaps, Point, Settings
from improve.measures.rules.shewhart import row_of
from improve.measures.spc import analyse

# Tag of a case in the reference file: what the product says under the chart where it decides otherwise.
DEVIATIONS = {
    "nearly-constant": SENTENCES["nearly-constant"],
    "constant": SENTENCES["constant"],
    "all-one": SENTENCES["constant"],
}
DAY_ONE = date(2024, 1, 1).toordinal()
LETTERS = {
    (Rule.OUTSIDE, True): "U",
    (Rule.OUTSIDE, False): "L",
    (Rule.TREND, True): "I",
    (Rule.TREND, False): "D",
    (Rule.TWO_OF_THREE, True): "T",
    (Rule.TWO_OF_THREE, False): "t",
    (Rule.ONE_SIDE, True): "S",
    (Rule.ONE_SIDE, False): "s",
}
SIGNS = {
    Finding.COMMON_CAUSE: ".",
    Finding.IMPROVEMENT: "+",
    Finding.CONCERN: "-",
    Finding.NEUTRAL_HIGH: "h",
    Finding.NEUTRAL_LOW: "l",
}
ASSURANCE = {
    Assurance.MEETS: "consistent_pass",
    Assurance.MISSES: "consistent_fail",
    Assurance.HIT_OR_MISS: "inconsistent",
}
LIMITS_BY_POINT = ("p", "u", "pp", "up", "xbar", "s")


def run(series: dict, engine: str, args: dict, *, as_shipped: bool = False) -> dict:
    """What we say to one call. NotImplementedError where the package itself crashes on a gap inside a trend."""
    try:
        answer = {"ptd": making_data_count, "qic": shewhart}[engine]
        return answer(series, args, as_shipped=as_shipped)
    except ChartRefused as refused:
        return {"error": str(refused)}


def making_data_count(series: dict, args: dict, *, as_shipped: bool) -> dict:
    with_n = args.get("value", "y") == "rate"
    points = points_of(series["y"], series["n"] if with_n else None)
    present = [row_of(point, is_base=True).value is not None for point in points]
    keeps = args.get("na", "keep") == "keep"
    # A day on which no point is left is no day of the data: the package ignores a rebase on it.
    rebase = [k for k in args.get("rebase") or [] if 1 <= k <= len(points) and (keeps or present[k - 1])]
    if keeps and crashes(points, rebase):
        raise NotImplementedError("The package crashes on a gap inside a trend.")
    if not keeps and not any(present):
        raise ChartRefused("No points are left.")
    settings = Settings(
        chart=Chart.XMR,
        wanted=Wanted(args.get("improvement_direction", "increase")),
        target=args.get("target"),
        rebase=tuple(day(k) for k in rebase),
        baseline=whole(args.get("fix_after_n_points")),
        screened=args.get("screen_outliers", True),
        gaps=Gaps.BREAK if keeps else Gaps.CLOSED,
    )
    return answered(points, settings, series, as_shipped=as_shipped, tell=tell_making_data_count)


def shewhart(series: dict, args: dict, *, as_shipped: bool) -> dict:
    points = points_of(series["y"], series["n"], args.get("exclude") or ())
    settings = Settings(
        chart=Chart(args["chart"]),
        rebase=tuple(day(k + 1) for k in args.get("part") or ()),
        baseline=whole(args.get("freeze")),
        centre=args.get("cl"),
        multiply=args.get("multiply", 1),
        screened=args.get("screened", True),
        never_below_zero=not args.get("y_neg", True),
    )
    return answered(points, settings, series, as_shipped=as_shipped, tell=tell_shewhart)


def answered(points, settings, series, *, as_shipped, tell):
    """By the rule of the package, unless asked for the product as it is shipped."""
    shipped = replace(settings, most=1.0 if series["kind"] == "proportion" else None)
    plain = replace(settings, guarded=False)
    found = analyse(points, shipped)
    deviations = [note.code for note in found.notes if note.code in ("nearly-constant", "constant")]
    return tell(found if as_shipped else analyse(points, plain)) | {"deviations": deviations}


def points_of(ys: list, ns: list | None, excluded=()) -> list[Point]:
    return [
        Point(
            date.fromordinal(DAY_ONE + k),
            y=None if isinstance(y, list) or y is None else float(y),
            n=None if ns is None or ns[k - 1] is None else float(ns[k - 1]),
            values=tuple(float(value) for value in y if value is not None) if isinstance(y, list) else (),
            excluded=k in excluded,
        )
        if ns is None or ns[k - 1] is not None
        else Point(date.fromordinal(DAY_ONE + k), excluded=k in excluded)
        for k, y in enumerate(ys, start=1)
    ]


def day(number: int) -> date:
    return date.fromordinal(DAY_ONE + number)


def whole(number):
    """12.0 is 12; 12.5 stays, and is refused."""
    return int(number) if number is not None and number == int(number) else number


def crashes(points: list[Point], rebase: list[int]) -> bool:
    """The package cannot tell a trend where the known steps among 7 points go one way and one is unknown."""
    values = [row_of(point, is_base=True).value for point in points]
    bounds = [0, *sorted(k - 1 for k in set(rebase) if k > 1), len(values)]
    for start, end in pairwise(bounds):
        for first in range(start, end - 6):
            seven = values[first : first + 7]
            pairs = pairwise(seven)
            steps = [None if a is None or b is None else (b > a) - (b < a) for a, b in pairs]
            if None in steps and {step for step in steps if step is not None} in (set(), {1}, {-1}):
                return True
    return False


def tell_making_data_count(found: Analysis) -> dict:
    points, assurance = found.points, found.assurance
    return {
        "groups": [group(part) for part in found.parts],
        "rel": "".join("_" if p.seen.side is None else "-0+"[p.seen.side + 1] for p in points),
        "outside": "".join(bit(p.seen.is_outside) for p in points),
        "close": "".join(bit(p.seen.is_close) for p in points),
        "special": "".join("_" if is_dropped(p, found) else letter(p) for p in points),
        "point": "".join("_" if is_dropped(p, found) else SIGNS[p.finding] for p in points),
        "variation": found.finding and found.finding.value,
        "variation_icon": found.variation and found.variation.value,
        "assurance": assurance and ASSURANCE[assurance],
        "assurance_icon": assurance and assurance.value,
    }


def group(part: Part) -> dict:
    return {
        "from": part.start,
        "to": part.end,
        "n": part.size,
        "mean": part.centre,
        "lpl": part.lower,
        "upl": part.upper,
        "short": part.is_short,
    }


def is_dropped(point: ChartPoint, found: Analysis) -> bool:
    return point.value is None and found.settings.gaps == Gaps.CLOSED


def letter(point: ChartPoint) -> str:
    return LETTERS[point.rule, point.is_high] if point.rule else "."


def bit(value: bool | None) -> str:
    return "_" if value is None else str(int(value))


def tell_shewhart(found: Analysis) -> dict:
    answer = {
        "parts": [part_told(part, found.settings.chart) for part in found.parts],
        "sigma": "".join("1" if p.seen.is_outside else "0" for p in found.points),
    }
    if found.settings.chart in LIMITS_BY_POINT:
        answer["lcl"] = [p.seen.lower for p in found.points]
        answer["ucl"] = [p.seen.upper for p in found.points]
    if found.settings.chart in (*LIMITS_BY_POINT, "mr"):
        answer["y"] = [p.value for p in found.points]
    return answer


def part_told(part: Part, chart: Chart) -> dict:
    runs = part.runs
    told = {
        "from": part.start,
        "to": part.end,
        "n_obs": runs.observed,
        "n_useful": runs.useful,
        "longest_run": runs.longest,
        "longest_run_max": runs.longest_allowed,
        "n_crossings": runs.crossings,
        "n_crossings_min": runs.crossings_needed,
        "runs_signal": runs.is_signal and chart != Chart.MR,
        "cl": part.centre,
    }
    if chart not in LIMITS_BY_POINT:
        told |= {"lcl": part.lower, "ucl": part.upper}
    return told
