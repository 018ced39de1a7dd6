"""Teams: the tree, adding one, moving it, its settings, its end and its return."""

from flask import g, render_template, request, url_for
from werkzeug.wrappers import Response

from improve.core.access import find, needs_step_up, open_to, require, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken, StaleEdit
from improve.core.htmx import answer, refuse
from improve.people.models import Person
from improve.teams import joining, policy
from improve.teams.changing import change_team
from improve.teams.forms import NewTeamForm, TeamForm, TeamSettingsForm, settings_of
from improve.teams.models import Team
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
def new() -> str:
    """The page for a new team."""
    require(policy.may_administer(viewer()), ADMINISTRATORS)
    return render_template("teams/new.html", form=new_team_form())


@bp.post("/teams/new")
@open_to(Person)
def add() -> Response:
    """Add a team."""
    require(policy.may_administer(viewer()), ADMINISTRATORS)
    form = new_team_form()
    if not form.validate():
        return refuse("teams/new.html", form=form)
    wanted = joining.NewTeam(
        form.name.data or "", form.tier.data, form.short_name.data or "", form.headcount.data or 0
    )
    try:
        team = joining.add_team(g.organisation, wanted, chosen_parent(form), by=viewer())
    except RuleBroken as broken:
        form.parent_id.errors = [broken.sentence]
        return refuse("teams/new.html", form=form, status=409)
    return answer(None, otherwise=url_for(".index"), say=f"{team.name} is added.")


@bp.get("/teams/<team_id>/edit")
@open_to(Person)
def edit(team_id: str) -> str:
    """The page with the settings, and for an administrator the name and place."""
    team = set_by_viewer(team_id)
    return render_template("teams/edit.html", team=team, settings=settings_of(team), place=place_form(team))


@bp.post("/teams/<team_id>/settings")
@open_to(Person)
def change_settings(team_id: str) -> Response:
    """Save how a team works."""
    team, form = set_by_viewer(team_id), TeamSettingsForm()
    if not form.validate():
        return refuse("teams/edit.html", team=team, settings=form, place=place_form(team))
    try:
        change_team(team, form.values(), form.version.data or 0, by=viewer())
    except StaleEdit as stale:
        form.form_errors.append(stale.sentence)
        return refuse_stale(team_id, settings=form)
    return answer(None, otherwise=url_for(".edit", team_id=team_id), say="The settings are saved.")


@bp.post("/teams/<team_id>/place")
@open_to(Person)
def change_place(team_id: str) -> Response:
    """Save what a team is called and where it stands."""
    team, form = administered(team_id), TeamForm()
    form.offer(choices(viewer(), team.tier))
    if not form.validate():
        return refuse("teams/edit.html", team=team, settings=settings_of(team), place=form)
    try:
        values = {"name": form.name.data, "short_name": form.short_name.data or ""}
        change_team(team, values, form.version.data or 0, by=viewer())
        joining.move(team, chosen_parent(form), by=viewer())
    except RuleBroken as broken:
        form.form_errors.append(broken.sentence)
        return refuse_stale(team_id, place=form)
    return answer(None, otherwise=url_for(".edit", team_id=team_id), say="The team is changed.")


@bp.get("/teams/<team_id>/deactivation")
@open_to(Person)
@needs_step_up
def ending(team_id: str) -> str:
    """Ask once more."""
    return render_template("teams/deactivation.html", team=administered(team_id))


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


def set_by_viewer(team_id: str) -> Team:
    """The team, for those who may change its settings; else 404 or 403."""
    team = find(policy.visible_to(viewer()), Team.id, team_id)
    require(
        policy.may_set(viewer(), team), "Only a lead of this team, or an administrator, changes its settings."
    )
    return team


def administered(team_id: str) -> Team:
    """The team, for an administrator; else 404 or 403."""
    team = find(policy.visible_to(viewer()), Team.id, team_id)
    require(policy.may_administer(viewer()), ADMINISTRATORS)
    return team


def new_team_form() -> NewTeamForm:
    """The form for a new team with its choices."""
    return NewTeamForm().for_organisation(g.organisation, choices(viewer(), above_tier=1))


def place_form(team: Team) -> TeamForm | None:
    """The form for name and place, for administrators."""
    return TeamForm(obj=team).offer(choices(viewer(), team.tier)) if policy.may_administer(viewer()) else None


def chosen_parent(form: TeamForm) -> Team | None:
    """The team it shall stand below."""
    return find(policy.visible_to(viewer()), Team.id, form.parent_id.data) if form.parent_id.data else None


def refuse_stale(
    team_id: str, settings: TeamSettingsForm | None = None, place: TeamForm | None = None
) -> Response:
    """The form with what was typed, beside what is there now; saving again then overwrites knowingly."""
    db.session.rollback()
    team = set_by_viewer(team_id)
    for form in (settings, place):
        if form is not None:
            form.version.raw_data, form.version.data = None, team.version
    words = {"settings": settings or settings_of(team), "place": place or place_form(team)}
    return refuse("teams/edit.html", team=team, theirs=team, status=409, **words)
