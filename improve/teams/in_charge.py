"""Who is in charge of a team this shift: a name, until its time is over. A fact of the ward, not an act of a person.

It is said without a sign-in on the ward's tablet. One row a team: no earlier name is kept, nor who typed this one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ForeignKey, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Base, UtcDateTime, changed, columns, db, insert_or
from improve.core.when import local
from improve.events.record import Actor, record
from improve.teams.events import InChargeChanged
from improve.teams.models import Team

SHIFTS = (8, 12)  # hours
NAME_MOST = 80  # characters
QUARTER = timedelta(minutes=15)


class InCharge(Base):
    """The name that was said last. Text: whoever has it may have no account here, as bank staff."""

    __tablename__ = "in_charge"

    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Named:
    """Who it is just now."""

    name: str
    until: datetime
    ends_at: str  # on the clock of the ward: "19:30"


IN_CHARGE = select(InCharge.name, InCharge.until).where(
    InCharge.team_id == bindparam("team"), InCharge.until > bindparam("now", type_=UtcDateTime)
)


def in_charge_of(team: Team) -> Named | None:
    """Who is in charge now; None when nobody said so, and once the time is over."""
    found = columns(IN_CHARGE, {"team": team.id, "now": clock.now()})
    return Named(found[0].name, found[0].until, _on_the_clock(found[0].until, team)) if found else None


def put_in_charge(team: Team, name: str, hours: int, by: Actor) -> Named:
    """From now on it is `name`, for so many hours, up to the next quarter. Never commits."""
    until = _next_quarter(clock.now() + timedelta(hours=hours))
    one = insert_or(InCharge).values(team_id=team.id, name=name, until=until)
    newer = {"name": name, "until": until}
    db.session.execute(one.on_conflict_do_update(index_elements=[InCharge.team_id], set_=newer))
    record(InChargeChanged(team.id), about=team, by=by)
    return Named(name, until, _on_the_clock(until, team))


def take_off(team: Team, by: Actor) -> None:
    """Nobody is known any more; twice is once. Never commits."""
    if changed(delete(InCharge).where(InCharge.team_id == team.id)):
        record(InChargeChanged(team.id), about=team, by=by)


def forget_old() -> int:
    """Delete the names whose time is over: for the scheduler, once a day. Never commits."""
    return changed(delete(InCharge).where(InCharge.until <= clock.now()))


def _next_quarter(moment: datetime) -> datetime:
    """Shifts end on the quarter; and so the row does not tell the minute at which somebody stood at the tablet."""
    over = (moment - datetime.min.replace(tzinfo=UTC)) % QUARTER
    return moment + (QUARTER - over if over else timedelta())


def _on_the_clock(moment: datetime, team: Team) -> str:
    return f"{local(moment, team.organisation.time_zone):%H:%M}"
