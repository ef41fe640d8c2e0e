"""Work on a thread that can be dropped, as Ctrl-C drops that of a command: whatever it is doing, wherever it is."""

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
_raise_in.argtypes = (ctypes.c_ulong, ctypes.py_object)


class Dropped(BaseException):
    """Nobody wants the result any more. No rule can catch it by catching every Exception."""


class Droppable:
    """Runs one job at a time, on whichever thread calls ``run``; ``drop`` may be called on any other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: int | None = None

    def run(self, job: Callable[[], Result]) -> Result | None:
        """What the job gives; None if it was dropped."""
        try:
            with self._lock:
                self._thread = threading.get_ident()
            try:
                return job()
            finally:
                with self._lock:  # what was raised before arrives in here at the latest
                    self._thread = None
        except Dropped:
            return None

    def drop(self) -> None:
        """Have the job that runs now, if there is one, end without a result."""
        with self._lock:
            if self._thread is not None:
                _raise_in(self._thread, Dropped)
                self._thread = None
