"""Reading files that may be anything, and where files belong: their repository and the name to show for them.

Whoever reads plans asks a ``Files`` for them: the disk, or what a git revision holds (see ``opscheck.history.tree``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from opscheck import looking
from opscheck.errors import reason
from opscheck.finding import Message
from opscheck.looking import MOST_BYTES

MOST_MEGABYTES = MOST_BYTES // 1_000_000

NO_FILE = "this is no regular file"
TOO_LARGE = "the file is larger than {limit} MB"
UNREADABLE = "the file cannot be read: {reason}"


class Content(NamedTuple):
    """What a file holds, as far as it was read, and why it cannot be used if it cannot."""

    raw: bytes
    problem: Message | None = None


class Entry(Protocol):
    """A name in a folder, as ``os.scandir`` tells of it."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    def is_dir(self) -> bool: ...
    def is_symlink(self) -> bool: ...


class Files(Protocol):
    """Where files come from. Paths are absolute; nothing here raises."""

    def content(self, path: Path) -> Content:
        """The bytes of a file, as far as they can be read."""
        ...

    def entries(self, folder: str) -> Sequence[Entry]:
        """What is in a folder, sorted by name; nothing where there is no such folder, or it cannot be read."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is anything of this name, if only a link that leads nowhere."""
        ...

    def is_folder(self, path: Path) -> bool:
        """Whether the path, its links followed, is a folder."""
        ...

    def is_link(self, path: Path) -> bool:
        """Whether the path itself is a symbolic link."""
        ...

    def real(self, path: str | Path) -> str:
        """The path without links, as far as it exists."""
        ...

    def repository(self, folder: Path) -> Path | None:
        """The repository that a folder is in."""
        ...


class Disk:
    """The files as they are on the disk now."""

    def content(self, path: Path) -> Content:
        return read(path)

    def entries(self, folder: str) -> Sequence[Entry]:
        return looking.entries(folder)

    def exists(self, path: str) -> bool:
        return looking.exists(path)

    def is_folder(self, path: Path) -> bool:
        return looking.is_folder(path)

    def is_link(self, path: Path) -> bool:
        return looking.is_link(path)

    def real(self, path: str | Path) -> str:
        return looking.real(path)

    def repository(self, folder: Path) -> Path | None:
        return repository_of(folder)


DISK = Disk()


def read(path: str | Path) -> Content:
    """The bytes of a regular file of at most 64 MB. Never raises, never waits for a pipe or a device."""
    try:
        return limited(looking.content(path))
    except looking.NoFileError:
        return Content(b"", Message(NO_FILE))
    except (OSError, ValueError) as error:
        return Content(b"", Message(UNREADABLE, {"reason": reason(error)}))


def limited(raw: bytes) -> Content:
    """The bytes, with a problem if there are too many of them."""
    if len(raw) > MOST_BYTES:
        return Content(raw[:MOST_BYTES], Message(TOO_LARGE, {"limit": MOST_MEGABYTES}))
    return Content(raw)


def repository_of(folder: Path) -> Path | None:
    """The repository that a folder is in: the nearest folder with a ``.git``, which is a file in a worktree."""
    return next((above for above in (folder, *folder.parents) if looking.exists(above / ".git")), None)


def shown(path: Path, folder: Path) -> str:
    """The name to show for a file, with ``/``: relative to the folder where it is inside, else its whole path."""
    return shown_name((path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix())


def shown_name(name: str) -> str:
    """A name with ``/``, where bytes that are no UTF-8 are spelt out, since no report could carry them."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
