"""Due times and promises in words: "23 hours late", "due today, 16:40", "Answered in 30 hours; promised 48". Pure."""

from datetime import datetime

from improve.core.languages import gettext as _
from improve.core.text import plural
from improve.core.when import local, short_moment, span


def due_words(due_at: datetime, now: datetime, zone: str) -> str:
    """ "23 hours late", "Due today, 16:40", "Due Thursday, 10:05"."""
    if due_at < now:
        return _("%(time)s late", time=span(now - due_at))
    today = local(due_at, zone).date() == local(now, zone).date()
    moment = short_moment(due_at, zone)
    return _("Due today, %(time)s", time=moment) if today else _("Due %(moment)s", moment=moment)


def due_kind(due_at: datetime, now: datetime, zone: str) -> str:
    """The kind of tag: late, soon (today), or plain."""
    if due_at < now:
        return "late"
    return "soon" if local(due_at, zone).date() == local(now, zone).date() else "plain"


def promise_words(hours_taken: float, hours_promised: float) -> str:
    """ "Answered in 30 hours; promised 48". Hours of working time, rounded."""
    taken = max(round(hours_taken), 0)
    quick = "in less than an hour" if taken == 0 else f"in {plural(taken, 'hour')}"
    return f"Answered {quick}; promised {round(hours_promised)}"
