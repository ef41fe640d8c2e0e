"""Reading files that may be anything, and where files belong: their repository and the name to show for them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from opscheck.errors import reason
from opscheck.finding import Message

MOST_MEGABYTES = 64
MOST_BYTES = MOST_MEGABYTES * 1_000_000

NO_FILE = "this is no regular file"
TOO_LARGE = "the file is larger than {limit} MB"
UNREADABLE = "the file cannot be read: {reason}"


class Content(NamedTuple):
    """What a file holds, as far as it was read, and why it cannot be used if it cannot."""

    raw: bytes
    problem: Message | None = None


def read(path: str | Path) -> Content:
    """The bytes of a regular file of at most 64 MB. Never raises, never waits for a pipe or a device."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return Content(b"", Message(NO_FILE))
        # The file may have become a pipe since; opening one that nobody writes to would wait for ever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:
            return limited(file.read(MOST_BYTES + 1))
    except (OSError, ValueError) as error:
        return Content(b"", Message(UNREADABLE, {"reason": reason(error)}))


def limited(raw: bytes) -> Content:
    """The bytes, with a problem if there are too many of them."""
    if len(raw) > MOST_BYTES:
        return Content(raw[:MOST_BYTES], Message(TOO_LARGE, {"limit": MOST_MEGABYTES}))
    return Content(raw)


def repository_of(folder: Path) -> Path | None:
    """The repository that a folder is in: the nearest folder with a ``.git``, which is a file in a worktree."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), None)


def shown(path: Path, folder: Path) -> str:
    """The name to show for a file, with ``/``: relative to the folder where it is inside, else its whole path.

    Bytes that are no UTF-8 are spelt out, since no report could carry them.
    """
    name = (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
