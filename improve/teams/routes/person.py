"""A person's page: the account, and the teams."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from improve.core.access import find, needs_step_up, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.people.models import Person
from improve.people.policy import may_manage, visible_to
from improve.teams import joining, policy
from improve.teams.forms import MembershipForm
from improve.teams.models import Team
from improve.teams.routes import bp
from improve.teams.tree import choices

NOT_YOURS = "Only a lead of this person's team, or an administrator, opens this page."


@bp.get("/people/<person_id>")
@open_to(Person)
def person(person_id: str) -> str:
    """The account and the teams of a person, for administrators and for leads of those teams."""
    found = seen_by_viewer(person_id)
    return render_template("people/show.html", form=membership_form(), **words(found))


@bp.post("/people/<person_id>/memberships")
@open_to(Person)
@needs_step_up
def add_membership(person_id: str) -> Response:
    """An administrator puts somebody into a team."""
    found, form = seen_by_viewer(person_id), membership_form()
    require(may_manage(viewer()), NOT_YOURS)
    if not form.validate():
        return refuse("people/show.html", form=form, **words(found))
    team = find(policy.visible_to(viewer()), Team.id, form.team_id.data)
    try:
        joining.join(found, team, form.is_lead.data, by=viewer())
    except RuleBroken as broken:
        form.team_id.errors = [broken.sentence]
        return refuse("people/show.html", form=form, status=409, **words(found))
    say = f"{found.name} is in {team.name}."
    return answer(None, otherwise=url_for(".person", person_id=found.id), say=say)


def seen_by_viewer(person_id: str) -> Person:
    """The person, for those who may open the page; else 404 or 403."""
    found = find(visible_to(viewer()), Person.id, person_id)
    mine = may_manage(viewer()) or any(policy.leads(viewer(), team) for team in policy.teams_of(found))
    require(mine, NOT_YOURS)
    return found


def membership_form() -> MembershipForm:
    """The form with all teams, for administrators."""
    return MembershipForm().offer(choices(viewer()) if may_manage(viewer()) else [])


def words(found: Person) -> dict[str, Any]:
    """What the page shows."""
    return {"person": found, "memberships": policy.memberships(found), "may_manage": may_manage(viewer())}
