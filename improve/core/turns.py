"""One at a time, in the order in which they came."""

from collections import deque
from threading import Lock


class Turns:
    """A lock that is fair: Python's own may be taken again and again by whoever has just released it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()  # each held until it is handed the turn

    def acquire(self, seconds: float) -> bool:
        """Wait for the turn, at most so long; whether it came."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._guard:
            if mine not in self._waiting:  # it was handed over at the last moment
                return True
            self._waiting.remove(mine)
            return False

    def release(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
