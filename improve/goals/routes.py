"""The pages of goals: the tree, one goal, a new one, its revision, publication and retirement."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.core.access import checked, find, open_to, require, viewer
from improve.core.editing import latest
from improve.core.errors import RuleBroken
from improve.core.forms import Form
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.goals import choices, policy, tree
from improve.goals.forms import NewGoalForm, RetirementForm, RevisionForm
from improve.goals.models import Goal, propose
from improve.goals.overview import overview, told
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import home_team
from improve.teams.policy import visible_to as visible_teams

bp = Blueprint("goals", __name__)

WHO = "Goals are set by the leads of the team or of a team above; the organisation's aims by executives."


@bp.get("/goals")
@open_to(Person)
def index() -> str:
    """The tree from the organisation's aims down, or one's own team's goals."""
    shown, after, mine = request.args.get("show", ""), request.args.get("after", ""), home_team(viewer())
    if shown == "mine" and mine is not None:
        return render_template("goals/index.html", shown="mine", mine=mine, page=tree.of_team(viewer(), mine))
    if shown in ("retired", "proposed"):
        page = getattr(tree, shown)(viewer(), after)
        return render_template("goals/index.html", shown=shown, mine=mine, page=page)
    return render_template(
        "goals/index.html", shown="", mine=mine, page=tree.whole(viewer(), after), after=after
    )


@bp.get("/goals/<goal_id>")
@open_to(Person)
def show(goal_id: str) -> str:
    """One goal: how we think it is reached, and who works on it."""
    found = told(policy.visible_to(viewer()).where(Goal.id == checked(goal_id)))
    if found is None:
        raise NotFound
    page, goal = overview(found, viewer(), request.args.get("after", "")), found.goal
    return render_template(
        "goals/show.html", goal=goal, page=page, may=policy.powers(viewer(), goal),
        measuring=policy.measuring_team(viewer(), goal),
    )  # fmt: skip


@bp.get("/goals/new")
@open_to(Person)
def new() -> str:
    """A form; anybody may propose."""
    form = with_choices(NewGoalForm(parent=request.args.get("parent", ""), team=default_team()))
    return render_template("goals/new.html", form=form)


@bp.post("/goals")
@open_to(Person)
def create() -> Any:
    """A draft."""
    form = with_choices(NewGoalForm())
    if not form.validate():
        return refuse("goals/new.html", form=form)
    try:
        goal_id, _ = once(viewer().id, form.key.data, form.sent(), lambda: propose_from(form).id)
    except RuleBroken as broken:
        return refuse("goals/new.html", form=with_error(form, broken), status=broken.status)
    said = "Proposed. Those who set the goals of this team can see it and publish it."
    return answer(otherwise=url_for(".show", goal_id=goal_id), say=said)


@bp.get("/goals/<goal_id>/edit")
@open_to(Person)
def edit(goal_id: str) -> str:
    """The same form, filled."""
    goal = load(goal_id)
    require(policy.may_revise(viewer(), goal), WHO)
    goal.must_not_be_retired()
    return render_template("goals/edit.html", goal=goal, form=revision_form(goal))


@bp.post("/goals/<goal_id>/edit")
@open_to(Person)
def revise(goal_id: str) -> Response:
    """Written again, with a reason."""
    goal = find(latest(policy.visible_to(viewer()), Goal), Goal.id, goal_id)
    require(policy.may_revise(viewer(), goal), WHO)
    form = revision_form(goal, request.form)
    if not form.validate():
        return refuse("goals/edit.html", goal=goal, form=form)
    try:
        form.catch_up(revision_form(goal))
        rewrite(goal, form)
    except RuleBroken as broken:
        return refuse("goals/edit.html", goal=load(goal_id), form=with_error(form, broken), status=409)
    return answer(otherwise=url_for(".show", goal_id=goal_id), say="Saved. The words before stay readable.")


@bp.get("/goals/<goal_id>/publication")
@open_to(Person)
def ask_to_publish(goal_id: str) -> str:
    """Asks once."""
    goal = load(goal_id)
    require(policy.may_publish(viewer(), goal), WHO)
    goal.must_be_draft()
    return render_template("goals/publication.html", goal=goal)


@bp.post("/goals/<goal_id>/publication")
@open_to(Person)
def publish(goal_id: str) -> Response:
    """The goal holds."""
    goal = load(goal_id)
    require(policy.may_publish(viewer(), goal), WHO)
    if goal.is_draft and goal.owner_id is None:
        return refuse("goals/publication.html", goal=goal)
    goal.publish(by=viewer())
    return answer(
        otherwise=url_for(".show", goal_id=goal_id), say="Published. Ideas can serve this goal now."
    )


@bp.get("/goals/<goal_id>/retirement")
@open_to(Person)
def ask_to_retire(goal_id: str) -> str:
    """Asks why."""
    goal = load(goal_id)
    require(policy.may_retire(viewer(), goal), WHO)
    goal.must_not_be_retired()
    return render_template("goals/retirement.html", goal=goal, form=RetirementForm())


@bp.post("/goals/<goal_id>/retirement")
@open_to(Person)
def retire(goal_id: str) -> Response:
    """The goal holds no longer."""
    goal, form = load(goal_id), RetirementForm()
    require(policy.may_retire(viewer(), goal), WHO)
    if not form.validate():
        return refuse("goals/retirement.html", goal=goal, form=form)
    goal.retire(by=viewer(), reason=form.reason.data)
    return answer(
        otherwise=url_for(".show", goal_id=goal_id), say="Retired. Its ideas and its history stay readable."
    )


def load(goal_id: str) -> Goal:
    """The goal, if the viewer may see it."""
    return find(policy.visible_to(viewer()), Goal.id, goal_id)


def default_team() -> str:
    """One's own team, unless the address names another."""
    mine = home_team(viewer())
    return request.args.get("team", "") or (mine.id if mine else "")


def with_choices(form: NewGoalForm) -> NewGoalForm:
    """Fill the selects of a new goal."""
    teams = choices.team_choices(viewer())
    form.team.choices = choices.team_options(teams)
    form.owner.choices = choices.owner_options(viewer(), teams)
    form.parent.choices = choices.parent_options(viewer())
    return form


def revision_form(goal: Goal, sent: Any = None) -> RevisionForm:
    """The form of a goal that exists, with its selects."""
    form = RevisionForm.of(goal, sent)
    form.owner.choices = choices.owners_of(goal, viewer())
    form.parent.choices = choices.parent_options(viewer(), goal)
    return form


def propose_from(form: NewGoalForm) -> Goal:
    """The draft that a form describes."""
    team = find(visible_teams(viewer()), Team.id, form.team.data)
    return propose(team, viewer(), form.plan(), parent_of(form))


def rewrite(goal: Goal, form: RevisionForm) -> None:
    """Take over what a form says."""
    parent = parent_of(form)
    goal.revise(viewer(), form.plan(), form.reason.data or "")
    goal.hang_below(parent, viewer())


def parent_of(form: Any) -> Goal | None:
    """The goal that was chosen to be served."""
    return load(form.parent.data) if form.parent.data else None


def with_error(form: Form, broken: RuleBroken) -> Form:
    """A form that says which rule forbids it."""
    form.say(broken)
    return form
