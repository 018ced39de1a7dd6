"""Accounts, for administrators: the list, adding, changing, leaving and coming back."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import find, needs_step_up, open_to, require, viewer
from improve.core.asking import Question, ask
from improve.core.editing import latest
from improve.core.errors import RuleBroken, StaleEdit
from improve.core.htmx import answer, refuse
from improve.core.once import OtherPayload, once
from improve.people import joining, policy
from improve.people.finding import page_of
from improve.people.forms import ChangedPersonForm, NewPersonForm, RolesForm
from improve.people.leaving import consequences
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
@needs_step_up
def new() -> str:
    """The page for a new account."""
    require(policy.may_manage(viewer()), ADMINISTRATORS)
    return render_template("people/new.html", form=NewPersonForm())


@bp.post("/people/new")
@open_to(Person)
@needs_step_up
def add() -> Response:
    """Add an account; its password comes with a one-time code or a link."""
    require(policy.may_manage(viewer()), ADMINISTRATORS)
    form = NewPersonForm()
    if not form.validate():
        return refuse("people/new.html", form=form)
    try:
        person_id, _is_new = once(viewer().id, form.key.data, form.sent(), lambda: added(form).id)
    except (joining.NameTaken, OtherPayload) as broken:
        form.say(broken)
        return refuse("people/new.html", form=form, status=broken.status)
    say = f"{form.name.data} is added."
    return answer(None, otherwise=url_for("teams.person", person_id=person_id), say=say)


@bp.get("/people/<person_id>/edit")
@open_to(Person)
@needs_step_up
def edit(person_id: str) -> str:
    """The page to change an account."""
    person = managed(person_id)
    return render_template("people/edit.html", form=ChangedPersonForm(obj=person), person=person)


@bp.post("/people/<person_id>/edit")
@open_to(Person)
@needs_step_up
def change(person_id: str) -> Response:
    """Save what was typed, on top of what others changed meanwhile."""
    person, form = managed(person_id, to_change=True), ChangedPersonForm(request.form)
    if not form.validate():
        return refuse("people/edit.html", form=form, person=person)
    try:
        form.catch_up(ChangedPersonForm(None, obj=person))
        joining.change_person(person, form.typed(), by=viewer())
    except (joining.NameTaken, StaleEdit) as broken:
        form.say(broken)
        return refuse("people/edit.html", form=form, person=person, status=409)
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
    joining.administrators(viewer())  # held before the person is: see there
    person, form = managed(person_id, to_change=True), RolesForm(request.form)
    if not form.validate():
        return refuse("people/roles.html", form=form, person=person)
    try:
        form.catch_up(RolesForm(None, obj=person))
        joining.change_roles(person, form.is_administrator.data, form.is_guardian.data, by=viewer())
    except RuleBroken as broken:
        form.say(broken, form.is_administrator)
        return refuse("people/roles.html", form=form, person=person, status=409)
    return answer(None, otherwise=url_for("teams.person", person_id=person.id), say="The roles are changed.")


@bp.get("/people/<person_id>/deactivation")
@open_to(Person)
@needs_step_up
def leaving(person_id: str) -> str:
    """Ask once more before somebody is signed out for good."""
    person = managed(person_id)
    name, back = person.first_name, url_for("teams.person", person_id=person.id)
    stays = "Ideas, answers and cycles stay. You can activate the account again at any time."
    says = [
        f"{name} is signed out everywhere at once and can no longer sign in.",
        *consequences(person),
        stays,
    ]
    return ask(Question(person.name, f"Has {person.name} left?", says, "Yes, deactivate the account", back))


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


def managed(person_id: str, *, to_change: bool = False) -> Person:
    """The person, for an administrator; else 404 or 403."""
    rows = policy.visible_to(viewer())
    person = find(latest(rows, Person) if to_change else rows, Person.id, person_id)
    require(policy.may_manage(viewer()), ADMINISTRATORS)
    return person


def added(form: NewPersonForm) -> Person:
    """The new account."""
    return joining.add_person(viewer().organisation_id, form.typed(), by=viewer())
