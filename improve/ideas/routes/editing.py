"""Editing the words of an idea: a lost race shows both texts and loses nothing."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import StaleEdit
from improve.core.htmx import answer, refuse
from improve.ideas import policy
from improve.ideas.editing import FIELD_NAMES, Fields, edit, fields_of
from improve.ideas.forms import EditForm
from improve.ideas.models import Idea
from improve.ideas.patients import stops
from improve.ideas.patients.form import is_denied_by_lead, lead_may_deny
from improve.ideas.routes import bp
from improve.people.models import Person

TOO_LATE = "It was answered meanwhile, so only a lead changes its words now. Yours are below: copy them into a comment."
WHO = "The author may edit an idea while it is new; after that a lead of the team may."


@bp.get("/ideas/<idea_id>/edit")
@open_to(Person)
def edit_form(idea_id: str) -> str:
    """The words as they are now."""
    idea = editable(idea_id)
    return render_template("ideas/edit.html", idea=idea, form=filled_form(idea))


@bp.post("/ideas/<idea_id>/edit")
@open_to(Person)
def save(idea_id: str) -> Response:
    """Save on top of what others changed meanwhile."""
    idea, form = find(policy.visible_to(viewer()), Idea.id, idea_id), EditForm()
    if idea.is_by(viewer()) and not policy.may_edit(viewer(), idea):
        return refuse("ideas/edit.html", status=403, idea=idea, form=form, too_late=TOO_LATE)
    require(policy.may_edit(viewer(), idea), WHO)
    words = (form.text, form.suggestion, form.title)
    if not form.validate() or stops(idea.team, *words, is_denied=is_denied_by_lead(idea, viewer())):
        return refuse("ideas/edit.html", idea=idea, form=form, may_deny=lead_may_deny(idea, viewer(), *words))
    try:
        saved = edit(idea, typed(form, idea), form.version.data or 0, viewer())
    except StaleEdit as stale:
        return collision(idea, form, stale)
    return answer(
        otherwise=url_for("ideas.show", idea_id=idea.id), say="Saved." if saved else "Nothing was changed."
    )


def editable(idea_id: str) -> Idea:
    """The idea, for somebody who may edit it."""
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    require(policy.may_edit(viewer(), idea), WHO)
    return idea


def collision(idea: Idea, form: EditForm, stale: StaleEdit) -> Response:
    """Both texts, and a form that saves on top of the present one. What this person left alone is as others have it."""
    present, seen = fields_of(idea.words), seen_by_form(idea, form)
    for name in FIELD_NAMES:
        if getattr(typed(form, idea), name) == getattr(seen, name):
            form[name].raw_data, form[name].data = None, getattr(present, name)
    form.version.raw_data, form.version.data = None, idea.words.number
    return refuse("ideas/edit.html", status=409, idea=idea, form=form, present=present, stale=stale)


def seen_by_form(idea: Idea, form: EditForm) -> Fields:
    """The fields of the version that the form was filled from; where it does not say so, those of the present one."""
    seen = (words for words in idea.texts if words.number == form.version.data)
    return fields_of(next(seen, idea.words))


def filled_form(idea: Idea) -> EditForm:
    """The form, filled in."""
    fields = fields_of(idea.words)
    return EditForm(
        version=idea.words.number,
        title=fields.title,
        text=fields.text,
        suggestion=fields.suggestion,
        benefits=list(fields.benefits),
        waste=fields.waste,
    )


def typed(form: EditForm, idea: Idea) -> Fields:
    """What was typed. A title is a lead's: the author's form does not change it."""
    title = form.title.data if policy.may_answer(viewer(), idea) else idea.words.title
    return Fields(
        text=form.text.data,
        suggestion=form.suggestion.data,
        title=title,
        benefits=tuple(form.benefits.data or ()),
        waste=form.waste.data or "",
    )
