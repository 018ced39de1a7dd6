"""No idea shows who a patient is: the one check before any words are stored, and the count of what it stopped.

Of the words nothing is kept, stored or logged; only how often a kind of passage was stopped in a team on a day.
"""

from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core import db as database
from improve.core.db import Base, db, insert_or
from improve.core.errors import RuleBroken
from improve.core.languages import gettext
from improve.core.text import listing
from improve.ideas.identifiers import KIND_WORDS, Span, find
from improve.teams.models import Team

SURE = "nhs_number"  # its check digit leaves no doubt, so nobody can say that it is none


class PatientStop(Base):
    """How often a kind of passage was stopped in a team on a day. Which words, and whose: nowhere."""

    __tablename__ = "patient_stop"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True)
    stopped_on: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(default=1)


class ShowsPatient(RuleBroken):
    """The words show who a patient is. Nothing of them was stored (422)."""

    status, stop = 422, "patient"

    def __init__(self, spans: list[Span], field: str | None) -> None:
        super().__init__(sentence_of(spans))
        self.spans = spans
        self.field = field  # None: the first text, the idea itself


def refuse_identifiers(text: str, *more: str, team: Team | None, is_denied: bool = False) -> bool:
    """Raises ShowsPatient when one of the texts shows who a patient is; called before anything is stored.

    `is_denied`: whoever wrote it says that it is no patient. Then only an NHS number stops it, and True is returned:
    what was found must be looked at by a lead before anybody else reads it.
    """
    found = [find(part) for part in (text, *more)]
    everything = [span for spans in found for span in spans]
    if not everything:
        return False
    if is_denied and all(span.kind != SURE for span in everything):
        return True
    if team is not None:
        count(team, sorted({span.kind for span in everything}))
    raise ShowsPatient(found[0] or everything, None if found[0] else "suggestion")


def stops(team: Team, *fields: Any, is_denied: bool = False) -> bool:
    """The same for the fields of a form: whether one shows a patient. It then has the sentence as its error."""
    for field in fields:
        try:
            refuse_identifiers(field.data or "", team=team, is_denied=is_denied)
        except ShowsPatient as shows:
            field.errors = [shows.sentence]
            return True
    return False


def sentence_of(spans: list[Span]) -> str:
    """What was seen, in words, without the passage itself."""
    kinds = list(dict.fromkeys(gettext(KIND_WORDS[span.kind]) for span in spans))
    return gettext(
        "This shows who a patient is: %(seen)s. Nothing was stored. Leave it out; for staff write their role",
        seen=listing(kinds),
    )


def count(team: Team, kinds: list[str]) -> None:
    """One more of each kind, in a transaction of its own: what the request began is undone first."""
    team_id, today = team.id, clock.today(team.organisation.time_zone)
    database.give_up()
    database.start_writing()
    for kind in kinds:
        one = insert_or(PatientStop).values(team_id=team_id, stopped_on=today, kind=kind, number=1)
        again = {"number": PatientStop.number + 1}
        db.session.execute(
            one.on_conflict_do_update(index_elements=["team_id", "stopped_on", "kind"], set_=again)
        )
    database.commit()
