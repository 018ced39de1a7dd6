"""The list of ideas: search, stage, team, goal; paged by keyset."""

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, load_only
from werkzeug.exceptions import NotFound

from improve.core.access import open_to, viewer
from improve.core.db import db
from improve.core.text import tidy
from improve.goals.models import Goal, GoalStatus
from improve.goals.policy import visible_to as goals_visible_to
from improve.goals.tree import branch
from improve.ideas import policy, search
from improve.ideas.facts import IdeaGoal
from improve.ideas.first_answers import KIND_WORDS, KINDS, Answering, answering
from improve.ideas.models import Idea
from improve.ideas.routes import bp
from improve.ideas.stages import LANES, Stage
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import teams_led_by, visible_to
from improve.teams.standing_in import teams_answered_by

PAGE = 50  # ideas
GOALS = 10  # goals above them
SERVE_NOTHING = (Stage.MERGED, Stage.WITHHELD, Stage.WITHDRAWN)  # they are counted for no goal


@bp.get("/ideas")
@open_to(Person)
def index() -> str:
    """Ideas, newest first, of everything one may see. Narrowed as a figure is, it says how many there are."""
    rows = filtered(policy.visible_to(viewer()))
    found = list(db.session.scalars(after(rows, request.args.get("after", "")).limit(PAGE + 1)))
    older = found[PAGE - 1] if len(found) > PAGE else None
    teams = db.session.execute(
        select(Team.id, Team.name)
        .where(Team.organisation_id == viewer().organisation_id)
        .order_by(Team.tier, Team.name)
    ).all()
    return render_template(
        "ideas/index.html",
        ideas=found[:PAGE],
        older=older and page_after(older),
        teams=teams,
        goal=chosen_goal(),
        stages=readable_stages(),
        chosen=kept(),
        first_words=KIND_WORDS.get(kept().get("first", "")),
        number=how_many(rows) if is_behind_a_figure() else None,
        answering=of_the_share(),
    )


def is_behind_a_figure() -> bool:
    """Figures lead here with these filters; counting everything would take long, and answer nothing."""
    return bool(kept().keys() & {"first", "goal", "who"})


def how_many(rows: Select[Idea]) -> int:
    """How many ideas the filters leave."""
    return db.session.scalars(rows.with_only_columns(func.count(), maintain_column_froms=True)).one()


def of_the_share() -> Answering | None:
    """The parts of "58 in 100 had their first answer in time", where those ideas are asked for."""
    if kept().get("first") != "due":
        return None
    return answering(of_team(policy.visible_to(viewer())))


@bp.get("/search")
@open_to(Person)
def find_ideas() -> str:
    """Ideas that hold the words, best first."""
    typed = request.args.get("q", "")[: search.LONGEST]
    rows = search.matching(light(policy.visible_to(viewer())), typed) if typed.strip() else None
    found = list(db.session.scalars(rows.limit(PAGE + 1))) if rows is not None else []
    return render_template(
        "ideas/search.html",
        typed=typed,
        ideas=found[:PAGE],
        has_more=len(found) > PAGE,
        goals=goals_named(typed),
    )


def goals_named(typed: str) -> list[Goal]:
    """Published goals whose title holds what was typed. There are few goals: an organisation has some hundreds."""
    words = tidy(typed).lower()
    if not words:
        return []
    rows = goals_visible_to(viewer()).where(func.lower(Goal.title).contains(words, autoescape=True))
    return list(db.session.scalars(rows.order_by(Goal.title, Goal.id).limit(GOALS)))


def readable_stages() -> list[Stage]:
    """The stages a viewer may narrow the list to; withheld ideas only leads and the guardian can read."""
    beside = [Stage.NOT_NOW, Stage.LEARNED, Stage.MERGED]
    reads_withheld = viewer().is_guardian or bool(teams_led_by(viewer()))
    return [*LANES, *beside, *([Stage.WITHHELD] if reads_withheld else [])]


def page_after(last: Idea) -> str:
    """The address of the next page, with the same filters."""
    mark: dict[str, Any] = {**kept(), "after": f"{last.received_on}.{last.id}"}
    return url_for("ideas.index", **mark)


def chosen_goal() -> Goal | None:
    """The goal by which the list is narrowed, where there is one that the viewer may see."""
    wanted = tidy(request.args.get("goal", ""))[:20]
    return db.session.scalars(goals_visible_to(viewer()).where(Goal.id == wanted)).first()


def kept() -> dict[str, str]:
    """The filters of this page, for its links."""
    return {
        name: value
        for name in ("stage", "team", "goal", "below", "who", "first")
        if (value := tidy(request.args.get(name, ""))[:20])
    }


def filtered(rows: Select[Idea]) -> Select[Idea]:
    """What the filters leave."""
    chosen = kept()
    if (stage := chosen.get("stage")) in list(Stage):
        rows = rows.where(Idea.stage == Stage(stage))
    if (first := chosen.get("first")) in KINDS:
        rows = rows.where(KINDS[first]())
    if chosen.get("goal"):
        rows = of_goal(rows)
    if (who := chosen.get("who")) == "mine":
        rows = rows.where(Idea.author_id == viewer().id)
    if who == "us":
        rows = rows.where(Idea.team_id.in_([team.id for team in teams_answered_by(viewer())]))
    rows = light(of_team(rows))
    return rows.options(CLOCK) if chosen.get("first") == "late" else rows


def of_team(rows: Select[Idea]) -> Select[Idea]:
    """Those of the team chosen."""
    if not (team := kept().get("team")):
        return rows
    one = visible_to(viewer()).where(Team.id == team).with_only_columns(Team.id)
    return rows.where(Idea.team_id.in_(one))


def of_goal(rows: Select[Idea]) -> Select[Idea]:
    """Those that serve the goal chosen; with `below`, a goal below it too. "none": those that serve none that holds."""
    chosen = kept()
    if (goal := chosen["goal"]) == "none":
        holds = select(Goal.id).where(Goal.status == GoalStatus.PUBLISHED)
        return rows.where(Idea.id.not_in(select(IdeaGoal.idea_id).where(IdeaGoal.goal_id.in_(holds))))
    goals = branch(goal) if chosen.get("below") else [goal]
    if not chosen.get("stage"):
        rows = rows.where(Idea.stage.not_in(SERVE_NOTHING))
    return rows.where(Idea.id.in_(select(IdeaGoal.idea_id).where(IdeaGoal.goal_id.in_(goals))))


SHOWN = (
    load_only(Idea.headline, Idea.stage, Idea.received_on, Idea.supporters),
    joinedload(Idea.team, innerjoin=True).options(
        load_only(Team.name, Team.short_name), lazyload(Team.organisation)
    ),
)
CLOCK = load_only(
    Idea.authorship, Idea.answer_due_at, Idea.answered_at, Idea.asked_at
)  # since when it is late


def light(rows: Select[Idea]) -> Select[Idea]:
    """With the team, without what a list does not show."""
    return rows.options(*SHOWN)


def after(rows: Select[Idea], mark: str) -> Select[Idea]:
    """From a mark on ("2026-03-03.K7Q2…"), newest first."""
    day, _, idea_id = tidy(mark).partition(".")
    if idea_id:
        rows = rows.where(
            or_(Idea.received_on < as_day(day), and_(Idea.received_on == as_day(day), Idea.id > idea_id))
        )
    return rows.order_by(Idea.received_on.desc(), Idea.id)


def as_day(typed: str) -> date:
    """The date in a mark; 404 for a broken one."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise NotFound from None
