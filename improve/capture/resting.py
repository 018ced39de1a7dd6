"""What is added to an idea of the outbox once it was sent: the optional rest, and a name."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from improve.capture.dating import moment_written
from improve.capture.entry import Name, benefits_in, codes_in, moment_in, name_in, words_in
from improve.capture.signing import Signature, signature
from improve.capture.texts import Unreadable, check_more
from improve.core.languages import gettext as _
from improve.core.text import one_line
from improve.events.record import record
from improve.goals.policy import choices as goal_choices
from improve.ideas import naming
from improve.ideas.additions import Rest, add_rest, must_be_open
from improve.ideas.arrival_events import IdeaLeftOut
from improve.ideas.models import Idea
from improve.people.models import STAFF_GROUPS
from improve.tablets.models import Tablet

NAME_MOST = 80  # characters
Photo = tuple[bytes, tuple[int, int]]


@dataclass(frozen=True)
class Addition:
    """The rest as it came, and who says it is theirs."""

    rest: Rest
    name: Name
    written_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing was given: it is no addition, and uses none up."""
        return not (self.rest.given or self.name.is_given)

    def payload(self) -> str:
        """What makes two sendings the same; not the moment."""
        rest, photo = self.rest, self.rest.photo
        fields = [rest.suggestion, rest.benefits, sorted(rest.goals), rest.says_name, rest.staff_group]
        picture = hashlib.sha256(photo[0]).hexdigest() if photo else ""
        return json.dumps([*fields, self.name.ticket, self.name.person, picture])


def read_addition(sent: dict[str, Any], photo: Photo | None) -> Addition:
    """Raises Unreadable for a field of another kind than the protocol says."""
    group, said = words_in(sent, "staff_group"), one_line(words_in(sent, "says_name"))
    if group and group not in STAFF_GROUPS:
        raise Unreadable(_("Choose a staff group from the list"), "staff_group")
    if len(said) > NAME_MOST:
        too_long = _("%(what)s must be %(most)s characters or fewer", what=_("Your name"), most=NAME_MOST)
        raise Unreadable(too_long, "says_name")
    rest = Rest(
        suggestion=words_in(sent, "suggestion"),
        benefits=list(benefits_in(sent)),
        goals=set(codes_in(sent, "goals")),
        says_name=said,
        staff_group=group,
        photo=photo,
    )
    return Addition(rest, name_in(sent), moment_in(sent, "written_at"))


def add(idea: Idea, key: str, addition: Addition, by: Tablet) -> str:
    """Store it; the id of the idea. Raises RuleBroken when it was too late, or the idea is answered."""
    written = moment_written(by, addition.written_at)
    must_be_open(idea, by, written)
    check_more(idea.team, "", addition.rest.suggestion, addition.rest.says_name)
    known = {goal.id for goal in goal_choices(by, by.team)}
    rest = replace(addition.rest, goals=addition.rest.goals & known)
    lost = ["goals"] if rest.goals != addition.rest.goals else []
    if addition.name.is_given and not sign(idea, signature(addition.name, by, key)):
        lost.append("name")
    add_rest(idea, rest, by, written)
    if lost:
        record(IdeaLeftOut(idea.id, what=lost), about=idea, by=by)
    return idea.id


def sign(idea: Idea, signed: Signature) -> bool:
    """Put the name to it, or ask for it; False when it names nobody."""
    if signed.author:
        naming.sign(idea, signed.author)
    elif signed.named:
        naming.name(idea, signed.named)
    return signed != Signature()
