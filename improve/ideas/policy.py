"""Who sees which ideas, and who may do what with them. See docs/states.md."""

from typing import Any

from sqlalchemy import Select, and_, false, or_, select

from improve.core.db import db
from improve.ideas.facts import Contributor
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.models import Team
from improve.teams.policy import leads, teams_led_by

Asker = Person | Tablet

# Made once: they stand in every list, and on every page, of ideas.
IDEAS = select(Idea)
IS_THERE = Idea.stage != Stage.WITHDRAWN
IS_OPEN = and_(Idea.stage != Stage.WITHHELD, IS_THERE)


def visible_to(viewer: Any) -> Select[Idea]:
    """A person sees the organisation's ideas, a tablet its team's; withheld ones only leads and the guardian."""
    if isinstance(viewer, Tablet):
        return IDEAS.where(Idea.team_id == viewer.team_id, IS_OPEN)
    if not isinstance(viewer, Person):
        return IDEAS.where(false())
    return IDEAS.where(Idea.organisation_id == viewer.organisation_id, _readable_by(viewer))


def shown_while_writing(viewer: Asker) -> Select[Idea]:
    """What is like a text that is being written: a tablet shows the open ideas of all teams then, by their titles."""
    if isinstance(viewer, Tablet):
        return IDEAS.where(Idea.organisation_id == viewer.organisation_id, IS_OPEN)
    return visible_to(viewer).where(IS_OPEN)


def _readable_by(person: Person) -> Any:
    if person.is_guardian:
        return IS_THERE
    own = Idea.author_id == person.id
    if not teams_led_by(person):
        return or_(IS_OPEN, own)
    return or_(IS_OPEN, own, and_(Idea.stage == Stage.WITHHELD, in_led_branches(person)))


def may_read(viewer: Any, idea: Idea) -> bool:
    """What `visible_to` says, of an idea that is read already."""
    is_open = idea.stage not in (Stage.WITHHELD, Stage.WITHDRAWN)
    if isinstance(viewer, Tablet):
        return is_open and idea.team_id == viewer.team_id
    if not isinstance(viewer, Person) or idea.organisation_id != viewer.organisation_id:
        return False
    if viewer.is_guardian:
        return idea.stage != Stage.WITHDRAWN
    return is_open or idea.is_by(viewer) or (idea.stage == Stage.WITHHELD and leads(viewer, idea.team))


def may_answer(person: Any, idea: Idea) -> bool:
    """Accept, decline, ask, answer, move: a lead of the team, or of one above."""
    return leads(person, idea.team)


def may_do(person: Any, idea: Idea) -> bool:
    """Just do it, adopt, pause: a lead or the owner."""
    return leads(person, idea.team) or (isinstance(person, Person) and idea.owner_id == person.id)


def may_test(person: Any, idea: Idea) -> bool:
    """Start and run a cycle: a lead, the owner, a contributor."""
    return may_do(person, idea) or (isinstance(person, Person) and _contributes(person, idea))


def _contributes(person: Person, idea: Idea) -> bool:
    rows = select(Contributor.id).where(Contributor.idea_id == idea.id, Contributor.person_id == person.id)
    return db.session.scalar(rows) is not None


def may_withhold(person: Any, idea: Idea) -> bool:
    """A lead or the guardian."""
    return leads(person, idea.team) or (isinstance(person, Person) and person.is_guardian)


def may_mask(person: Any, idea: Idea) -> bool:
    """Hide a passage that shows who a patient is: a lead, the guardian, or an administrator who reads the idea."""
    return may_withhold(person, idea) or (isinstance(person, Person) and person.is_administrator)


def may_withdraw(person: Any, idea: Idea) -> bool:
    """The author."""
    return idea.is_by(person)


def may_edit(person: Any, idea: Idea) -> bool:
    """The author while it is new; a lead at any time."""
    return leads(person, idea.team) or (idea.stage == Stage.NEW and idea.is_by(person))


def may_start_merge(person: Any, idea: Idea) -> bool:
    """Open the choice: a lead of the idea's team, or a lead who may then choose an idea of their own."""
    return isinstance(person, Person) and (leads(person, idea.team) or bool(teams_led_by(person)))


def mergeable(viewer: Any, idea: Idea) -> Select[Idea]:
    """What an idea may be merged into: for a lead of its team all that they see, else ideas of the teams they lead."""
    rows = visible_to(viewer).where(Idea.id != idea.id, Idea.stage != Stage.MERGED, IS_OPEN)
    return rows if may_answer(viewer, idea) else rows.where(in_led_branches(viewer))


def may_unmerge(person: Any, idea: Idea) -> bool:
    """A lead of either team."""
    head = db.session.get(Idea, idea.merged_into_id) if idea.merged_into_id else None
    return leads(person, idea.team) or (head is not None and leads(person, head.team))


def in_led_branches(person: Person) -> Any:
    """Ideas of the teams that somebody leads, and of those below."""
    led = [Team.path.startswith(team.path) for team in teams_led_by(person)]
    return Idea.team_id.in_(select(Team.id).where(or_(false(), *led)))


def may_comment(viewer: Any) -> bool:
    """Every signed-in person."""
    return isinstance(viewer, Person)
