"""What waits for somebody of the demonstration, as it is now: the weekday and what was done since decide it."""

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.text import listing, plural
from improve.escalations.reading import how_many_wait
from improve.ideas.facts import Answer
from improve.ideas.first_answers import undecided
from improve.ideas.models import Idea
from improve.people.models import Person
from improve.teams.standing_in import teams_answered_by


def waiting_words(person: Person) -> str:
    """ "Now: 3 answers to what was raised (1 late) and 5 new ideas wait."; empty where nothing does."""
    risen = how_many_wait(person)
    late = f", {risen.late:,} late" if risen.late else ""
    found = {
        f"{plural(risen.all, 'thing')} raised{late}": risen.all,
        plural(new := new_ideas(person), "new idea"): new,
        plural(unread := unread_answers(person), "answer") + " to read": unread,
    }
    said = listing([words for words, number in found.items() if number])
    return f"Waiting now: {said}." if said else ""


def new_ideas(person: Person) -> int:
    """Of the teams that somebody answers for."""
    ids = [team.id for team in teams_answered_by(person)]
    rows = select(func.count()).select_from(Idea).where(Idea.team_id.in_(ids), undecided())
    return db.session.scalars(rows).one()


def unread_answers(person: Person) -> int:
    """Answers to one's own ideas that one has not marked as read."""
    rows = select(func.count()).select_from(Answer).join(Idea, Idea.id == Answer.idea_id)
    return db.session.scalars(rows.where(Idea.author_id == person.id, Answer.read_on.is_(None))).one()
