"""Anonymous ideas: sent by script without any cookie, answered to whoever holds the claim code.

The endpoint refuses cookies, is admitted by a token that names no device, and never reads who is signed in.
"""

import re
from collections.abc import Callable
from typing import Any

from flask import current_app, jsonify, render_template, request
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, Forbidden, TooManyRequests
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import Everybody, find, leaves_no_trace, open_to
from improve.core.htmx import refuse
from improve.core.http import csrf
from improve.core.once import once
from improve.core.text import tidy
from improve.events.record import ANONYMOUS
from improve.ideas import support
from improve.ideas.anonymous import admits, claimed_idea, filing_team, wait_for_release
from improve.ideas.facts import Answer, WaitingIdea
from improve.ideas.forms import CommentForm, WordsForm
from improve.ideas.models import Idea
from improve.ideas.rate import AnonymousRate
from improve.ideas.routes import bp
from improve.ideas.stages import BENEFITS, TEXT_LEAST, TEXT_MOST, WASTES, Stage
from improve.teams.models import Team

CODE_DIGEST = re.compile(r"[0-9a-f]{64}")
NOT_KNOWN = "We do not know this code. Check each group of 4."
rate = AnonymousRate()


@bp.post("/anonymous/ideas")
@csrf.exempt
@open_to(Everybody)
@leaves_no_trace
def send_anonymous() -> Response:
    """File an anonymous idea: JSON {team, token, key, text, claim, suggestion, benefits, waste}, and no cookie."""
    if request.headers.get("Cookie"):
        raise BadRequest("An anonymous idea travels without cookies.")
    sent = read_sent()
    team = find(select(Team).where(Team.deactivated_at.is_(None)), Team.id, sent.get("team"))
    if not admits(current_app.config["SECRET_KEY"], team, words_in(sent, "token")):
        raise Forbidden("This page was open for too long. Open it again; your words are still in the field.")
    return store(team, sent)


def read_sent() -> dict[str, Any]:
    """What was sent, if it is a JSON object."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # brackets in brackets without end
        sent = None
    if not isinstance(sent, dict):
        raise BadRequest("This needs the form’s own script.")
    return sent


def words_in(sent: dict[str, Any], name: str) -> str:
    """A field that is text; whatever else it holds is none."""
    return tidy(found) if isinstance(found := sent.get(name), str) else ""


def store(team: Team, sent: dict[str, Any]) -> Response:
    """Check and keep it; sent twice, kept once."""
    text, suggestion = words_in(sent, "text"), words_in(sent, "suggestion")
    claim, key = words_in(sent, "claim"), words_in(sent, "key")[:64]
    if (sentence := mistake(text, suggestion, claim, key)) is not None:
        response = jsonify(error=sentence)
        response.status_code = 422
        return response
    benefits, waste = sent.get("benefits"), words_in(sent, "waste")
    ticked = [code for code in BENEFITS if isinstance(benefits, list) and code in benefits]
    details = {"benefits": ticked, "waste": waste if waste in WASTES else ""}
    payload = f"{team.id}\n{text}\n{claim}"
    made, is_new = counted(
        team, key, payload, lambda: wait_for_release(team, text, suggestion, details, claim)
    )
    response = jsonify(key=key, id=made, team=filing_team(team).name)
    response.status_code = 201 if is_new else 200
    return response


def counted(team: Team, key: str, payload: str, keep: Callable[[], str]) -> tuple[str, bool]:
    """Keep it once. Only what is kept counts: not a repeat, and not what lost a race against the same form."""
    team_id = team.id  # a row is not read any more after a lost race

    def count_and_keep() -> str:
        if not rate.admits(team_id):
            raise TooManyRequests("Too many ideas at once. Try again in a minute.", retry_after=60)
        return keep()

    try:
        return once("", key, payload, count_and_keep)
    except DBAPIError:
        rate.take_back(team_id)
        raise


def mistake(text: str, suggestion: str, claim: str, key: str) -> str | None:
    """What is wrong, in a sentence."""
    if not text:
        return "Write what could be better"
    if len(text) < TEXT_LEAST:
        return f"Your idea must be {TEXT_LEAST} characters or more"
    if len(text) > TEXT_MOST or len(suggestion) > TEXT_MOST:
        return f"Your idea must be {TEXT_MOST:,} characters or fewer"
    if not CODE_DIGEST.fullmatch(claim) or not key:
        return "This needs the form’s own script"
    return None


@bp.get("/code")
@open_to(Everybody)
@leaves_no_trace
def code() -> str:
    """One field for the claim code."""
    return render_template("ideas/code.html", form=WordsForm().ask("Your code", "Enter your code"))


@bp.post("/code")
@open_to(Everybody)
@leaves_no_trace
def open_code() -> Response | str:
    """The thread of the idea that a code opens. The code stays in the form; it is in no address and no cookie."""
    database.start_reading()  # no lock is held while the page is made
    form = WordsForm().ask("Your code", "Enter your code")
    if not form.validate():
        return refuse("ideas/code.html", form=form)
    idea = claimed_idea(form.words.data)
    if idea is None:
        form.words.errors = [NOT_KNOWN]
        return refuse("ideas/code.html", form=form)
    return thread(idea, form.words.data)


def thread(idea: Idea | WaitingIdea, typed: str, **forms: object) -> str:
    """What the author sees: the words, the stage, the answers, and a field to reply."""
    waiting = idea if isinstance(idea, WaitingIdea) else None
    shown = idea if isinstance(idea, Idea) else None
    return render_template(
        "ideas/thread.html",
        idea=shown,
        waiting=waiting,
        code=typed,
        **{"form": CommentForm(formdata=None), **forms},
    )


@bp.post("/code/replies")
@open_to(Everybody)
@leaves_no_trace
def reply_by_code() -> Response | str:
    """The author writes below their idea, or replies to a question, unknown to everybody."""
    idea, form = held(), CommentForm()
    if not form.validate():
        return refuse("ideas/thread.html", idea=idea, waiting=None, code=request.form["code"], form=form)
    question = next((found for found in idea.answers if found.kind == "ask" and not found.reply), None)
    once("", form.key.data, form.words.data, lambda: write_reply(idea, question, form.words.data))
    return reopened(idea, "Reply sent.")


def write_reply(idea: Idea, question: object, words: str) -> str:
    """As a reply to the open question, else as a comment of the author."""
    if isinstance(question, Answer):
        idea.reply(question, words, ANONYMOUS)
        return question.id
    return support.comment(idea, words, None, is_by_author=True).id


@bp.post("/code/reading")
@open_to(Everybody)
@leaves_no_trace
def read_by_code() -> Response | str:
    """The author says that the answers arrived."""
    idea = held()
    for found in idea.answers:
        idea.mark_read(found, ANONYMOUS)
    return reopened(idea, "Thank you. They can see that you read it.")


@bp.post("/code/withdrawal")
@open_to(Everybody)
@leaves_no_trace
def withdraw_by_code() -> Response | str:
    """The author takes the idea back while it is new."""
    idea = held()
    idea.withdraw(ANONYMOUS)
    return reopened(idea, "You took your idea back.")


def held() -> Idea:
    """The released idea that the code in the form opens; else a kind refusal."""
    idea = claimed_idea(request.form.get("code", ""))
    if not isinstance(idea, Idea):
        raise BadRequest(NOT_KNOWN)
    return idea


def reopened(idea: Idea, said: str) -> str:
    """Commit, and show the thread again."""
    database.commit()
    return thread(idea, request.form["code"], said=said, withdrawn=idea.stage == Stage.WITHDRAWN)
