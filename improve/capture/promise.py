"""Who gives the first answer, and by when: said before an idea is sent, and after."""

from dataclasses import dataclass
from datetime import datetime

from improve.core import clock
from improve.core.languages import gettext as _
from improve.core.text import listing
from improve.ideas.models import Idea
from improve.teams.leaving import next_leads
from improve.teams.models import Team
from improve.teams.policy import leads_of

NAMED = 2  # leads named on a tablet; more would not be read


@dataclass(frozen=True)
class Promise:
    """Who gives the first answer, by when, and what if not."""

    by: str
    due: datetime | None
    rises: datetime | None
    to: str


def promise_before(team: Team) -> Promise:
    """What an idea sent now may expect."""
    now = clock.now()
    due = team.after_working_hours(now, 24 * team.answer_days)
    return Promise(
        answerers(team), due, team.after_working_hours(now, 24 * team.rise_days), parent_label(team)
    )


def promise_of(idea: Idea) -> Promise:
    """What an idea that was sent may expect."""
    return Promise(answerers(idea.team), idea.answer_due_at, idea.answer_rises_at, parent_label(idea.team))


def answerers(team: Team) -> str:
    """ "Ana Diaz or Ben Okoro"; where nobody leads, or the team has closed, those who stand in."""
    names = [person.name for person in leads_of(team)] or next_leads(team)[1]
    shown = names if len(names) <= NAMED else [*names[:NAMED], _("another lead")]
    return listing(shown, _("or")) or _("the leads of %(team)s", team=parent_label(team) or team.label)


def parent_label(team: Team) -> str:
    """The team to which an idea without an answer goes up; empty at the top."""
    return team.parent.label if team.parent else ""
