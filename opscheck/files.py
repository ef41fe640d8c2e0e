"""Reading files that may be anything, and where files belong: their repository and the name to show for them."""

from __future__ import annotations

import os
import stat
from functools import cache
from pathlib import Path
from typing import NamedTuple

from opscheck.finding import Message

MOST_MEGABYTES = 16
_MOST_BYTES = MOST_MEGABYTES * 1_000_000

NO_FILE = "this is no regular file"
TOO_LARGE = "the file is larger than {limit} MB"
UNREADABLE = "the file cannot be read: {reason}"


class Content(NamedTuple):
    """What a file holds, as far as it was read, and why it cannot be used if it cannot."""

    raw: bytes
    problem: Message | None = None


def read(path: str | Path) -> Content:
    """The bytes of a regular file of at most 16 MB. Never raises, never waits for a pipe or a device."""
    try:
        # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        return Content(b"", _unreadable(error))
    try:
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return Content(b"", Message(NO_FILE))
            return limited(file.read(_MOST_BYTES + 1))
    except OSError as error:
        return Content(b"", _unreadable(error))


def limited(raw: bytes) -> Content:
    """The bytes, with a problem if there are too many of them."""
    if len(raw) > _MOST_BYTES:
        return Content(raw[:_MOST_BYTES], Message(TOO_LARGE, {"limit": MOST_MEGABYTES}))
    return Content(raw)


def _unreadable(error: Exception) -> Message:
    if isinstance(error, IsADirectoryError):
        return Message(NO_FILE)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Message(UNREADABLE, {"reason": reason or type(error).__name__})


@cache
def repository_of(folder: Path) -> Path | None:
    """The repository that a folder is in: the nearest folder with a ``.git``, which is a file in a worktree."""
    if os.path.lexists(folder / ".git"):
        return folder
    return None if folder.parent == folder else repository_of(folder.parent)
