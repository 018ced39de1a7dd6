"""What happened, newest first, each event in the one sentence of its template."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Integer, bindparam, column, select, table

from improve.core.db import columns
from improve.core.when import monday
from improve.events.models import EventRow

PEOPLE = table(
    "person", column("id"), column("name")
)  # people stand above events, which know them by table alone
LEFT_OUT = (
    "idea.supported",
    "idea.support_taken_back",
)  # one figure on the page; each tap would drown the rest
DAY_IS_KNOWN = ("idea.submitted", "idea.held")  # it was released with others, and the day stands above
FOR_TWO_TEAMS = ("idea.offer_ended",)  # told to both, also without a time
AT_ONCE = timedelta(seconds=1)
SHOWN = 30  # events on a page; the rest is one click away


@dataclass(frozen=True)
class Line:
    """One event, ready to be shown."""

    name: str
    facts: dict[str, Any]
    happened_on: date
    happened_at: datetime | None  # of an anonymous event the day alone
    by_name: str | None

    def repeats(self, other: "Line | None") -> bool:
        """The same once more: an offer is recorded for both teams, one right after the other."""
        if other is None or (self.name, self.facts, self.by_name) != (other.name, other.facts, other.by_name):
            return False
        if self.happened_at and other.happened_at:
            return abs(self.happened_at - other.happened_at) < AT_ONCE
        return self.name in FOR_TWO_TEAMS and self.happened_on == other.happened_on

    @property
    def is_of_a_week(self) -> bool:
        """What an anonymous author did later: told by the week, for a day could tell who was on duty."""
        return self.happened_at is None and self.name not in DAY_IS_KNOWN

    @property
    def place(self) -> tuple[date, bool]:
        """Where it stands in the order: at the beginning of its week, or on its day."""
        return (monday(self.happened_on), False) if self.is_of_a_week else (self.happened_on, True)

    @property
    def template(self) -> str:
        """The one template of this kind of event."""
        return f"timeline/{self.name.replace('.', '_')}.html"


# Made once: it stands on the page of every idea. Only people have names; the ids of tablets match nobody.
NEWEST = (
    select(EventRow.name, EventRow.facts, EventRow.happened_on, EventRow.happened_at, PEOPLE.c.name)
    .outerjoin(PEOPLE, PEOPLE.c.id == EventRow.by_id)
    .where(EventRow.subject_id == bindparam("subject"), *(EventRow.name != name for name in LEFT_OUT))
    .order_by(EventRow.happened_on.desc(), EventRow.happened_at.desc(), EventRow.id)
    .limit(bindparam("limit", type_=Integer))
)


def timeline(subject_id: str, limit: int = SHOWN) -> list[Line]:
    """The events of one thing, newest first."""
    lines = [Line(*found) for found in columns(NEWEST, {"subject": subject_id, "limit": limit})]
    once = [line for line, before in zip(lines, [None, *lines], strict=False) if not line.repeats(before)]
    return sorted(once, key=attrgetter("place"), reverse=True)  # stable: the later of a day stays the first
