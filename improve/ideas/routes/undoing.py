"""Undo: offered on the page that follows a step, to who took it."""

from dataclasses import asdict

from flask import current_app, flash, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, next_url
from improve.core.words import dom_id
from improve.ideas import policy
from improve.ideas.models import Idea
from improve.ideas.routes import bp
from improve.ideas.stages import STAGE_WORDS, Stage
from improve.ideas.steps import STEPS
from improve.ideas.undoing import UNDO_SECONDS, Taken, move_back
from improve.people.models import Person

TOO_LATE = "It is too late to undo this. Look where the idea stands now; you can still move it."


def offer_undo(taken: Taken | None) -> None:
    """The next page offers to take the step back. What stood before travels signed: nothing needs to be stored."""
    if taken is not None:
        action = url_for("ideas.undo", idea_id=taken.idea_id)
        flash({"action": action, "taken": _seal().dumps(asdict(taken))}, "undo")  # type: ignore[arg-type]


@bp.post("/ideas/<idea_id>/undo")
@open_to(Person)
def undo(idea_id: str) -> Response:
    """Take the step back that this person has just taken."""
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    taken = _read(request.form.get("taken", ""))
    if (taken.idea_id, taken.by_id) != (idea.id, viewer().id):
        raise RuleBroken(TOO_LATE)
    step = STEPS[taken.step]
    require(step.may(viewer(), idea), step.who)
    move_back(idea, viewer(), taken)
    back = next_url(url_for("ideas.show", idea_id=idea_id))
    say = f"Undone. It stands in “{STAGE_WORDS[Stage(idea.stage)]}”, as before."
    return answer(otherwise=f"{back.partition('#')[0]}#{dom_id(idea)}", say=say)


def _read(sealed: str) -> Taken:
    try:
        return Taken(**_seal().loads(sealed, max_age=UNDO_SECONDS))
    except BadSignature as broken:
        raise RuleBroken(TOO_LATE) from broken


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="undo")
