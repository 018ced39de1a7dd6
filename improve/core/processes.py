"""Processes: how one is loaded, and that none outlives the one that started it, even when that one is killed."""

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
PARENT = "IMPROVE_PARENT"  # who starts a process tells it its own number so


def named_as_parent() -> dict[str, str]:
    """The environment for a process that shall end with this one, even if this one ends while it still starts."""
    return {**os.environ, PARENT: str(os.getpid())}


def end_with_parent() -> None:
    """On Linux: let the kernel stop this process when its parent ends. Elsewhere nothing is done."""
    if not sys.platform.startswith("linux"):
        return
    parent = int(os.environ.get(PARENT, os.getppid()))
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)


@contextmanager
def loading() -> Iterator[None]:
    """Hardly anything of what is loaded meanwhile is garbage: it is not looked through for any, then or later.

    A process starts in two thirds of the time, and its later rounds have less to look at.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
