"""Evidence: what ``refs`` name must be there. Paths relate to the file that holds them; nothing is fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from opscheck.merge import Loaded
from opscheck.project.files import Files
from opscheck.project.library import is_possible
from opscheck.source import Flaw
from opscheck.source import Path as Place

RULE = "opscheck/unknown-reference"
MISSING = "{ref} is not in the repository"
MISSING_MEANT = "{ref} is not in the repository: did you mean {meant}?"
OUTSIDE = "{ref} leads out of the repository"
BACKSLASH = "{ref} has a backslash: folders are separated by / on every system"
NO_ADDRESS = "{ref} is no evidence that can be looked up: an address begins with https:, http: or mailto:"

_ADDRESS = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z]:")
_MOST_MEANT = 20  # a did-you-mean takes a search
_MOST_NEIGHBOURS = 1_000


def evidence_flaws(
    loaded: Loaded, folders: Mapping[str, Path], files: Files, is_inside: Callable[[str], bool]
) -> Iterator[Flaw]:
    """What is wrong with the refs of a plan.

    ``folders`` has the folder of each of its files by the name to show; ``is_inside`` says whether a path without links
    lies in the repository.
    """
    look_up = _LookUp(files, is_inside)
    known: dict[tuple[Path, str], str | None] = {}
    searched = 0
    for place, ref in _refs(loaded.data):
        span = loaded.positions.span(place)
        folder = folders.get(span.file)
        if folder is None:
            continue
        if (folder, ref) not in known:
            known[folder, ref] = look_up.problem(ref, folder)
        problem = known[folder, ref]
        meant = None
        if problem == MISSING and searched < _MOST_MEANT:
            searched += 1
            meant = look_up.meant(ref, folder)
        if problem:
            yield Flaw(RULE, MISSING_MEANT if meant else problem, {"ref": ref, "meant": meant}, span, place)


_NESTED = (dict, list)


def _refs(data: Any) -> list[tuple[Place, str]]:
    """Every text in a ``refs`` of a mapping or list, with its place; keys of the author's own are the author's."""
    found: list[tuple[Place, str]] = []
    for step, value in data.items() if isinstance(data, dict) else enumerate(data):
        if not isinstance(value, _NESTED) or (isinstance(step, str) and step.startswith("x-")):
            continue
        inner = _texts(value) if step == "refs" else _refs(value)
        if inner:
            found += [((step, *place), ref) for place, ref in inner]
    return found


def _texts(value: Any) -> list[tuple[Place, str]]:
    texts = value if isinstance(value, list) else ()
    return [((index,), ref.strip()) for index, ref in enumerate(texts) if isinstance(ref, str) and ref.strip()]


class _LookUp:
    """Asks whether what a plan names is there."""

    def __init__(self, files: Files, is_inside: Callable[[str], bool]) -> None:
        self._files = files
        self._is_inside = is_inside

    def problem(self, ref: str, folder: Path) -> str | None:
        """What is wrong with one of them; None if it can be looked up."""
        if _ADDRESS.match(ref):
            return None
        if _ABSOLUTE.match(ref) and not _SCHEME.match(ref):
            return OUTSIDE
        paths = [path for path in _readings(ref) if is_possible(path)]
        if any(self._exists(folder, path) for path in paths):
            return None
        if _SCHEME.match(ref):
            return NO_ADDRESS
        if "\\" in ref:
            return BACKSLASH
        if paths and not self._is_inside(self._files.real(folder / paths[0])):
            return OUTSIDE
        return MISSING

    def _exists(self, folder: Path, path: str) -> bool:
        real = self._files.real(folder / path)
        return self._is_inside(real) and self._files.exists(real)

    def meant(self, ref: str, folder: Path) -> str | None:
        """A neighbour of what is missing that is spelt much like it."""
        from opscheck.meant import closest

        parent, _, name = ref.partition("#")[0].rpartition("/")
        if not is_possible(parent or "."):
            return None
        entries = self._files.entries(os.path.join(folder, parent))
        meant = closest(name, [entry.name for entry in entries[:_MOST_NEIGHBOURS]])
        return f"{parent}/{meant}" if meant and parent else meant


def _readings(ref: str) -> Iterator[str]:
    """The paths that may be meant: as it stands, and without what leads to a place in the file (``a.md#scope``)."""
    yield ref
    before, mark, _ = ref.partition("#")
    if mark and before:
        yield before
    if "%" in ref:
        yield unquote(before)
