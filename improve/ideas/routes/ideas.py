"""An idea: the form, the page, the list."""

import json
from typing import Any

from flask import current_app, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from improve.core.access import find, find_made, open_to, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.forms import NOT_OFFERED
from improve.core.htmx import answer, refuse
from improve.core.once import once
from improve.goals.policy import choices as goal_choices
from improve.ideas import policy, support
from improve.ideas.anonymous import day_token, filing_team
from improve.ideas.choices import say_why_not_offered
from improve.ideas.door_rules.asking import door_first
from improve.ideas.forms import IdeaForm
from improve.ideas.page import ONE, gather
from improve.ideas.patients.form import hold_if_denied, is_refused, say_of, shown_stop
from improve.ideas.photos import PhotoRefused, re_encode
from improve.ideas.routes import bp
from improve.ideas.submitting import submit
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.models import Team
from improve.teams.policy import OPEN_TEAM, home_team, may_see, visible_to


@bp.get("/ideas/new")
@open_to(Person)
def new() -> str:
    """One field; the rest is optional."""
    team = chosen_team(request.args.get("team"))
    return render_template("ideas/new.html", **form_context(prepared_form(team), team))


@bp.post("/ideas")
@open_to(Person)
def create() -> Response:
    """File it. The same form twice makes one idea."""
    photo, trouble = read_photo()  # first of all: no lock is held while a picture is decoded
    try:
        team = chosen_team(request.form.get("team"))
    except NotFound:
        return ask_for_another(request.form.get("team"))
    form = prepared_form(team)
    if not form.validate() or trouble:
        form.photo.errors = trouble
        return refuse("ideas/new.html", **form_context(form, team))
    if is_refused(team, form.text, form.suggestion):
        return refuse("ideas/new.html", **form_context(form, team), **shown_stop(form.text.data))
    if (door := door_first(form.text.data)) is not None:
        return refuse("ideas/new.html", status=200, **form_context(form, team), door=door)
    try:
        idea_id, _is_new = once(
            viewer().id, form.key.data, payload(form), lambda: file_idea(form, team, photo)
        )
    except RuleBroken as broken:
        form.say(broken, form.text)
        return refuse("ideas/new.html", **form_context(form, team))
    return answer(otherwise=url_for("ideas.show", idea_id=idea_id), say=say_of(idea_id))


@bp.get("/ideas/<idea_id>")
@open_to(Person, Tablet)
def show(idea_id: str) -> str:
    """All about one idea."""
    page = gather(find_made(ONE, idea_id, policy.may_read), viewer())
    return render_template(
        "ideas/show.html" if viewer().is_person else "ideas/card.html", page=page, idea=page.idea
    )


def file_idea(form: IdeaForm, team: Team, photo: tuple[bytes, tuple[int, int]] | None) -> str:
    """Store the idea with all that was given; its id."""
    by: Person = viewer()
    idea = submit(
        team, text=form.text.data, author=by, suggestion=form.suggestion.data, details=form.details()
    )
    hold_if_denied(idea)
    if form.goals.data:
        support.serve_goals(idea, set(form.goals.data), by)
    if photo:
        support.add_photo(idea, *photo, by=by)
    return idea.id


def payload(form: IdeaForm) -> str:
    """What makes two submissions the same."""
    fields = (
        form.text.data,
        form.suggestion.data,
        form.team.data,
        form.benefits.data,
        form.waste.data,
        form.goals.data,
    )
    return json.dumps(fields)


def read_photo() -> tuple[tuple[bytes, tuple[int, int]] | None, list[str]]:
    """The photo, re-encoded, or why it is not taken."""
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        return None, []
    try:
        return re_encode(sent.stream), []
    except PhotoRefused as refused:
        return None, [refused.sentence]


def chosen_team(team_id: str | None) -> Team:
    """The team named, or one's own."""
    if team_id:
        return find_made(OPEN_TEAM, team_id, may_see)
    team = home_team(viewer()) or db.session.scalars(visible_to(viewer()).order_by(Team.tier.desc())).first()
    if team is None:
        raise RuleBroken("There is no team yet that an idea could go to. An administrator adds teams first.")
    return team


def ask_for_another(team_id: str | None) -> Response:
    """The team has closed since it was chosen: everything typed is kept. 404 for one that never was to be chosen."""
    find(visible_to(viewer()).where(Team.deactivated_at.is_not(None)), Team.id, team_id)
    team = chosen_team(None)
    form = prepared_form(team)
    form.validate()
    form.team.errors = [NOT_OFFERED]
    return refuse("ideas/new.html", **form_context(form, team))


def prepared_form(team: Team) -> IdeaForm:
    """The form of a team, with the choices that its check needs: what nobody chose is not read."""
    form = IdeaForm(goals=request.args.getlist("goal"))
    form.team.choices = [(team.id, team.name)]  # the one that was found
    form.team.data = team.id
    form.goals.choices = goals_offered(team) if form.goals.data else []
    return form


def goals_offered(team: Team) -> list[tuple[str, str]]:
    """The goals that an idea of a team can serve."""
    return [(goal.id, goal.title) for goal in goal_choices(viewer(), team)]


def form_context(form: IdeaForm, team: Team) -> dict[str, Any]:
    """What the form page shows, with all choices; the token admits an anonymous one without any cookie."""
    open_teams = visible_to(viewer()).where(Team.deactivated_at.is_(None)).order_by(Team.tier, Team.name)
    named = db.session.execute(open_teams.with_only_columns(Team.id, Team.name))
    form.team.choices = [(found.id, found.name) for found in named]
    form.goals.choices = goals_offered(team)
    if form.goals.errors:
        say_why_not_offered(form, viewer())
    token = day_token(current_app.config["SECRET_KEY"], team, team.organisation.today)
    return {"form": form, "team": team, "filing_team": filing_team(team), "day_token": token}
