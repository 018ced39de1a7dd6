"""The page of an aim costs the same whether a few ideas or ten thousand stand below it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, insert

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.ids import new_id
from improve.ideas.facts import IdeaGoal
from improve.ideas.models import Idea
from improve.ideas.stages import Stage

FEW, MANY = 70, 10_000  # ideas
STAGES = (Stage.NEW, Stage.READY, Stage.TESTING, Stage.EMBEDDING, Stage.DONE, Stage.LEARNED, Stage.NOT_NOW)


def test_ten_thousand_ideas_below_an_aim_ask_no_more_and_fetch_no_more(trust, goals, eve):
    links = (goals.aim, goals.driver, goals.ward)
    asked: dict[int, tuple[int, int]] = {}
    for number in (FEW, MANY):
        add_ideas(trust, links, number - sum(asked))
        eve.get(f"/goals/{goals.aim.id}")  # what is read once in the life of a process
        with listening() as seen:
            page = eve.get(f"/goals/{goals.aim.id}")
        asked[number] = (len(seen), rows_of(seen))
        assert f", {number:,} with the goals below it" in page.select_one("#ideas").text
        assert len(page.soup.select("#ideas-listed tr")) == 20
    (few_questions, few_rows), (questions, rows) = asked[FEW], asked[MANY]
    assert questions <= few_questions <= 12
    assert rows <= few_rows


def add_ideas(trust: Any, links: Any, number: int) -> None:
    """Many ideas at every stage, each serving one of these goals."""
    ids, now = [new_id() for _ in range(number)], clock.now()
    ours = {"organisation_id": trust.organisation.id}
    made = {
        "team_id": trust.ward_12.id,
        "authorship": "named",
        "author_id": trust.ben.id,
        "headline": "Blankets",
    }
    made |= {
        "stage_since": now,
        "received_on": now.date(),
        "last_event_at": now,
        "text_number": 1,
        "version": 1,
    }
    staged = [(key, STAGES[at % len(STAGES)]) for at, key in enumerate(ids)]
    db.session.execute(
        insert(Idea), [ours | made | {"id": key, "stage": stage, "answered_at": now} for key, stage in staged]
    )
    served = [{"id": new_id(), "idea_id": key, "stage": stage.value} for key, stage in staged]
    db.session.execute(
        insert(IdeaGoal), [ours | one | {"goal_id": links[at % 3].id} for at, one in enumerate(served)]
    )
    commit()
    start_writing()


@contextmanager
def listening() -> Iterator[list[tuple[str, Any]]]:
    """The questions of the block, with what they are asked for."""
    seen: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def rows_of(seen: list[tuple[str, Any]]) -> int:
    """The rows that the database hands over for these questions."""
    with db.engine.connect() as connection:
        return sum(len(connection.exec_driver_sql(*question).all()) for question in seen)
