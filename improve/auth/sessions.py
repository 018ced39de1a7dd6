"""Sessions: they begin at a sign-in, turn at a step-up, and end by themselves, by their owner, or with the account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from improve.auth import one_time
from improve.auth.models import OneTime, Session, Throttle
from improve.core import clock
from improve.core.db import changed, db
from improve.core.ids import digest, new_secret
from improve.events.models import EventRow
from improve.events.record import Event, subscribe
from improve.people.events import PersonChanged, PersonDeactivated
from improve.people.models import Person
from improve.teams.events import MemberJoined
from improve.teams.models import EXECUTIVE_TIER, Team

HOURS = 12  # however busy: then the password again
IDLE_MINUTES = 15
STEP_UP_MINUTES = 10
TOUCH_EVERY = timedelta(minutes=1)
KEPT_AFTER_END = timedelta(days=1)


def begin(
    person: Person,
    device: str = "",
    *,
    second_factor: bool = False,
    must_set_up: bool = False,
    hours: int = HOURS,
) -> str:
    """Sign a person in; the secret for the cookie. Never commits."""
    now, secret = clock.now(), new_secret()
    row = Session(
        organisation_id=person.organisation_id,
        person_id=person.id,
        digest=digest(secret),
        created_at=now,
        seen_at=now,
        ends_at=now + timedelta(hours=hours),
        device=device[:60],
        stepped_up_at=now,
        second_factor_at=now if second_factor else None,
        must_set_up=must_set_up,
    )
    db.session.add(row)
    db.session.flush()
    return secret


def turn(session: Session) -> str:
    """A new secret for the same session; the one before opens nothing any more."""
    secret = new_secret()
    session.digest = digest(secret)
    return secret


def is_alive(session: Session, now: datetime, idle_minutes: int = IDLE_MINUTES) -> bool:
    """Within both limits: not idle for too long, and not too old."""
    return now < session.ends_at and now - session.seen_at < timedelta(minutes=idle_minutes)


def is_stepped_up(session: Session, now: datetime, minutes: int = STEP_UP_MINUTES) -> bool:
    """The password was given a short while ago."""
    return session.stepped_up_at is not None and now - session.stepped_up_at < timedelta(minutes=minutes)


def of_person(person: Person, idle_minutes: int = IDLE_MINUTES) -> Sequence[Session]:
    """Where somebody is signed in now, last seen first."""
    now = clock.now()
    alive = (Session.ends_at > now, Session.seen_at > now - timedelta(minutes=idle_minutes))
    rows = select(Session).where(Session.person_id == person.id, *alive)
    return db.session.scalars(rows.order_by(Session.seen_at.desc()).limit(50)).all()


def end_all(person_id: str, but: Session | None = None) -> int:
    """Sign somebody out everywhere, but for one session; how many ended."""
    rows = delete(Session).where(Session.person_id == person_id)
    if but is not None:
        rows = rows.where(Session.id != but.id)
    return changed(rows)


@subscribe(PersonDeactivated)
def end_with_account(_happened: Event, row: EventRow) -> None:
    """Who leaves is signed out at once, and no code or link of theirs works any more."""
    end_all(row.subject_id)
    one_time.end_all(row.subject_id)


@subscribe(PersonChanged)
def end_with_new_role(happened: Event, row: EventRow) -> None:
    """Who becomes administrator signs in again, and then with a second factor. Letters to an old address end."""
    if not isinstance(happened, PersonChanged):
        return
    if "is_administrator" in happened.changed:
        end_weak(row)
    if {"is_administrator", "is_guardian", "email"} & set(happened.changed):
        one_time.end_all(row.subject_id)


@subscribe(MemberJoined)
def end_with_executive_team(happened: Event, row: EventRow) -> None:
    """So does who joins an executive team."""
    tier = db.session.scalar(select(Team.tier).where(Team.id == row.team_id)) or 0
    if tier >= EXECUTIVE_TIER:
        end_weak(row)
    if tier >= EXECUTIVE_TIER or (isinstance(happened, MemberJoined) and happened.is_lead):
        one_time.end_all(row.subject_id)  # a lead's code for a plain member must not open what may more since


def end_weak(row: EventRow) -> None:
    """End the sessions without a second factor of the person an event is about, but not because of their own doing."""
    if row.by_id != row.subject_id:
        weak = delete(Session).where(Session.person_id == row.subject_id, Session.second_factor_at.is_(None))
        db.session.execute(weak)


def tidy() -> int:
    """Delete what is over: for the scheduler, once a day. Never commits."""
    before = clock.now() - KEPT_AFTER_END
    old_windows = (Throttle.window_started_at < before) & (
        (Throttle.closed_until.is_(None)) | (Throttle.closed_until < before)
    )
    over = (delete(Session).where(Session.ends_at < before), delete(OneTime).where(OneTime.ends_at < before))
    return sum(changed(rows) for rows in (*over, delete(Throttle).where(old_windows)))
