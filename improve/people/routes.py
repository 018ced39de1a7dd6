"""Accounts, for administrators: the list, adding, changing, leaving and coming back."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import find, needs_step_up, open_to, require, viewer
from improve.core.errors import RuleBroken, StaleEdit
from improve.core.htmx import answer, refuse
from improve.people import joining, policy
from improve.people.finding import page_of
from improve.people.forms import PersonForm, RolesForm
from improve.people.models import Person

ADMINISTRATORS = "Only an administrator manages people."

bp = Blueprint("people", __name__)


@bp.get("/people")
@open_to(Person)
def index() -> str:
    """Everybody with an account, by name."""
    require(policy.may_manage(viewer()), ADMINISTRATORS)
    words, after = request.args.get("q", "")[:100], request.args.get("after", "")
    start = find(policy.visible_to(viewer()), Person.id, after) if after else None
    people, has_more = page_of(policy.visible_to(viewer()), words, start)
    return render_template("people/index.html", people=people, has_more=has_more, q=words, after=after)


@bp.get("/people/new")
@open_to(Person)
def new() -> str:
    """The page for a new account."""
    require(policy.may_manage(viewer()), ADMINISTRATORS)
    return render_template("people/new.html", form=PersonForm())


@bp.post("/people/new")
@open_to(Person)
def add() -> Response:
    """Add an account; its password comes with a one-time code or a link."""
    require(policy.may_manage(viewer()), ADMINISTRATORS)
    form = PersonForm()
    if not form.validate():
        return refuse("people/new.html", form=form)
    try:
        person = joining.add_person(viewer().organisation_id, form.typed(), by=viewer())
    except joining.NameTaken as taken:
        form[taken.field].errors = [taken.sentence]
        return refuse("people/new.html", form=form, status=409)
    return answer(
        None, otherwise=url_for("teams.person", person_id=person.id), say=f"{person.name} is added."
    )


@bp.get("/people/<person_id>/edit")
@open_to(Person)
def edit(person_id: str) -> str:
    """The page to change an account."""
    person = managed(person_id)
    return render_template("people/edit.html", form=PersonForm(obj=person), person=person)


@bp.post("/people/<person_id>/edit")
@open_to(Person)
def change(person_id: str) -> Response:
    """Save what was typed, unless somebody else was quicker."""
    person, form = managed(person_id), PersonForm()
    if not form.validate():
        return refuse("people/edit.html", form=form, person=person)
    try:
        joining.change_person(person, form.typed(), form.version.data or 0, by=viewer())
    except (joining.NameTaken, StaleEdit) as broken:
        return show_conflict(broken, form, person_id)
    return answer(None, otherwise=url_for("teams.person", person_id=person.id), say="The account is changed.")


@bp.get("/people/<person_id>/roles")
@open_to(Person)
@needs_step_up
def roles(person_id: str) -> str:
    """The page for roles."""
    person = managed(person_id)
    return render_template("people/roles.html", form=RolesForm(obj=person), person=person)


@bp.post("/people/<person_id>/roles")
@open_to(Person)
@needs_step_up
def change_roles(person_id: str) -> Response:
    """Give or take a role."""
    person, form = managed(person_id), RolesForm()
    if not form.validate():
        return refuse("people/roles.html", form=form, person=person)
    try:
        joining.change_roles(person, form.is_administrator.data, form.is_guardian.data, by=viewer())
    except RuleBroken as broken:
        form.is_administrator.errors = [broken.sentence]
        return refuse("people/roles.html", form=form, person=managed(person_id), status=409)
    return answer(None, otherwise=url_for("teams.person", person_id=person.id), say="The roles are changed.")


@bp.get("/people/<person_id>/deactivation")
@open_to(Person)
@needs_step_up
def leaving(person_id: str) -> str:
    """Ask once more before somebody is signed out for good."""
    return render_template("people/deactivation.html", person=managed(person_id))


@bp.post("/people/<person_id>/deactivation")
@open_to(Person)
@needs_step_up
def deactivate(person_id: str) -> Response:
    """The person left; what they did stays."""
    person = managed(person_id)
    joining.deactivate(person, by=viewer())
    say = f"{person.name} can no longer sign in. What they did stays."
    return answer(None, otherwise=url_for("teams.person", person_id=person.id), say=say)


@bp.post("/people/<person_id>/reactivation")
@open_to(Person)
@needs_step_up
def reactivate(person_id: str) -> Response:
    """The person came back."""
    person = managed(person_id)
    person.reactivate(by=viewer())
    return answer(None, otherwise=url_for("teams.person", person_id=person.id), say=f"{person.name} is back.")


def managed(person_id: str) -> Person:
    """The person, for an administrator; else 404 or 403."""
    person = find(policy.visible_to(viewer()), Person.id, person_id)
    require(policy.may_manage(viewer()), ADMINISTRATORS)
    return person


def show_conflict(broken: joining.NameTaken | StaleEdit, form: PersonForm, person_id: str) -> Response:
    """The form with what was typed; after a lost race beside what is there now, with the new version."""
    if isinstance(broken, joining.NameTaken):
        form[broken.field].errors = [broken.sentence]
    else:
        form.form_errors.append(broken.sentence)
    present = managed(person_id)
    form.version.raw_data, form.version.data = None, present.version
    theirs = present if isinstance(broken, StaleEdit) else None
    return refuse("people/edit.html", form=form, person=present, theirs=theirs, status=409)
