"""What others found when they looked how honestly cycles are run, and how our figures differ. Pure.

McNicholas, Lennox, Woodcock, Bell and Reed, Evolving quality improvement support strategies to improve
Plan-Do-Study-Act cycle fidelity, BMJ Quality & Safety 2019;28:356-365 (doi 10.1136/bmjqs-2017-007605), table 2:
39 projects of frontline NHS teams, 421 cycles.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """A share from that table: `found` of `looked_at`, and how what is counted here differs."""

    found: int
    looked_at: int
    of_what: str
    differs: str

    @property
    def percent(self) -> str:
        """ "12.2"."""
        return f"{100 * self.found / self.looked_at:.1f}"


PUBLISHED = {
    "iterative": Published(
        163, 299, "cycles with all stages written were within a series of two or more",
        "Here: every cycle that began and is over, also those not written to the end.",
    ),
    "prediction": Published(
        36, 294, "cycles with all stages written had an explicit prediction",
        "Here no test begins without one. So this says that the program asks, not that people think ahead more.",
    ),
    "small_scale": Published(
        19, 64, "series grew in scale",
        "Here: the first cycle on at most one bay, and none smaller than the one before. To stay the same size is "
        "enough, but to begin on a whole ward is not.",
    ),
    "data_over_time": Published(
        29, 64, "series used regular data over time",
        "Here cycle by cycle: three or more dated readings of its measure while it ran.",
    ),
    "documented": Published(
        299, 421, "cycles had all four stages written",
        "Here Do counts as written when somebody noted what was seen. A test that was stopped on the way counts as "
        "not written to the end.",
    ),
}  # fmt: skip
