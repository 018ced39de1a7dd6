"""What measures ask about cycles, through `serving`: bands on their charts, and which tests rest on them now."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.measures import serving
from improve.measures.serving import Band, Running
from improve.pdsa.band import band_of
from improve.pdsa.models import Cycle
from improve.pdsa.words import State

# Of a withheld or withdrawn idea nothing is shown to those who look at the chart.
HIDDEN = (Stage.WITHHELD, Stage.WITHDRAWN)
RUN: Any = (
    select(
        Cycle.id, Cycle.measure_id, Cycle.number, Cycle.scale, Cycle.state, Cycle.counted_from, Cycle.counted_until,
        Cycle.ends_on, Cycle.prediction_amount,
    )
    .join(Idea, Idea.id == Cycle.idea_id)
    .where(Cycle.measure_id.in_(bindparam("measures", expanding=True)), Cycle.counted_from.is_not(None))
    .where(Idea.stage.not_in(HIDDEN))
    .order_by(Cycle.counted_from, Cycle.number)
)  # fmt: skip


RUNNING: Any = (
    select(Cycle)
    .options(joinedload(Cycle.idea))
    .where(Cycle.measure_id == bindparam("measure"), Cycle.state.in_((State.DOING, State.STUDIED)))
    .order_by(Cycle.started_at, Cycle.id)
)


class OfMeasures:
    """What measures ask about cycles."""

    def bands(self, measure_ids: Collection[str]) -> dict[str, list[Band]]:
        """The cycles that began Do, by measure, oldest first; one statement."""
        found: dict[str, list[Band]] = {measure_id: [] for measure_id in measure_ids}
        if found:
            for row in db.session.execute(RUN, {"measures": list(measure_ids)}):
                found[row.measure_id].append(band_of(row))
        return found

    def running_on(self, measure_id: str) -> list[Running]:
        """Those at Do or at Study, also of an idea that rests; of a hidden one no word is said."""
        return [_running(cycle) for cycle in db.session.scalars(RUNNING, {"measure": measure_id})]


def _running(cycle: Cycle) -> Running:
    of = "" if cycle.idea.stage in HIDDEN else f" of “{cycle.idea.headline}”"
    return Running(f"cycle {cycle.number}{of}", f"/cycles/{cycle.id}")


serving.register(OfMeasures())
