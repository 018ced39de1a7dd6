"""What a measure can be: kinds, roles, directions and how often; and which chart fits. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What one reading is."""

    MEASUREMENT = "measurement"  # minutes, degrees, a score
    COUNT = "count"  # how many, where the chance for it stays about the same
    PROPORTION = "proportion"  # how many out of how many
    RATE = "rate"  # how many per amount of exposure: falls per 1,000 bed days
    TIME_BETWEEN = "time_between"  # days since the last one
    CASES_BETWEEN = "cases_between"  # cases since the last one


class Role(StrEnum):
    """What the measure is for (Model for Improvement)."""

    OUTCOME = "outcome"
    PROCESS = "process"
    BALANCING = "balancing"


class Wanted(StrEnum):
    """Which way is better."""

    HIGHER = "increase"
    LOWER = "decrease"
    NEITHER = "neutral"


class Often(StrEnum):
    """How often a reading is due. The date of a reading is the first day of its period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    EVENT = "event"  # whenever it happens; never due


class Chart(StrEnum):
    """The charts that can be drawn. XMR follows Making Data Count; the others Shewhart and Anhoej."""

    RUN = "run"
    XMR = "xmr"
    I = "i"  # noqa: E741  the field's name for it
    MR = "mr"
    P = "p"
    U = "u"
    C = "c"
    PP = "pp"
    UP = "up"
    XBAR = "xbar"
    S = "s"
    T = "t"
    G = "g"


KIND_WORDS = {
    Kind.MEASUREMENT: "Something measured: minutes, a score, a temperature",
    Kind.COUNT: "How many times it happened",
    Kind.PROPORTION: "How many out of how many",
    Kind.RATE: "How many for each bed day, visit or hour",
    Kind.TIME_BETWEEN: "Days since it last happened",
    Kind.CASES_BETWEEN: "Cases since it last happened",
}
ROLE_WORDS = {
    Role.OUTCOME: "What we want to reach (outcome)",
    Role.PROCESS: "Whether we do what we said (process)",
    Role.BALANCING: "Whether it harms something else (balancing)",
}
ROLE_NAMES = {Role.OUTCOME: "Outcome", Role.PROCESS: "Process", Role.BALANCING: "Balancing"}
WANTED_WORDS = {
    Wanted.HIGHER: "Higher is better",
    Wanted.LOWER: "Lower is better",
    Wanted.NEITHER: "Neither: it should stay as it is",
}
OFTEN_WORDS = {
    Often.DAY: "Every day",
    Often.WEEK: "Every week",
    Often.MONTH: "Every month",
    Often.EVENT: "Each time it happens",
}
PERIOD_WORDS = {Often.DAY: "day", Often.WEEK: "week", Often.MONTH: "month", Often.EVENT: "time"}
CHART_WORDS = {
    Chart.RUN: "Run chart",
    Chart.XMR: "XmR chart",
    Chart.I: "I chart",
    Chart.MR: "Moving range chart",
    Chart.P: "P chart",
    Chart.U: "U chart",
    Chart.C: "C chart",
    Chart.PP: "P prime chart",
    Chart.UP: "U prime chart",
    Chart.XBAR: "Xbar chart",
    Chart.S: "S chart",
    Chart.T: "T chart",
    Chart.G: "G chart",
}
WITH_DENOMINATOR = (Kind.PROPORTION, Kind.RATE)
WHOLE_NUMBERS = (Kind.COUNT, Kind.PROPORTION, Kind.CASES_BETWEEN)
BETWEEN = (Kind.TIME_BETWEEN, Kind.CASES_BETWEEN)


@dataclass(frozen=True)
class Choice:
    """A chart, why it fits, and what else may be drawn of the same readings."""

    chart: Chart
    why: str
    others: tuple[Chart, ...] = ()


_SINGLE = Choice(
    Chart.XMR,
    "One figure for each period. The XmR chart of Making Data Count shows whether it really changed, "
    "and works for nearly everything.",
    (Chart.RUN, Chart.I, Chart.MR),
)
_SEVERAL = Choice(
    Chart.XBAR,
    "Several figures for each period. The Xbar chart shows their average; the S chart how far apart they are.",
    (Chart.S, Chart.RUN),
)
_OF = {
    Kind.COUNT: Choice(
        Chart.XMR,
        "How many, in periods that are alike. The XmR chart of Making Data Count shows whether it really changed; "
        "where the count is nearly always 0, measure the days between instead.",
        (Chart.C, Chart.RUN, Chart.I, Chart.MR),
    ),
    Kind.PROPORTION: Choice(
        Chart.P,
        "How many out of how many. The P chart allows for periods with few and periods with many.",
        (Chart.PP, Chart.XMR, Chart.RUN),
    ),
    Kind.RATE: Choice(
        Chart.U,
        "How many for an amount that differs from period to period. The U chart allows for that.",
        (Chart.UP, Chart.XMR, Chart.RUN),
    ),
    Kind.TIME_BETWEEN: Choice(
        Chart.T,
        "It happens seldom. The T chart shows the days between: longer is quieter.",
        (Chart.XMR, Chart.RUN),
    ),
    Kind.CASES_BETWEEN: Choice(
        Chart.G,
        "It happens seldom. The G chart shows the cases between: more is quieter.",
        (Chart.XMR, Chart.RUN),
    ),
}


def chart_for(kind: Kind, *, several: bool = False) -> Choice:
    """The chart that fits, and why. `several`: more than one reading for each date."""
    if kind == Kind.MEASUREMENT:
        return _SEVERAL if several else _SINGLE
    return _OF[kind]


def charts_for(kind: Kind, *, several: bool = False) -> tuple[Chart, ...]:
    """All charts that can be drawn of such readings, the one that fits best first."""
    choice = chart_for(kind, several=several)
    return (choice.chart, *choice.others)
