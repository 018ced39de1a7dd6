"""What can be chosen in the forms of an idea: owners, teams, ideas that say the same."""

from sqlalchemy import or_, select

from improve.core.db import db
from improve.ideas import policy, search
from improve.ideas.forms import THE_TEAM, Choices
from improve.ideas.models import Idea
from improve.ideas.stages import STAGE_WORDS, Stage
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import people_of, visible_to

ALIKE = 6  # ideas offered for merging


def owner_choices(idea: Idea) -> Choices:
    """The team, then its people by name."""
    people = [(person.id, person.name_and_job) for person in people_of(idea.team)]
    return [("", "Choose…"), (THE_TEAM, "The team"), *people]


def team_choices(idea: Idea, viewer: Person) -> Choices:
    """All other teams that take ideas."""
    others = (
        visible_to(viewer).where(Team.id != idea.team_id, Team.deactivated_at.is_(None)).order_by(Team.name)
    )
    return [("", "Choose…"), *((team.id, team.name) for team in db.session.scalars(others))]


def merge_choices(idea: Idea, viewer: Person) -> Choices:
    """Ideas with the same words, of all teams for a lead of this one, else of their own; then the newest."""
    rows = policy.visible_to(viewer).where(
        Idea.id != idea.id, Idea.stage.not_in((Stage.MERGED, Stage.WITHHELD, Stage.WITHDRAWN))
    )
    leads_it = policy.may_answer(viewer, idea)
    if not leads_it:
        rows = rows.where(policy.in_led_branches(viewer))
    alike = list(db.session.scalars(search.sharing_words(rows, idea).limit(ALIKE)))
    near = rows.where(Idea.team_id == idea.team_id) if leads_it else rows
    latest = near.where(Idea.id.not_in([found.id for found in alike]))
    newest = latest.order_by(Idea.received_on.desc(), Idea.id).limit(max(2, ALIKE - len(alike)))
    return [(found.id, described(found)) for found in (*alike, *db.session.scalars(newest))]


def described(idea: Idea) -> str:
    """ "Blankets run out on nights (Ward 14, testing)"."""
    return f"{idea.headline} ({idea.team.label}, {STAGE_WORDS[idea.stage].lower()})"


def colleagues(viewer: Person, typed: str) -> list[Person]:
    """People of the organisation whose name holds what was typed."""
    rows = select(Person).where(
        Person.organisation_id == viewer.organisation_id, Person.deactivated_at.is_(None)
    )
    like = f"%{typed.replace('%', '').replace('_', '')}%"
    return list(db.session.scalars(rows.where(or_(Person.name.ilike(like))).order_by(Person.name).limit(20)))
