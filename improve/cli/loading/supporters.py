"""Who supported an idea, and when: spread over the days after it was sent, the same way at every loading."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random

from improve.cli.loading.content import Fields
from improve.cli.loading.trust import Trust
from improve.ideas.support import support
from improve.people.models import Person
from improve.tablets.models import Tablet

SPREAD = timedelta(days=12)
ENDS = ("merge", "withdraw", "withhold")  # afterwards nobody can
Support = tuple[datetime, Callable[[], object]]


def supports(
    said: Fields, steps: list[tuple[str, Fields]], trust: Trust, arrived: datetime
) -> Iterator[Support]:
    """Each tap: by a person once, by a tablet once a day."""
    ends = [trust.days.at(fields["days_ago"], fields["at"]) for verb, fields in steps if verb in ENDS]
    last = min([arrived + SPREAD, trust.days.now, *ends])
    chance = Random(said["key"])  # noqa: S311  spreads taps, protects nothing
    for person in said.get("supporters", []):
        yield _between(chance, arrived, last), partial(_tap, said, trust, trust.people[person])
    taps = [
        (tablet, day)
        for day in range((last - arrived).days + 1)
        for tablet in trust.tablets.get(said["team"], [])
    ]
    for tablet, day in sorted(
        chance.sample(taps, min(len(taps), said.get("tablet_supports", 0))), key=lambda tap: tap[1]
    ):
        begin = arrived + timedelta(days=day)
        yield (
            _between(chance, begin, min(begin + timedelta(hours=4), last)),
            partial(_tap, said, trust, tablet),
        )


def _between(chance: Random, begin: datetime, end: datetime) -> datetime:
    seconds = max((end - begin).total_seconds() - 60, 0)
    return begin + timedelta(seconds=chance.random() * seconds)


def _tap(said: Fields, trust: Trust, by: Person | Tablet) -> None:
    support(trust.ideas[said["key"]], by)
