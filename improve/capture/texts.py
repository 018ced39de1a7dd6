"""The one place where the words of an idea are checked, whichever way they come: form, outbox, without a name."""

import re

from improve.core.errors import RuleBroken
from improve.core.forms import is_blank
from improve.core.languages import gettext as _
from improve.ideas.identifiers import find
from improve.ideas.patients import refuse_identifiers
from improve.ideas.stages import TEXT_LEAST, TEXT_MOST
from improve.teams.models import Team

MORE_THAN_A_NAME = re.compile(r"[0-9@]|\b(?:patient|pt)\b", re.IGNORECASE)


class Unreadable(RuleBroken):
    """What was sent can not be filed as it is; sending it again changes nothing (422)."""

    status = 422

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def check_texts(team: Team | None, text: str, suggestion: str = "", *, is_denied: bool = False) -> bool:
    """Raises Unreadable, with a sentence, for words that are no idea, ShowsPatient for a patient. Both are tidied.

    `is_denied`: its author says that it is no patient. True: then a lead must look at it first.
    """
    if not text or is_blank(text):
        raise Unreadable(_("Write what could be better"), "text")
    if len(text) < TEXT_LEAST:
        too_short = _("%(what)s must be %(least)s characters or more", what=_("Your idea"), least=TEXT_LEAST)
        raise Unreadable(too_short, "text")
    return check_more(team, text, suggestion, is_denied=is_denied)


def check_more(
    team: Team | None, text: str, suggestion: str = "", *names: str, is_denied: bool = False
) -> bool:
    """The same for what is added later, where nothing need be said. `names`: further words that somebody typed."""
    for field, words in (("text", text), ("suggestion", suggestion)):
        if len(words) > TEXT_MOST:
            what = _("Your idea") if field == "text" else _("Your suggestion")
            raise Unreadable(
                _("%(what)s must be %(most)s characters or fewer", what=what, most=f"{TEXT_MOST:,}"), field
            )
    for name in names:
        check_name(name)
    return refuse_identifiers(text, suggestion, team=team, is_denied=is_denied)


def check_name(name: str) -> None:
    """Raises Unreadable for more than a name: no digit, no address, nobody who is called a patient."""
    if MORE_THAN_A_NAME.search(name) or any(span.kind != "patient_name" for span in find(name)):
        raise Unreadable(_("Write your own name here, and nothing else"), "says_name")
