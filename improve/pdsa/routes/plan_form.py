"""The form of a plan, with what is proposed and who can be named."""

from datetime import date, timedelta
from typing import Any, TypeVar

from flask import request
from sqlalchemy import func, select

from improve.core import clock
from improve.core.access import viewer
from improve.core.db import db
from improve.core.ids import ID_LENGTH
from improve.ideas.models import Idea
from improve.measures.kinds import Kind
from improve.measures.models import Measure
from improve.measures.pictures import unit_of
from improve.measures.readings import Reading
from improve.pdsa.approvers import clinician, clinicians_named, clinicians_near
from improve.pdsa.comparison import LEAST
from improve.pdsa.forms import PlanForm
from improve.pdsa.measuring import measures_for
from improve.pdsa.models import Cycle

PROPOSED_DAYS = 7  # of a first cycle

AnyPlanForm = TypeVar("AnyPlanForm", bound=PlanForm)


def prepared(form: AnyPlanForm, idea: Idea, *, is_first: bool, cycle: Cycle | None = None) -> AnyPlanForm:
    """The form, knowing what it may offer; `cycle`: the one whose plan is changed."""
    form.is_first = is_first
    form.earliest = min(here(idea), cycle.starts_on) if cycle else here(idea)
    planners = {viewer().id, cycle.planned_by_id} if cycle else {viewer().id}
    offered = measures_for(idea)
    form.measure_id.choices = measure_choices(idea, offered)
    made = request.args.get("measure", "")
    if request.method == "GET" and made in [one.id for one in offered]:
        form.measure_id.data = made  # the one that was just set up for this plan
    form.shares = frozenset(one.id for one in offered if one.kind == Kind.PROPORTION)
    form.prediction_amount.takes_percent = form.measure_id.data in form.shares
    offer_approvers(form, idea, planners)
    return form


def measure_choices(idea: Idea, offered: list[Measure]) -> list[tuple[str, str]]:
    """The measures a test of this idea can name, with their units; or words alone."""
    few = few_readings(offered)
    named = [(one.id, measure_words(one, idea) + few.get(one.id, "")) for one in offered]
    return [("", "None of them: I say it in words"), *named]


def measure_words(measure: Measure, idea: Idea) -> str:
    """ "Waits over 2 hours (minutes)"; of another team with its name."""
    unit = f" ({unit_of(measure)})" if unit_of(measure) else ""
    return f"{measure.name}{unit}" + (f", {measure.team.name}" if measure.team_id != idea.team_id else "")


def few_readings(measures: list[Measure]) -> dict[str, str]:
    """Of those with fewer readings than a comparison needs: how many there are; one statement."""
    rows = select(Reading.measure_id, func.count()).where(Reading.removed_at.is_(None))
    counted = rows.where(Reading.measure_id.in_([one.id for one in measures])).group_by(Reading.measure_id)
    number: dict[str, int] = dict(db.session.execute(counted).all()) if measures else {}
    words = {0: ", no reading yet", 1: ", only 1 reading yet"}
    few = {one.id: number.get(one.id, 0) for one in measures if number.get(one.id, 0) < LEAST}
    return {key: words.get(many, f", only {many} readings yet") for key, many in few.items()}


def offer_approvers(form: PlanForm, idea: Idea, planners: set[str]) -> None:
    """Those near the team; whoever was chosen or typed besides. A name of one person alone chooses that person."""
    people = {person.id: person for person in clinicians_near(idea, planners)}
    chosen = form.approver.data or ""
    if chosen.isalnum() and len(chosen) <= ID_LENGTH and chosen not in people:
        known = clinician(idea, planners, chosen)
        people |= {known.id: known} if known else {}
    if form.approver_name.data and not chosen:
        namesakes = clinicians_named(idea, planners, form.approver_name.data)
        form.namesakes = len(namesakes)
        people |= {person.id: person for person in namesakes}
        if form.namesakes == 1:
            form.approver.data = namesakes[0].id
    if form.approver.data not in people and form.approver.object_data == form.approver.data:
        form.approver.data = ""  # proposed from an earlier plan, and cannot approve this one
    listed = sorted(people.values(), key=lambda person: person.name)
    form.approver.choices = [("", "Choose…"), *((person.id, person.name_and_job) for person in listed)]


def first_plan(idea: Idea) -> dict[str, Any]:
    """What the form of a new plan begins with: it starts today and takes a week."""
    today = here(idea)
    last_day = today + timedelta(days=PROPOSED_DAYS)
    return {"starts_on": today, "ends_on": last_day, "prediction_by": last_day, "scale": "1"}


def here(idea: Idea) -> date:
    """The date where the idea is."""
    return clock.today(idea.team.organisation.time_zone)
