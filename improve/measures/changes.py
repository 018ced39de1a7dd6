"""How a measure was changed: what may change at any time, what a running test holds fast, and what it was before."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.events.record import Actor
from improve.measures import serving
from improve.measures.figures import in_words
from improve.measures.kinds import (
    CHART_WORDS,
    KIND_WORDS,
    OFTEN_WORDS,
    ROLE_NAMES,
    WANTED_WORDS,
    Chart,
    Kind,
    Often,
    Role,
    Wanted,
)
from improve.people.models import Person

# What a prediction means by its number. Another of these, and the figures would answer another question.
RESTS_ON = {
    "kind": "what one reading is",
    "several": "how many readings a date has",
    "unit": "the unit",
    "definition": "what exactly is counted",
    "out_of": "what the second number counts",
    "per": "for how many it is shown",
    "often": "how often it is measured",
    "wanted": "which way is better",
}
NAMES = RESTS_ON | {
    "name": "the name",
    "role": "what it is for",
    "chart": "the chart",
    "target": "the target",
}
WORDS_OF: dict[str, Any] = {
    "kind": lambda value: KIND_WORDS[Kind(value)],
    "role": lambda value: ROLE_NAMES[Role(value)],
    "wanted": lambda value: WANTED_WORDS[Wanted(value)],
    "often": lambda value: OFTEN_WORDS[Often(value)],
    "chart": lambda value: CHART_WORDS[Chart(value)],
    "target": in_words,
    "per": in_words,
    "several": lambda value: "several" if value else "one",
}
MOST = 1_000  # characters: the longest field is the definition


class MeasureChange(Row):
    """What one field of a measure was, what it became, when and by whom. Who looks after it is not kept here."""

    __tablename__ = "measure_change"
    __table_args__ = (Index("ix_measure_change", "measure_id", "made_at"), Base.__table_args__)

    measure_id: Mapped[str] = mapped_column(ForeignKey("measure.id"))
    what: Mapped[str] = mapped_column(String(10))
    was: Mapped[str] = mapped_column(String(MOST))
    became: Mapped[str] = mapped_column(String(MOST))
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    made_by: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        """ "the target"."""
        return NAMES[self.what]


def check_no_test_rests_on(measure: Any, changed: list[str]) -> None:
    """Raises RuleBroken when a test that runs would be held against other figures than it predicted."""
    fixed = [RESTS_ON[name] for name in RESTS_ON if name in changed]
    running = serving.running_on(measure.id) if fixed else []
    if running:
        what = fixed[0] if len(fixed) == 1 else f"{', '.join(fixed[:-1])} and {fixed[-1]}"
        tests = " and ".join(test.words for test in running)
        raise RuleBroken(
            f"{tests[:1].upper()}{tests[1:]} is being tested by this measure, and its prediction rests on {what}. "
            "Finish the cycle first, or start a new measure."
        )


def keep(measure: Any, by: Actor, before: dict[str, Any]) -> None:
    """Write down what these fields were, and are now."""
    for name, was in before.items():
        if name in NAMES:
            row = MeasureChange(
                organisation_id=measure.organisation_id, measure_id=measure.id, what=name, was=_words(name, was),
                became=_words(name, getattr(measure, name)),
                made_by_id=by.id if by.actor_kind == "person" else None,
            )  # fmt: skip
            db.session.add(row)


def changes_of(measure: Any) -> list[MeasureChange]:
    """All of them, oldest first."""
    rows = select(MeasureChange).where(MeasureChange.measure_id == measure.id)
    return list(db.session.scalars(rows.order_by(MeasureChange.made_at, MeasureChange.id)))


def _words(name: str, value: Any) -> str:
    return str(WORDS_OF.get(name, str)(value))
