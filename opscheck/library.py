"""The files of one run: the names to show for them, their texts, and the fragments that several plans share."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from opscheck.files import Content, read, repository_of, shown
from opscheck.source import Document, Flaw, Limits, Span, Text, load
from opscheck.source.flaws import SYNTAX

_KEPT = 64


class Library:
    """Reads files by their absolute paths. A text given in advance (standard input) takes the place of a file's own."""

    def __init__(self, cwd: Path, texts: Mapping[Path, Content] | None = None) -> None:
        self.cwd = cwd
        self._repositories: dict[Path, Path | None] = {}
        self._real_folders: dict[str, str] = {}
        self._fragments: OrderedDict[tuple[str, Limits], Document] = OrderedDict()
        self._texts = {self.real(path): content for path, content in (texts or {}).items()}

    def real(self, path: Path) -> str:
        """The file's path without links: what tells whether two names mean one file."""
        folder, name = os.path.split(path)
        if os.path.islink(path):
            return os.path.realpath(path)
        if folder not in self._real_folders:
            self._real_folders[folder] = os.path.realpath(folder)
        return os.path.join(self._real_folders[folder], name)

    def repository(self, path: Path) -> Path | None:
        """The repository that a file is in."""
        folder = path.parent
        if folder not in self._repositories:
            self._repositories[folder] = repository_of(folder)
        return self._repositories[folder]

    def name(self, path: Path) -> str:
        """The name to show: relative to the file's repository, outside of one to the current folder, with ``/``."""
        return shown(path, self.repository(path) or self.cwd)

    def content(self, path: Path) -> Content:
        """The file's bytes as far as they can be read. Never raises."""
        return self._texts.get(self.real(path)) or read(path)

    def document(self, path: Path, limits: Limits) -> Document:
        """The file, parsed; one that cannot be read has that as its only flaw. Never raises."""
        file = self.name(path)
        raw, problem = self.content(path)
        if problem is None:
            return load(raw, file, limits)
        flaw = Flaw(SYNTAX, problem.template, dict(problem.values), Span(file, 1, 1, 1, 1), fatal=True)
        return Document(b"", Text(file, ""), (None, None), [flaw])

    def fragment(self, path: Path, limits: Limits) -> Document:
        """The same for a fragment, which is kept for a while: the next plan may share it."""
        key = self.real(path), limits
        if key not in self._fragments:
            self._fragments[key] = self.document(path, limits)
            if len(self._fragments) > _KEPT:
                self._fragments.popitem(last=False)
        self._fragments.move_to_end(key)
        return self._fragments[key]
