"""PINs: six numbers by which somebody puts a name to an idea on an enrolled tablet. They open nothing else.

Hashed with argon2id over a keyed digest: whoever has the database alone can not try a million numbers, because the key
(the pepper) is not in it. With another pepper no PIN is right any more; everybody sets a new one.
"""

import hmac
from datetime import date, datetime
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core.db import Base, UtcDateTime, db
from improve.core.languages import gettext as _
from improve.events.record import Actor, record
from improve.people.models import Person
from improve.tablets.events import PinOff, PinSet

LENGTH = 6  # numbers
MEMORY_KIB = 19 * 1024
AT_ONCE = 4  # hashes a process

hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)
_turns = BoundedSemaphore(AT_ONCE)
# Of a PIN nobody knows, with the parameters above: checking it takes as long as checking a real one.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$oVvxaHh5+OSO+nx9BrYkyQ$I8QDk3ZaIpWESqM4Cyq8FvrBD2wgrsfMD5lMd3JelkY"
# Columns and crosses of the keys, steps of two, famous numbers.
WELL_KNOWN = {
    "147258", "258369", "369258", "147369", "159357", "357159", "159753", "753159", "741852", "852963", "963852",
    "147852", "258147", "456852", "159263", "789456", "456123", "246810", "135790", "135791", "314159", "271828",
}  # fmt: skip


class Pin(Base):
    """Somebody's PIN. Off after ten wrong ones in a row, until its owner, signed in, sets a new one."""

    __tablename__ = "pin"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    pin_hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def pin_of(person: Person) -> Pin | None:
    """The PIN somebody has, also when it is off."""
    return db.session.get(Pin, person.id)


def make_hash(pin: str, pepper: bytes) -> str:
    """The hash to store. Slow on purpose: outside of write transactions."""
    with _turns:
        return hasher.hash(_peppered(pin, pepper))


def is_right(pin: str, pin_hash: str | None, pepper: bytes) -> bool:
    """Whether it is that PIN. Without a hash: the same work, and no."""
    with _turns:
        try:
            hasher.verify(pin_hash or _NOBODYS, _peppered(pin, pepper))
        except (VerificationError, InvalidHashError):
            return False
    return pin_hash is not None


def store(person: Person, pin_hash: str, by: Actor) -> None:
    """Set a PIN, or a new one in its place. Never commits."""
    found = pin_of(person)
    if found is None:
        found = Pin(person_id=person.id, organisation_id=person.organisation_id, pin_hash=pin_hash)
        db.session.add(found)
    found.pin_hash, found.set_at, found.off_at = pin_hash, clock.now(), None
    db.session.flush()
    record(PinSet(person.id), about=person, by=by)


def switch_off(person: Person, by: Actor) -> None:
    """Too many wrong ones in a row: none is right any more. Never commits."""
    found = pin_of(person)
    if found is not None and found.off_at is None:
        found.off_at = clock.now()
        record(PinOff(person.id), about=person, by=by)


def problem(pin: str) -> str | None:
    """What is wrong with a new PIN, in a sentence."""
    if len(pin) != LENGTH or not (pin.isascii() and pin.isdigit()):
        return _("Choose %(count)s numbers", count=LENGTH)
    if is_weak(pin):
        return _("This PIN is too easy to guess. Do not use a row, a pattern or a date")
    return None


def is_weak(pin: str) -> bool:
    """Among those that are tried first: rows, repeats, mirrors, steps, patterns of the keys, dates, years."""
    return (
        len(set(pin)) <= 2
        or len({(int(after) - int(before)) % 10 for before, after in pairwise(pin)}) == 1
        or pin[:3] in (pin[3:], pin[:2:-1])
        or pin[:2] == pin[2:4] == pin[4:]
        or all(pin[at] == pin[at + 1] for at in (0, 2, 4))
        or pin in WELL_KNOWN
        or _is_row_of_pairs(pin)
        or _is_date(pin)
    )


def _is_row_of_pairs(pin: str) -> bool:
    """112233 is a repeat; 101112 and 102030 are rows of pairs."""
    first, second, third = (int(pin[at : at + 2]) for at in (0, 2, 4))
    return second - first == third - second and abs(second - first) in (1, 2, 5, 10, 11)


def _is_date(pin: str) -> bool:
    """A day of this century or the last, written as people here write it; or a month with its whole year."""
    day, month, year = (int(pin[at : at + 2]) for at in (0, 2, 4))
    if (1 <= day <= 12 and pin[2:4] in ("19", "20")) or (1 <= year <= 12 and pin[:2] in ("19", "20")):
        return True
    try:
        date(2000 + year, month, day)
    except ValueError:
        return (day, month) == (29, 2)
    return True


def _peppered(pin: str, pepper: bytes) -> str:
    return hmac.new(pepper, pin.encode(), "sha256").hexdigest()
