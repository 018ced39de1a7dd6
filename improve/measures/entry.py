"""What is due to be measured, and how a table of readings goes in. Reads and enters; never commits."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.events.record import Actor
from improve.measures.figures import period_of
from improve.measures.kinds import Kind, Often
from improve.measures.models import Measure
from improve.measures.pasted import ReadRow, Sense
from improve.measures.readings import Reading
from improve.teams.models import Team

TALLY, YES_NO, NUMBER = "tally", "yes_no", "number"
WAYS = {Kind.COUNT: TALLY, Kind.PROPORTION: YES_NO}  # all others: a number pad
LEAVE, REPLACE, BOTH = "leave", "replace", "both"  # what to do where there is a reading for the date already


@dataclass(frozen=True)
class Due:
    """A measure on the tablet: how it is entered, the day its present period starts, what is in already."""

    measure: Measure
    way: str
    day: date
    reading: Reading | None = None

    @property
    def is_due(self) -> bool:
        """The present period has no reading yet. What has no period is never due."""
        return self.reading is None and self.measure.often != Often.EVENT


def due(team: Team, today: date) -> list[Due]:
    """The measures of the team whose present period has no reading yet."""
    return [one for one in on_the_tablet(team, today) if one.is_due]


def on_the_tablet(team: Team, today: date) -> list[Due]:
    """All that the team measures now, what is due first; two statements."""
    rows = select(Measure).where(Measure.team_id == team.id, Measure.ended_at.is_(None))
    measures = list(db.session.scalars(rows.order_by(Measure.name, Measure.id)))
    days = {measure.id: period_of(today, Often(measure.often)) for measure in measures}
    entered = _entered(days)
    found = [Due(measure, way_of(measure), days[measure.id], entered.get(measure.id)) for measure in measures]
    return sorted(found, key=lambda one: not one.is_due)


def way_of(measure: Any) -> str:
    """How a reading of it is entered by taps."""
    return WAYS.get(Kind(measure.kind), NUMBER)


def _entered(days: dict[str, date]) -> dict[str, Reading]:
    """The last reading of each measure's present period."""
    rows = select(Reading).where(
        Reading.measure_id.in_(days), Reading.on_date.in_(set(days.values())), Reading.removed_at.is_(None)
    )
    found = db.session.scalars(rows.order_by(Reading.nth)) if days else ()
    return {row.measure_id: row for row in found if row.on_date == days[row.measure_id]}


# --- a table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placed:
    """A row beside what is there: `there` is the reading of the same date, `row` an earlier row with it."""

    read: ReadRow
    there: Reading | None = None
    row: int | None = None
    is_known: bool = False  # the same figure is there already: the table was sent before, or grew

    @property
    def clashes(self) -> bool:
        """Somebody must say which of the two is right."""
        return not self.is_known and (self.there is not None or self.row is not None)


@dataclass
class Table:
    """A table that was read and compared; what would come of each row."""

    rows: list[Placed] = field(default_factory=list)

    @property
    def wrong(self) -> list[Placed]:
        """Those with a mistake in a cell."""
        return [row for row in self.rows if row.read.wrong]

    @property
    def clashing(self) -> list[Placed]:
        """Those whose date has a reading already."""
        return [row for row in self.rows if row.read.is_good and row.clashes]

    @property
    def gaps(self) -> int:
        """Rows without a figure."""
        return sum(row.read.is_gap for row in self.rows)

    @property
    def known(self) -> int:
        """Rows that are there already."""
        return sum(row.is_known for row in self.rows)

    @property
    def guessed(self) -> list[Placed]:
        """Rows whose date was completed or turned round."""
        return [row for row in self.rows if row.read.is_good and row.read.said]

    def enterable(self, same_date: str) -> list[Placed]:
        """The rows that would go in."""
        good = [row for row in self.rows if row.read.is_good and not row.is_known]
        return [row for row in good if not row.clashes or same_date in (REPLACE, BOTH)]


def sense_of(measure: Measure) -> Sense:
    """What its readings can be, today."""
    return Sense(Kind(measure.kind), Often(measure.often), measure.team.organisation.today, measure.several)


def compared(measure: Measure, read: Sequence[ReadRow]) -> Table:
    """The rows beside the readings that are there; one statement."""
    held: dict[date, list[Reading]] = {}
    rows = select(Reading).where(Reading.measure_id == measure.id, Reading.removed_at.is_(None))
    for reading in db.session.scalars(rows.order_by(Reading.on_date, Reading.nth)):
        held.setdefault(reading.on_date, []).append(reading)
    table, seen, last = Table(), dict[date, int](), {day: there[-1] for day, there in held.items()}
    for row in read:
        placed = _placed(row, held, seen, measure.several)
        if placed.row is not None and placed.there is None and row.on is not None:
            placed = replace(
                placed, there=last.get(row.on)
            )  # that row is there already: this one comes in its place
        table.rows.append(placed)
        if row.is_good and row.on is not None:
            seen.setdefault(row.on, row.number)
    return table


def _placed(row: ReadRow, held: dict[date, list[Reading]], seen: dict[date, int], several: bool) -> Placed:
    if not row.is_good or row.on is None:
        return Placed(row)
    there = held.get(row.on, [])
    same = next((one for one in there if (one.value, one.denominator) == (row.value, row.denominator)), None)
    if same is not None:
        there.remove(same)  # of two equal figures in the table, one is known and the other new
        return Placed(row, same, is_known=True)
    if several:
        return Placed(row)
    return Placed(row, there[-1] if there else None, seen.get(row.on))


def enter(measure: Measure, by: Actor, table: Table, same_date: str) -> int:
    """Enter what can be entered; how many rows went in. Of two rows with one date, the later replaces the earlier."""
    added: dict[Any, ReadRow] = {}
    replaced = 0
    for number, row in enumerate(table.enterable(same_date)):
        read = row.read
        if row.there is not None and same_date == REPLACE:
            row.there.correct(measure, by, read.value or 0, read.denominator, note=read.cells.note or None)
            replaced += 1
        else:
            added[read.on if same_date == REPLACE and not measure.several else number] = read
    rows = [(read.on, read.value, read.denominator, read.cells.note) for read in added.values()]
    measure.add_readings(by, rows)  # type: ignore[arg-type]  # good rows have a day and a figure
    return replaced + len(rows)


# --- what is there --------------------------------------------------------------------------------------------------


def page_of(measure: Measure, before: str, most: int) -> tuple[list[Reading], str]:
    """The readings that hold, newest first, and where the next page begins."""
    rows = select(Reading).where(Reading.measure_id == measure.id, Reading.removed_at.is_(None))
    day, _, nth = before.partition(".")
    if (start := _day(day)) is not None and nth.isdecimal() and len(nth) < 6:
        earlier = (Reading.on_date == start) & (Reading.nth < int(nth))
        rows = rows.where((Reading.on_date < start) | earlier)
    rows = rows.options(joinedload(Reading.entered_by)).order_by(Reading.on_date.desc(), Reading.nth.desc())
    # Some of them were read before, without who entered them: they are read again.
    found = list(db.session.scalars(rows.limit(most + 1), execution_options={"populate_existing": True}))
    last = found[most - 1] if len(found) > most else None
    return found[:most], f"{last.on_date}.{last.nth}" if last else ""


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
