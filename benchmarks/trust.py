"""A made-up trust of any size: 40 wards, one of them measured. Bulk inserts, the same rows for the same size.

The measured ward has 250 open ideas at every size, and the rare word stands in 50 ideas: what grows is the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text

from benchmarks.filling import batched, put
from improve.auth import sessions
from improve.core.db import commit, db, start_writing
from improve.core.ids import ALPHABET, ID_LENGTH
from improve.escalations.models import Escalation
from improve.events.models import EventRow
from improve.goals.models import Goal
from improve.ideas import search
from improve.ideas.facts import Answer, Comment, IdeaGoal, IdeaText, Support
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.pdsa.models import Cycle
from improve.people.models import Person
from improve.teams.models import Membership, Organisation, Team

WARDS = 40
PEOPLE = 12  # of a ward
OPEN = {Stage.NEW: 100, Stage.READY: 60, Stage.TESTING: 50, Stage.EMBEDDING: 40}  # of the measured ward: 250
STAGES = (Stage.NEW, Stage.READY, Stage.TESTING, Stage.EMBEDDING, *[Stage.DONE] * 12, *[Stage.NOT_NOW] * 3)
RARE, HITS = "gantry", 50  # the word that is searched, and the ideas that have it
BATCH = 2_000  # ideas held in memory
WORDS = (
    "blanket", "night", "ward", "trolley", "handover", "form", "pharmacy", "bed", "patient", "family", "chair", "light",
    "store", "key", "round", "drug", "chart", "phone", "porter", "scan", "wait", "lift", "door", "clean", "label",
    "shelf", "discharge", "morning", "staff", "rota", "break", "tea", "glove", "sink", "pump", "line",
)  # fmt: skip
SALT = "0" * 43
FIRST = {"number": 1, "suggestion": "", "details": {}, "salt": SALT}


@dataclass(frozen=True)
class Measured:
    """What the measurement needs of the trust."""

    team_id: str
    idea_ids: list[str]
    secret: str  # of the session of the ward's lead


class Builder:
    """Makes the rows; the same for the same size."""

    def __init__(self, size: int) -> None:
        self.size, self.random = size, Random(size)
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.today = self.now.date()
        self.organisation_id = self.new_id()
        self.wards: list[dict[str, Any]] = []
        self.people: dict[str, list[str]] = {}
        self.goals: list[str] = []
        self.parent_id = ""

    def new_id(self) -> str:
        """An id like those of the program."""
        return "".join(self.random.choices(ALPHABET, k=ID_LENGTH))

    def build(self) -> Measured:
        """Fill an empty database."""
        start_writing()
        self.place()
        self.employ()
        self.aim()
        shown: list[str] = []
        for batch in batched(self.ideas(), BATCH):
            for table in (Idea, IdeaText, EventRow, Answer, Support, Comment, IdeaGoal, Cycle, Escalation):
                put(table.__table__, [row for idea in batch for row in idea.get(table, ())])  # type: ignore[arg-type]
            put(search.index, [idea["search"] for idea in batch], ("idea_id", "words"))
            shown += [idea[Idea][0]["id"] for idea in batch if idea["is_shown"]]
        db.session.execute(text("ANALYZE"))
        secret = sessions.begin(db.session.get_one(Person, self.people[self.wards[0]["id"]][0]), "Benchmark")
        commit()
        return Measured(self.wards[0]["id"], shown, secret)

    def place(self) -> None:
        """The organisation and its tree."""
        put(Organisation.__table__, [{"id": self.organisation_id, "name": "Measured Hospitals"}])
        top = self.team("Executive team", 4, None)
        put(Team.__table__, [top])
        divisions = [self.team(f"Division {number}", 3, top) for number in (1, 2)]
        put(Team.__table__, divisions)
        units = [self.team(f"Unit {number}", 2, divisions[number % 2]) for number in range(4)]
        put(Team.__table__, units)
        self.wards = [self.team(f"Ward {number}", 1, units[number % 4]) for number in range(WARDS)]
        self.parent_id = units[0]["id"]
        put(Team.__table__, self.wards)

    def team(self, name: str, tier: int, parent: dict[str, Any] | None) -> dict[str, Any]:
        """One team."""
        team_id = self.new_id()
        return {
            "id": team_id, "organisation_id": self.organisation_id, "name": name, "tier": tier, "headcount": 30,
            "parent_id": parent["id"] if parent else None, "path": f"{parent['path'] if parent else ''}{team_id}/",
        }  # fmt: skip

    def employ(self) -> None:
        """Twelve people a ward; the first leads it."""
        people, members = [], []
        for ward in self.wards:
            ids = self.people[ward["id"]] = [self.new_id() for _ in range(PEOPLE)]
            for number, person_id in enumerate(ids):
                name = f"{self.random.choice(WORDS).title()} {ward['name'].replace(' ', '')} {number}"
                same = {"organisation_id": self.organisation_id}
                people.append({"id": person_id, "name": name, "job": "Staff nurse", **same})
                members.append(
                    {
                        "id": self.new_id(),
                        "person_id": person_id,
                        "team_id": ward["id"],
                        "is_lead": not number,
                        **same,
                    }
                )
        put(Person.__table__, people)
        put(Membership.__table__, members)

    def aim(self) -> None:
        """Ten goals of the organisation."""
        top_id = self.wards[0]["path"].split("/")[0]
        self.goals = [self.new_id() for _ in range(10)]
        put(Goal.__table__, [
            {
                "id": goal_id, "organisation_id": self.organisation_id, "team_id": top_id, "status": "published",
                "title": f"Nobody waits longer than needed, number {number}", "aim": "From 40 to 20 minutes",
                "why": "Waiting wears people out.", "starts_on": self.today,
                "ends_on": self.today + timedelta(days=180),
            }
            for number, goal_id in enumerate(self.goals)
        ])  # fmt: skip

    def ideas(self) -> Iterator[dict[Any, Any]]:
        """All ideas, each with the rows that hang on it."""
        rare = set(self.random.sample(range(self.size), HITS))
        measured = [stage for stage, count in OPEN.items() for _ in range(count)]
        measured += [Stage.DONE] * max(self.size // WARDS - len(measured), 25)
        for number in range(self.size):
            is_shown = number < len(measured)
            ward = self.wards[0] if is_shown else self.wards[1 + number % (WARDS - 1)]
            stage = measured[number] if is_shown else STAGES[number % len(STAGES)]
            yield self.idea(ward, stage, number, number in rare)

    def idea(self, ward: dict[str, Any], stage: Stage, number: int, is_rare: bool) -> dict[Any, Any]:
        """One idea on a ward."""
        row = Place(
            self.new_id(), ward, stage, self.now - timedelta(days=1 + number % 180, minutes=number % 600)
        )
        author = self.people[ward["id"]][number % PEOPLE]
        words = " ".join(self.random.choices(WORDS, k=30)) + (f" {RARE}" if is_rare else "")
        found: dict[Any, Any] = {
            Idea: [self.idea_row(row, words, author, number)],
            IdeaText: [{**self.written(row, author), "text": words, **FIRST}],
            EventRow: [self.event(row, "idea.submitted", author, {"authorship": "named", "text_digest": "0" * 64})],
            "search": {"idea_id": row.id, "words": words},
            "is_shown": ward is self.wards[0] and stage in OPEN,
        }  # fmt: skip
        if stage is not Stage.NEW:
            self.answered(found, row)
        if ward is self.wards[0]:
            self.dressed(found, row, number)
        elif number % 3 == 0:
            found[IdeaGoal] = [self.goal_link(row, number)]
        return found

    def idea_row(self, at: "Place", words: str, author: str, number: int) -> dict[str, Any]:
        """The idea itself."""
        is_new = at.stage is Stage.NEW
        return {
            "id": at.id, "organisation_id": self.organisation_id, "team_id": at.team_id, "stage": at.stage,
            "stage_since": at.moment + timedelta(hours=5), "headline": words[:70].rsplit(" ", 1)[0],
            "authorship": "named", "author_id": author, "staff_group": "", "says_name": "",
            "received_on": at.moment.date(),
            "received_at": at.moment, "effort": number % 4, "impact": number % 3, "supporters": number % 4,
            "owner_id": None if is_new else author, "last_event_at": at.moment + timedelta(hours=5),
            "answer_amber_at": at.moment + timedelta(hours=16), "answer_due_at": at.moment + timedelta(hours=24),
            "answered_at": None if is_new else at.moment + timedelta(hours=5), "waste": "", "benefits": "patients",
            "text_number": 1, "version": 1,
        }  # fmt: skip

    def answered(self, found: dict[Any, Any], at: "Place") -> None:
        """Its answer, with the event."""
        answer = {
            **self.written(at, at.lead(self.people)),
            "kind": "accept",
            "words": "Yes, let us try that.",
        }
        found[Answer] = [answer | {"reason": "", "next_step": "", "reply": ""}]
        found[EventRow].append(
            self.event(at, "idea.accepted", at.lead(self.people), {"answer_id": answer["id"]})
        )

    def dressed(self, found: dict[Any, Any], at: "Place", number: int) -> None:
        """What else stands on the cards of the measured ward: goals on two thirds, supporters, comments."""
        people = self.people[at.team_id]
        same = {"organisation_id": self.organisation_id, "idea_id": at.id}
        found[Support] = [
            {"id": self.new_id(), "person_id": person, "given_on": self.today, **same}
            for person in people[: number % 4]
        ]
        found[Comment] = [
            {**self.written(at, person), "words": "We have this too.", "is_by_author": False, "says_name": ""}
            for person in people[:2]
        ]
        if number % 3:
            found[IdeaGoal] = [self.goal_link(at, number)]
        if at.stage is Stage.TESTING:
            found[Cycle] = [self.cycle(at, people[0])]
        if number % 10 == 0 and at.stage in OPEN:
            found[Escalation] = [self.escalation(at, people[0])]

    def goal_link(self, at: "Place", number: int) -> dict[str, Any]:
        """It serves a goal."""
        return {
            "id": self.new_id(), "organisation_id": self.organisation_id, "idea_id": at.id, "stage": at.stage.value,
            "goal_id": self.goals[number % len(self.goals)],
        }  # fmt: skip

    def cycle(self, at: "Place", by: str) -> dict[str, Any]:
        """A test that is running."""
        return {
            "id": self.new_id(), "organisation_id": self.organisation_id, "team_id": at.team_id, "idea_id": at.id,
            "number": 1, "state": "doing", "question": "Does it help?", "change": "A second trolley",
            "prediction_direction": "down", "prediction_by": self.today + timedelta(days=5), "measure": "Walks a night",
            "scale": 2, "starts_on": self.today - timedelta(days=2), "ends_on": self.today + timedelta(days=5),
            "planned_by_id": by, "started_by_id": by, "started_at": self.now, "salt": SALT,
        }  # fmt: skip

    def escalation(self, at: "Place", by: str) -> dict[str, Any]:
        """It waits for the unit."""
        own_id = self.new_id()
        return {
            "id": own_id, "first_id": own_id, "organisation_id": self.organisation_id, "idea_id": at.id,
            "from_team_id": at.team_id, "to_team_id": self.parent_id, "state": "raised", "reason": "money or authority",
            "ask": "Please order two more.", "raised_by_id": by, "raised_at": self.now,
            "due_at": self.now + timedelta(hours=20),
        }  # fmt: skip

    def written(self, at: "Place", by: str) -> dict[str, Any]:
        """Who wrote something and when."""
        return {
            "id": self.new_id(), "organisation_id": self.organisation_id, "idea_id": at.id, "by_id": by,
            "written_on": at.moment.date(), "written_at": at.moment,
        }  # fmt: skip

    def event(self, at: "Place", name: str, by: str, facts: dict[str, Any]) -> dict[str, Any]:
        """What happened."""
        return {
            "id": self.new_id(), "organisation_id": self.organisation_id, "team_id": at.team_id, "name": name,
            "subject_id": at.id, "happened_on": at.moment.date(), "happened_at": at.moment, "by_kind": "person",
            "by_id": by, "facts": facts,
        }  # fmt: skip


@dataclass(frozen=True)
class Place:
    """An idea's id, its ward, its stage, and when it came."""

    id: str
    ward: dict[str, Any]
    stage: Stage
    moment: datetime

    @property
    def team_id(self) -> str:
        """The ward's id."""
        return str(self.ward["id"])

    @property
    def day(self) -> date:
        """The day it came."""
        return self.moment.date()

    def lead(self, people: dict[str, list[str]]) -> str:
        """The ward's lead."""
        return people[self.team_id][0]
