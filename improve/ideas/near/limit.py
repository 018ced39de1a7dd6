"""How often one tablet or person may ask for like ideas: counted in the memory of this process, and nowhere else."""

from collections import OrderedDict, deque
from threading import Lock
from time import monotonic

MOST, SECONDS = 40, 60.0  # who types without a pause asks some twenty times a minute
REMEMBERED = 2_000  # askers; those who asked longest ago are forgotten


class NearLimit:
    """Moments of the last questions, by who asked."""

    def __init__(self) -> None:
        self.asked: OrderedDict[str, deque[float]] = OrderedDict()
        self.lock = Lock()

    def admits(self, asker_id: str) -> bool:
        """Count one more, unless there were too many in the last minute."""
        with self.lock:
            times, now = self.asked.setdefault(asker_id, deque()), monotonic()
            self.asked.move_to_end(asker_id)
            while len(self.asked) > REMEMBERED:
                self.asked.popitem(last=False)
            while times and now - times[0] > SECONDS:
                times.popleft()
            if len(times) >= MOST:
                return False
            times.append(now)
            return True
