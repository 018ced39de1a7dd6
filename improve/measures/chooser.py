"""Two plain questions that pick what one reading is, and with it the chart. Pure.

What is one reading? And then, by the answer: one or several each time; does the chance for it change; is it rare?
"""

from dataclasses import dataclass

from improve.measures.kinds import BETWEEN, Choice, Kind, Often, chart_for

NO_ANSWER = ""


@dataclass(frozen=True)
class Question:
    """What is asked: `answers` as value and words, `hints` by value."""

    asks: str
    answers: tuple[tuple[str, str], ...]
    hints: dict[str, str]

    def words(self, value: str) -> str:
        """The answer as it was read."""
        return dict(self.answers).get(value, NO_ANSWER)


@dataclass(frozen=True)
class Chosen:
    """What the two answers come to."""

    kind: Kind
    several: bool
    choice: Choice


FIRST = Question(
    "What is one reading?",
    (
        ("measured", "Something measured"),
        ("happened", "How many times something happened"),
        ("out_of", "How many out of how many"),
    ),
    {
        "measured": "Minutes, a score, a temperature, an amount",
        "happened": "Falls, complaints, missing keys",
        "out_of": "18 of 20 people went home before noon",
    },
)
SECOND = {
    "measured": Question(
        "One figure each time, or several?",
        (("one", "One figure for each day, week or month"), ("several", "Several figures each time")),
        {
            "one": "The wait of the day, the average of the week",
            "several": "The waits of five people, each written down",
        },
    ),
    "happened": Question(
        "Does the chance for it change from period to period?",
        (
            ("same", "It stays about the same"),
            ("changes", "It changes"),
            ("rare", "It is so rare that most periods have none"),
        ),
        {
            "same": "The ward has the same beds each week",
            "changes": "More bed days, visits or hours in one period than in another: you will count these too",
            "rare": "You will count the days since the last one",
        },
    ),
    "out_of": Question(
        "Is it so rare that most periods have none?",
        (("often", "No, it happens in most periods"), ("rare", "Yes, most periods have none")),
        {
            "often": "You will write down how many, and out of how many",
            "rare": "You will count the cases since the last one: operations since the last infection",
        },
    ),
}
KINDS = {
    ("measured", "one"): (Kind.MEASUREMENT, False),
    ("measured", "several"): (Kind.MEASUREMENT, True),
    ("happened", "same"): (Kind.COUNT, False),
    ("happened", "changes"): (Kind.RATE, False),
    ("happened", "rare"): (Kind.TIME_BETWEEN, False),
    ("out_of", "often"): (Kind.PROPORTION, False),
    ("out_of", "rare"): (Kind.CASES_BETWEEN, False),
}


def second(what: str) -> Question | None:
    """The question that follows the first answer."""
    return SECOND.get(what)


def chosen(what: str, how: str) -> Chosen | None:
    """What the answers come to; nothing while one is missing."""
    found = KINDS.get((what, how))
    if found is None:
        return None
    kind, several = found
    return Chosen(kind, several, chart_for(kind, several=several))


def often_for(kind: Kind) -> tuple[Often, ...]:
    """How often such a reading can be due: what lies between two events is entered when the next one happens."""
    if kind in BETWEEN:
        return (Often.EVENT,)
    periods = (Often.DAY, Often.WEEK, Often.MONTH)
    return (*periods, Often.EVENT) if kind == Kind.MEASUREMENT else periods
