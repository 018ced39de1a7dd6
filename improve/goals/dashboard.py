"""What goals are measured by: on the page of one goal always three groups of charts; on a first page one chart a goal.

Small charts say neither notes nor cycles, so two statements do: measures with what was decided about their lines, and
readings.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased, lazyload

from improve.core.db import db
from improve.goals.models import Goal
from improve.goals.policy import CAN_SERVE, OWN_FIRST, asked
from improve.measures import titles
from improve.measures.kinds import ROLE_NAMES, Role
from improve.measures.lines import LineDecision
from improve.measures.models import Measure
from improve.measures.pictures import Gathered, MeasureChart, chart_of, unit_of
from improve.measures.rules.chart_words import TOO_FEW, cannot_tell
from improve.measures.rules.findings import VariationIcon
from improve.measures.series import readings
from improve.teams.models import Team

MOST = 24  # measures on the page of a goal: more could not be compared
EMPTY = {
    Role.OUTCOME: "Nothing is measured yet. How will we know that we are there?",
    Role.PROCESS: "Nothing is measured yet. Do we do what we said we would?",
    Role.BALANCING: "Nobody watches yet whether going for this goal harms something else.",
}
HINTS = {
    Role.OUTCOME: "what we want to reach",
    Role.PROCESS: "whether we do what we said",
    Role.BALANCING: "going for it must not do harm",
}
BETTER = (VariationIcon.IMPROVEMENT_HIGH, VariationIcon.IMPROVEMENT_LOW)
WORSE = (VariationIcon.CONCERN_HIGH, VariationIcon.CONCERN_LOW)
ON_LINES = and_(LineDecision.measure_id == Measure.id, LineDecision.ended_at.is_(None))

Decided = dict[str, list[LineDecision]]


@dataclass(frozen=True)
class Group:
    """The measures of one role. Without any, `empty` asks for one."""

    role: Role
    charts: list[MeasureChart]

    @property
    def name(self) -> str:
        """ "Balancing"."""
        return ROLE_NAMES[self.role]

    @property
    def hint(self) -> str:
        """What such measures are for."""
        return HINTS[self.role]

    @property
    def empty(self) -> str:
        """What is said where there is none."""
        return EMPTY[self.role]


@dataclass(frozen=True)
class Dashboard:
    """The three groups of one goal. `is_cut`: it has more measures than are shown."""

    groups: list[Group]
    is_cut: bool = False

    @property
    def charts(self) -> list[MeasureChart]:
        """All of them."""
        return [chart for group in self.groups for chart in group.charts]

    @property
    def is_narrow(self) -> bool:
        """No group has more than two charts, so the three can stand side by side."""
        return max(len(group.charts) for group in self.groups) <= 2

    @property
    def finding(self) -> str:
        """What the outcome does, where there is one such measure; else how many measures do what."""
        outcomes = self.groups[0].charts
        if len(outcomes) != 1 or outcomes[0].last is None:
            return moving(self.charts)
        measure, analysis = outcomes[0].measure, outcomes[0].analysis
        if len(analysis.parts) > 1:
            return titles.heading(measure.name, unit_of(measure), analysis)
        return analysis.verdict.capitalize()


def dashboard(goal: Goal) -> Dashboard:
    """What one goal is measured by: two statements."""
    ids = select(Measure.id).where(Measure.goal_id == goal.id, Measure.ended_at.is_(None))
    wanted = ids.order_by(Measure.started_at, Measure.id).limit(MOST + 1).subquery()
    measures, decided = _read(_measures().where(Measure.id.in_(select(wanted.c.id))))
    drawn = _charts(measures[:MOST], decided, "small")
    groups = [Group(role, [one for one in drawn if one.measure.role == role]) for role in Role]
    return Dashboard(groups, is_cut=len(measures) > MOST)


@dataclass(frozen=True)
class Moving:
    """A goal on a first page, with the chart of its first outcome measure; none where nothing is measured."""

    goal: Goal
    chart: MeasureChart | None


def moving_goals(team: Team, most: int) -> list[Moving]:
    """The first few goals that a team can serve, and whether they move: two statements."""
    found: dict[Goal, Measure | None] = {}
    decided: Decided = defaultdict(list)
    for goal, measure, decision in db.session.execute(_first_outcomes(most), asked(team)):
        found[goal] = measure
        if decision is not None:
            decided[measure.id].append(decision)
    measures = [measure for measure in found.values() if measure is not None]
    drawn = {one.measure.goal_id: one for one in _charts(measures, decided, "spark")}
    return [Moving(goal, drawn.get(goal.id)) for goal in found]


def _first_outcomes(most: int) -> Any:
    """Goals, each with its outcome measure that began first, and with what was decided about its lines."""
    some = select(Goal.id, Team.tier).join(Team, Team.id == Goal.team_id).where(*CAN_SERVE)
    chosen, first = some.order_by(*OWN_FIRST).limit(most).subquery(), aliased(Measure)
    runs = (first.goal_id == Goal.id, first.role == Role.OUTCOME, first.ended_at.is_(None))
    began_first = select(first.id).where(*runs).order_by(first.started_at, first.id).limit(1)
    rows = select(Goal, Measure, LineDecision).join(chosen, chosen.c.id == Goal.id)
    rows = rows.outerjoin(Measure, Measure.id == began_first.correlate(Goal).scalar_subquery())
    rows = rows.outerjoin(LineDecision, ON_LINES)
    unread = (Goal.team, Goal.owner, Measure.team, LineDecision.made_by)
    rows = rows.options(*(lazyload(link) for link in unread))
    return rows.order_by(chosen.c.tier, Goal.title, Goal.id, LineDecision.on_date, LineDecision.made_at)


def moving(charts: Iterable[MeasureChart]) -> str:
    """ "1 getting better, 1 getting worse, 3 with normal ups and downs"; empty where there is no figure."""
    charts = list(charts)
    seen = [chart.variation for chart in charts if chart.variation]
    counts = {
        "getting better": sum(one in BETTER for one in seen),
        "getting worse": sum(one in WORSE for one in seen),
        "changed": sum(one in (VariationIcon.NEUTRAL_HIGH, VariationIcon.NEUTRAL_LOW) for one in seen),
        "with normal ups and downs": seen.count(VariationIcon.COMMON_CAUSE),
        f"with {TOO_FEW}": sum(cannot_tell(chart.analysis) for chart in charts),
    }
    return ", ".join(f"{number} {words}" for words, number in counts.items() if number)


def _measures() -> Any:
    rows = select(Measure, LineDecision).outerjoin(LineDecision, ON_LINES)
    rows = rows.options(lazyload(LineDecision.made_by), lazyload(Measure.team))
    return rows.order_by(Measure.started_at, Measure.id, LineDecision.on_date, LineDecision.made_at)


def _read(rows: Any) -> tuple[list[Measure], Decided]:
    measures: dict[str, Measure] = {}
    decided: Decided = defaultdict(list)
    for measure, decision in db.session.execute(rows):
        measures[measure.id] = measure
        if decision is not None:
            decided[measure.id].append(decision)
    return list(measures.values()), decided


def _charts(measures: Sequence[Measure], decided: Decided, size: str) -> list[MeasureChart]:
    """They say neither notes nor cycles, so neither is read."""
    if not measures:
        return []
    entered = readings([measure.id for measure in measures])
    behind = Gathered(entered, decided, defaultdict(list), defaultdict(list))
    return [chart_of(measure, behind, size) for measure in measures]
