"""Who belongs to a team."""

from typing import Any

from flask import g, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core.access import administrators_step_up, find, needs_step_up, open_to, require, viewer
from improve.core.asking import Question, ask
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, next_url, refuse
from improve.people.joining import find_person
from improve.people.leaving import consequences
from improve.people.models import Person
from improve.teams import joining, policy
from improve.teams.forms import MemberForm
from improve.teams.models import Membership, Team
from improve.teams.routes import bp
from improve.teams.routes.teams import set_by_viewer
from improve.teams.tree import present

ABOVE = "Only a lead of a team above, or an administrator, names leads."
LEADS = "Only a lead of this team, or an administrator, says who is in it."


@bp.get("/teams/<team_id>/people")
@open_to(Person)
def people(team_id: str) -> str:
    """The people of a team; those who may, add and take away."""
    team = find(policy.visible_to(viewer()), Team.id, team_id)
    return render_template("teams/people.html", form=MemberForm(), **words(team))


@bp.post("/teams/<team_id>/members")
@open_to(Person)
@administrators_step_up
def add_member(team_id: str) -> Response:
    """Somebody joins as a member."""
    return add(set_by_viewer(team_id), is_lead=False)


@bp.post("/teams/<team_id>/leads")
@open_to(Person)
@needs_step_up
def add_lead(team_id: str) -> Response:
    """Somebody becomes a lead."""
    team = set_by_viewer(team_id)
    require(policy.may_name_leads(viewer(), team), ABOVE)
    return add(team, is_lead=True)


def add(team: Team, is_lead: bool) -> Response:
    """Find who was typed in, and let them join."""
    form = MemberForm()
    person = (
        find_person(g.organisation.id, form.who.data or "", form.who.data or "") if form.validate() else None
    )
    if form.who.data and not form.errors and person is None:
        form.who.errors = [
            "Nobody here has this e-mail address or staff number. An administrator adds people"
        ]
    if person is None:
        return refuse("teams/people.html", form=form, **words(team))
    try:
        refuse_lower_role(person, team, is_lead)
        joining.join(person, team, is_lead, by=viewer())
    except RuleBroken as broken:
        form.who.errors = [broken.sentence]
        return refuse("teams/people.html", form=form, status=409, **words(team))
    say = f"{person.name} is a {'lead' if is_lead else 'member'} of {team.name}."
    return answer(None, otherwise=url_for(".people", team_id=team.id), say=say)


@bp.get("/memberships/<membership_id>/end")
@open_to(Person)
@administrators_step_up
def leaving(membership_id: str) -> str:
    """Ask once more, and say what it means."""
    membership = ended_by_viewer(membership_id)
    person, team = membership.person, membership.team
    stays = f"{person.first_name} keeps the account, and all that was done here stays."
    says = [*consequences(person, team.id), stays]
    back = next_url(url_for(".people", team_id=team.id))
    return ask(
        Question(team.name, f"Does {person.name} leave {team.name}?", says, "Yes, leaves the team", back)
    )


@bp.post("/memberships/<membership_id>/end")
@open_to(Person)
@administrators_step_up
def end_membership(membership_id: str) -> Response:
    """Somebody leaves a team."""
    membership = ended_by_viewer(membership_id)
    joining.leave(membership, by=viewer())
    say = f"{membership.person.name} is no longer in {membership.team.name}."
    return answer(None, otherwise=next_url(url_for(".people", team_id=membership.team_id)), say=say)


def ended_by_viewer(membership_id: str) -> Membership:
    """The membership, for those who may end it; else 404 or 403."""
    rows = select(Membership).where(Membership.organisation_id == viewer().organisation_id)
    membership = find(rows, Membership.id, membership_id)
    may = policy.may_name_leads if membership.is_lead else policy.may_set
    require(may(viewer(), membership.team), ABOVE if membership.is_lead else LEADS)
    return membership


def refuse_lower_role(person: Person, team: Team, is_lead: bool) -> None:
    """Adding a lead as a member would take the lead away by accident."""
    present_one = joining.membership_of(person, team)
    if present_one is not None and present_one.is_lead and not is_lead:
        raise RuleBroken(f"{person.name} is a lead of this team already.")


def words(team: Team) -> dict[str, Any]:
    """What the page shows."""
    return {
        "team": team,
        "memberships": present(team),
        "may_set": policy.may_set(viewer(), team),
        "may_name_leads": policy.may_name_leads(viewer(), team),
    }
