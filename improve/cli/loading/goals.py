"""The goals: drafted, published, written again, retired, each on its day."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from improve.cli.loading.content import Days, Fields
from improve.cli.loading.story import Happening
from improve.cli.loading.trust import Trust
from improve.goals.models import GoalPlan, propose

DRAFTED_DAYS_AGO = 5  # at the latest


def happenings(said: Fields, trust: Trust) -> Iterator[Happening]:
    """What happens to one goal."""
    days, key = trust.days, said["key"]
    wordings = _wordings(said)
    start = min(days.at(-said["starts"], "10:00") - timedelta(days=7), days.at(DRAFTED_DAYS_AGO, "10:00"))
    owner = trust.people[said["owner"]]

    def draft() -> None:
        parent = trust.goals[said["parent"]] if "parent" in said else None
        plan = _plan(wordings[0], trust, days)
        trust.goals[key] = propose(trust.teams[said["team"]], owner, plan, parent)

    yield _step(said, "draft", start, draft)
    if said["status"] == "draft":
        return
    yield _step(said, "publish", start + timedelta(hours=1), lambda: trust.goals[key].publish(owner))
    for said_then, before in zip(said.get("revisions", []), wordings[1:], strict=True):
        yield _step(
            said,
            "revise",
            days.at(said_then["days_ago"], "11:00"),
            _revision(trust, key, before, said_then["why"]),
        )
    if said["status"] == "retired":
        retired, why = days.at(-said["ends_in_days"], "12:00"), said["retired_because"]
        yield _step(said, "retire", retired, lambda: trust.goals[key].retire(owner, why))


def _revision(trust: Trust, key: str, wording: Fields, why: str) -> Callable[[], object]:
    owner = trust.people[wording["owner"]]
    return lambda: trust.goals[key].revise(owner, _plan(wording, trust, trust.days), why)


def _wordings(said: Fields) -> list[Fields]:
    """How the goal was worded at first, after its first revision, and so on; a revision tells what stood before it."""
    present, found = dict(said), []
    for revision in reversed(said.get("revisions", [])):
        found.append(present)
        present = {**present, **{name: revision[name] for name in ("title", "aim_text") if name in revision}}
    return [present, *reversed(found)]


def _plan(said: Fields, trust: Trust, days: Days) -> GoalPlan:
    return GoalPlan(
        title=said["title"],
        aim=said["aim_text"],
        why=said["why"],
        starts_on=days.day(-said["starts"]),
        ends_on=days.day(-said["ends_in_days"]),
        owner_id=trust.people[said["owner"]].id,
        written_with=said.get("written_with", ""),
    )


def _step(said: Fields, verb: str, at: datetime, act: Callable[[], object]) -> Happening:
    return Happening(at, f"goals.yaml: {said['key']}: {verb}", act)
