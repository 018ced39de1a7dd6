"""Setting a measure up: the two questions, the form, changing it, ending it."""

from typing import Any
from urllib.parse import urlsplit

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.asking import Question, ask
from improve.core.editing import latest
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, is_own_path, refuse
from improve.core.once import once
from improve.measures import chooser, policy, serving
from improve.measures.forms import Choices, EditMeasureForm, NewMeasureForm
from improve.measures.models import Measure, start
from improve.measures.purposes import GOAL, IDEA, Purpose, purpose
from improve.measures.routes import bp
from improve.measures.routes.loading import load, to_change
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import people_of
from improve.teams.policy import visible_to as visible_teams

CARRIED = ("goal", "idea", "role", "next")  # what a page that leads here knows already


@bp.get("/teams/<team_id>/measures/new")
@open_to(Person)
def new(team_id: str) -> str:
    """The two questions one after the other, then the form for what they come to."""
    team = team_to_measure(team_id)
    what, how = request.args.get("what", ""), request.args.get("how", "")
    given = {name: request.args.get(name, "") for name in ("what", "how", *CARRIED)}
    form = fitted(NewMeasureForm(data=given), team) if chooser.chosen(what, how) else None
    return render_template(
        "measures/new.html", is_error=is_unanswered(request.args, form), **page(team, request.args, form)
    )


@bp.post("/teams/<team_id>/measures")
@open_to(Person)
def create(team_id: str) -> Response:
    """Begin to measure. The same form twice makes one measure."""
    team, form = team_to_measure(team_id), NewMeasureForm()
    if chooser.chosen(form.what.data or "", form.how.data or "") is None:
        return refuse("measures/new.html", **page(team, request.form, None))
    fitted(form, team)
    if not form.validate():
        return refuse("measures/new.html", **page(team, request.form, form))
    try:
        made, _ = once(viewer().id, form.key.data, form.sent(), lambda: begin(team, form).id)
    except RuleBroken as broken:
        form.say(broken)
        return refuse("measures/new.html", status=broken.status, **page(team, request.form, form))
    wanted = form.next.data or ""
    if is_own_path(wanted):
        return answer(
            otherwise=f"{urlsplit(wanted).path}?measure={made}", say="The measure is set up, and chosen here."
        )
    return answer(
        otherwise=url_for(".show", measure_id=made), say="The measure is set up. Enter the first reading."
    )


@bp.get("/measures/<measure_id>/edit")
@open_to(Person)
def edit(measure_id: str) -> str:
    """The same form, filled."""
    measure = to_change(measure_id)
    return render_template("measures/edit.html", **edit_page(measure, edit_form(measure)))


@bp.post("/measures/<measure_id>/edit")
@open_to(Person)
def change(measure_id: str) -> Response:
    """Save on top of what others changed meanwhile."""
    measure = find(latest(policy.visible_to(viewer()), Measure), Measure.id, measure_id)
    require(policy.may_change(viewer(), measure), policy.WHO_CHANGES)
    form = edit_form(measure, request.form)
    if not form.validate():
        return refuse("measures/edit.html", **edit_page(measure, form))
    try:
        form.catch_up(edit_form(measure))
        changed = measure.change(viewer(), form.plan(measure))
    except RuleBroken as broken:
        form.say(broken)
        return refuse("measures/edit.html", status=broken.status, **edit_page(load(measure_id), form))
    return answer(
        otherwise=url_for(".show", measure_id=measure_id), say="Saved." if changed else "Nothing was changed."
    )


@bp.get("/measures/<measure_id>/ending")
@open_to(Person)
def ask_to_end(measure_id: str) -> str:
    """Asks once."""
    measure = to_change(measure_id)
    says = "Nobody can enter readings any longer, and it is never due. The readings and the chart stay."
    back = url_for(".show", measure_id=measure_id)
    return ask(Question(measure.name, "Measure this no longer?", [says], "End the measure", back))


@bp.post("/measures/<measure_id>/ending")
@open_to(Person)
def end(measure_id: str) -> Response:
    """No readings any longer."""
    to_change(measure_id).end(by=viewer())
    return answer(otherwise=url_for(".show", measure_id=measure_id), say="Ended. What was entered stays.")


def begin(team: Team, form: NewMeasureForm) -> Measure:
    """The measure that a form describes."""
    goal, idea = aims(form.goal.data, form.idea.data)
    return start(
        team, viewer(), form.plan(), goal_id=goal.id if goal else None, idea_id=idea.id if idea else None
    )


def aims(goal_id: str | None, idea_id: str | None) -> tuple[Purpose | None, Purpose | None]:
    """What it is for. One that the viewer may not see is a foreign id: it is left away, as if it were not there."""
    return purpose(viewer(), GOAL, goal_id), purpose(viewer(), IDEA, idea_id)


def page(team: Team, given: Any, form: NewMeasureForm | None) -> dict[str, Any]:
    """What the page of a new measure shows: the question that is open, or the form."""
    what, how = given.get("what", ""), given.get("how", "")
    asked = {name: given[name] for name in CARRIED if given.get(name)}
    return {
        "team": team,
        "form": form,
        "what": what if chooser.second(what) else "",
        "how": how,
        "first": chooser.FIRST,
        "second": chooser.second(what),
        "chosen": chooser.chosen(what, how),
        "asked": asked,
        "back": asked.get("next", "") if is_own_path(asked.get("next", "")) else "",
        "aims": [found for found in aims(given.get("goal"), given.get("idea")) if found],
        "is_unanswered": is_unanswered(given, form),
    }


def is_unanswered(given: Any, form: NewMeasureForm | None) -> bool:
    """Whether somebody went on from the open question without an answer, or with one that it does not have."""
    question = "how" if chooser.second(given.get("what", "")) else "what"
    return form is None and (given.get("went_on") == question or question in given)


def fitted(form: NewMeasureForm, team: Team) -> NewMeasureForm:
    """With the fields that such readings need."""
    found = chooser.chosen(form.what.data or "", form.how.data or "")
    assert found is not None
    form.fit(found.kind, found.several, owners(team))
    return form


def owners(team: Team, present: Person | None = None) -> Choices:
    """Who may look after a measure: the team's people, oneself, and who does now."""
    people = {person.id: person for person in (*people_of(team), viewer(), present) if person is not None}
    by_name = sorted(people.values(), key=lambda person: person.name)
    return [(person.id, person.name_and_job) for person in by_name]


def edit_form(measure: Measure, sent: Any = None) -> EditMeasureForm:
    """The form of a measure that exists."""
    return EditMeasureForm.of(measure, owners(measure.team, measure.owner), sent)


def edit_page(measure: Measure, form: EditMeasureForm) -> dict[str, Any]:
    """The form, and the tests that hold some of its fields fast."""
    return {"measure": measure, "form": form, "running": serving.running_on(measure.id)}


def team_to_measure(team_id: str) -> Team:
    """The team, for somebody who may set a measure up on it."""
    team = find(visible_teams(viewer()), Team.id, team_id)
    require(policy.may_start(viewer(), team), policy.WHO_SETS)
    return team
