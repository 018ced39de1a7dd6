"""An idea of the story: sent, sized by its team, supported, and what was done with it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from improve.cli.loading.content import Fields
from improve.cli.loading.steps import VERBS
from improve.cli.loading.story import Happening
from improve.cli.loading.supporters import supports
from improve.cli.loading.trust import Trust
from improve.core.db import db
from improve.core.ids import digest, new_id
from improve.ideas import anonymous, support
from improve.ideas.editing import Fields as Words
from improve.ideas.editing import edit
from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from improve.people.models import Person

EFFORT = {"little": 1, "some": 2, "lots": 3}
IMPACT = {"small": 1, "big": 2}
RELEASE = "07:00"  # of the day after
A_LOOK = timedelta(hours=3)  # after which the team has looked at a new idea, in the daytime
DAYTIME = range(8, 18)  # hours


def happenings(said: Fields, trust: Trust) -> Iterator[Happening]:
    """Everything that happens to one idea."""
    steps = [(verb, fields or {}) for step in said.get("steps", []) for verb, fields in step.items()]
    at = partial(_at, trust)
    yield from _sent(said, trust)
    arrived = _arrived(said, trust)
    looked = min([_by_day(arrived + A_LOOK), *(at(fields) - timedelta(minutes=1) for _, fields in steps[:1])])
    by = steps[0][1].get("by", "") if steps else ""
    yield _happens(said, "look", max(looked, arrived), partial(_look, said, trust, by))
    yield from (
        _happens(said, "support", moment, act) for moment, act in supports(said, steps, trust, arrived)
    )
    for verb, fields in steps:
        yield _happens(said, verb, at(fields), partial(_step, said, verb, fields, trust))


def _at(trust: Trust, fields: Fields) -> datetime:
    return trust.days.at(fields["days_ago"], fields["at"])


def _by_day(moment: datetime) -> datetime:
    """That moment, or the next morning's."""
    if moment.hour in DAYTIME:
        return moment
    morning = moment if moment.hour < DAYTIME.start else moment + timedelta(days=1)
    return morning.replace(hour=DAYTIME.start)


def _happens(said: Fields, verb: str, at: datetime, act: Callable[[], object]) -> Happening:
    return Happening(at, f"{said['file']}: {said['key']}: {verb}", act)


def _arrived(said: Fields, trust: Trust) -> datetime:
    """When it stands on the board."""
    days_ago = said["sent"]["days_ago"]
    if said.get("author") == "anonymous":
        return trust.days.at(days_ago - 1, RELEASE)
    return trust.days.at(days_ago, said["sent"]["at"])


def _sent(said: Fields, trust: Trust) -> Iterator[Happening]:
    if said.get("author") != "anonymous":
        yield _happens(said, "send", _arrived(said, trust), partial(_submit, said, trust))
        return
    sent = trust.days.at(said["sent"]["days_ago"], "00:01")
    yield _happens(said, "send", sent, partial(_wait, said, trust))
    yield _happens(said, "release", _arrived(said, trust), partial(_release, said, trust))


def _details(said: Fields) -> Fields:
    return {"benefits": said.get("benefits", []), "waste": said.get("waste", "")}


def _submit(said: Fields, trust: Trust) -> None:
    author, tablets = trust.people.get(said.get("author", "")), trust.tablets.get(said["team"], [None])
    trust.ideas[said["key"]] = submit(
        trust.teams[said["team"]],
        text=said["text"],
        author=author,
        tablet=tablets[0] if said["from"] == "tablet" else None,
        says_name=said.get("says", ""),
        suggestion=said.get("suggestion", ""),
        details=_details(said),
    )
    if author is not None:
        _serve(said, trust, author)


def _wait(said: Fields, trust: Trust) -> None:
    claim = digest(new_id())  # of a code that nobody was given
    team, suggestion = trust.teams[said["team"]], said.get("suggestion", "")
    said["id"] = anonymous.wait_for_release(team, said["text"], suggestion, _details(said), claim)


def _release(said: Fields, trust: Trust) -> None:
    db.session.flush()
    if db.session.get(Idea, said["id"]) is None:
        anonymous.release(anonymous.filing_team(trust.teams[said["team"]]))
    trust.ideas[said["key"]] = db.session.get_one(Idea, said["id"])


def _look(said: Fields, trust: Trust, name: str) -> None:
    """A lead looks at it: how much effort, which goals, a shorter title, who else takes part."""
    idea = trust.ideas[said["key"]]
    lead = trust.people.get(name) or trust.a_lead_of(idea.team)
    if "effort" in said or "impact" in said:
        idea.size(lead, EFFORT.get(said.get("effort", ""), 0), IMPACT.get(said.get("impact", ""), 0))
    if "title" in said:
        _give_title(idea, said["title"], lead)
    _serve(said, trust, lead)
    for person in said.get("contributors", []):
        support.add_contributor(idea, trust.people[person], lead)


def _give_title(idea: Idea, title: str, by: Person) -> None:
    words = idea.words
    fields = Words(words.text, words.suggestion, title, tuple(idea.benefit_list), idea.waste)
    edit(idea, fields, words.number, by)


def _serve(said: Fields, trust: Trust, by: Person) -> None:
    wanted = {trust.goals[goal].id for goal in said.get("goals", [])}
    if wanted - support.goal_ids(trust.ideas[said["key"]]):
        support.serve_goals(trust.ideas[said["key"]], wanted, by)


def _step(said: Fields, verb: str, fields: Fields, trust: Trust) -> None:
    VERBS[verb](trust, said, fields)
