"""The page on signing in says the figures that the code uses."""

import re
from pathlib import Path

from improve.auth import known, one_time, sessions, throttle

PAGE = Path(__file__).parents[2] / "docs" / "signing-in.md"


def test_the_figures_on_the_page_are_those_of_the_code():
    said = [int(figure) for figure in re.findall(r"^\|[^|]+\| (\d+) \|", PAGE.read_text(), re.MULTILINE)]
    assert said == [
        throttle.ACCOUNT.streak,
        throttle.ACCOUNT.first_wait.total_seconds(),
        throttle.ACCOUNT.most,
        throttle.ADDRESS.most,
        throttle.MAILS.most,
        known.KEPT.days,
        known.MOST,
        one_time.MINUTES[one_time.RESET],
        one_time.MINUTES[one_time.CODE],
        sessions.IDLE_MINUTES,
        sessions.HOURS,
        sessions.STEP_UP_MINUTES,
    ]
