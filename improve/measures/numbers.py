"""Today's numbers of a team, one after the other: what is due, what is done, and what comes next. Reads.

Shown at wall size, to those who stand before it. Whatever leads through them (a person, a huddle) walks the same round.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.measures import policy
from improve.measures.entry import Due, on_the_tablet
from improve.measures.kinds import Often
from improve.measures.models import Measure
from improve.measures.readings import Reading
from improve.measures.tap_screen import period, so_far
from improve.measures.taps import Tap
from improve.teams.models import Team

UNDO_WITHIN = timedelta(minutes=10)  # after that somebody corrects the reading, and says so
TILES = 6  # measures a view; more could not be read from three metres


@dataclass(frozen=True)
class Number:
    """One measure in the round, as it stands now."""

    nth: int  # from 1
    measure: Measure
    reading: Reading | None
    is_due: bool

    @property
    def is_done(self) -> bool:
        """Its present period has a reading."""
        return self.reading is not None and self.measure.often != Often.EVENT

    @property
    def words(self) -> str:
        """ "Done today: 4 of 7", "Not done this week"."""
        if self.measure.often == Often.EVENT:
            return "Each time it happens"
        if self.reading is None:
            return f"Not done {period(self.measure)}"
        return f"Done {period(self.measure)}: {so_far(self.measure, [self.reading])}"


@dataclass(frozen=True)
class Round:
    """All numbers that somebody may enter for a team, in an order that stays while they are entered."""

    team: Team
    numbers: list[Number]

    @cached_property
    def done(self) -> list[Number]:
        """Those that are in."""
        return [number for number in self.numbers if number.is_done]

    @cached_property
    def due(self) -> list[Number]:
        """Those that are not in yet."""
        return [number for number in self.numbers if number.is_due]

    @property
    def count(self) -> int:
        """How many a day asks for: all but what is counted each time it happens."""
        return len(self.done) + len(self.due)

    @property
    def first(self) -> Number | None:
        """Where to begin: with what is due."""
        return next(iter(self.due or self.numbers), None)

    @property
    def pages(self) -> int:
        """How many views of tiles there are."""
        return max(1, -(-len(self.numbers) // TILES))

    def tiles(self, page: int) -> list[Number]:
        """Those of one view, from 1."""
        return self.numbers[(page - 1) * TILES : page * TILES]

    def of(self, measure_id: str) -> Number | None:
        """The number of that measure."""
        return next((number for number in self.numbers if number.measure.id == measure_id), None)

    def beside(self, number: Number, step: int) -> Number | None:
        """The one before (-1) or after (1); none at the ends."""
        nth = number.nth + step
        return self.numbers[nth - 1] if 1 <= nth <= len(self.numbers) else None


def round_of(viewer: Any, team: Team) -> Round:
    """What the viewer may enter: by name, and last what has no period."""
    found = [
        one for one in on_the_tablet(team, team.organisation.today) if policy.may_enter(viewer, one.measure)
    ]
    numbers = [
        Number(nth, one.measure, one.reading, one.is_due)
        for nth, one in enumerate(sorted(found, key=_place), 1)
    ]
    return Round(team, numbers)


def _place(one: Due) -> tuple[bool, str, str]:
    return one.measure.often == Often.EVENT, one.measure.name.casefold(), one.measure.id


def last_tap(measure: Measure) -> Tap | None:
    """The last tap of the present period that can still be undone: whoever comes back to the screen finds it."""
    taps = select(Tap).join(Reading, Reading.id == Tap.reading_id)
    taps = taps.where(
        Reading.measure_id == measure.id,
        Reading.on_date == measure.day_of(measure.team.organisation.today),
        Reading.removed_at.is_(None),
        Tap.undone_at.is_(None),
        Tap.tapped_at >= clock.now() - UNDO_WITHIN,
    )
    return db.session.scalars(taps.order_by(Tap.tapped_at.desc(), Tap.id.desc()).limit(1)).first()
