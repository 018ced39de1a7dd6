"""The checks after adoption: is it still in use?"""

from typing import Any

from flask import redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from improve.core import clock
from improve.core.access import find, open_to, require, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.ideas import policy as ideas
from improve.ideas.facts import GainCheck
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.pdsa import policy
from improve.pdsa.checks import LAST_CHECK, check_gain, next_check
from improve.pdsa.forms import GainCheckForm
from improve.pdsa.models import Cycle
from improve.pdsa.routes import bp
from improve.people.models import Person


@bp.get("/ideas/<idea_id>/gain-check")
@open_to(Person)
def next_gain_check(idea_id: str) -> Any:
    """Go to the check that is due next."""
    idea = find(ideas.visible_to(viewer()), Idea.id, idea_id)
    check = next_check(idea)
    if check is None:
        raise RuleBroken("No check of this idea is open.")
    return redirect(url_for("cycles.gain_check", check_id=check.id))


@bp.get("/gain-checks/<check_id>")
@open_to(Person)
def gain_check(check_id: str) -> str:
    """The question, how the gain is held, or what was answered."""
    check, idea = found_check(check_id)
    return render_template("pdsa/check.html", **check_context(check, idea, GainCheckForm()))


@bp.post("/gain-checks/<check_id>")
@open_to(Person)
def answer_gain_check(check_id: str) -> Response:
    """Yes, changed, or no longer in use."""
    check, idea = found_check(check_id)
    require(policy.may_decide(viewer(), idea), policy.WHO_DECIDES)
    form = GainCheckForm()
    if not form.validate():
        return refuse("pdsa/check.html", **check_context(check, idea, form))
    try:
        check_gain(check, viewer(), form.still_in_use.data, form.words.data)
    except RuleBroken as broken:
        form.form_errors.append(broken.sentence)
        return refuse("pdsa/check.html", status=broken.status, **check_context(check, idea, form))
    said = (
        "Thank you. The idea is ready again."
        if form.still_in_use.data == "no"
        else "Thank you. It still holds."
    )
    return answer(otherwise=url_for("ideas.show", idea_id=idea.id), say=said)


def found_check(check_id: str) -> tuple[GainCheck, Idea]:
    """The check and its idea; 404 when it is not to be seen."""
    check = find(policy.checks_visible_to(viewer()), GainCheck.id, check_id)
    return check, db.session.get_one(Idea, check.idea_id)


def check_context(check: GainCheck, idea: Idea, form: GainCheckForm) -> dict[str, Any]:
    """What the page shows."""
    is_open = check.still_in_use is None and idea.stage == Stage.EMBEDDING
    adopted = select(Cycle).where(Cycle.idea_id == idea.id, Cycle.decision == "adopt")
    latest = adopted.options(joinedload(Cycle.acted_by)).order_by(Cycle.number.desc()).limit(1)
    return {
        "check": check,
        "idea": idea,
        "form": form,
        "cycle": db.session.scalars(latest).first(),
        "by": db.session.get(Person, check.by_id) if check.by_id else None,
        "may_answer": is_open and policy.may_decide(viewer(), idea),
        "is_early": check.due_on > clock.today(idea.team.organisation.time_zone),
        "is_last": check.days == LAST_CHECK,
    }
