"""No page asks the database more than twelve times, for anybody, however much stands on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from improve.core.db import commit, db
from tests.full_world import Full, fill

MOST = 12  # questions a page
ROLES = ("ben", "ana", "dora", "eve", "gil", "amy", "tablet")
PAGES = (
    "/", "/ideas", "/ideas?stage=new", "/ideas/new", "/search?q=sling", "/goals", "/goals/{goal.id}", "/escalations",
    "/escalations/{escalation.id}", "/cycles/{cycle.id}", "/cycles/{closed_cycle.id}", "/account", "/people", "/teams",
    "/teams/{ward}/board", "/teams/{ward}/board?show=due", "/teams/{ward}/board/lanes/new", "/teams/{ward}/pick",
    "/teams/{ward}/people", "/teams/{ward}/edit", "/teams/{ward}/board/print", "/people/{person}", "/organisation",
    "/teams/{ward}/numbers", "/teams/{ward}/numbers/{measure.id}", "/teams/{ward}/numbers/end",
    "/tablet", "/tablet/idea", "/tablet/board",
)  # fmt: skip


@pytest.fixture
def full(trust: Any) -> Full:
    """Something of everything."""
    return fill(trust)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_asks_more_than_twelve_times(role, trust, full, as_):
    client = as_(None if role == "tablet" else getattr(trust, role))
    if role == "tablet":
        client.browser.set_cookie("tablet", full.tablet_secret)
    paths = [path.format(ward=trust.ward_12.id, person=trust.ben.id, **vars(full)) for path in PAGES]
    paths += [f"/ideas/{idea.id}" for idea in full.ideas]
    commit()
    assert all(client.get(path).status_code in (200, 302, 403, 404) for path in paths)
    asked = {path: questions(client, path) for path in paths}
    assert {path: len(found) for path, found in asked.items() if len(found) > MOST} == {}


def test_every_page_that_is_counted_is_there_for_somebody(trust, full, as_):
    tablet = as_(None)
    tablet.browser.set_cookie("tablet", full.tablet_secret)
    readers = [as_(getattr(trust, role)) for role in ROLES if role != "tablet"]
    for path in PAGES:
        path = path.format(ward=trust.ward_12.id, person=trust.ben.id, **vars(full))
        assert any(reader.get(path).status_code == 200 for reader in (*readers, tablet)), path


def test_a_board_with_more_cards_asks_no_more(trust, full, ana):
    from improve.ideas.submitting import submit

    path = f"/teams/{trust.ward_12.id}/board"
    before = len(questions(ana, path))
    for number in range(20):
        submit(trust.ward_12, text=f"The blanket trolley is empty at night, {number}.", author=trust.ben)
    assert len(questions(ana, path)) == before


def questions(client: Any, path: str) -> list[str]:
    """What the page asks the database."""
    with listening() as seen:
        client.get(path)
    return seen


@contextmanager
def listening() -> Iterator[list[str]]:
    """The SELECT statements while the block runs."""
    seen: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
