"""What a page shows on which somebody chooses their name on a tablet."""

from typing import Any

from flask import request

from improve.capture.forms import PinForm
from improve.capture.names import GROUPS, find_names, group_of, grouped, of_team
from improve.capture.signing import colleague
from improve.core.errors import Conflict, Forbidden, RuleBroken
from improve.tablets.models import Tablet


def who(tablet: Tablet, form: PinForm) -> dict[str, Any]:
    """The names of a group of letters, or those that were looked for; and who is chosen."""
    typed = request.values.get("q", "")[:80]
    chosen = colleague(tablet, form.person.data or "")
    groups = grouped(of_team(tablet.team))
    first = next((group.code for group in groups if group.names), GROUPS[0])
    shown = request.values.get("letters") or (group_of(chosen.name) if chosen else first)
    listed = next((group.names for group in groups if group.code == shown), [])
    return {
        "groups": groups,
        "shown": shown,
        "names": find_names(tablet, typed) if "q" in request.values else listed,
        "typed": typed,
        "chosen": chosen,
        "is_finding": "q" in request.values,
    }


def as_said(broken: RuleBroken) -> dict[str, Any]:
    """The status of a refusal on the page itself, and how long the keys stay shut."""
    status = Conflict.code if broken.status == Forbidden.code else broken.status
    return {"status": status, "wait": getattr(broken, "seconds", 0)}
