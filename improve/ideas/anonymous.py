"""Anonymous ideas: nothing that could identify the author is stored, from the first moment on.

Such an idea waits, without time, device or sequence, in a table of its own and is released by the scheduler in
batches, shuffled. Where a ward has fewer than 11 people it is filed with the nearest team above that has more.
"""

import hmac
import secrets
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.ids import digest, new_id, read_code
from improve.core.languages import gettext as _
from improve.events.record import ANONYMOUS
from improve.ideas.facts import Claim, WaitingIdea
from improve.ideas.models import Idea
from improve.ideas.patients.holding import HELD_KEY, hold
from improve.ideas.submitting import file
from improve.ideas.support import serve_goals
from improve.teams.models import MIN_GROUP, Team

BATCH_LEAST = (
    3  # ideas of one team: fewer wait for the morning, when everything is released (see jobs/table.py)
)
GOALS_KEY = "goals"  # among the details of one that waits: the ids of those it serves


def filing_team(team: Team) -> Team:
    """The team with which an anonymous idea is filed: the nearest with 11 people or more, else the topmost."""
    while team.headcount < MIN_GROUP and team.parent is not None:
        team = team.parent
    return team


def wait_for_release(
    team: Team,
    text: str,
    suggestion: str,
    details: dict[str, Any],
    claim_digest: str,
    written_on: date | None = None,
) -> str:
    """Keep an anonymous idea until its batch goes; the id it will have. Without `written_on` it is of today.

    A code opens one idea: the same words with it are that idea, sent again. Raises RuleBroken for other words.
    """
    if (before := _sent_before(claim_digest, text)) is not None:
        return before.id
    idea_id = new_id()
    filed_with = filing_team(team)
    db.session.add(
        WaitingIdea(
            id=idea_id,
            team_id=filed_with.id,
            text=text,
            suggestion=suggestion,
            details=details,
            written_on=written_on or clock.today(team.organisation.time_zone),
            claim_digest=claim_digest,
        )
    )
    return idea_id


def _sent_before(claim_digest: str, text: str) -> Idea | WaitingIdea | None:
    before = _opened_by(claim_digest)
    if before is not None and text != (
        before.text if isinstance(before, WaitingIdea) else before.first_words.text
    ):
        raise RuleBroken(_("This code opens another idea already. Please send this as a new one."))
    return before


def release(team: Team) -> int:
    """File all waiting ideas of a team, in random order."""
    waiting = list(db.session.scalars(select(WaitingIdea).where(WaitingIdea.team_id == team.id)))
    secrets.SystemRandom().shuffle(waiting)
    for kept in waiting:
        idea = Idea(id=kept.id, team=team, authorship="anonymous", received_on=kept.written_on)
        details = dict(kept.details)
        must_be_looked_at, goals = details.pop(HELD_KEY, False), details.pop(GOALS_KEY, [])
        file(idea, kept.text, kept.suggestion, details, by=None)
        if goals:
            serve_goals(idea, set(goals), ANONYMOUS)
        if must_be_looked_at:
            hold(idea)
        if db.session.get(Claim, kept.claim_digest) is None:  # what cannot be claimed is filed all the same
            db.session.add(Claim(code_digest=kept.claim_digest, idea_id=idea.id))
        db.session.delete(kept)
        db.session.flush()
    return len(waiting)


def claimed_idea(typed_code: str) -> Idea | WaitingIdea | None:
    """The idea that a claim code opens, released or still waiting; None for an unknown code."""
    return _opened_by(digest(read_code(typed_code)))


def _opened_by(wanted: str) -> Idea | WaitingIdea | None:
    claim = db.session.get(Claim, wanted)
    if claim is not None:
        return db.session.get(Idea, claim.idea_id)
    return db.session.scalars(select(WaitingIdea).where(WaitingIdea.claim_digest == wanted)).first()


def day_token(secret_key: str, team: Team, on: date) -> str:
    """What admits an anonymous idea: shared by all tablets of the team for the day, naming none of them.

    The team stands in it, so that nothing else need say for whom an idea is.
    """
    words = f"anonymous\n{team.id}\n{on.isoformat()}"
    return f"{team.id}.{hmac.new(secret_key.encode(), words.encode(), 'sha256').hexdigest()}"


def team_of_token(token: str) -> str:
    """The id of the team for which a token says it is."""
    return token.partition(".")[0]


def admits(secret_key: str, team: Team, token: str) -> bool:
    """Whether a token is that of today or yesterday (a page that stood open over midnight)."""
    today = clock.today(team.organisation.time_zone)
    tokens = (day_token(secret_key, team, today - timedelta(days=days)) for days in (0, 1))
    return token.isascii() and any(hmac.compare_digest(token, known) for known in tokens)
