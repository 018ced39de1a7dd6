"""How many anonymous ideas a team may send: counted in the memory of this process alone, by team and not by device."""

import math
from collections import deque
from datetime import timedelta
from threading import Lock
from time import monotonic

from improve.capture.limits import TooManyIdeas

Windows = tuple[tuple[int, timedelta], ...]


class AnonymousRate:
    """Moments of the last sendings by team; nothing of it is stored."""

    def __init__(self) -> None:
        self.sent: dict[str, deque[float]] = {}
        self.lock = Lock()

    def admit(self, team_id: str, windows: Windows) -> None:
        """Count one more. Raises TooManyIdeas when there were too many in one of the windows."""
        with self.lock:
            times, now = self.sent.setdefault(team_id, deque()), monotonic()
            longest = max(window.total_seconds() for _most, window in windows)
            while times and now - times[0] > longest:
                times.popleft()
            for most, window in windows:
                wait = times[-most] + window.total_seconds() - now if len(times) >= most else 0
                if wait > 0:
                    raise TooManyIdeas(timedelta(seconds=math.ceil(wait)))
            times.append(now)

    def take_back(self, team_id: str) -> None:
        """What was counted last was not stored."""
        with self.lock:
            if times := self.sent.get(team_id):
                times.pop()
