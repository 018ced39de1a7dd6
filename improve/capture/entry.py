"""One entry of a tablet's outbox as it comes: JSON read into plain values, and nothing that is not one of them."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from improve.capture.texts import Unreadable
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.core.text import tidy
from improve.ideas.stages import BENEFITS

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
CODE_DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_LISTED = 50  # goals or beneficiaries; a form has fewer
MOST_LETTERS = 100  # of an id, a ticket or a date
NOT_THE_FORM = noop("This needs the form’s own script")


@dataclass(frozen=True)
class Name:
    """Who says it is theirs: a ticket that a PIN was given for, or a person nobody has confirmed yet; or neither."""

    ticket: str = ""
    person: str = ""

    @property
    def is_given(self) -> bool:
        """Somebody is named."""
        return bool(self.ticket or self.person)


@dataclass(frozen=True)
class Entry:
    """An idea with all that came with it. The words are tidied and not checked yet."""

    text: str
    suggestion: str
    goals: tuple[str, ...]
    benefits: tuple[str, ...]
    name: Name
    written_at: datetime | None
    is_denied: bool = False  # "this is not a patient": what was found is looked at by a lead

    def payload(self) -> str:
        """What makes two sendings the same; words alone are what the plain form sends, so that both make one idea."""
        more = [self.suggestion, list(self.goals), list(self.benefits), self.name.ticket, self.name.person]
        return json.dumps([self.text, *more]) if any(more) else self.text


def read_entry(sent: dict[str, Any]) -> Entry:
    """Raises Unreadable for a field of another kind than the protocol says."""
    return Entry(
        text=words_in(sent, "text"),
        suggestion=words_in(sent, "suggestion"),
        goals=codes_in(sent, "goals"),
        benefits=benefits_in(sent),
        name=name_in(sent),
        written_at=moment_in(sent, "written_at"),
        is_denied=sent.get("not_a_patient") is True,
    )


def words_in(sent: dict[str, Any], name: str) -> str:
    """Text, or nothing."""
    found = sent.get(name)
    if not isinstance(found, str | None):
        raise Unreadable(_(NOT_THE_FORM))
    return tidy(found)


def codes_in(sent: dict[str, Any], name: str) -> tuple[str, ...]:
    """A short list of ids or codes, each once."""
    found = sent.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or len(found) > MOST_LISTED or not all(map(_is_code, found)):
        raise Unreadable(_(NOT_THE_FORM))
    return tuple(sorted(set(found)))


def benefits_in(sent: dict[str, Any]) -> tuple[str, ...]:
    """Who benefits, in the order of the form; codes that are no longer known are left out."""
    ticked = codes_in(sent, "beneficiaries")
    return tuple(code for code in BENEFITS if code in ticked)


def name_in(sent: dict[str, Any]) -> Name:
    """The ticket or the person; a ticket proves more."""
    found = sent.get("named")
    if found is None:
        return Name()
    if not isinstance(found, dict) or not all(_is_code(found.get(part, "")) for part in ("ticket", "person")):
        raise Unreadable(_(NOT_THE_FORM))
    ticket = found.get("ticket", "")
    return Name(ticket, "" if ticket else found.get("person", ""))


def moment_in(sent: dict[str, Any], name: str) -> datetime | None:
    """A moment as ISO 8601 writes it; without a zone it is UTC."""
    found = sent.get(name)
    if found is None:
        return None
    if not _is_code(found):
        raise Unreadable(_(NOT_THE_FORM))
    try:
        moment = datetime.fromisoformat(found)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Unreadable(_("This date is none")) from None


def _is_code(found: object) -> bool:
    return isinstance(found, str) and len(found) <= MOST_LETTERS and tidy(found) == found
