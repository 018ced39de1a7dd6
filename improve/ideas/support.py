"""Support, comments, contributors, goals, photos: facts beside the stage, open in every stage but merged.

On a merged idea they go to the idea it was merged into.
"""

from sqlalchemy import select

from improve.core import clock
from improve.core.db import append, db
from improve.core.errors import NotFound
from improve.events.record import ANONYMOUS, Actor, record
from improve.ideas import events as happened
from improve.ideas import policy
from improve.ideas.facts import Comment, Contributor, IdeaGoal, Photo, Support
from improve.ideas.family import count_supporters
from improve.ideas.models import Idea, write
from improve.ideas.stages import Stage
from improve.people.models import Person
from improve.tablets.models import Tablet


def head_of_family(idea: Idea) -> Idea:
    """The idea itself, or the one it was merged into."""
    return db.session.get_one(Idea, idea.merged_into_id) if idea.merged_into_id else idea


def head_for(idea: Idea, by: Person | Tablet | Actor | None) -> Idea:
    """The same, for somebody who adds to it. What they may not see is not there for them this way either: 404."""
    head = head_of_family(idea)
    is_hidden = head.stage in (Stage.WITHHELD, Stage.WITHDRAWN)
    if head is not idea and is_hidden and not policy.may_read(by, head):
        raise NotFound
    return head


def support(idea: Idea, by: Person | Tablet) -> bool:
    """One tap; whether it counted: once a person, once a tablet and day."""
    idea = head_for(idea, by)
    if _support_of(idea, by) is not None:
        return False
    person_id, tablet_id = (by.id, None) if isinstance(by, Person) else (None, by.id)
    given_on = clock.today(idea.team.organisation.time_zone)
    append(
        Support,
        organisation_id=idea.organisation_id,
        idea_id=idea.id,
        person_id=person_id,
        tablet_id=tablet_id,
        given_on=given_on,
    )
    count_supporters(idea)
    idea.touch()
    record(happened.IdeaSupported(idea.id), about=idea, by=by)
    return True


def take_support_back(idea: Idea, by: Person) -> None:
    """The same tap again."""
    idea = head_for(idea, by)
    if (row := _support_of(idea, by)) is not None:
        db.session.delete(row)
        count_supporters(idea)
        record(happened.SupportTakenBack(idea.id), about=idea, by=by)


def supports(idea: Idea, by: Person | Tablet) -> bool:
    """Whether that viewer supports it already."""
    return _support_of(head_of_family(idea), by) is not None


def _support_of(idea: Idea, by: Person | Tablet) -> Support | None:
    rows = select(Support).where(Support.idea_id == idea.id)
    if isinstance(by, Person):
        return db.session.scalars(rows.where(Support.person_id == by.id)).first()
    today = clock.today(idea.team.organisation.time_zone)
    return db.session.scalars(rows.where(Support.tablet_id == by.id, Support.given_on == today)).first()


def comment(idea: Idea, words: str, by: Person | None, *, is_by_author: bool = False) -> Comment:
    """Write below an idea; by None: its anonymous author."""
    head = head_for(idea, by)
    is_by_author = is_by_author and head is idea  # what it was merged into has an author of its own
    idea = head
    row = write(Comment(words=words, is_by_author=is_by_author), idea, by)
    record(happened.IdeaCommented(idea.id, comment_id=row.id), about=idea, by=by or ANONYMOUS)
    return row


def add_contributor(idea: Idea, person: Person, by: Actor) -> None:
    """Share the credit."""
    idea = head_for(idea, by)
    known = select(Contributor).where(Contributor.idea_id == idea.id, Contributor.person_id == person.id)
    if db.session.scalars(known).first() is None:
        db.session.add(
            Contributor(organisation_id=idea.organisation_id, idea_id=idea.id, person_id=person.id)
        )
        idea.touch()
        record(happened.ContributorAdded(idea.id, person_id=person.id), about=idea, by=by)


def goal_ids(idea: Idea) -> set[str]:
    """The goals an idea serves."""
    return set(db.session.scalars(select(IdeaGoal.goal_id).where(IdeaGoal.idea_id == idea.id)))


def serve_goals(idea: Idea, wanted: set[str], by: Actor) -> None:
    """Serve exactly these goals."""
    idea = head_for(idea, by)
    links = {
        link.goal_id: link for link in db.session.scalars(select(IdeaGoal).where(IdeaGoal.idea_id == idea.id))
    }
    for goal_id in sorted(wanted - links.keys()):
        db.session.add(IdeaGoal(organisation_id=idea.organisation_id, idea_id=idea.id, goal_id=goal_id))
        record(happened.GoalLinked(idea.id, goal_id=goal_id), about=idea, by=by)
    for goal_id in sorted(links.keys() - wanted):
        db.session.delete(links[goal_id])
        record(happened.GoalUnlinked(idea.id, goal_id=goal_id), about=idea, by=by)
    idea.touch()


def add_photo(idea: Idea, jpeg: bytes, size: tuple[int, int], by: Actor) -> Photo:
    """Keep a photo that was re-encoded already (see photos.py)."""
    idea = head_for(idea, by)
    today = clock.today(idea.team.organisation.time_zone)
    photo = Photo(
        organisation_id=idea.organisation_id,
        idea_id=idea.id,
        added_on=today,
        width=size[0],
        height=size[1],
        jpeg=jpeg,
    )
    db.session.add(photo)
    db.session.flush()
    record(happened.PhotoAdded(idea.id, photo_id=photo.id), about=idea, by=by)
    return photo


def remove_photo(idea: Idea, photo: Photo, by: Actor) -> None:
    """Take a photo away, for good."""
    db.session.delete(photo)
    record(happened.PhotoRemoved(idea.id, photo_id=photo.id), about=idea, by=by)
