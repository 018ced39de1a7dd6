"""Entering by taps, wherever it is done: what the keys show, and what a key or the pad adds.

The ward tablet shows it on a page of its own, and so does the wall (`routes/numbers.py`). Whatever else takes readings
includes `measures/_entry.html`, says where its forms go, and hands over who taps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from improve.core.ids import new_id
from improve.core.languages import gettext as _
from improve.events.record import Actor
from improve.measures import taps
from improve.measures.entry import NUMBER, TALLY, YES_NO, way_of
from improve.measures.figure_forms import TapForm, denominator_label, value_label
from improve.measures.figures import in_words
from improve.measures.kinds import Often
from improve.measures.models import Measure
from improve.measures.readings import Reading
from improve.measures.taps import Tap

TAPS: dict[str, dict[str, tuple[int, int | None]]] = {
    TALLY: {"one": (1, None), "none": (0, None)},
    YES_NO: {"yes": (1, 1), "no": (0, 1)},
}  # what each key adds


@dataclass(frozen=True)
class Addresses:
    """Where its forms and links go: a tap, undoing one, the number pad; what else there is to measure, if anything."""

    tap: str
    undo: Callable[[Tap], str]
    pad: str
    more: str = ""


def is_key(measure: Measure, form: TapForm) -> bool:
    """Whether a key was pressed, and not a figure typed."""
    return (form.tap.data or "") in TAPS.get(way_of(measure), {})


def tapped(measure: Measure, by: Actor, form: TapForm) -> Tap:
    """Count what the key or the pad says, for today."""
    today = measure.team.organisation.today
    if not is_key(measure, form):
        return taps.enter(measure, by, today, *form.figure())
    value, denominator = TAPS[way_of(measure)][form.tap.data or ""]
    return taps.tap(measure, by, today, value, denominator)


def screen(
    measure: Measure, form: TapForm, at: Addresses, shown: Tap | None = None, *, wants_pad: bool = False
) -> dict[str, Any]:
    """What the keys of a measure show. `shown`: the tap just made, or just undone."""
    today = measure.team.organisation.today
    held = measure.readings_of(today) if measure.often != Often.EVENT else []
    pad = way_of(measure) == NUMBER or wants_pad or form.tap.data == NUMBER
    return {
        "measure": measure, "form": form, "at": at, "tap": shown, "key": new_id(),
        "way": NUMBER if pad else way_of(measure),
        "may_type": way_of(measure) == YES_NO, "period": period(measure), "now": so_far(measure, held),
        "value_label": value_label(measure), "held": held,
        "denominator_label": denominator_label(measure) if measure.has_denominator else "",
        "can_be_none": way_of(measure) == TALLY and not held,
    }  # fmt: skip


def period(measure: Measure) -> str:
    """ "today", "this week", "this month"; empty for what happens when it happens."""
    words = {Often.DAY: _("today"), Often.WEEK: _("this week"), Often.MONTH: _("this month")}
    return words.get(Often(measure.often), "")


def so_far(measure: Measure, held: list[Reading]) -> str:
    """ "3", "4 of 7"; empty before the first."""
    if not held:
        return ""
    last = held[-1]
    if last.denominator is None:
        return in_words(last.value)
    return _("%(part)s of %(whole)s", part=in_words(last.value), whole=in_words(last.denominator))
