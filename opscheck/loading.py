"""Importing what strangers have written: it has to come to an end, and may not be the end of the process."""

import importlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NoReturn

from opscheck.finding import Message

LOADING_SECONDS = 10
NEVER_RETURNS = "it did not load within {seconds} seconds"
ENDS_THE_PROCESS = "it ends the process while it is loaded, by os._exit({code})"


class RefusedError(Exception):
    """A plugin that loads and still cannot be used."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template)
        self.message = Message(template, values)

    def __str__(self) -> str:
        from opscheck.display import say

        return say(self.message)


def load_module(name: str) -> ModuleType:
    """Import a module of a plugin, as a plugin is loaded. Raises what that raises, TimeoutError if it does not end."""
    try:
        with bounded():
            return importlib.import_module(name)
    except RefusedError as refused:
        raise TimeoutError(str(refused)) from None


@contextmanager
def bounded() -> Iterator[None]:
    """Raise RefusedError in whatever does not return, or ends the process by ``os._exit``."""
    with _deadline(LOADING_SECONDS), _staying():
        yield


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Where the platform can interrupt: in the main thread, not on Windows."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(_number: int, _frame: object) -> None:
        raise RefusedError(NEVER_RETURNS, seconds=seconds)

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # again, should it be swallowed
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _staying() -> Iterator[None]:
    """What ends the process at once would end it without a word. Another thread may, and a process that is forked."""
    end, here = os._exit, (os.getpid(), threading.get_ident())
    is_loading = True

    def refuse(status: int) -> NoReturn:
        if is_loading and here == (os.getpid(), threading.get_ident()):
            raise RefusedError(ENDS_THE_PROCESS, code=status)
        end(status)

    os._exit = refuse
    try:
        yield
    finally:
        is_loading = False  # a plugin that has kept the function may call it later
        os._exit = end
