"""The first page: the nurse's, the lead's, the executive's."""

from datetime import timedelta

from flask import Blueprint, g, redirect, render_template, url_for
from sqlalchemy import text
from werkzeug.wrappers import Response

from improve.core import clock
from improve.core.access import Everybody, open_to, translated, viewer
from improve.core.db import db
from improve.escalations.reading import how_many_wait, waiting_and_back, waiting_for
from improve.goals.dashboard import moving, moving_goals
from improve.home import reading
from improve.ideas import policy
from improve.ideas.first_answers import answering, late_teams
from improve.pdsa.reading import approvals_for, due_for
from improve.pdsa.what_next import coming
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.policy import home_team, is_executive, teams_led_by, teams_of
from improve.teams.standing_in import teams_answered_by

bp = Blueprint("home", __name__)

BACK_DAYS = 14  # an answer from above stays on the lead's page so long
AHEAD_DAYS = 7  # tests and checks due within a week


@bp.get("/")
@open_to(Person, Tablet)
def start() -> str | Response:
    """Each kind of person their own page."""
    if viewer().is_tablet:
        return redirect(url_for("boards.tablet"))
    if is_executive(viewer()):
        return executive_page()
    return lead_page() if teams_led_by(viewer()) else staff_page()


def staff_page() -> str:
    """Say it, and see that it was heard."""
    answers = reading.answers_for(viewer(), teams_of(viewer()))
    owned, team = reading.owned_ideas(viewer()), home_team(viewer())
    return render_template(
        "home/staff.html",
        asked=reading.asked_of(viewer()),
        team=team,
        may_say=team is not None or reading.has_teams(viewer()),
        approvals=approvals_for(viewer()),
        unread=answers.unread,
        mine=reading.my_ideas(viewer()),
        owned=owned,
        coming=coming(owned),
        done=answers.done,
    )


def lead_page() -> str:
    """The ten minutes before the huddle: what is due today, most urgent first."""
    led, teams = teams_led_by(viewer()), teams_answered_by(viewer())
    since = clock.now() - timedelta(days=BACK_DAYS)
    waiting, waiting_count = reading.waiting_for_answer(teams)
    answers = reading.answers_for(viewer(), led)
    risen = waiting_and_back(viewer(), teams, since, g.organisation.time_zone)
    return render_template(
        "home/lead.html",
        team=home_team(viewer()),
        approvals=approvals_for(viewer()),
        unread=answers.unread,
        waiting=waiting,
        waiting_count=waiting_count,
        tests=due_for(teams, g.organisation.today + timedelta(days=AHEAD_DAYS)),
        raised=risen.waiting,
        came_back=risen.came_back,
        asked=reading.asked_of(viewer(), teams),
        goals=moving_goals(led[0], 2),
        done=answers.done,
    )


def executive_page() -> str:
    """What waits for me and since when; are we answering."""
    goals = moving_goals(teams_of(viewer())[0], 6)
    return render_template(
        "home/executive.html",
        raised=waiting_for(viewer(), 6, g.organisation.time_zone),
        risen=how_many_wait(viewer()),
        answering=answering(policy.visible_to(viewer())),
        late_teams=late_teams(policy.visible_to(viewer())),
        goals=goals,
        moving=moving(goal.chart for goal in goals if goal.chart),
        approvals=approvals_for(viewer()),
        asked=reading.asked_of(viewer(), teams_answered_by(viewer())),
        unread=reading.answers_for(viewer()).unread,
    )


@bp.get("/anonymity")
@translated
@open_to(Everybody)
def anonymity() -> str:
    """What staying anonymous can hide, and what it cannot."""
    return render_template("home/anonymity.html")


@bp.get("/accessibility")
@open_to(Everybody)
def accessibility() -> str:
    """What was tried, and whom to tell."""
    return render_template("home/accessibility.html")


@bp.get("/health")
@open_to(Everybody)
def health() -> tuple[dict[str, str], int]:
    """For the proxy and the container: the web answers, and so does the database."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}, 200
