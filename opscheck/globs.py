"""Globs over paths with ``/``: ``*`` and ``?`` within a name, ``[…]`` for a set, ``**`` for any number of folders.

A pattern is matched name by name, so no pattern, however written, takes more than (names x parts) steps, and a search
visits each folder at most once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

ANY_DEPTH = "**"
TOOL_FOLDERS = frozenset({"node_modules", "venv", "__pycache__", "__pypackages__"})
"""Folders that hold other people's files. Hidden folders, and folders with a pyvenv.cfg, are passed over as well."""


def is_glob(text: str) -> bool:
    """Whether the text has a character that a glob gives a meaning."""
    return any(character in text for character in "*?[")


def matches(path: str, glob: str) -> bool:
    """Whether the glob names the path. A glob without ``/`` (but at its end) names it in any folder."""
    parts = parts_of(glob)
    if "/" not in glob.rstrip("/"):
        parts = [ANY_DEPTH, *parts]
    return _accepts(_after(path.split("/"), parts), parts)


def matches_or_is_inside(path: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs names the path or a folder above it."""
    names = path.split("/")
    above = ["/".join(names[:length]) for length in range(len(names), 0, -1)]
    return any(matches(part, glob) for glob in globs for part in above)


def find(folder: str, glob: str) -> Iterator[str]:
    """Every file below the folder that the glob names, sorted, as a path with ``/`` relative to the folder.

    ``**`` does not enter hidden folders, tool folders or symbolic links; a folder that cannot be read is empty.
    """
    parts = parts_of(glob)
    return _find(folder, "", parts, _reach(parts, {0}))


def parts_of(glob: str) -> list[str]:
    """The names between the slashes, without empty ones and ``.``."""
    return [part for part in glob.split("/") if part not in ("", ".")]


def _after(names: Iterable[str], parts: Sequence[str]) -> set[int]:
    """How many parts may be used up after these names."""
    reached = _reach(parts, {0})
    for name in names:
        reached = _step(name, parts, reached)
    return reached


def _step(name: str, parts: Sequence[str], reached: set[int]) -> set[int]:
    found = set()
    for at in reached:
        if at < len(parts) and parts[at] == ANY_DEPTH:
            found.add(at)
        elif at < len(parts) and fnmatchcase(name, parts[at]):
            found.add(at + 1)
    return _reach(parts, found)


def _reach(parts: Sequence[str], reached: set[int]) -> set[int]:
    """With what is reached when each ``**`` stands for no folder at all."""
    for at in sorted(reached):
        while at < len(parts) and parts[at] == ANY_DEPTH:
            at += 1
            reached.add(at)
    return reached


def _accepts(reached: set[int], parts: Sequence[str]) -> bool:
    return len(parts) in reached


def _find(folder: str, above: str, parts: Sequence[str], reached: set[int]) -> Iterator[str]:
    for entry in entries(folder):
        below = _step(entry.name, parts, set(reached))
        if not below:
            continue
        path = above + entry.name
        if not is_folder(entry):
            if _accepts(below, parts):
                yield path
        elif not _only_by_any_depth(entry, parts, reached):
            yield from _find(entry.path, path + "/", parts, below)


def _only_by_any_depth(entry: os.DirEntry[str], parts: Sequence[str], reached: set[int]) -> bool:
    """Whether nothing but ``**`` leads into a folder that a search passes over."""
    named = any(at < len(parts) and parts[at] == entry.name for at in reached)
    return not named and is_passed_over(entry)


def entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, sorted by name; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether the entry is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_passed_over(entry: os.DirEntry[str]) -> bool:
    """Whether a walk leaves this folder out: hidden, a tool's, a virtual environment, or a symbolic link."""
    if entry.name.startswith(".") or entry.name in TOOL_FOLDERS or entry.is_symlink():
        return True
    return os.path.lexists(os.path.join(entry.path, "pyvenv.cfg"))
