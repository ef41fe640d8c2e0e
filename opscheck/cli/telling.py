"""What a command says on stderr while it works: notices, and how far it is."""

import sys
import time
from collections.abc import Sequence

from opscheck.display import clean, say
from opscheck.finding import Message
from opscheck.project import Notice

PROGRESS = "checked {number} of {total} plans"
_SILENT_SECONDS = 1.0
_PAUSE_SECONDS = 0.1


def tell(text: str) -> None:
    """Say something on stderr."""
    print(f"opscheck: {text}", file=sys.stderr)  # noqa: T201


def tell_notices(notices: Sequence[Notice], lang: str) -> None:
    """Say what is no finding, each with its place."""
    for notice in notices:
        place = f"{notice.span.file}:{notice.span.line}: " if notice.span else ""
        tell(clean(place) + say(notice.message, lang))


class Progress:
    """On a terminal a run of more than a second says how far it is; the line goes when it is over."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._silent_until = time.monotonic() + _SILENT_SECONDS
        self._shown = False

    def __call__(self, number: int, total: int) -> None:
        """So many of so many plans are checked."""
        if number == total:
            self._clear()
        elif time.monotonic() > self._silent_until and sys.stderr.isatty():
            self._silent_until = time.monotonic() + _PAUSE_SECONDS
            said = say(Message(PROGRESS, {"number": number, "total": total}), self._lang)
            print(f"\r{said}", end="", file=sys.stderr, flush=True)  # noqa: T201
            self._shown = True

    def _clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201
