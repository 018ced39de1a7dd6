"""Points as a cycle keeps them: the baseline of the day Do began, to the last digit. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from improve.measures.rules.points import Point

Kept = list[list[Any]]  # of each point: day, place within the day, y, n, values of a subgroup, left out


def to_keep(points: Iterable[Point]) -> Kept:
    """As JSON can hold them."""
    return [
        [point.when.isoformat(), point.order, _plain(point.y), _plain(point.n), [*map(float, point.values)],
         point.excluded]
        for point in points
    ]  # fmt: skip


def as_points(kept: Kept) -> tuple[Point, ...]:
    """The points again."""
    return tuple(
        Point(date.fromisoformat(day), y, n, tuple(values), excluded=excluded, order=order)
        for day, order, y, n, values, excluded in kept
    )


def _plain(figure: float | None) -> float | None:
    return None if figure is None else float(figure)
