"""A PIN typed on a tablet: counted before it is checked, by person and by tablet, with the same work for every name.

Somebody's own count, which can turn the PIN off, moves only on tablets of the teams they work in: nobody locks a
colleague out from another ward. There, and for names that nobody has, each tablet counts for itself.
"""

import hmac
from datetime import timedelta

from flask import current_app

from improve.auth import throttle
from improve.auth.models import Throttle
from improve.auth.throttle import Rule
from improve.capture.signing import colleague
from improve.core import clock
from improve.core import db as database
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.core.languages import ngettext
from improve.events.record import PROGRAM
from improve.people.models import Person
from improve.tablets import pins
from improve.tablets.models import Tablet
from improve.teams.policy import is_member

PERSON = Rule("PIN", most=20, window=timedelta(days=1), streak=5)
# Whoever plays with a tablet must not close it to the whole ward for hours: it waits 16 minutes at most.
TABLET = Rule("PIN on a tablet", most=600, window=timedelta(days=1), streak=5, doublings=5)
OFF_AFTER = 10  # wrong ones in a row


class WrongPin(RuleBroken):
    """Not that person's PIN, or no such person: the same answer."""

    status, stop = 422, "pin"

    def __init__(self, left: int, seconds: int = 0) -> None:
        then = (
            ngettext(
                "%(num)s try left, then a 30 second wait.", "%(num)s tries left, then a 30 second wait.", left
            )
            if left > 0
            else _("Wait, then try again.")
        )
        super().__init__(_("That PIN is not right.") + f" {then}")
        self.left, self.seconds = max(0, left), seconds or None


class PinIsOff(RuleBroken):
    """Ten wrong ones in a row."""

    status, stop = 403, "off"

    def __init__(self) -> None:
        super().__init__(
            _("This PIN is off. Ask your ward manager to set a new PIN, or sign in and choose one.")
        )


class Wait(RuleBroken):
    """Too many wrong ones: even the right one is refused for so long."""

    status, stop = 429, "wait"

    def __init__(self, closed: throttle.Closed) -> None:
        super().__init__(closed.sentence)
        self.seconds = closed.seconds


def pepper() -> bytes:
    """The key that stands between the stored hashes and a million tries; see docs/operating.md before changing it."""
    own = current_app.config["IMPROVE"].pin_pepper
    if own:
        return str(own).encode()
    return hmac.digest(str(current_app.config["SECRET_KEY"]).encode(), b"pin pepper", "sha256")


def check_pin(tablet: Tablet, person_id: str, typed: str) -> Person:
    """Whose PIN it is. Raises WrongPin, PinIsOff or Wait. Commits the count by itself; afterwards it may be written."""
    tablet_id, person = tablet.id, colleague(tablet, person_id)
    belongs = is_member(person, tablet.team)
    counted = person_id if belongs else f"{tablet_id}\n{person_id}"
    try:
        throttle.admit(TABLET, tablet_id)
        throttle.admit(PERSON, counted)
    except throttle.Closed as closed:
        raise _refusal(counted, belongs, closed) from None
    found = pins.pin_of(person) if person else None
    is_on = found is not None and found.off_at is None
    is_right = pins.is_right(typed, found.pin_hash if found and is_on else None, pepper())
    database.start_writing()
    if person is None or not is_right:
        raise _count_failure(person, counted, belongs)
    throttle.succeeded(TABLET, tablet_id)
    throttle.succeeded(PERSON, counted)
    return person


def forgive(person: Person) -> None:
    """A new PIN was set: the wrong ones before it do not count. Never commits."""
    throttle.succeeded(PERSON, person.id)


def _count_failure(person: Person | None, counted: str, belongs: bool) -> RuleBroken:
    failures = _failures(counted)
    if not (belongs and failures >= OFF_AFTER):
        return WrongPin(PERSON.streak - failures, _seconds_closed(counted))
    if person is not None:
        pins.switch_off(person, by=PROGRAM)
        database.commit()
    return PinIsOff()


def _refusal(counted: str, belongs: bool, closed: throttle.Closed) -> RuleBroken:
    return PinIsOff() if belongs and _failures(counted) >= OFF_AFTER else Wait(closed)


def _failures(counted: str) -> int:
    row = _count_of(counted)
    return row.streak if row else 0


def _seconds_closed(counted: str) -> int:
    """How long the keys stay shut from now on; 0 where the next try may come at once."""
    row, now = _count_of(counted), clock.now()
    if row is None or row.closed_until is None or row.closed_until <= now:
        return 0
    return throttle.Closed(row.closed_until - now).seconds


def _count_of(counted: str) -> Throttle | None:
    return db.session.get(Throttle, throttle.key_of(PERSON, counted), populate_existing=True)
