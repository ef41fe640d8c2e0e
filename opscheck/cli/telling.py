"""What a command says on stderr while it works: notices, and how far it is."""

import sys
import time
from collections.abc import Sequence

from opscheck.display import located, say
from opscheck.finding import Message
from opscheck.project import Notice

SEARCH = "finding plans: {number} in {files} files"
PROGRESS = "checked {number} of {total} plans"
PROGRESS_LEFT = "checked {number} of {total} plans, about {left} left"
_MINUTE = 60
_HOUR = 60 * _MINUTE
_ENOUGH = 50  # plans from which the rest can be foretold: processes give theirs by the dozen
_SILENT_SECONDS = 1.0
_PAUSE_SECONDS = 0.1


def tell(text: str) -> None:
    """Say something on stderr."""
    print(f"opscheck: {text}", file=sys.stderr)  # noqa: T201


def tell_notices(notices: Sequence[Notice], lang: str) -> None:
    """Say what is no finding, each with its place."""
    for notice in notices:
        tell(located(notice.message, notice.span, lang))


class Progress:
    """On a terminal a run of more than a second says how far it is, and how long it will take; the line goes when it
    is over, however it ends.
    """

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._begun: float | None = None  # when the first plan had been checked: finding them all takes its time, too
        self._silent_until = time.monotonic() + _SILENT_SECONDS
        self._shown = False

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def searched(self, number: int, files: int) -> None:
        """So many plans were found in so many files."""
        now = time.monotonic()
        if now > self._silent_until:
            self._show(Message(SEARCH, {"number": number, "files": files}), now)

    def __call__(self, number: int, total: int) -> None:
        """So many of so many plans are checked."""
        now = time.monotonic()
        self._begun = self._begun or now
        if number == total:
            self.clear()
        elif now > self._silent_until:
            self._show(_progress(number, total, now - self._begun), now)

    def _show(self, message: Message, now: float) -> None:
        if sys.stderr.isatty():
            self._silent_until = now + _PAUSE_SECONDS
            print(f"\r\x1b[K{say(message, self._lang)}", end="", file=sys.stderr, flush=True)  # noqa: T201
            self._shown = True

    def clear(self) -> None:
        """Make room for something else."""
        if self._shown:
            self._shown = False
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201


def _progress(number: int, total: int, seconds: float) -> Message:
    """How far a run is, so many seconds after the first plan, and how long the rest takes if it goes on like this."""
    left = seconds / max(1, number - 1) * (total - number)
    values = {"number": number, "total": total, "left": _rough(left)}
    return Message(PROGRESS_LEFT if left >= 1 and number >= _ENOUGH else PROGRESS, values)


def _rough(seconds: float) -> str:
    """A time as far as anybody wants to know it: ``45 s``, ``12 min``, ``3 h 20 min``."""
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds // _HOUR:.0f} h {seconds % _HOUR / _MINUTE:.0f} min"
