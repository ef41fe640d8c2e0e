"""Looking at the disk, and at the clock, so that it can be told later whether everything would look the same.

Whoever reads plans, configurations, rulesets and whatever else a result depends on does so by these functions. While
``noting`` is on, each look is kept with its answer. A result may be given again as long as every look has the answer
that it had: then a run would go the same way. What depends on anything else says ``depends_on_more``.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

Answer: TypeAlias = str | int | bool | None
Looks: TypeAlias = dict[tuple[str, str], Answer]
Name: TypeAlias = "str | os.PathLike[str]"

MOST_BYTES = 64_000_000
MOST_LOOKS = 10_000  # what some thousand plans take: more than that is not kept
_MOST_HOLD = 1 << 16  # bytes: what most files hold
_noted: Looks | None = None


@contextmanager
def noting() -> Iterator[Callable[[], Looks | None]]:
    """Note every look from now on. What is yielded gives them; None if they do not tell everything."""
    global _noted
    _noted = {}
    try:
        yield lambda: _noted
    finally:
        _noted = None


def depends_on_more() -> None:
    """Say that a result depends on something that no look tells of, such as standard input."""
    global _noted
    _noted = None


_instead: ContextVar[Mapping[str, bytes] | None] = ContextVar("instead", default=None)


@contextmanager
def instead(texts: Mapping[Path, bytes]) -> Iterator[None]:
    """Let texts, by absolute path, be what their files hold, for whoever looks in this thread."""
    given = {spelt: raw for path, raw in texts.items() for spelt in (os.fspath(path), os.path.realpath(path))}
    before = _instead.set(given)
    try:
        yield
    finally:
        _instead.reset(before)


def _given(path: Name) -> bytes | None:
    """The text that takes the place of what a file holds."""
    texts = _instead.get()
    return texts.get(os.fspath(path)) if texts else None


def note(kind: str, name: Name, answer: Answer) -> None:
    """Keep the answer of a look."""
    noted = _noted
    if noted is None:
        return
    if len(noted) >= MOST_LOOKS:
        depends_on_more()
    elif noted.setdefault((kind, os.fspath(name)), answer) != answer:
        depends_on_more()  # it changed while the run went on


def same(looks: Looks) -> bool:
    """Whether every look still has its answer."""
    return all(_KINDS[kind](name) == answer for (kind, name), answer in looks.items())


# --- the looks


def exists(path: Name) -> bool:
    """Whether there is anything of this name, if only a link that leads nowhere."""
    return _look("exists", path, os.path.lexists(path) or _given(path) is not None)


def is_file(path: Name) -> bool:
    """Whether the path, its links followed, is a regular file."""
    return _look("file", path, os.path.isfile(path) or _given(path) is not None)


def is_folder(path: Name) -> bool:
    """Whether the path, its links followed, is a folder."""
    return _look("folder", path, os.path.isdir(path))


def is_link(path: Name) -> bool:
    """Whether the path itself is a symbolic link."""
    return _look("link", path, os.path.islink(path))


def real(path: Name) -> str:
    """The path without links, as far as it exists."""
    answer = os.path.realpath(path)
    note("real", path, answer)
    return answer


def mode(path: Name) -> int:
    """What kind of file the path is, its links followed, as ``os.stat`` has it. Raises OSError."""
    found = stat.S_IFMT(os.stat(path).st_mode)
    note("mode", path, found)
    return found


class Entry:
    """A name in a folder. A hundred thousand of them take a third of what ``os.DirEntry`` takes."""

    __slots__ = ("_folder", "_is_folder", "_is_link", "name")

    def __init__(self, folder: str, found: os.DirEntry[str]) -> None:
        self.name = found.name
        self._folder = folder
        self._is_link = found.is_symlink()
        try:
            self._is_folder = found.is_dir()
        except OSError:
            self._is_folder = False

    @property
    def path(self) -> str:
        return os.path.join(self._folder, self.name)

    def is_dir(self) -> bool:
        return self._is_folder

    def is_symlink(self) -> bool:
        return self._is_link


def entries(folder: str) -> list[Entry]:
    """What is in a folder, sorted by name; nothing where there is no such folder, or it cannot be read."""
    found = _entries(folder)
    if _noted is not None:
        note("entries", folder, _digest_of(found))
    return found


def content(path: Name) -> bytes:
    """The first 64 MB of a regular file and one byte more. Never waits for a pipe or a device.

    Raises OSError, ValueError for a name that no file can have, and NoFileError for what is no regular file.
    """
    given = _given(path)
    if given is not None:
        depends_on_more()
        return given
    try:
        raw = _read(path)
    except (OSError, ValueError) as error:
        note("content", path, type(error).__name__)
        raise
    if _noted is not None:
        note("content", path, sha256(raw).hexdigest())
    return raw


class NoFileError(OSError):
    """What was to be read is a folder, a pipe or a device."""


def stamp(path: Name) -> str | None:
    """What changes whenever somebody writes a file: for programs, of which there are many; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"


def names(folder: Name) -> str | None:
    """A digest of the names in a folder; None where it cannot be read. What Python compiles does not count."""
    try:
        found = sorted(os.listdir(folder))
    except OSError:
        return None
    seen = "\0".join(name for name in found if name != "__pycache__")
    return sha256(seen.encode("utf-8", "surrogateescape")).hexdigest()


def today(zone: str | None) -> date:
    """The day that it is now in a time zone; in the system's where there is none, or none of this name."""
    answer = _today(zone or "")
    note("today", zone or "", answer.isoformat())
    return answer


# --- how each is asked again


def _look(kind: str, path: Name, answer: bool) -> bool:
    note(kind, path, answer)
    return answer


def _entries(folder: str) -> list[Entry]:
    try:
        with os.scandir(folder) as found:
            return sorted((Entry(folder, entry) for entry in found), key=lambda entry: entry.name)
    except OSError:
        return []


def _digest_of(found: list[Entry]) -> str:
    seen = sha256()
    for entry in found:
        seen.update(f"{entry.name}\0{entry.is_dir()}{entry.is_symlink()}\0".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _read(path: Name) -> bytes:
    found = os.stat(path).st_mode
    if not stat.S_ISREG(found):
        number = errno.EISDIR if stat.S_ISDIR(found) else errno.EINVAL
        raise NoFileError(number, os.strerror(number), os.fspath(path))
    # The file may have become a pipe since; opening one that nobody writes to would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags), "rb") as file:
        start = file.read(_MOST_HOLD)  # room for the largest file takes as long as reading a small one
        return start if len(start) < _MOST_HOLD else start + file.read(MOST_BYTES + 1 - _MOST_HOLD)


def _today(zone: str) -> date:
    import whenever  # only plans that are judged by today need it

    if zone:
        try:
            there = whenever.Instant.now().to_tz(zone).date()
            return date(there.year, there.month, there.day)
        except (whenever.TimeZoneNotFoundError, ValueError):
            pass
    return datetime.now().astimezone().date()


def _mode(path: str) -> Answer:
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except OSError:
        return None


def _content(path: str) -> Answer:
    try:
        return sha256(_read(path)).hexdigest()
    except (OSError, ValueError) as error:
        return type(error).__name__


_KINDS: Mapping[str, Callable[[str], Answer]] = {
    "exists": os.path.lexists,
    "file": os.path.isfile,
    "folder": os.path.isdir,
    "link": os.path.islink,
    "real": os.path.realpath,
    "mode": _mode,
    "entries": lambda folder: _digest_of(_entries(folder)),
    "content": _content,
    "stamp": stamp,
    "names": names,
    "today": lambda zone: _today(zone).isoformat(),
}
