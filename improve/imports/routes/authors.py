"""Whom the names under imported ideas mean."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import open_to, viewer
from improve.core.db import db
from improve.core.htmx import answer, refuse
from improve.core.text import plural
from improve.imports.authors import PAGE, Author, authors, match
from improve.imports.forms import AuthorsForm, authors_form
from improve.imports.models import Import
from improve.imports.routes import bp
from improve.imports.routes.sending import opened
from improve.people.finding import has_sign_in_name
from improve.people.models import Person
from improve.people.policy import visible_to

UNKNOWN = "Nobody who works here signs in with this"


@bp.get("/imports/<import_id>/authors")
@open_to(Person)
def author_names(import_id: str) -> str:
    """The names; who is called exactly so is proposed."""
    importing = opened(import_id)
    listed = authors(importing, request.args.get("after", "")[:200])
    return render_template(
        "imports/authors.html", form=authors_form(listed[:PAGE]), **words(importing, listed)
    )


@bp.post("/imports/<import_id>/authors")
@open_to(Person)
def name_authors(import_id: str) -> Response:
    """Give the ideas to those who were confirmed."""
    importing, after = opened(import_id), request.form.get("after", "")[:200]
    listed = authors(importing, after)
    form = authors_form(listed[:PAGE])
    chosen = chosen_people(form) if form.validate() else {}
    if any(field.errors for field in form):
        return refuse("imports/authors.html", form=form, **words(importing, listed))
    named = sum(match(importing, name, person, by=viewer()) for name, person in chosen.items())
    say = f"{plural(named, 'idea')} now {'has' if named == 1 else 'have'} an author."
    left = listed[PAGE - 1].name if len(listed) > PAGE else after
    return answer(None, otherwise=url_for(".author_names", import_id=import_id, after=left or None), say=say)


def chosen_people(form: AuthorsForm) -> dict[str, Person]:
    """Name to person; a sign-in name that nobody has is said at its field."""
    chosen = {}
    for field in form.fields:
        person = person_of(field) if field.data else None
        if field.data and person is None:
            field.errors = [UNKNOWN]
        elif person is not None:
            chosen[form.names[field.name]] = person
    return chosen


def person_of(field: Any) -> Person | None:
    """Who was chosen from the list, or typed by the name to sign in with."""
    is_list = field.type == "SelectField"
    is_meant = Person.id == field.data if is_list else has_sign_in_name(field.data)
    people = visible_to(viewer()).where(Person.deactivated_at.is_(None))
    return db.session.scalars(people.where(is_meant).limit(1)).first()


def words(importing: Import, listed: list[Author]) -> dict[str, Any]:
    """What the page shows besides the form."""
    more = listed[PAGE - 1].name if len(listed) > PAGE else ""
    return {"importing": importing, "more": more, "after": request.values.get("after", "")[:200]}
