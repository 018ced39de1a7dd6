"""What happened, newest first, each event in the one sentence of its template."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, select, table

from improve.core.db import db
from improve.events.models import EventRow

PEOPLE = table(
    "person", column("id"), column("name")
)  # people stand above events, which know them by table alone
LEFT_OUT = ("idea.supported", "idea.support_taken_back")  # one figure on the page; each tap would drown the rest
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


def timeline(subject_id: str, limit: int = SHOWN) -> list[Line]:
    """The events of one thing, newest first."""
    rows = select(EventRow).where(EventRow.subject_id == subject_id, EventRow.name.not_in(LEFT_OUT))
    newest = rows.order_by(EventRow.happened_on.desc(), EventRow.happened_at.desc(), EventRow.id).limit(limit)
    events = list(db.session.scalars(newest))
    names = _names({event.by_id for event in events if event.by_kind == "person" and event.by_id})
    return [Line(event, names.get(event.by_id or "", "")) for event in events]


def _names(ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    return {
        row.id: row.name
        for row in db.session.execute(select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(ids)))
    }
