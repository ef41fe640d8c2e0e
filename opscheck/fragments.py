"""A plan in several files: what its ``include`` names, what a fragment's ``part_of`` names, and what is wrong there.

Nothing is read outside the repository (outside any repository: outside the plan's own folder), nor from its ``.git``.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from opscheck import globs
from opscheck.library import Library
from opscheck.merge import Loaded, merge
from opscheck.recognition import FORMAT, SCHEMA, Marks, version_flaw
from opscheck.source import Document, Flaw, Limits
from opscheck.source import Path as Place

AN_ADDRESS = "{name} is an address: only files of the repository can be named here"
OUTSIDE = "{name} leads out of the repository"
NO_MATCH = "{name} names no file"
ITSELF = "{name} is this file itself"
A_FOLDER = "{name} is a folder: name the files in it, such as {name}/*.yaml"
A_PLAN = "{name} is a plan of its own and no fragment: a plan cannot include a plan"
NO_PLAN = "{name} is no plan: no line of it says {header}"
A_FRAGMENT = "{name} is a fragment itself: name the plan that it belongs to"
NO_LIST = "part_of must be a list of paths to plans"
NO_PART_OF = "{plan} includes this file, which does not say so: a fragment begins with {header} and part_of"
NOT_NAMED = "{plan} includes this file, and its part_of does not name that plan"
NOT_INCLUDED = "{plan} does not include this file"
INCLUDES = "a fragment cannot include other files: name them in the include of the plan"
NO_MAPPING = "a fragment must be a mapping of sections"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z]:")
_LOOSE_PART_OF = re.compile(r"""[\r\n]["']?part_of["']?[ \t]*:([^\r\n]*(?:[\r\n]+[ \t-][^\r\n]*)*)""")
_LOOSE_NAME = re.compile(r"""[^\s\[\],"'#-][^\s\[\],"'#]*""")


class Mention(NamedTuple):
    """What one entry of a fragment's ``part_of`` names: a plan, or the flaw that it names none."""

    plan: Path | None
    flaw: Flaw | None = None


def load_with_fragments(library: Library, path: Path, limits: Limits, expected: Sequence[Path] = ()) -> Loaded:
    """A plan with all that it includes. ``expected`` are fragments that say they belong to it. Never raises."""
    document = library.document(path, limits)
    if not isinstance(document.data, dict):
        return merge(document)
    flaw = version_flaw(document)
    if flaw and flaw.path:
        return Loaded(document.file, None, document.positions, [document], [*document.flaws, flaw])
    including = _Including(library, path, document, limits)
    loaded = merge(document, list(including.fragments()))
    including.compare(expected)
    loaded.documents = [*loaded.documents, *including.refused]
    loaded.flaws += [*([flaw] if flaw else []), *including.flaws]
    return loaded


# --- from the plan to its fragments


class _Including:
    """Follows one plan's ``include``."""

    def __init__(self, library: Library, path: Path, document: Document, limits: Limits) -> None:
        self.flaws: list[Flaw] = []
        self.refused: list[Document] = []  # flaws stand in them, and nothing else of them counts
        self._library = library
        self._path = path
        self._document = document
        self._limits = limits
        self._bound = library.repository(path) or path.parent
        self._included: set[str] = set()

    def fragments(self) -> Iterator[Document]:
        """Every fragment, in the order of ``include`` and then of the names."""
        for place, glob in _texts("include", self._document.data.get("include")) or ():
            problem = _refused(glob, self._path.parent, self._bound)
            found = [] if problem else list(globs.find(str(self._path.parent), glob))
            if not found:
                self._complain(place, problem or NO_MATCH, glob)
            for name in found:
                yield from self._fragment(place, Path(os.path.normpath(name)))

    def _fragment(self, place: Place, path: Path) -> Iterator[Document]:
        real = self._library.real(path)
        if real in self._included:
            return
        name = os.path.relpath(path, self._path.parent).replace(os.sep, "/")
        problem = self._problem(path, real)
        if problem:
            self._complain(place, problem, name)
            return
        self._included.add(real)
        document = self._library.fragment(path, self._limits)
        if isinstance(document.data, dict) and "part_of" not in document.data and "plan" in document.data:
            self._complain(place, A_PLAN, name)
            return
        version = version_flaw(document) if isinstance(document.data, dict) else None
        if version and version.path:
            self._refuse(document, version)
            return
        self.flaws += self._flaws_of(path, document)
        yield document

    def _problem(self, path: Path, real: str) -> str | None:
        if not _is_inside(real, self._bound):
            return OUTSIDE
        if real == self._library.real(self._path):
            return ITSELF
        return A_FOLDER if path.is_dir() else None

    def _flaws_of(self, path: Path, document: Document) -> Iterator[Flaw]:
        """What is wrong with a fragment as a fragment of this plan."""
        data = document.data
        if document.fatal:
            return
        if not isinstance(data, dict):
            yield _flaw(document, (), NO_MAPPING)
            return
        named = [text for _, text in _texts("part_of", data.get("part_of")) or ()]
        values = {"plan": self._document.file, "header": f"schema: {FORMAT}"}
        if "schema" not in data or "part_of" not in data:
            yield _flaw(document, (), NO_PART_OF, **values)
        elif self._library.real(self._path) not in {self._library.real(_target(path, text)) for text in named}:
            yield _flaw(document, ("part_of",), NOT_NAMED, **values)
        if data.get("include"):
            yield _flaw(document, ("include",), INCLUDES)

    def compare(self, expected: Sequence[Path]) -> None:
        """Complain about fragments that say they belong to this plan and are not included."""
        for path in expected:
            if self._library.real(path) not in self._included:
                document = self._library.fragment(path, self._limits)
                self.flaws += document.flaws if document.fatal else ()
                self._refuse(document, _flaw(document, ("part_of",), NOT_INCLUDED, plan=self._document.file))

    def _refuse(self, document: Document, flaw: Flaw) -> None:
        self.refused.append(document)
        self.flaws.append(flaw)

    def _complain(self, place: Place, template: str, name: str) -> None:
        self.flaws.append(_flaw(self._document, place, template, name=name))


# --- from the fragment to its plans


def plans_of(library: Library, path: Path, limits: Limits, is_plan: Callable[[Path], bool]) -> Iterator[Mention]:
    """The plans that a fragment says it belongs to; ``is_plan`` tells of files whose own text does not say it.

    Of a fragment whose text is refused, whatever can be made out counts: those plans report the refusal.
    """
    document = library.fragment(path, limits)
    if document.fatal:
        yield from _made_out(library, path, document, is_plan)
        return
    data = document.data if isinstance(document.data, dict) else {}
    names = _texts("part_of", data.get("part_of"))
    if not names:
        yield Mention(None, _flaw(document, ("part_of",), NO_LIST))
    for place, name in names or ():
        problem = _refused_as_plan(library, path, name, is_plan)
        flaw = _flaw(document, place, problem, name=name, header=f"schema: {FORMAT}") if problem else None
        yield Mention(None if problem else _target(path, name), flaw)


def _made_out(library: Library, path: Path, document: Document, is_plan: Callable[[Path], bool]) -> Iterator[Mention]:
    part_of = _LOOSE_PART_OF.search("\n" + document.text)
    names = _LOOSE_NAME.findall(part_of[1]) if part_of else []
    found = [_target(path, name) for name in names if not _refused_as_plan(library, path, name, is_plan)]
    yield from (Mention(plan) for plan in found)
    if not found:
        yield from (Mention(None, flaw) for flaw in document.flaws)


def _refused_as_plan(library: Library, path: Path, name: str, is_plan: Callable[[Path], bool]) -> str | None:
    """Why a fragment cannot belong to what it names; None if it can."""
    target = _target(path, name)
    repository = library.repository(path)
    problem = _refused(name, path.parent, repository or _common_folder(path, target))
    if problem:
        return problem
    if library.real(target) == library.real(path):
        return ITSELF
    raw, unreadable = library.content(target)
    if unreadable:
        return A_FOLDER if target.is_dir() else NO_MATCH
    marks = Marks(raw)
    if not marks.header and not is_plan(target):
        return NO_PLAN
    return A_FRAGMENT if marks.part_of else None


def _common_folder(fragment: Path, plan: Path) -> Path:
    """What bounds a plan outside any repository: its own folder, if that holds the fragment; else the fragment's."""
    return plan.parent if fragment.is_relative_to(plan.parent) else fragment.parent


# --- names


def _refused(name: str, folder: Path, bound: Path) -> str | None:
    """Why a name cannot stand in ``include`` or ``part_of``; None if it can."""
    if _ADDRESS.match(name):
        return AN_ADDRESS
    if _ABSOLUTE.match(name):
        return OUTSIDE
    literal = itertools.takewhile(lambda part: not globs.has_wildcard(part), name.split("/"))
    return None if _is_inside(os.path.realpath(folder.joinpath(*literal)), bound) else OUTSIDE


def _is_inside(real: str, bound: Path) -> bool:
    """Whether a path without links lies inside a folder, and not in what git keeps there."""
    path, root = Path(real), Path(os.path.realpath(bound))
    return path.is_relative_to(root) and ".git" not in path.relative_to(root).parts


def _target(path: Path, name: str) -> Path:
    return Path(os.path.normpath(path.parent / name))


def _texts(key: str, value: Any) -> list[tuple[Place, str]] | None:
    """The texts of a list with their places, or a single text; None for anything else, which is an error of format."""
    if isinstance(value, str):
        return [((key,), value)]
    if not isinstance(value, list):
        return None
    return [((key, index), item) for index, item in enumerate(value) if isinstance(item, str)]


def _flaw(document: Document, place: Place, template: str, **values: object) -> Flaw:
    """A flaw at a place of the plan or of a fragment, where the fragment's name tells it from others of its kind."""
    return Flaw(SCHEMA, template, values, document.span(place), (*place, document.file))
