"""Filing an idea: its place, the author's words as version 1, its answer clock, its first event."""

from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from improve.core import clock
from improve.core.db import store
from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.core.text import headline
from improve.events.record import ANONYMOUS, Actor, record
from improve.ideas.events import IdeaSubmitted
from improve.ideas.facts import IdeaText
from improve.ideas.models import Idea
from improve.ideas.stages import NOT_SIZED, Stage
from improve.people.models import Person
from improve.tablets.links import Poster
from improve.tablets.models import Tablet
from improve.teams.models import Team


def submit(  # noqa: PLR0913  each is named by the caller, and most are left out
    team: Team,
    *,
    text: str,
    author: Person | None = None,
    tablet: Tablet | None = None,
    poster: Poster | None = None,
    says_name: str = "",
    named: Person | None = None,
    written_on: date | None = None,
    staff_group: str = "",
    suggestion: str = "",
    details: dict[str, Any] | None = None,
) -> Idea:
    """File a named idea (author) or one without a name (tablet, poster). Anonymous ones wait: see anonymous.py.

    What was written on a tablet is never lost, though its team has closed meanwhile: the leads above answer it.

    `named` is whom the tablet names as its author, to be confirmed; `written_on` the day it was written, if not today.
    """
    if team.deactivated_at is not None and tablet is None:
        raise RuleBroken(_("This team no longer takes ideas."))
    idea = Idea(
        team=team,
        authorship="named" if author else "unnamed",
        author_id=author.id if author else None,
        tablet_id=tablet.id if tablet else None,
        poster_id=poster.id if poster else None,
        says_name=named.name if named else says_name,
        named_id=named.id if named else None,
        received_on=written_on,
        staff_group=staff_group or (author.staff_group if author else ""),
        received_at=clock.now(),
    )
    return file(idea, text, suggestion, details or {}, by=author or tablet or poster)


def file(idea: Idea, text: str, suggestion: str, details: dict[str, Any], by: Actor | None) -> Idea:
    """Give a fresh idea its place, its words, its clock and its first event; by None: the anonymous author."""
    team = idea.team
    idea.organisation_id, idea.team_id = team.organisation_id, team.id
    idea.received_on = idea.received_on or clock.today(team.organisation.time_zone)
    idea.headline = headline(text)
    idea.enter(Stage.NEW)
    idea.benefits, idea.waste = " ".join(details.get("benefits", [])), details.get("waste", "")
    idea.effort, idea.impact = details.get("effort", NOT_SIZED), details.get("impact", NOT_SIZED)
    idea.start_answer_clock()
    store(idea)
    words = first_words(idea, text, suggestion, details)
    event = IdeaSubmitted(idea.id, authorship=idea.authorship, text_digest=words.digest())
    record(event, about=idea, by=by or ANONYMOUS)
    return idea


def first_words(idea: Idea, text: str, suggestion: str, details: dict[str, Any]) -> IdeaText:
    """The author's own words, version 1."""
    words = IdeaText(number=1, text=text, suggestion=suggestion, details=details)
    words.organisation_id, words.by_id = idea.organisation_id, idea.author_id
    words.written_on, words.written_at = idea.received_on, idea.received_at
    words.idea_id = idea.id
    store(words)
    set_committed_value(idea, "texts", [words])
    return words
