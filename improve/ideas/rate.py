"""How many anonymous ideas a team may send: counted in memory alone, per team and not per device."""

from collections import deque
from threading import Lock
from time import monotonic

WINDOW_SECONDS = 60.0
MOST = 20  # anonymous ideas of one team in a minute and process


class AnonymousRate:
    """Times of the last sendings by team; nothing of it is stored."""

    def __init__(self) -> None:
        self.sent: dict[str, deque[float]] = {}
        self.lock = Lock()

    def admits(self, team_id: str) -> bool:
        """Count one more, unless there were too many in the last minute."""
        with self.lock:
            times = self.sent.setdefault(team_id, deque())
            now = monotonic()
            while times and now - times[0] > WINDOW_SECONDS:
                times.popleft()
            if len(times) >= MOST:
                return False
            times.append(now)
            return True

    def take_back(self, team_id: str) -> None:
        """What was counted last was not stored."""
        with self.lock:
            if times := self.sent.get(team_id):
                times.pop()
