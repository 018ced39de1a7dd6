"""The part of the state machine that asks authors, and names owners."""

from hypothesis.stateful import invariant, rule

from improve.core.db import db
from improve.ideas.facts import Answer
from improve.ideas.models import Idea
from tests.reliability.known import MERGED, NEW, NOT_NOW, READY, is_at, was_asked
from tests.reliability.stepping import PERSON, PLACE, Stepping, verb


class Asking(Stepping):
    """The rules of questions and owners."""

    @verb(is_at(NEW, READY, NOT_NOW), by=PERSON)
    def ask(self, place: int, by: str) -> None:
        """One question at a time."""
        idea_id, known = self.pick(place)
        may = known.stage in (NEW, READY, NOT_NOW) and not known.is_asked
        if self.attempt(place, may, lambda idea: idea.ask(self.person(by), "Which nights?")):
            asked = [answer.id for answer in self.answers(idea_id) if answer.kind == "ask"]
            known.questions += [found for found in asked if found not in known.questions]
            known.is_asked, known.events = True, known.events + 1

    @verb(was_asked)
    def reply(self, place: int) -> None:
        """The author replies, once a question."""
        _id, known = self.pick(place)
        if not known.questions:
            return
        question_id = known.questions[-1]

        def act(idea: Idea) -> None:
            idea.reply(db.session.get_one(Answer, question_id), "Every night.", self.trust.ben)

        if self.attempt(place, question_id not in known.replied, act):
            known.replied.add(question_id)
            known.is_asked, known.events = False, known.events + 1

    @rule(place=PLACE, by=PERSON, owner=PERSON | PERSON.map(lambda _name: ""))
    def name_owner(self, place: int, by: str, owner: str) -> None:
        """Somebody, or the team; the same one again is no news."""
        _id, known = self.pick(place)
        if self.attempt(
            place, known.stage != MERGED, lambda idea: idea.name_owner(self.person(by), self.person(owner))
        ):
            known.events += known.owner != owner
            known.owner = owner

    @invariant()
    def clocks_agree(self) -> None:
        """Answered, and asked, as the model says: no path leaves an author waiting for ever, or counted twice."""
        for idea_id, known in zip(self.ids, self.known, strict=True):
            row = db.session.get_one(Idea, idea_id)
            assert (row.answered_at is not None, row.asked_at is not None) == (
                known.is_answered,
                known.is_asked,
            )

    def answers(self, idea_id: str) -> list[Answer]:
        """Whatever its author was told."""
        return db.session.get_one(Idea, idea_id, populate_existing=True).answers
