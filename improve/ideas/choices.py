"""What can be chosen in the forms of an idea: owners, teams, ideas that say the same."""

import re
from typing import Any

from sqlalchemy import exists, select

from improve.core.db import db
from improve.core.ids import ALPHABET, ID_LENGTH
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.core.text import tidy
from improve.goals.models import Goal, GoalStatus
from improve.goals.policy import visible_to as goals_visible_to
from improve.ideas import policy, search
from improve.ideas.forms import THE_TEAM, Choices, GoalsForm, IdeaForm
from improve.ideas.models import Idea
from improve.ideas.stages import STAGE_WORDS
from improve.people.finding import with_words
from improve.people.models import Person
from improve.teams.models import Membership, Team
from improve.teams.policy import people_of, visible_to

COLLEAGUES = 20  # people offered as contributors
ALIKE = 6  # ideas offered for merging
FOUND = 12  # ideas that a search shows; more words narrow it down
ADDRESS = re.compile(rf"/ideas/([{ALPHABET}]{{{ID_LENGTH}}})\b", re.IGNORECASE)
GOAL_ENDED = noop("That goal has just ended. Send again without it, or choose another.")
GOAL_NOT_THERE = noop("That goal cannot be chosen for this team. Send again without it, or choose another.")


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
    rows = policy.mergeable(viewer, idea)
    alike = list(db.session.scalars(search.sharing_words(rows, idea).limit(ALIKE)))
    near = rows.where(Idea.team_id == idea.team_id) if policy.may_answer(viewer, idea) else rows
    latest = near.where(Idea.id.not_in([found.id for found in alike]))
    newest = latest.order_by(Idea.received_on.desc(), Idea.id).limit(max(2, ALIKE - len(alike)))
    return [(found.id, described(found)) for found in (*alike, *db.session.scalars(newest))]


def searched_choices(idea: Idea, viewer: Person, typed: str) -> Choices:
    """What may be merged into and holds these words, best first; or the one idea whose address this is."""
    rows = policy.mergeable(viewer, idea)
    if address := ADDRESS.search(typed):
        rows = rows.where(Idea.id == address[1].upper())
    elif typed:
        rows = search.matching(rows, typed)
    else:
        return []
    return [(found.id, described(found)) for found in db.session.scalars(rows.limit(FOUND))]


def chosen_choice(idea: Idea, viewer: Person, idea_id: str) -> Choices:
    """The idea that is chosen, where one may merge into it."""
    rows = policy.mergeable(viewer, idea).where(Idea.id == tidy(idea_id)[:ID_LENGTH])
    return [(found.id, described(found)) for found in db.session.scalars(rows)]


def described(idea: Idea) -> str:
    """ "Blankets run out on nights (Ward 14, testing)"."""
    return f"{idea.headline} ({idea.team.label}, {STAGE_WORDS[idea.stage].lower()})"


def colleagues(idea: Idea, typed: str) -> list[Person]:
    """People of the organisation whose name holds what was typed, those of the idea's team first; one too many."""
    rows = select(Person).where(
        Person.organisation_id == idea.organisation_id, Person.deactivated_at.is_(None)
    )
    in_team = exists().where(Membership.person_id == Person.id, Membership.team_id == idea.team_id)
    found = with_words(rows, typed).order_by(in_team.desc(), Person.name, Person.id)
    return list(db.session.scalars(found.limit(COLLEAGUES + 1)))


def say_why_not_offered(form: IdeaForm | GoalsForm, viewer: Any) -> None:
    """A goal was chosen that the form does not offer: say whether it has just ended."""
    offered = [goal_id for goal_id, _title in form.goals.choices]
    missing = [tidy(goal_id)[:ID_LENGTH] for goal_id in form.goals.data or () if goal_id not in offered]
    ended = goals_visible_to(viewer).where(Goal.id.in_(missing), Goal.status == GoalStatus.RETIRED)
    sentence = _(GOAL_ENDED if db.session.scalars(ended.limit(1)).first() else GOAL_NOT_THERE)
    # Where no goal is left there is no field either: it is said above the form.
    form.goals.errors = [sentence] if offered else []
    if not offered:
        form.form_errors.append(sentence)
