"""Measures of the story: begun, filled with figures, decided about, each on its day."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from improve.cli.loading.content import Fields
from improve.cli.loading.series import Figure, figures
from improve.cli.loading.story import Happening
from improve.cli.loading.trust import Trust
from improve.events.record import Actor
from improve.measures.kinds import Chart, Kind, Often, Role, Wanted, chart_for
from improve.measures.models import Measure, MeasurePlan, start
from improve.measures.readings import Reading

PASTED = timedelta(minutes=10)  # after a measure begins: what was counted before stands in its table


def happenings(said: Fields, trust: Trust) -> Iterator[Happening]:
    """Everything that happens to one measure."""
    begun, found = trust.days.at(**_when(said["started"])), figures(said, trust.days)
    yield _happens(said, "start", begun, partial(_start, said, trust))
    before = [figure for figure in found if figure.entered_at < begun]
    if before:
        yield _happens(said, "paste", begun + PASTED, partial(_paste, said, trust, before))
    for figure in found[len(before) :]:
        yield _happens(said, "enter", figure.entered_at, partial(_enter, said, trust, figure))
    if "ended" in said:
        ended = trust.days.at(**_when(said["ended"]))
        yield _happens(
            said, "end", ended, lambda: trust.measures[said["key"]].end(trust.people[said["ended"]["by"]])
        )
    for verb, act in DECISIONS.items():
        for step in said.get(verb, []):
            on = _day_of(found, step)
            yield _happens(said, verb, trust.days.at(**_when(step)), partial(act, said, trust, step, on))


def _when(step: Fields) -> Fields:
    return {"days_ago": step["days_ago"], "clock_time": step.get("at", "09:00")}


def _happens(said: Fields, verb: str, at: datetime, act: Callable[[], object]) -> Happening:
    return Happening(at, f"{said['file']}: {said['key']}: {verb}", act)


def _start(said: Fields, trust: Trust) -> None:
    goal, idea = said.get("goal"), said.get("idea")
    trust.measures[said["key"]] = start(
        trust.teams[said["team"]],
        trust.people[said["started"]["by"]],
        _plan(said, trust),
        goal_id=trust.goals[goal].id if goal else None,
        idea_id=trust.ideas[idea].id if idea else None,
    )


def _plan(said: Fields, trust: Trust) -> MeasurePlan:
    kind, several = Kind(said["kind"]), said.get("several", False)
    return MeasurePlan(
        name=said["name"],
        unit=said.get("unit", ""),
        definition=said["definition"],
        role=Role(said["role"]),
        kind=kind,
        wanted=Wanted(said["wanted"]),
        often=Often(said["often"]),
        chart=Chart(said["chart"]) if "chart" in said else chart_for(kind, several=several).chart,
        target=said.get("target"),
        out_of=said.get("out_of", ""),
        per=said.get("per", 1),
        several=several,
        owner_id=trust.people[said["owner"]].id,
    )


def _actor(said: Fields, trust: Trust) -> Actor:
    """Who enters the figures: the team's tablet, unless somebody is named."""
    name = said.get("entered_by", "")
    return trust.people[name] if name else trust.tablets[said["team"]][0]


def _paste(said: Fields, trust: Trust, before: list[Figure]) -> None:
    rows = [(figure.on, figure.value, figure.denominator, "") for figure in before]
    trust.measures[said["key"]].add_readings(trust.people[said["started"]["by"]], rows)


def _enter(said: Fields, trust: Trust, figure: Figure) -> None:
    measure = trust.measures[said["key"]]
    measure.add_reading(_actor(said, trust), figure.on, figure.value, figure.denominator)


def _day_of(found: list[Figure], step: Fields) -> date:
    """The day of the reading that a step is about, counted from 1."""
    number: int = step["reading"]
    return found[number - 1].on


def _note(said: Fields, trust: Trust, step: Fields, on: date) -> None:
    trust.measures[said["key"]].note(trust.people[step["by"]], on, step["words"])


def _decide(kind: str, said: Fields, trust: Trust, step: Fields, on: date) -> None:
    trust.measures[said["key"]].decide_lines(trust.people[step["by"]], kind, on, step["why"])


def _leave_out(said: Fields, trust: Trust, step: Fields, on: date) -> None:
    measure = trust.measures[said["key"]]
    _reading(measure, on).leave_out(measure, trust.people[step["by"]], step["why"])


def _correct(said: Fields, trust: Trust, step: Fields, on: date) -> None:
    measure = trust.measures[said["key"]]
    reading = _reading(measure, on)
    reading.correct(measure, trust.people[step["by"]], step["to"], reading.denominator, step["why"])


def _reading(measure: Measure, on: date) -> Reading:
    found = measure.readings_of(on)
    if not found:
        raise LookupError(f"there is no reading of {on:%-d %B %Y} yet")
    return found[0]


DECISIONS: dict[str, Callable[..., None]] = {
    "notes": _note,
    "rebase": partial(_decide, "rebase"),
    "baseline": partial(_decide, "baseline"),
    "left_out": _leave_out,
    "corrections": _correct,
}
