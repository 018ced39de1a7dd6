"""The names to choose from on a tablet: the team's by first letter, and on request anybody's in the hospital."""

from dataclasses import dataclass

from sqlalchemy import Row, func, select

from improve.core.db import db
from improve.core.languages import gettext as _
from improve.core.text import one_line
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.models import Membership, Team

GROUPS = ("AE", "FJ", "KM", "NR", "SZ")
WORDS_LEAST = 2  # letters of a name to look for
MOST = 60  # names of a team; whoever stands behind them looks for theirs
MOST_FOUND = 12
MOST_WORDS = 4

Named = Row[str, str, str]  # id, name, job


@dataclass(frozen=True)
class Group:
    """Names with the same first letters: one tap."""

    code: str
    names: list[Named]

    @property
    def label(self) -> str:
        """ "A to E"."""
        return _("%(first)s to %(last)s", first=self.code[0], last=self.code[1])


def of_team(team: Team) -> list[Named]:
    """Who works there now, by name."""
    rows = select(Person.id, Person.name, Person.job).join(Membership, Membership.person_id == Person.id)
    present = (Membership.team_id == team.id, Membership.left_on.is_(None), Person.deactivated_at.is_(None))
    return list(db.session.execute(rows.where(*present).order_by(Person.name, Person.id).limit(MOST)))


def leading(team: Team) -> list[Named]:
    """Who leads the team or one above it now, by name."""
    rows = select(Person.id, Person.name, Person.job).join(Membership, Membership.person_id == Person.id)
    present = (Membership.is_lead, Membership.left_on.is_(None), Person.deactivated_at.is_(None))
    led = (Team.id.in_(team.path.strip("/").split("/")), Team.deactivated_at.is_(None))
    found = rows.join(Team, Team.id == Membership.team_id).where(*present, *led)
    return list(db.session.execute(found.distinct().order_by(Person.name, Person.id)))


def grouped(names: list[Named]) -> list[Group]:
    """The five groups; a name that begins with no letter of them stands in the last."""
    found: dict[str, list[Named]] = {code: [] for code in GROUPS}
    for row in names:
        found[group_of(row.name)].append(row)
    return [Group(code, some) for code, some in found.items()]


def group_of(name: str) -> str:
    """Under which letters a name stands."""
    first = name[:1].upper()
    return next((code for code in GROUPS if code[0] <= first <= code[1]), GROUPS[-1])


def find_names(tablet: Tablet, typed: str) -> list[Named]:
    """People of the hospital in whose name each of the words occurs; a few, so that nobody reads a directory here."""
    words = [word for word in one_line(typed)[:80].lower().split() if len(word) >= WORDS_LEAST][:MOST_WORDS]
    if not words:
        return []
    rows = select(Person.id, Person.name, Person.job).where(
        Person.organisation_id == tablet.organisation_id, Person.deactivated_at.is_(None)
    )
    for word in words:
        rows = rows.where(func.lower(Person.name).contains(word, autoescape=True))
    return list(db.session.execute(rows.order_by(Person.name, Person.id).limit(MOST_FOUND)))
