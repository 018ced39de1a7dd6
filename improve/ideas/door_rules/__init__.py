"""The parts of doors.py: examples, what is learnt from them, phrases for when there is no network."""

from typing import Literal

Door = Literal["idea", "danger_now", "incident", "speak_up"]

DOORS: tuple[Door, ...] = ("idea", "danger_now", "incident", "speak_up")
