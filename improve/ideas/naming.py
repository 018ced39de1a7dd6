"""Who wrote it: named later, by PIN or sign-in, or confirmed by whom a tablet named. A name once set stays."""

from sqlalchemy import Select, select

from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.events.record import record
from improve.ideas.arrival_events import AuthorNamed, NameDenied
from improve.ideas.models import Idea
from improve.people.models import Person

ITS_AUTHOR_IS_KNOWN = noop("This idea has its author’s name already.")
NOT_ASKED = noop("This idea does not ask for your name any more.")


def sign(idea: Idea, person: Person) -> None:
    """The author puts their name to it, proven by PIN or sign-in. It can not be taken back."""
    if idea.authorship not in ("unnamed", "anonymous"):
        raise RuleBroken(_(ITS_AUTHOR_IS_KNOWN))
    if person.organisation_id != idea.organisation_id:
        raise RuleBroken(_("Only somebody who works here can put their name to it."))
    idea.authorship, idea.author_id, idea.author = "named", person.id, person
    idea.named_id, idea.says_name = None, ""
    idea.staff_group = idea.staff_group or person.staff_group
    idea.touch()
    record(AuthorNamed(idea.id), about=idea, by=person)


def name(idea: Idea, person: Person) -> None:
    """Somebody says it is theirs, or a tablet says so for them; they are asked to confirm it. No event: it is said."""
    if idea.authorship != "unnamed":
        raise RuleBroken(_(ITS_AUTHOR_IS_KNOWN))
    idea.named_id, idea.says_name = person.id, person.name


def confirm(idea: Idea, by: Person) -> None:
    """It is mine."""
    _must_ask(idea, by)
    sign(idea, by)


def deny(idea: Idea, by: Person) -> None:
    """It is not mine: it stays, without a name."""
    _must_ask(idea, by)
    idea.named_id, idea.says_name = None, ""
    idea.touch()
    record(NameDenied(idea.id), about=idea, by=by)


def asking(person: Person) -> Select[Idea]:
    """The ideas that somebody is asked to confirm, newest first."""
    rows = select(Idea).where(Idea.named_id == person.id, Idea.authorship == "unnamed")
    return rows.order_by(Idea.received_on.desc(), Idea.id)


def _must_ask(idea: Idea, person: Person) -> None:
    if idea.named_id != person.id:
        raise RuleBroken(_(NOT_ASKED))
