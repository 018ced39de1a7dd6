"""Goals of the small trust: an aim, a driver below it, a goal of Ward 12 below that."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from improve.core import clock
from improve.core.db import db
from improve.goals.models import Goal, GoalPlan, propose


@dataclass
class Goals:
    """`aim` of the executive team, `driver` of older people's medicine, `ward` of Ward 12; `draft` is Ben's."""

    aim: Goal
    driver: Goal
    ward: Goal
    draft: Goal


def plan(title, owner=None, **other):
    """What a test agrees on."""
    today = clock.today()
    words = {
        "aim": "From 16 people a week to 10.",
        "why": "People wait with their coats on.",
        "starts_on": today,
    }
    return GoalPlan(
        title=title,
        owner_id=owner.id if owner else None,
        **(words | {"ends_on": today + timedelta(200)} | other),
    )


@pytest.fixture
def goals(trust):
    """Three published goals in a line, and a draft."""
    aim = propose(trust.executive, trust.eve, plan("Nobody waits for medicines", trust.eve))
    aim.publish(by=trust.eve)
    driver = propose(trust.older, trust.dora, plan("Pharmacy knows early", trust.dora), parent=aim)
    driver.publish(by=trust.dora)
    ward = propose(trust.ward_12, trust.ana, plan("At most 10 people wait", trust.ana), parent=driver)
    ward.publish(by=trust.ana)
    draft = propose(trust.ward_12, trust.ben, plan("Quiet nights", trust.ana))
    return Goals(aim, driver, ward, draft)


def typed(goal, **other):
    """A revision as a browser sends it."""
    sent = {name: getattr(goal, name) for name in ("title", "aim", "why", "written_with", "version")}
    sent |= {"parent": goal.parent_id or "", "owner": goal.owner_id or "", "reason": "We asked again"}
    return sent | {"starts_on": day(goal.starts_on), "ends_on": day(goal.ends_on)} | other


def day(on: date) -> str:
    """A date as a browser sends it."""
    return on.isoformat()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run within the block."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "SET")):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
