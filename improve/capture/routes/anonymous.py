"""Anonymous ideas: sent by script without any cookie, admitted by a token that names no device.

Nothing of the request but its words, its day and the digest of its claim code is read. See docs/anonymity.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app, request
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from improve.capture.entry import CODE_DIGEST, NOT_THE_FORM, benefits_in, codes_in, words_in
from improve.capture.limits import TooManyIdeas, windows
from improve.capture.routes import bp
from improve.capture.routes.wire import answers_refusals, json_of_request, key_of_request, said
from improve.capture.texts import Unreadable, check_texts
from improve.core.access import Everybody, leaves_no_trace, open_to, speaks_json, translated
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.http import csrf
from improve.core.languages import gettext as _
from improve.core.once import once
from improve.core.pace import Pace
from improve.goals.policy import servable
from improve.ideas.anonymous import GOALS_KEY, admits, filing_team, team_of_token, wait_for_release
from improve.ideas.patients.holding import HELD_KEY
from improve.ideas.stages import WASTES
from improve.teams.models import Team

# As long as its key: what waited longer is dated with the last day that is believed.
KEPT = timedelta(days=90)
sent_of_late = Pace()  # by team and not by device


class OldToken(RuleBroken):
    """The token is of another day, or of no team: the script fetches another one and sends again (403)."""

    status, stop = 403, "token"


@dataclass(frozen=True)
class Unsigned:
    """An idea of nobody, as it came."""

    text: str
    suggestion: str
    details: dict[str, Any]
    claim: str
    written_on: date

    def payload(self, team: Team) -> str:
        """What makes two sendings the same."""
        return repr((team.id, self.text, self.suggestion, self.details, self.claim))


@bp.post("/anonymous/outbox")
@csrf.exempt
@speaks_json
@translated
@open_to(Everybody)
@leaves_no_trace
@answers_refusals
def take_anonymous() -> Response:
    """Keep it until its batch goes. Sent again with the same key it is the same idea, and the same answer."""
    if request.headers.get("Cookie"):
        raise BadRequest("An anonymous idea travels without cookies.")
    key, sent = key_of_request(), json_of_request()
    team = admitted_team(sent)
    idea, label = read_unsigned(sent, team), filing_team(team).name
    made, is_new = counted(team, key.lower(), idea.payload(team), lambda: keep(team, idea))
    return said(201 if is_new else 200, key=key, id=made, team=label)


def admitted_team(sent: dict[str, Any]) -> Team:
    """The team of the token, also one that has closed since. An unknown team and a wrong token answer alike."""
    token = words_in(sent, "token")
    team_id = words_in(sent, "team") or team_of_token(token)
    team = db.session.scalars(select(Team).where(Team.id == team_id)).first()
    if team is None or not admits(current_app.config["SECRET_KEY"], team, token):
        raise OldToken(
            _("This page was open for too long. Open it again; your words are still in the field.")
        )
    return team


def read_unsigned(sent: dict[str, Any], team: Team) -> Unsigned:
    """Its fields; whatever else was sent is not looked at."""
    claim, waste = words_in(sent, "claim"), words_in(sent, "waste")
    if not CODE_DIGEST.fullmatch(claim):
        raise Unreadable(_(NOT_THE_FORM))
    details: dict[str, Any] = {"benefits": list(benefits_in(sent)), "waste": waste if waste in WASTES else ""}
    if goals := servable(filing_team(team), codes_in(sent, "goals")):  # one that has ended keeps no idea back
        details[GOALS_KEY] = sorted(goals)
    text, suggestion = words_in(sent, "text"), words_in(sent, "suggestion")
    if check_texts(team, text, suggestion, is_denied=sent.get("not_a_patient") is True):
        details[HELD_KEY] = True
    return Unsigned(text, suggestion, details, claim, day_in(sent, team))


def day_in(sent: dict[str, Any], team: Team) -> date:
    """The day it was written: not after today, and not before its key would have been forgotten."""
    today, found = team.organisation.today, words_in(sent, "written_on")
    if not found:
        return today
    try:
        return max(today - KEPT, min(date.fromisoformat(found), today))
    except ValueError:
        raise Unreadable(_("This date is none")) from None


def keep(team: Team, idea: Unsigned) -> str:
    """Store it among those that wait."""
    return wait_for_release(team, idea.text, idea.suggestion, idea.details, idea.claim, idea.written_on)


def counted(team: Team, key: str, payload: str, store: Callable[[], str]) -> tuple[str, bool]:
    """Keep it once. Only what is kept counts: not a repeat, and not what lost a race against the same form."""
    team_id = team.id  # a row is not read any more after a lost race

    def count_and_store() -> str:
        if seconds := sent_of_late.admit(team_id, windows(current_app.config["IMPROVE"])):
            raise TooManyIdeas(timedelta(seconds=seconds))
        return store()

    try:
        return once("", key, payload, count_and_store)
    except DBAPIError:
        sent_of_late.take_back(team_id)
        raise
