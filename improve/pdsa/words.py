"""The vocabulary of cycles. Pure."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from improve.core.languages import noop


class State(StrEnum):
    """Where a cycle stands."""

    PLANNED = "planned"
    DOING = "doing"
    STUDIED = "studied"
    ACTED = "acted"
    NOT_RUN = "not_run"


STATES = {
    State.PLANNED: "Planned",
    State.DOING: "At Do",
    State.STUDIED: "At Act",
    State.ACTED: "Closed",
    State.NOT_RUN: "Not run",
}
WHY_NOT = {
    State.PLANNED: "This cycle is planned; Do has not started.",
    State.DOING: "Do has started: prediction, measure and scale are locked.",
    State.STUDIED: "This cycle was studied already. Decide: adopt, adapt or abandon.",
    State.ACTED: "This cycle is closed.",
    State.NOT_RUN: "This cycle was not run.",
}
STUDY_FIRST = "Study first: write what happened, then decide."
OPEN = (State.PLANNED, State.DOING, State.STUDIED)
DIRECTIONS = {"up": "It goes up", "down": "It goes down", "same": "It stays the same"}
SCALES = {
    1: noop("One patient or event"),
    2: noop("One person, one shift"),
    3: noop("One bay"),
    4: noop("One ward"),
    5: noop("Several wards"),
}
LARGEST = 5
FULL_SCALE = 4  # one ward and more: a first cycle there gets a warning
FIRST_CYCLE_DAYS = 14
CHECK_DAYS = (30, 60, 90)  # after adoption
ANSWERS = {"yes": "Yes", "changed": "Yes, but changed", "no": "No longer in use"}
DECISIONS = {"adopt": "Adopt", "adapt": "Adapt", "abandon": "Abandon"}
DECIDED = {"adopt": "Adopted", "adapt": "Adapted", "abandon": "Abandoned"}
# Who may say that a test is safe for patients: registered clinicians.
CLINICIANS = (
    "Nursing and midwifery registered",
    "Allied health professionals",
    "Medical and dental",
    "Healthcare scientists",
)


def fixed_day(on: date, today: date) -> str:
    """ "23 November", also on that very day: what is locked reads the same every day. With its year in another."""
    return f"{on.day} {on:%B}" + ("" if on.year == today.year else f" {on.year}")


def next_scale(scale: int) -> int:
    """One scale up, at most several wards."""
    return min(scale + 1, LARGEST)


def plain_number(amount: Decimal | None) -> str:
    """A stored amount as people write it: no trailing zeros; nothing for none."""
    if amount is None:
        return ""
    words = f"{amount:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def plain_amount(amount: float | None) -> str:
    """The same of a figure of a chart."""
    return "" if amount is None else plain_number(Decimal(f"{amount:.6f}"))
