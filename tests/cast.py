"""The small world of the tests: two trusts, their teams, and the people everybody knows by name."""

from dataclasses import dataclass
from datetime import date

from improve.core.db import db
from improve.core.ids import new_id
from improve.people.models import Person
from improve.teams.models import Membership, Organisation, Team

JOINED_ON = date(2024, 3, 4)


@dataclass
class Trust:
    """The small world of the tests. Ana leads Ward 12, Ben works there; Dora and Mo lead above; Cleo is elsewhere."""

    organisation: Organisation
    executive: Team
    medicine: Team
    older: Team
    ward_12: Team
    ward_14: Team
    small_ward: Team
    ana: Person
    ben: Person
    fay: Person
    dora: Person
    mo: Person
    eve: Person
    gil: Person
    amy: Person
    cleo: Person
    other_ward: Team


def everybody() -> Trust:
    """The cast, freshly made."""
    here, there = Organisation(name="Thornbeck Hospitals"), Organisation(name="Elsewhere Trust")
    db.session.add_all([here, there])
    db.session.flush()
    executive = new_team(here, "Executive team", 4, None)
    medicine = new_team(here, "Medicine", 3, executive)
    older = new_team(here, "Older people’s medicine", 2, medicine)
    made = Trust(
        organisation=here,
        executive=executive,
        medicine=medicine,
        older=older,
        ward_12=new_team(here, "Ward 12", 1, older),
        ward_14=new_team(here, "Ward 14", 1, older),
        small_ward=new_team(here, "Sleep clinic", 1, older, headcount=8),
        ana=new_person(here, "Ana Diaz", "Ward manager"),
        ben=new_person(here, "Ben Okoro", "Staff nurse"),
        fay=new_person(here, "Fay Ortiz", "Ward manager"),
        dora=new_person(here, "Dora Lind", "Matron"),
        mo=new_person(here, "Mo Haddad", "Divisional nurse"),
        eve=new_person(here, "Eve Marsh", "Chief operating officer"),
        gil=new_person(here, "Gil Price", "Freedom to Speak Up Guardian", is_guardian=True),
        amy=new_person(here, "Amy Webb", "Systems manager", is_administrator=True),
        cleo=new_person(there, "Cleo Park", "Ward manager"),
        other_ward=new_team(there, "Ward 1", 1, None),
    )
    for person, team, is_lead in (
        (made.ana, made.ward_12, True),
        (made.ben, made.ward_12, False),
        (made.fay, made.ward_14, True),
        (made.dora, made.older, True),
        (made.mo, made.medicine, True),
        (made.eve, made.executive, True),
        (made.cleo, made.other_ward, True),
    ):
        row = Membership(
            joined_on=JOINED_ON,
            organisation_id=person.organisation_id,
            person_id=person.id,
            team_id=team.id,
            is_lead=is_lead,
        )
        db.session.add(row)
    db.session.flush()
    return made


def make_team(
    organisation: Organisation, name: str, tier: int, parent: Team | None, headcount: int = 30
) -> Team:
    """A team in the tree, stored."""
    team = new_team(organisation, name, tier, parent, headcount)
    db.session.flush()
    return team


def new_team(
    organisation: Organisation, name: str, tier: int, parent: Team | None, headcount: int = 30
) -> Team:
    """A team in the tree."""
    team = Team(
        id=new_id(), name=name, tier=tier, headcount=headcount, organisation=organisation, parent=parent
    )
    team.organisation_id = organisation.id
    team.path = f"{parent.path if parent else ''}{team.id}/"
    db.session.add(team)
    return team


def make_person(organisation: Organisation, name: str, job: str, **flags: bool) -> Person:
    """A person with an e-mail of the first name, stored."""
    person = new_person(organisation, name, job, **flags)
    db.session.flush()
    return person


def new_person(organisation: Organisation, name: str, job: str, **flags: bool) -> Person:
    """A person with an e-mail of the first name."""
    first = name.split()[0].lower()
    person = Person(
        id=new_id(),
        organisation_id=organisation.id,
        name=name,
        job=job,
        email=f"{first}@{organisation.name.split()[0].lower()}.example",
        staff_group="Nursing and midwifery registered",
        **flags,
    )
    db.session.add(person)
    return person
