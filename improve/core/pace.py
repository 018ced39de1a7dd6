"""How often somebody did something of late: counted in the memory of this process alone, and stored nowhere."""

from collections import OrderedDict, deque
from datetime import timedelta
from threading import Lock
from time import monotonic

REMEMBERED = 2_000  # of those counted; who did it longest ago is forgotten first
Windows = tuple[tuple[int, timedelta], ...]  # how many, in how long


class Pace:
    """Moments of the last times, by whose they are."""

    def __init__(self) -> None:
        self.moments: OrderedDict[str, deque[float]] = OrderedDict()
        self.lock = Lock()

    def admit(self, who: str, windows: Windows) -> float:
        """Count one more, and 0; where it would be too many for one of the windows, the seconds to wait instead."""
        with self.lock:
            times, now = self.moments.setdefault(who, deque()), monotonic()
            self.moments.move_to_end(who)
            while len(self.moments) > REMEMBERED:
                self.moments.popitem(last=False)
            longest = max(window.total_seconds() for _most, window in windows)
            while times and now - times[0] > longest:
                times.popleft()
            for most, window in windows:
                wait = times[-most] + window.total_seconds() - now if len(times) >= most else 0
                if wait > 0:
                    return wait
            times.append(now)
            return 0

    def take_back(self, who: str) -> None:
        """What was counted last did not happen."""
        with self.lock:
            if times := self.moments.get(who):
                times.pop()
