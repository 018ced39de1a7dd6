"""What happened, newest first, each event in the one sentence of its template."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, bindparam, column, select, table

from improve.core.db import db
from improve.events.models import EventRow

PEOPLE = table(
    "person", column("id"), column("name")
)  # people stand above events, which know them by table alone
LEFT_OUT = (
    "idea.supported",
    "idea.support_taken_back",
)  # one figure on the page; each tap would drown the rest
SHOWN = 30  # events on a page; the rest is one click away


@dataclass(frozen=True)
class Line:
    """One event, ready to be shown."""

    event: EventRow
    by_name: str

    @property
    def template(self) -> str:
        """The one template of this kind of event."""
        return f"timeline/{self.event.name.replace('.', '_')}.html"

    @property
    def facts(self) -> dict[str, Any]:
        """What the event carries."""
        return self.event.facts

    @property
    def happened_at(self) -> Any:
        """The time; of an anonymous event the day alone."""
        return self.event.happened_at

    @property
    def happened_on(self) -> Any:
        """The day."""
        return self.event.happened_on


# Made once: it stands on the page of every idea. Only people have names; the ids of tablets match nobody.
NEWEST = (
    select(EventRow, PEOPLE.c.name)
    .outerjoin(PEOPLE, PEOPLE.c.id == EventRow.by_id)
    .where(EventRow.subject_id == bindparam("subject"), EventRow.name.not_in(LEFT_OUT))
    .order_by(EventRow.happened_on.desc(), EventRow.happened_at.desc(), EventRow.id)
    .limit(bindparam("limit", type_=Integer))
)


def timeline(subject_id: str, limit: int = SHOWN) -> list[Line]:
    """The events of one thing, newest first."""
    found = db.session.execute(NEWEST, {"subject": subject_id, "limit": limit})
    return [Line(event, name or "") for event, name in found]
