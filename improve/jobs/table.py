"""The one table of jobs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from improve.jobs import work


@dataclass(frozen=True)
class Job:
    """What runs, and when: again and again (`every`), or once each day in each time zone from `daily_at` on."""

    name: str
    does: Callable[[str], None]  # takes the time zone; empty for a job that runs again and again
    every: timedelta = timedelta(minutes=1)
    daily_at: time | None = None
    jitter: timedelta = timedelta()  # the moment of a release must not tell when an idea was sent


JOBS = (
    Job("mail", work.send_mail, every=timedelta(seconds=20)),
    Job("near ideas", work.compare_ideas, every=timedelta(seconds=10)),
    Job("seal", work.seal),
    Job("clocks", work.run_clocks),
    Job("release", work.release_batches, every=timedelta(minutes=30), jitter=timedelta(minutes=10)),
    Job("forget hidden", work.forget_masked, every=timedelta(minutes=10)),
    # Daily jobs are looked at each minute. None between 00:30 and 03:30, where clocks change.
    Job("release all", work.release_all, daily_at=time(7, 0)),
    Job("tidy", work.tidy, daily_at=time(4, 10)),
)
