"""A plan in several files: what its ``include`` names, what a fragment's ``part_of`` names, and what is wrong there.

Nothing is read outside the repository (outside any repository: outside the plan's own folder), nor from its ``.git``.
"""

from __future__ import annotations

import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from opscheck.merge import Loaded, merge
from opscheck.project import globs
from opscheck.project.evidence import evidence_flaws
from opscheck.project.files import Files
from opscheck.project.library import Fragment, Library, is_possible, texts
from opscheck.project.recognition import FORMAT, SCHEMA, Marks, version_flaw
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
BACKSLASH = "{name} has a backslash: folders are separated by / on every system"
TOO_MANY = "{key} has more than {limit} entries: those from here on do not count"
MORE = "there are {count} more of these; the first of them is here"
NO_MAPPING = "a fragment must be a mapping of sections"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z]:")
_LOOSE_PART_OF = re.compile(r"""[\r\n]["']?part_of["']?[ \t]*:([^\r\n]*(?:[\r\n]+[ \t-][^\r\n]*)*)""")
_LOOSE_NAME = re.compile(r"""[^\s\[\],"'#-][^\s\[\],"'#]*""")
_MOST_INCLUDES = 200
_MOST_PLANS = 2_000
_FLOOD = 20


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
    if any("refs" in part.text for part in loaded.documents):
        loaded.flaws += _without_flood(
            list(evidence_flaws(loaded, including.folders, library.files, including.is_inside))
        )
    including.compare(expected)
    loaded.documents = [*loaded.documents, *including.refused]
    loaded.flaws += [*([flaw] if flaw else []), *_without_flood(including.flaws)]
    return loaded


# --- from the plan to its fragments


class _Including:
    """Follows one plan's ``include``."""

    def __init__(self, library: Library, path: Path, document: Document, limits: Limits) -> None:
        self.flaws: list[Flaw] = []
        self.refused: list[Document] = []  # flaws stand in them, and nothing else of them counts
        self._library = library
        self._files = library.files
        self._path = path
        self._document = document
        self._limits = limits
        self.folders = {document.file: path.parent}  # of each file, by the name to show
        self._bound = library.repository(path) or path.parent
        self._included: set[str] = set()

    def fragments(self) -> Iterator[Document]:
        """Every fragment, in the order of ``include`` and then of the names."""
        entries = texts("include", self._document.data.get("include")) or []
        for place, glob in entries[:_MOST_INCLUDES]:
            problem = _refused(glob, self._path.parent, self._bound, self._files)
            found = [] if problem else list(globs.find(str(self._path.parent), glob, self._files))
            if not found:
                self._complain(place, problem or NO_MATCH, glob)
            for name in found:
                yield from self._fragment(place, Path(os.path.normpath(name)))
        for place, _ in entries[_MOST_INCLUDES:][:1]:
            self.flaws.append(_flaw(self._document, place, TOO_MANY, key="include", limit=_MOST_INCLUDES))

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
        fragment = self._library.fragment(path, self._limits)
        data = fragment.document.data
        version = version_flaw(fragment.document) if isinstance(data, dict) else None
        if isinstance(data, dict) and "part_of" not in data and "plan" in data:
            self._complain(place, A_PLAN, name)
        elif version and version.path:
            self._refuse(fragment.document, version)
        else:
            self.flaws += [_named(flaw) for flaw in self._flaws_of(fragment)]
            self.folders[fragment.document.file] = path.parent
            yield fragment.document

    def is_inside(self, real: str) -> bool:
        """Whether a path without links may be named in the plan."""
        return _is_inside(real, self._bound, self._files)

    def _problem(self, path: Path, real: str) -> str | None:
        if not self.is_inside(real):
            return OUTSIDE
        if real == self._library.real(self._path):
            return ITSELF
        return A_FOLDER if self._files.is_folder(path) else None

    def _flaws_of(self, fragment: Fragment) -> Iterator[Flaw]:
        """What is wrong with a fragment as a fragment of this plan."""
        document, data = fragment.document, fragment.document.data
        if document.fatal:
            return
        if not isinstance(data, dict):
            yield _flaw(document, (), NO_MAPPING)
            return
        values = {"plan": self._document.file, "header": f"schema: {FORMAT}"}
        if "schema" not in data or "part_of" not in data:
            yield _flaw(document, (), NO_PART_OF, **values)
        elif self._library.real(self._path) not in fragment.plans:
            yield _flaw(document, ("part_of",), NOT_NAMED, **values)
        if data.get("include"):
            yield _flaw(document, ("include",), INCLUDES)

    def compare(self, expected: Sequence[Path]) -> None:
        """Complain about fragments that say they belong to this plan and are not included."""
        for path in expected:
            if self._library.real(path) not in self._included:
                document = self._library.fragment(path, self._limits).document
                self.flaws += document.flaws if document.fatal else ()
                self._refuse(document, _flaw(document, ("part_of",), NOT_INCLUDED, plan=self._document.file))

    def _refuse(self, document: Document, flaw: Flaw) -> None:
        self.refused.append(document)
        self.flaws.append(_named(flaw))

    def _complain(self, place: Place, template: str, name: str) -> None:
        self.flaws.append(_flaw(self._document, place, template, name=name))


# --- from the fragment to its plans


def plans_of(library: Library, path: Path, limits: Limits, is_plan: Callable[[Path], bool]) -> Iterator[Mention]:
    """The plans that a fragment says it belongs to; ``is_plan`` tells of files whose own text does not say it.

    Of a fragment whose text is refused, whatever can be made out counts: those plans report the refusal.
    """
    fragment = library.fragment(path, limits)
    if fragment.document.fatal:
        return _made_out(_PartOf(library, fragment, is_plan))
    mentions = list(_PartOf(library, fragment, is_plan).mentions())
    flaws = _without_flood([mention.flaw for mention in mentions if mention.flaw])
    return iter([*(mention for mention in mentions if mention.plan), *(Mention(None, flaw) for flaw in flaws)])


def _made_out(part_of: _PartOf) -> Iterator[Mention]:
    document = part_of.fragment.document
    found = _LOOSE_PART_OF.search("\n" + document.text)
    names = dict.fromkeys(_LOOSE_NAME.findall(found[1]) if found else ())
    plans = [part_of.fragment.target(name) for name in list(names)[:_MOST_PLANS] if not part_of.refused(name)]
    yield from (Mention(plan) for plan in plans)
    if not plans:
        yield from (Mention(None, flaw) for flaw in document.flaws)


class _PartOf:
    """Follows one fragment's ``part_of``."""

    def __init__(self, library: Library, fragment: Fragment, is_plan: Callable[[Path], bool]) -> None:
        self.fragment = fragment
        self._library = library
        self._is_plan = is_plan
        self._repository = library.repository(fragment.path)

    def mentions(self) -> Iterator[Mention]:
        """What each name is worth."""
        document = self.fragment.document
        names = self.fragment.part_of or []
        if not names:
            yield Mention(None, _flaw(document, ("part_of",), NO_LIST))
        for place, name in names[:_MOST_PLANS]:
            problem = self.refused(name)
            if problem:
                yield Mention(None, _flaw(document, place, problem, name=name, header=f"schema: {FORMAT}"))
            else:
                yield Mention(self.fragment.target(name))
        for place, _ in names[_MOST_PLANS:][:1]:
            yield Mention(None, _flaw(document, place, TOO_MANY, key="part_of", limit=_MOST_PLANS))

    def refused(self, name: str) -> str | None:
        """Why the fragment cannot belong to what it names; None if it can."""
        target = self.fragment.target(name)
        if target is None:
            return NO_MATCH
        bound = self._repository or self._common_folder(target)
        problem = _refused(name, self.fragment.path.parent, bound, self._library.files)
        if problem:
            return problem
        if self._library.real(target) == self._library.real(self.fragment.path):
            return ITSELF
        raw, unreadable = self._library.content(target)
        if unreadable:
            return A_FOLDER if self._library.files.is_folder(target) else NO_MATCH
        marks = Marks(raw)
        if not marks.header and not self._is_plan(target):
            return NO_PLAN
        return A_FRAGMENT if marks.part_of else None

    def _common_folder(self, plan: Path) -> Path:
        """What bounds a plan outside any repository: its own folder, if that holds the fragment."""
        own = self.fragment.path
        return plan.parent if own.is_relative_to(plan.parent) else own.parent


# --- names


def _refused(name: str, folder: Path, bound: Path, files: Files) -> str | None:
    """Why a name cannot stand in ``include`` or ``part_of``; None if it can."""
    if not is_possible(name):
        return NO_MATCH
    if _ADDRESS.match(name):
        return AN_ADDRESS
    if _ABSOLUTE.match(name):
        return OUTSIDE
    if "\\" in name:
        return BACKSLASH
    literal = itertools.takewhile(lambda part: not globs.has_wildcard(part), name.split("/"))
    return None if _is_inside(files.real(folder.joinpath(*literal)), bound, files) else OUTSIDE


def _is_inside(real: str, bound: Path, files: Files) -> bool:
    """Whether a path without links lies inside a folder, and not in what git keeps there."""
    path, root = Path(real), Path(files.real(bound))
    return path.is_relative_to(root) and ".git" not in path.relative_to(root).parts


def _flaw(document: Document, place: Place, template: str, **values: object) -> Flaw:
    return Flaw(SCHEMA, template, values, document.span(place), place)


def _named(flaw: Flaw) -> Flaw:
    """The flaw of a fragment, told by the fragment's name from the same one of another fragment."""
    return flaw._replace(path=(*flaw.path, flaw.span.file))


def _without_flood(flaws: Sequence[Flaw]) -> Iterator[Flaw]:
    """The flaws; beyond twenty of one kind only how many more there are."""
    counts = Counter(flaw.template for flaw in flaws)
    seen: Counter[str] = Counter()
    for flaw in flaws:
        seen[flaw.template] += 1
        if seen[flaw.template] <= _FLOOD:
            yield flaw
        elif seen[flaw.template] == _FLOOD + 1:
            yield flaw._replace(template=MORE, values={"count": counts[flaw.template] - _FLOOD})
