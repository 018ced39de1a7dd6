"""Merging two ideas: the other one is offered, searched for, or named by its address. Who may is said in policy."""

from typing import cast

from flask import render_template, request
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import open_to, viewer
from improve.core.text import plural
from improve.ideas.choices import chosen_choice, searched_choices
from improve.ideas.forms import MergeForm
from improve.ideas.models import Idea
from improve.ideas.routes import bp
from improve.ideas.routes.taking_steps import found, must_be_open, shown, taken_with
from improve.ideas.search import LONGEST
from improve.ideas.steps import Step
from improve.people.models import Person

PAGE = "ideas/merge.html"
NOTHING = "No idea that you may merge this into holds all of these words. Try fewer words"


@bp.get("/ideas/<idea_id>/merge")
@open_to(Person)
def choose_other(idea_id: str) -> str:
    """Which idea says the same; `find` in the address is searched for."""
    idea, chosen = found(idea_id, "merge")
    must_be_open(idea, chosen, chosen.is_open(viewer(), idea))
    return render_template(PAGE, **shown(idea, chosen, widened(idea, chosen)))


@bp.post("/ideas/<idea_id>/merge")
@open_to(Person)
def merge(idea_id: str) -> Response | str:
    """Merge the two; or search, which keeps what is chosen and typed, and stores nothing."""
    if "search" in request.form:
        database.start_reading()
        return choose_other(idea_id)
    idea, chosen = found(idea_id, "merge")
    return taken_with(widened(idea, chosen), idea, chosen, PAGE)


def widened(idea: Idea, chosen: Step) -> MergeForm:
    """The form of the step, with what was searched and what is chosen among the ideas it offers."""
    assert chosen.form
    form = cast(MergeForm, chosen.form(idea, viewer()))
    form.find.data = (form.find.data or request.args.get("find", ""))[:LONGEST]
    hits = searched_choices(idea, viewer(), form.find.data)
    kept = chosen_choice(idea, viewer(), form.into.data or "")
    form.into.choices = list(dict([*kept, *hits, *form.into.choices]).items())
    if hits:
        form.find.description = f"{plural(len(hits), 'idea')} found. See the top of the list."
    elif form.find.data:
        form.find.errors = [NOTHING]
    return form
