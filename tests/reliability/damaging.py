"""Bits of the database file are turned over, again and again in other places; and what is noticed each time.

SQLite keeps no checksums. One bit alone lies mostly in words or in free room, where nothing can notice it; what must
hold is that such a file is never taken for an empty system. A disk that loses many pages is always noticed.
"""

from collections import Counter
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from improve.cli.checks import events_are_whole, file_is_whole
from improve.cli.doctor import look
from improve.cli.opening import Refused, database_words
from improve.cli.starting import refuse_damage, refuse_other_revision
from improve.core.db import db
from improve.events import chain
from improve.events.record import PROGRAM
from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from improve.people.joining import NewPerson, add_person
from improve.teams.joining import NewTeam, add_team
from improve.teams.models import Organisation

WORDS = "The blanket trolley is empty at night, and we borrow from Ward {}. "
IDEAS, PAGE_BYTES = 60, 4_096
REFUSED, FOUND, ALOUD, UNNOTICED = (
    "refused at the start", "found by the doctor", "fails aloud when it is read", "unnoticed, and all ideas are there",
)  # fmt: skip


def fill() -> None:
    """People, ideas and sealed events."""
    here = Organisation(name="Thornbeck Hospitals")
    db.session.add(here)
    db.session.flush()
    ward = add_team(here, NewTeam(name="Ward 12", tier=1, headcount=30), None, PROGRAM)
    ben = add_person(here.id, NewPerson(name="Ben Okoro", staff_number="t1"), by=PROGRAM)
    for number in range(IDEAS):
        submit(ward, text=WORDS.format(number) * 3, author=ben)
    chain.seal_waiting()


def flip(sound: bytes, chance: Random, pages: int) -> bytes:
    """The file with one bit turned over on each of so many pages, as far as there are so many."""
    damaged, whole = bytearray(sound), range(len(sound) // PAGE_BYTES)
    for page in chance.sample(whole, min(pages, len(whole))):
        damaged[page * PAGE_BYTES + chance.randrange(PAGE_BYTES)] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def damage_again_and_again(file: Path, times: int, pages: int) -> Counter[str]:
    """What became of each damaged file. None may be served as an empty system, or end in a traceback."""
    db.session.remove()
    db.engine.dispose()
    sound, chance, found = file.read_bytes(), Random(7), Counter[str]()
    for _number in range(times):
        file.write_bytes(flip(sound, chance, pages))
        try:
            found[what_is_said()] += 1
        finally:
            db.session.remove()
            db.engine.dispose()
            for beside in file.parent.glob(f"{file.name}-*"):
                beside.unlink()
    file.write_bytes(sound)
    return found


def what_is_said() -> str:
    """As a start and then the doctor take it."""
    try:
        refuse_other_revision()
        refuse_damage()
    except (Refused, DBAPIError, UnicodeDecodeError) as error:  # what commands say in a sentence
        said = error.message if isinstance(error, Refused) else database_words(error)
        assert "improve init" not in said, said
        return REFUSED
    if any(look(check) for check in (file_is_whole, events_are_whole)):
        return FOUND
    try:
        stored = len(db.session.scalars(select(Idea.headline)).all())
    except (DBAPIError, ValueError, LookupError):
        return ALOUD
    assert stored == IDEAS
    return UNNOTICED
