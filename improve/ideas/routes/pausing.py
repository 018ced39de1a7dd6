"""What a page asks by itself while somebody writes: who asks without a pause is asked to wait."""

from datetime import timedelta

from improve.core.access import viewer
from improve.core.errors import TooManyRequests
from improve.core.pace import Pace

MOST, WINDOW = 40, timedelta(minutes=1)  # who types without a pause asks some twenty times a minute


def refuse_without_pause(asked: Pace) -> None:
    """Count one more question of this kind. Raises TooManyRequests."""
    if asked.admit(viewer().id, ((MOST, WINDOW),)):
        raise TooManyRequests
