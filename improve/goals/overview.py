"""Everything the page of one goal shows, read in a bounded number of queries."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from improve.core.db import db
from improve.core.text import plural
from improve.goals import serving, tree
from improve.goals.dashboard import Dashboard, dashboard
from improve.goals.diagram import Box, Branch, Diagram, draw
from improve.goals.models import Goal, GoalRetirement, GoalVersion
from improve.goals.serving import ServingIdea, Shown, StageCount

DRIVERS, IDEAS_EACH = 8, 3  # in the diagram: more could not be read
VERSIONS = 20
OWN = "own"  # the branch of ideas that serve the goal itself, through no driver
NO_IDEA = "No idea yet: who has one?"


@dataclass(frozen=True)
class Driver:
    """A driver as the diagram and the list show it. Without `goal`: the ideas that serve the goal itself."""

    goal: Goal | None
    words: str
    ideas: list[ServingIdea]


@dataclass(frozen=True)
class Told:
    """A goal and how its words came to be, newest first."""

    goal: Goal
    history: list[GoalVersion]
    retirement: GoalRetirement | None


@dataclass(frozen=True)
class Overview:
    """One goal with what stands above, below and behind it."""

    goal: Goal
    above: list[Goal]
    below: list[Goal]
    counts: list[StageCount]
    own: int  # ideas that serve the goal itself
    listed: list[ServingIdea]
    after: str
    drivers: list[Driver]
    diagram: Diagram
    measured: Dashboard
    history: list[GoalVersion]
    retirement: GoalRetirement | None

    @property
    def is_drawn(self) -> bool:
        """There is more to draw than the aim."""
        return len(self.diagram.boxes) > 1

    @property
    def number(self) -> int:
        """Ideas that serve it, each once, through its drivers too."""
        return serving.number(self.counts)

    @property
    def served(self) -> str:
        """ "63 ideas serve this goal directly, 129 with the goals below it"; the second only where it says more."""
        if not self.number:
            return "No idea serves this goal" + ("" if self.goal.is_retired else " yet")
        many = plural(self.own, "idea") if self.own else "No idea"
        serve = f"{many} {'serves' if self.own < 2 else 'serve'} this goal"
        return (
            serve if self.own == self.number else f"{serve} directly, {self.number:,} with the goals below it"
        )


def told(goals: Select[Goal]) -> Told | None:
    """The one goal of `goals`, if there is one, with its versions and its retirement: one statement."""
    rows = goals.add_columns(GoalVersion, GoalRetirement)
    rows = rows.outerjoin(GoalVersion, GoalVersion.goal_id == Goal.id)
    rows = rows.outerjoin(GoalRetirement, GoalRetirement.goal_id == Goal.id)
    found = db.session.execute(rows.order_by(GoalVersion.number.desc()).limit(VERSIONS)).all()
    if not found:
        return None
    goal, _version, retirement = found[0]
    return Told(goal, [version for _, version, _ in found if version is not None], retirement)


def overview(told: Told, viewer: Any, after: str = "") -> Overview:
    """Read the rest. `after` is where the page of ideas begins."""
    goal = told.goal
    above, below = tree.around(goal, viewer)
    published = [found for found in below if found.is_published][:DRIVERS]
    named = tree.branches(goal, [found for found in below if found.is_published])
    branches = {name: named[name] for name in (goal.id, *(driver.id for driver in published))} | {
        OWN: [goal.id]
    }
    shown = serving.ideas().shown(branches, goal.id, viewer, 2 * IDEAS_EACH, after)
    drivers = _drivers(published, shown)
    return Overview(
        goal=goal,
        above=above,
        below=below,
        counts=shown.counts.get(goal.id, []),
        own=serving.number(shown.counts.get(OWN, [])),
        listed=shown.listed,
        after=shown.after,
        drivers=drivers,
        diagram=draw(Box("aim", goal.title, goal.aim), _branches(goal, drivers)),
        measured=dashboard(goal),
        history=told.history,
        retirement=told.retirement,
    )


def _drivers(published: list[Goal], shown: Shown) -> list[Driver]:
    drivers = [
        Driver(goal, _words(goal.id, shown), shown.tried.get(goal.id, [])[:IDEAS_EACH]) for goal in published
    ]
    drawn = {idea.id for driver in drivers for idea in driver.ideas}
    own = [idea for idea in shown.tried.get(OWN, []) if idea.id not in drawn]  # each idea is drawn once
    if not drivers or own:
        drivers.append(Driver(None, _words(OWN, shown), own[:IDEAS_EACH]))
    return drivers


def _words(branch: str, shown: Shown) -> str:
    return serving.in_words(shown.counts.get(branch, [])) or NO_IDEA


def _branches(goal: Goal, drivers: list[Driver]) -> list[Branch]:
    has_drivers = any(driver.goal for driver in drivers)
    return [
        Branch(_driver_box(driver, has_drivers), _idea_boxes(driver, driver.goal or goal))
        for driver in drivers
    ]


def _driver_box(driver: Driver, has_drivers: bool) -> Box | None:
    if driver.goal is not None:
        return Box("driver", driver.goal.title, driver.words, f"/goals/{driver.goal.id}")
    return Box("driver", "Other ways to the aim", driver.words, "#ideas") if has_drivers else None


def _idea_boxes(driver: Driver, serves: Goal) -> list[Box]:
    ideas = [_idea_box(idea) for idea in driver.ideas]
    if ideas or not serves.is_published:
        return ideas
    return [Box("empty", "+  Add the first idea", href=f"/ideas/new?goal={serves.id}")]


def _idea_box(idea: ServingIdea) -> Box:
    kind = "learned" if idea.stage == "learned" else "idea"
    return Box(kind, idea.headline, f"{idea.team}, {idea.stage_words.lower()}", idea.href)
