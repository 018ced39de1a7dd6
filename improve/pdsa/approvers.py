"""Clinicians who can say that a test is safe to try: those near the team first, the others by name."""

from sqlalchemy import Select, and_, or_, select

from improve.core.db import db
from improve.ideas.models import Idea
from improve.pdsa.words import CLINICIANS
from improve.people.finding import with_words
from improve.people.models import Person
from improve.teams.models import Membership

NEAR = 60  # people in the list; others are found by name
FOUND = 10  # people of one name


def clinicians(idea: Idea, planners: set[str]) -> Select[Person]:
    """All who could approve a test of this idea."""
    return select(Person).where(
        Person.organisation_id == idea.organisation_id,
        Person.staff_group.in_(CLINICIANS),
        Person.deactivated_at.is_(None),
        Person.id.not_in(planners),
    )


def clinicians_near(idea: Idea, planners: set[str]) -> list[Person]:
    """Those of the team, and the leads above it, by name."""
    above = idea.team.path.strip("/").split("/")[:-1]
    here = Membership.team_id == idea.team_id
    leading = and_(Membership.team_id.in_(above), Membership.is_lead)
    near = select(Membership.person_id).where(Membership.left_on.is_(None), or_(here, leading))
    rows = clinicians(idea, planners).where(Person.id.in_(near))
    return list(db.session.scalars(rows.order_by(Person.name, Person.id).limit(NEAR)))


def clinicians_named(idea: Idea, planners: set[str], typed: str) -> list[Person]:
    """Those whose name holds what was typed."""
    rows = with_words(clinicians(idea, planners), typed)
    return list(db.session.scalars(rows.order_by(Person.name, Person.id).limit(FOUND)))


def clinician(idea: Idea, planners: set[str], person_id: str) -> Person | None:
    """That very person, when they could approve it."""
    return db.session.scalars(clinicians(idea, planners).where(Person.id == person_id)).first()
