"""Globs over paths with ``/``: ``*`` and ``?`` within a name, ``[…]`` for a set, ``**`` for any number of folders.

A pattern is matched name by name, so no pattern, however written, takes more than (names x parts) steps, and a search
visits each folder at most once.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from opscheck.project.files import DISK, Entry, Files

LONGEST = 1000
_ANY_DEPTH = "**"
_TOOL_FOLDERS = frozenset({"node_modules", "venv", "__pycache__", "__pypackages__", "site-packages"})


def matches(path: str, glob: str) -> bool:
    """Whether the glob names the path. A glob without ``/`` (but at its end) names it in any folder."""
    parts = _parts(glob)
    if parts and "/" not in glob.rstrip("/"):
        parts = [_ANY_DEPTH, *parts]
    reached = _start(parts)
    for name in path.split("/"):
        reached = _step(name, parts, reached)
    return len(parts) in reached


def names_or_holds(glob: str, path: str) -> bool:
    """Whether the glob names the path or a folder above it."""
    names = path.split("/")
    return any(matches("/".join(names[:length]), glob) for length in range(len(names), 0, -1))


def has_wildcard(part: str) -> bool:
    """Whether a name means more than itself."""
    return any(character in part for character in "*?[")


def find(folder: str, glob: str, files: Files = DISK) -> Iterator[str]:
    """Every file below the folder that the glob names, sorted: the folder joined with what was found.

    Names without wildcards are followed as they stand, ``..`` and links included; wildcards do not lead into what a
    walk passes over (see ``is_passed_over``) unless it is named. A folder that cannot be read is empty.
    """
    parts = _parts(glob)
    exact = os.path.join(folder, *parts)
    if not parts or files.exists(exact):
        yield from [exact] if parts else []
        return
    literal = next((at for at, part in enumerate(parts) if has_wildcard(part)), len(parts))
    if literal < len(parts):
        yield from _find(os.path.join(folder, *parts[:literal]), parts[literal:], files)


def files_below(folder: str, is_left_out: Callable[[str], bool]) -> Iterator[str]:
    """Every file below the folder, sorted: the folder joined with its path; see ``is_passed_over``.

    ``is_left_out`` tells of folders that are not entered.
    """
    return _find(folder, [_ANY_DEPTH], DISK, is_left_out)


def is_passed_over(entry: Entry, files: Files = DISK) -> bool:
    """Whether a walk leaves this folder out: hidden, a tool's, a virtual environment, or a symbolic link."""
    if has_passed_over_name(entry.name) or entry.is_symlink():
        return True
    return files.exists(os.path.join(entry.path, "pyvenv.cfg"))


def has_passed_over_name(folder: str) -> bool:
    """Whether the name alone says that a walk leaves a folder out: a hidden one, or a tool's."""
    return folder.startswith(".") or folder in _TOOL_FOLDERS


def _find(
    folder: str, parts: Sequence[str], files: Files, is_left_out: Callable[[str], bool] = lambda _: False
) -> Iterator[str]:
    stack = [(deque(files.entries(folder)), _start(parts))]  # what was visited is let go
    while stack:
        entries, reached = stack[-1]
        if not entries:
            stack.pop()
            continue
        entry = entries.popleft()
        below = _step(entry.name, parts, reached)
        if not entry.is_dir():
            if len(parts) in below:
                yield entry.path
        elif (
            below
            and (not is_passed_over(entry, files) or _is_named(entry, parts, reached))
            and not is_left_out(entry.path)
        ):
            stack.append((deque(files.entries(entry.path)), below))


def _is_named(entry: Entry, parts: Sequence[str], reached: set[int]) -> bool:
    """Whether the pattern spells this very name; a link is never followed, so that no search goes round in circles."""
    return not entry.is_symlink() and any(parts[at] == entry.name for at in reached if at < len(parts))


def _parts(glob: str) -> list[str]:
    """The names between the slashes; ``**/**`` says no more than ``**``. None of a pattern longer than any path."""
    names = [part for part in glob.split("/") if part not in ("", ".")] if len(glob) <= LONGEST else []
    return [part for before, part in zip([None, *names], names, strict=False) if not before == part == _ANY_DEPTH]


def _start(parts: Sequence[str]) -> set[int]:
    return _through_any_depth(parts, {0})


def _step(name: str, parts: Sequence[str], reached: Iterable[int]) -> set[int]:
    """How many parts may be used up after one more name."""
    found = set()
    for at in reached:
        if at < len(parts) and parts[at] == _ANY_DEPTH:
            found.add(at)
        elif at < len(parts) and fnmatchcase(name, parts[at]):
            found.add(at + 1)
    return _through_any_depth(parts, found)


def _through_any_depth(parts: Sequence[str], reached: set[int]) -> set[int]:
    """With what is reached where ``**`` stands for no folder at all."""
    for at in sorted(reached):
        while at < len(parts) and parts[at] == _ANY_DEPTH:
            at += 1
            reached.add(at)
    return reached
