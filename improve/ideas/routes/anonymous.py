"""Anonymous ideas are answered to whoever holds the claim code; it never matters who is signed in.

They come in by capture/routes/anonymous.py.
"""

from typing import Any

from flask import render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import Everybody, leaves_no_trace, open_to, translated, uses_camera
from improve.core.htmx import refuse
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.core.once import OtherPayload, once
from improve.events.record import ANONYMOUS
from improve.ideas import support
from improve.ideas.anonymous import claimed_idea
from improve.ideas.facts import Answer, WaitingIdea
from improve.ideas.forms import ReplyForm, WordsForm
from improve.ideas.models import Idea
from improve.ideas.patients.form import is_refused, shown_stop
from improve.ideas.routes import bp
from improve.ideas.stages import Stage

NOT_KNOWN = noop(
    "We do not know this code. Check each group of 4. "
    "An idea that was just sent may not be here yet: try again in 10 minutes."
)


@bp.get("/code")
@translated
@open_to(Everybody)
@leaves_no_trace
@uses_camera
def code() -> str:
    """One field for the claim code."""
    return render_template(
        "ideas/code.html", form=WordsForm().ask(noop("Your code"), noop("Enter your code"))
    )


@bp.post("/code")
@translated
@open_to(Everybody)
@leaves_no_trace
@uses_camera
def open_code() -> Response | str:
    """The thread of the idea that a code opens. The code stays in the form; it is in no address and no cookie."""
    database.start_reading()  # no lock is held while the page is made
    form = WordsForm().ask(noop("Your code"), noop("Enter your code"))
    if not form.validate():
        return refuse("ideas/code.html", form=form)
    idea = claimed_idea(form.words.data)
    if idea is None:
        form.words.errors = [_(NOT_KNOWN)]
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
        **{"form": ReplyForm(formdata=None), **forms},
    )


@bp.post("/code/replies")
@translated
@open_to(Everybody)
@leaves_no_trace
def reply_by_code() -> Response | str:
    """The author writes below their idea, or replies to a question, unknown to everybody."""
    idea, form = held(), ReplyForm()
    shown: dict[str, Any] = {"idea": idea, "waiting": None, "code": request.form["code"], "form": form}
    if not form.validate():
        return refuse("ideas/thread.html", **shown)
    if is_refused(idea.team, form.words, may_deny=False):
        return refuse("ideas/thread.html", **{**shown, **shown_stop(form.words.data), "may_deny": False})
    question = next((found for found in idea.answers if found.kind == "ask" and not found.reply), None)
    try:
        once("", form.key.data, form.words.data, lambda: write_reply(idea, question, form.words.data))
    except OtherPayload as broken:
        form.say(broken, form.words)
        return refuse("ideas/thread.html", **shown)
    return reopened(idea, _("Reply sent."))


def write_reply(idea: Idea, question: object, words: str) -> str:
    """As a reply to the open question, else as a comment of the author."""
    if isinstance(question, Answer):
        idea.reply(question, words, ANONYMOUS)
        return question.id
    return support.comment(idea, words, None, is_by_author=True).id


@bp.post("/code/thanks")
@translated
@open_to(Everybody)
@leaves_no_trace
def thank_by_code() -> Response | str:
    """The author thanks for the answers, with one tap."""
    idea = held()
    for found in idea.answers:
        idea.thank(found, ANONYMOUS)
    return reopened(idea, _("They can see that you thank them."))


@bp.post("/code/withdrawal")
@translated
@open_to(Everybody)
@leaves_no_trace
def withdraw_by_code() -> Response | str:
    """The author takes the idea back while it is new."""
    idea = held()
    idea.withdraw(ANONYMOUS)
    return reopened(idea, _("You took your idea back."))


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
