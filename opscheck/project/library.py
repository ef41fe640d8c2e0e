"""The files of one run: the names to show for them, their texts, and the fragments that several plans share."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from opscheck import looking
from opscheck.project.files import DISK, Content, Files, shown, shown_name
from opscheck.project.globs import LONGEST
from opscheck.source import Document, Flaw, Limits, Span, Text, load
from opscheck.source import Path as Place
from opscheck.source.flaws import SYNTAX

_KEPT = 64
_MOST_FOLDERS = 1_000


def _make_room(found: dict[Any, Any]) -> None:
    """Forget what was found of folders, of which there may be as many as plans: it can be found again."""
    if len(found) >= _MOST_FOLDERS:
        found.clear()


class Importer(Protocol):
    """Reads another file format than YAML. Never raises: what is wrong is in the document's flaws."""

    def document(self, raw: bytes, file: str, limits: Limits, /) -> Document: ...


class Fragment:
    """A fragment's document, and which plans it says it belongs to."""

    def __init__(self, library: Library, path: Path, document: Document) -> None:
        self.path = path
        self.document = document
        self._library = library

    @cached_property
    def part_of(self) -> list[tuple[Place, str]] | None:
        """The names in ``part_of`` with their places; None where it is no list of texts."""
        data = self.document.data
        return texts("part_of", data.get("part_of")) if isinstance(data, dict) else None

    @cached_property
    def plans(self) -> frozenset[str]:
        """The files, as ``Library.real`` spells them, that ``part_of`` names."""
        targets = (self.target(name) for _, name in self.part_of or ())
        return frozenset(self._library.real(target) for target in targets if target)

    def target(self, name: str) -> Path | None:
        """The file that a name in ``part_of`` means; None for what can be no name of a file."""
        return Path(os.path.normpath(self.path.parent / name)) if is_possible(name) else None


def texts(key: str, value: Any) -> list[tuple[Place, str]] | None:
    """The texts of a list with their places, or a single text; None for anything else."""
    if isinstance(value, str):
        return [((key,), value)]
    if not isinstance(value, list):
        return None
    return [((key, index), item) for index, item in enumerate(value) if isinstance(item, str)]


def is_possible(name: str) -> bool:
    """Whether a file can have this name at all: other names make the functions of the system raise, or take long."""
    if not name or len(name) > LONGEST or "\0" in name:
        return False
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


class Library:
    """Reads files by their absolute paths. A text given in advance (standard input) takes the place of a file's own."""

    def __init__(self, cwd: Path, texts: Mapping[Path, Content] | None = None, files: Files = DISK) -> None:
        self.cwd = cwd
        self.files = files
        self._repositories: dict[Path, Path | None] = {}
        self._real_folders: dict[str, str] = {}
        self._shown_folders: dict[str, str] = {}
        self._nearest: dict[tuple[Path, str], Path | None] = {}
        self._fragments: OrderedDict[tuple[str, Limits], Fragment] = OrderedDict()
        self._importers: dict[str, Importer] = {}
        self._texts = {self.real(path): content for path, content in (texts or {}).items()}

    def real(self, path: Path) -> str:
        """The file's path without links: what tells whether two names mean one file."""
        folder, name = os.path.split(path)
        if self.files.is_link(path):
            return self.files.real(path)
        if folder not in self._real_folders:
            _make_room(self._real_folders)
            self._real_folders[folder] = self.files.real(folder)
        return os.path.join(self._real_folders[folder], name)

    def repository(self, path: Path) -> Path | None:
        """The repository that a file is in."""
        folder = path.parent
        if folder not in self._repositories:
            _make_room(self._repositories)
            self._repositories[folder] = self.files.repository(folder)
        return self._repositories[folder]

    def nearest(self, folder: Path, name: str) -> Path | None:
        """The file of this name in a folder or the nearest one above, up to the root of the repository."""
        key = folder, name
        if key not in self._nearest:
            at_the_top = folder.parent == folder or looking.exists(folder / ".git")
            above = None if at_the_top else self.nearest(folder.parent, name)
            _make_room(self._nearest)
            self._nearest[key] = folder / name if looking.is_file(folder / name) else above
        return self._nearest[key]

    def name(self, path: Path) -> str:
        """The name to show, with ``/``: relative to the repository, outside of one to the current folder.

        That is the one of the current folder for what lies in it, if only in a submodule: two submodules may have files
        of one name. Else it is the file's own.
        """
        folder, name = os.path.split(path)
        if folder not in self._shown_folders:
            _make_room(self._shown_folders)
            self._shown_folders[folder] = self._shown_folder(path)
        return self._shown_folders[folder] + shown_name(name)

    def _shown_folder(self, path: Path) -> str:
        """What is shown before the names of the files that lie beside one."""
        own, here = self.repository(path), self.repository(self.cwd / path.name)
        base = here if here and here != own and path.is_relative_to(here) else own or self.cwd
        return shown(path, base).removesuffix(shown_name(path.name))

    def content(self, path: Path) -> Content:
        """The file's bytes as far as they can be read. Never raises."""
        given = self._texts.get(self.real(path)) if self._texts else None
        return given or self.files.content(path)

    @property
    def has_its_own(self) -> bool:
        """Whether there are texts given in advance, or importers."""
        return bool(self._texts or self._importers)

    @property
    def has_importers(self) -> bool:
        """Whether any file is read by a plugin's importer."""
        return bool(self._importers)

    def holds(self, path: Path) -> bool:
        """Whether the text of this file was given in advance."""
        return bool(self._texts) and self.real(path) in self._texts

    def import_by(self, path: Path, importer: Importer) -> None:
        """Let a plugin's importer read a file."""
        self._importers[self.real(path)] = importer

    def document(self, path: Path, limits: Limits) -> Document:
        """The file, parsed; one that cannot be read has that as its only flaw. Never raises."""
        file = self.name(path)
        raw, problem = self.content(path)
        if problem is None:
            importer = self._importers.get(self.real(path)) if self._importers else None
            return importer.document(raw, file, limits) if importer else load(raw, file, limits)
        flaw = Flaw(SYNTAX, problem.template, dict(problem.values), Span(file, 1, 1, 1, 1), fatal=True)
        return Document(b"", Text(file, ""), (None, None), [flaw])

    def fragment(self, path: Path, limits: Limits) -> Fragment:
        """The same for a fragment, which is kept for a while: the next plan may share it."""
        key = self.real(path), limits
        if key not in self._fragments:
            self._fragments[key] = Fragment(self, path, self.document(path, limits))
            if len(self._fragments) > _KEPT:
                self._fragments.popitem(last=False)
        self._fragments.move_to_end(key)
        return self._fragments[key]
