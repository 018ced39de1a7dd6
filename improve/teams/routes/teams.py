"""Teams: the tree, adding one, moving it, its settings, its end and its return."""

from typing import Any

from flask import g, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import administrators_step_up, find, needs_step_up, open_to, require, viewer
from improve.core.asking import Question, ask
from improve.core.editing import latest
from improve.core.errors import RuleBroken, StaleEdit
from improve.core.htmx import answer, refuse
from improve.core.once import OtherPayload, once
from improve.people.models import Person
from improve.teams import joining, policy
from improve.teams.changing import change_team
from improve.teams.closing import closing_consequences
from improve.teams.forms import NewTeamForm, PlaceForm, TeamForm, TeamSettingsForm
from improve.teams.models import Team
from improve.teams.naming import NameTaken
from improve.teams.routes import bp
from improve.teams.tree import choices, tree

ADMINISTRATORS = "Only an administrator changes the tree of teams."


@bp.get("/teams")
@open_to(Person)
def index() -> str:
    """The whole tree, with leads and headcounts."""
    with_inactive = policy.may_administer(viewer()) and "all" in request.args
    return render_template(
        "teams/index.html", branches=tree(viewer(), with_inactive), with_inactive=with_inactive
    )


@bp.get("/teams/new")
@open_to(Person)
@needs_step_up
def new() -> str:
    """The page for a new team."""
    require(policy.may_administer(viewer()), ADMINISTRATORS)
    return render_template("teams/new.html", form=new_team_form())


@bp.post("/teams/new")
@open_to(Person)
@needs_step_up
def add() -> Response:
    """Add a team."""
    require(policy.may_administer(viewer()), ADMINISTRATORS)
    form = new_team_form()
    if not form.validate():
        return refuse("teams/new.html", form=form)
    try:
        once(viewer().id, form.key.data, form.sent(), lambda: added(form).id)
    except RuleBroken as broken:
        form.say(broken, None if isinstance(broken, OtherPayload | NameTaken) else form.parent_id)
        return refuse("teams/new.html", form=form, status=broken.status)
    return answer(None, otherwise=url_for(".index"), say=f"{form.name.data} is added.")


@bp.get("/teams/<team_id>/edit")
@open_to(Person)
@administrators_step_up
def edit(team_id: str) -> str:
    """The page with the settings, and for an administrator the name and place."""
    return render_template("teams/edit.html", **both_forms(set_by_viewer(team_id)))


@bp.post("/teams/<team_id>/settings")
@open_to(Person)
@administrators_step_up
def change_settings(team_id: str) -> Response:
    """Save how a team works, on top of what others changed meanwhile."""
    team, form = set_by_viewer(team_id, to_change=True), TeamSettingsForm(request.form)
    if not form.validate():
        return refuse("teams/edit.html", **both_forms(team) | {"settings": form})
    try:
        form.catch_up(TeamSettingsForm(None, obj=team))
    except StaleEdit as stale:
        form.say(stale)
        return refuse("teams/edit.html", status=409, **both_forms(team) | {"settings": form})
    change_team(team, form.values(), by=viewer())
    return answer(None, otherwise=url_for(".edit", team_id=team_id), say="The settings are saved.")


@bp.post("/teams/<team_id>/place")
@open_to(Person)
@needs_step_up
def change_place(team_id: str) -> Response:
    """Save what a team is called and where it stands, on top of what others changed meanwhile."""
    joining.hold_tree(viewer().organisation_id)
    team = administered(team_id, to_change=True)
    form = PlaceForm(request.form).offer(choices(viewer(), team.tier))
    if not form.validate():
        return refuse("teams/edit.html", **both_forms(team) | {"place": form})
    try:
        form.catch_up(PlaceForm(None, obj=team))
        replace(team, form)
    except RuleBroken as broken:
        form.say(broken)
        return refuse("teams/edit.html", status=409, **both_forms(team) | {"place": form})
    return answer(None, otherwise=url_for(".edit", team_id=team_id), say="The team is changed.")


@bp.get("/teams/<team_id>/deactivation")
@open_to(Person)
@needs_step_up
def ending(team_id: str) -> str:
    """Ask once more."""
    team = administered(team_id)
    joining.refuse_with_teams_below(team)
    says = (
        "Nobody can send it ideas from a page or a poster any more, and its people no longer belong to it.",
        *closing_consequences(team),
        "What it did stays. You can activate it again at any time.",
    )
    back = url_for(".edit", team_id=team_id)
    return ask(Question(team.name, f"Has {team.name} closed?", says, "Yes, deactivate the team", back))


@bp.post("/teams/<team_id>/deactivation")
@open_to(Person)
@needs_step_up
def deactivate(team_id: str) -> Response:
    """The team is no more; its history stays."""
    team = administered(team_id)
    joining.deactivate(team, by=viewer())
    return answer(
        None, otherwise=url_for(".index"), say=f"{team.name} is no longer active. What it did stays."
    )


@bp.post("/teams/<team_id>/reactivation")
@open_to(Person)
@needs_step_up
def reactivate(team_id: str) -> Response:
    """The team is back."""
    team = administered(team_id)
    joining.reactivate(team, by=viewer())
    return answer(None, otherwise=url_for(".index"), say=f"{team.name} is active again.")


def set_by_viewer(team_id: str, *, to_change: bool = False) -> Team:
    """The team, for those who may change its settings; else 404 or 403."""
    team = seen(team_id, to_change)
    require(
        policy.may_set(viewer(), team), "Only a lead of this team, or an administrator, changes its settings."
    )
    return team


def administered(team_id: str, *, to_change: bool = False) -> Team:
    """The team, for an administrator; else 404 or 403."""
    team = seen(team_id, to_change)
    require(policy.may_administer(viewer()), ADMINISTRATORS)
    return team


def seen(team_id: str, to_change: bool) -> Team:
    """The team, out of those the viewer may see."""
    rows = policy.visible_to(viewer())
    return find(latest(rows, Team) if to_change else rows, Team.id, team_id)


def new_team_form() -> NewTeamForm:
    """The form for a new team with its choices."""
    return NewTeamForm().for_organisation(g.organisation, choices(viewer(), above_tier=1))


def added(form: NewTeamForm) -> Team:
    """The new team."""
    wanted = joining.NewTeam(
        form.name.data or "", form.tier.data, form.short_name.data or "", form.headcount.data or 0
    )
    return joining.add_team(g.organisation, wanted, chosen_parent(form), by=viewer())


def both_forms(team: Team) -> dict[str, Any]:
    """The page of a team's settings: how it works, and for administrators its name and place, as they are."""
    place = None
    if policy.may_administer(viewer()):
        place = PlaceForm(None, obj=team).offer(choices(viewer(), team.tier))
    return {"team": team, "settings": TeamSettingsForm(None, obj=team), "place": place}


def replace(team: Team, form: PlaceForm) -> None:
    """Give a team the name and the place that were typed."""
    joining.move(team, chosen_parent(form), by=viewer())
    change_team(team, {"name": form.name.data, "short_name": form.short_name.data or ""}, by=viewer())


def chosen_parent(form: TeamForm) -> Team | None:
    """The team it shall stand below."""
    return find(policy.visible_to(viewer()), Team.id, form.parent_id.data) if form.parent_id.data else None
