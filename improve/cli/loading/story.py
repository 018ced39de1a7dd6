"""What happens in the story, and playing it in the order of time, each thing at its moment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from improve.cli.loading.content import ContentRefused
from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken


@dataclass(frozen=True)
class Happening:
    """One thing. `place` says where it is written: "ward_12.yaml: tell-pharmacy: adapt"."""

    at: datetime
    place: str
    act: Callable[[], object]


def play(happenings: Iterable[Happening], until: datetime) -> int:
    """Let everything happen that is not in the future; how many things. Raises ContentRefused. Never commits.

    What falls on one moment happens in the order in which it is written.
    """
    played = 0
    for happening in sorted(happenings, key=lambda one: one.at):
        if happening.at > until:
            break
        _play(happening)
        played += 1
    db.session.flush()
    return played


def _play(happening: Happening) -> None:
    try:
        with clock.set_to(happening.at):
            happening.act()
    except (RuleBroken, LookupError, ValueError) as error:
        why = error.sentence if isinstance(error, RuleBroken) else f"{type(error).__name__}: {error}"
        raise ContentRefused(f"{happening.place}: {why}") from error
