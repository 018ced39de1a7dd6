"""The organisation, its teams, people and tablets."""

from dataclasses import dataclass, field
from itertools import chain

from improve.auth.accounts import set_password
from improve.cli.loading.content import Content, Days, Fields
from improve.core import clock
from improve.core.db import db
from improve.core.ids import new_id
from improve.events.record import PROGRAM
from improve.goals.models import Goal
from improve.ideas.models import Idea
from improve.measures.models import Measure
from improve.people.joining import NewPerson, add_person
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.calendar import EVERY_DAY, WEEKDAYS
from improve.teams.joining import NewTeam, add_team, join
from improve.teams.models import Organisation, Team
from improve.teams.policy import leads_of

FOUNDED_DAYS_AGO = 400  # before anything in the story happened
TABLETS = ("nurses’ station", "staff room")


@dataclass
class Trust:
    """Everybody and everything by the key of its YAML."""

    organisation: Organisation
    days: Days
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    tablets: dict[str, list[Tablet]] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    ideas: dict[str, Idea] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)

    def a_lead_of(self, team: Team) -> Person:
        """One who answers for the team: its first lead, else one further up."""
        here: Team | None = team
        while here is not None:
            if found := leads_of(here):
                return found[0]
            here = here.parent
        raise LookupError(f"nobody leads {team.name}")

    def use_tablets(self) -> None:
        """They were all used lately: one that nobody uses for half a year is shut out."""
        for tablet in chain.from_iterable(self.tablets.values()):
            tablet.seen_at = self.days.now.replace(minute=0, second=0, microsecond=0)
        db.session.flush()


def found(content: Content, days: Days, password_hash: str) -> Trust:
    """Found the trust. Never commits."""
    with clock.set_to(days.at(FOUNDED_DAYS_AGO)):
        trust = Trust(_organisation(content.organisation), days)
        for team in content.teams:
            _add_team(trust, team)
        for person in content.people:
            _add_person(trust, person, password_hash)
        for team in content.teams:
            if team["tier"] == 1:
                trust.tablets[team["key"]] = [_tablet(trust.teams[team["key"]], place) for place in TABLETS]
    return trust


def _organisation(said: Fields) -> Organisation:
    organisation = Organisation(
        id=new_id(),
        name=said["name"],
        time_zone=said["time_zone"],
        tier_names={str(tier): name for tier, name in said["tier_names"].items()},
        holidays=[day.isoformat() for day in said["holidays"]],
        doors=said["doors"],
        is_demonstration=True,
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation


def _add_team(trust: Trust, said: Fields) -> None:
    new = NewTeam(
        name=said["name"],
        tier=said["tier"],
        short_name=said["short"],
        headcount=said["headcount"],
        weekdays=EVERY_DAY if said["working"] == "every day" else WEEKDAYS,
        bleep=said.get("bleep", ""),
    )
    parent = trust.teams[said["parent"]] if "parent" in said else None
    trust.teams[said["key"]] = add_team(trust.organisation, new, parent, PROGRAM)


def _add_person(trust: Trust, said: Fields, password_hash: str) -> None:
    flags = said.get("flags", [])
    new = NewPerson(
        name=said["name"],
        email=said.get("email", ""),
        staff_number=said["staff_number"],
        staff_group=said["staff_group"],
        job=said["job"],
        is_administrator="administrator" in flags,
        is_guardian="guardian" in flags,
        is_demonstration=True,
    )
    person = add_person(trust.organisation.id, new, by=PROGRAM)
    set_password(person, password_hash, by=PROGRAM, way="first")
    for team, role in said["teams"].items():
        join(person, trust.teams[team], role == "lead", PROGRAM)
    trust.people[said["key"]] = person


def _tablet(team: Team, place: str) -> Tablet:
    tablet = Tablet(
        id=new_id(), organisation_id=team.organisation_id, team=team, team_id=team.id, name=place.capitalize()
    )
    tablet.add(PROGRAM)
    db.session.add(tablet)
    db.session.flush()
    tablet.enrol()
    return tablet
