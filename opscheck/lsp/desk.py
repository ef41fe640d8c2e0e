"""What the server knows at a time: the open texts, what came of checking them, and what the editor shows of that."""

from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from lsprotocol.types import Diagnostic, PositionEncodingKind, Range

from opscheck.catalogue import Catalogue
from opscheck.lsp.checks import Checker, Outcome, Reading
from opscheck.lsp.completion import Known
from opscheck.lsp.diagnostics import Diagnoser, once
from opscheck.lsp.navigation import Named
from opscheck.lsp.pages import page_of
from opscheck.lsp.positions import MARK, Positions
from opscheck.lsp.texts import Texts
from opscheck.lsp.vocabulary import Vocabulary
from opscheck.project.files import read
from opscheck.source import Document, Span, Text, load


class Desk:
    """Open texts, their outcomes and the diagnostics that follow; knows nothing of the protocol's messages."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.texts = Texts()
        self.lang = "en"
        self.encoding: str = PositionEncodingKind.Utf16
        self.due: set[Path] = set()
        """Open files that have to be checked."""
        self._outcomes: list[Outcome] = []
        self._readable: dict[Path, Reading] = {}
        """The last reading of each plan that could be read: a text that is being written often cannot."""
        self._found: dict[int, dict[Path, list[Diagnostic]]] = {}
        self._shown: dict[Path, list[Diagnostic]] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The installed rules and the clauses."""
        return Catalogue(self.checker.plugins)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the plan format, in the language that is spoken when they are first asked for."""
        return Vocabulary(self.lang, self.checker.plugins.sections)

    # --- checking

    def touch(self, path: Path | None) -> None:
        """A file is another one now: so are the plans of the open files that share it.

        What is part of no plan may be a configuration or a ruleset, on which every plan may depend.
        """
        if path is None:
            return
        shared = [outcome for outcome in self._outcomes if outcome.reading_of(path)]
        about = {file for outcome in shared for file in outcome.files} if shared else set(self.texts.paths)
        self.due |= {file for file in (*about, path) if self.texts.get(file)}

    def touch_all(self) -> None:
        """Anything may have changed."""
        self.due |= set(self.texts.paths)

    def take(self, outcomes: Collection[Outcome]) -> dict[Path, list[Diagnostic]]:
        """Keep what was found, unless it is about texts that have changed meanwhile; the diagnostics to be shown now.

        Files that have nothing to show any more get an empty list.
        """
        current = [outcome for outcome in outcomes if self._is_current(outcome)]
        renewed = {file for outcome in current for file in outcome.files}
        kept = [outcome for outcome in self._outcomes if not renewed & set(outcome.files)]
        self._outcomes = [outcome for outcome in kept if any(map(self.texts.get, outcome.files))] + current
        readable = {reading.plan.path: reading for reading in self.readings if reading.is_readable}
        self._readable = {plan: reading for plan, reading in self._readable.items() if self._is_open(plan)} | readable
        self._found = {id(outcome): self._diagnostics(outcome) for outcome in self._outcomes}
        wanted: dict[Path, list[Diagnostic]] = {}
        for outcome in self._outcomes:
            for path, found in self._found[id(outcome)].items():
                known = wanted.get(path)
                wanted[path] = once([*known, *found]) if known else found
        changed = {
            path: wanted.get(path, [])
            for path in (*wanted, *self._shown)
            if path in renewed or wanted.get(path, []) != self._shown.get(path, [])
        }
        self._shown = {path: found for path, found in wanted.items() if found}
        return changed

    def _is_open(self, plan: Path) -> bool:
        return any(reading.plan.path == plan for reading in self.readings)

    def _diagnostics(self, outcome: Outcome) -> dict[Path, list[Diagnostic]]:
        """The diagnostics of an outcome, which are written once."""
        return self._found.get(id(outcome)) or self.diagnoser(outcome).diagnostics(outcome)

    def _is_current(self, outcome: Outcome) -> bool:
        about = {*outcome.files, *(path for reading in outcome.readings for path in reading.documents)}
        now = {path: text.raw for path in about if (text := self.texts.get(path))}
        return all(now.get(path) == outcome.texts.get(path) for path in about) and any(
            map(self.texts.get, outcome.files)
        )

    # --- what was read

    def outcome_of(self, path: Path) -> Outcome | None:
        """What came of the last check of a file."""
        return next((each for each in self._outcomes if path in each.files or each.reading_of(path)), None)

    def reading_of(self, path: Path) -> Reading | None:
        """The plan that a file belongs to, as it was last read."""
        return next((reading for each in self._outcomes if (reading := each.reading_of(path))), None)

    @property
    def readings(self) -> list[Reading]:
        """All plans that open files belong to."""
        return [reading for outcome in self._outcomes for reading in outcome.readings]

    def document(self, path: Path) -> Document | None:
        """An open file as it is in the editor, parsed."""
        text, reading = self.texts.get(path), self.reading_of(path)
        known = reading.documents.get(path) if reading else None
        if text is None or (known is not None and known.raw == text.raw):
            return known
        return load(text.raw, known.file if known else str(path))

    def known(self, path: Path) -> Known:
        """What can be named in a file."""
        reading = self.reading_of(path)
        reading = self._readable.get(reading.plan.path, reading) if reading else None
        rules = [Named(rule, "") for rule in self.catalogue.rules]
        clauses = [Named(id_, clause.title.get(self.lang, "")) for id_, clause in self.catalogue.clauses.items()]
        return Known(reading.index.named if reading else {}, rules, clauses)

    # --- places

    def positions(self, path: Path, text: Text | None = None) -> Positions:
        """How the editor counts in a file; ``text`` is what it holds, if that is known."""
        opened = self.texts.get(path)
        if text is None and opened is not None:
            text = Text(str(path), opened.text.removeprefix(MARK))
        if text is None:
            text = Text(str(path), read(path)[0].decode("utf-8", "replace").removeprefix(MARK))
        return Positions(text, self.encoding, marked=bool(opened and opened.marked))

    def diagnoser(self, outcome: Outcome) -> Diagnoser:
        """What writes the diagnostics of an outcome, with the texts that were read."""
        documents = {path: each for reading in outcome.readings for path, each in reading.documents.items()}
        kept: dict[Path, Positions] = {}

        def range_of(path: Path, span: Span) -> Range:
            if path not in kept:
                document = documents.get(path)
                kept[path] = self.positions(path, document.source if document else None)
            return kept[path].range_of(span)

        return Diagnoser(self.lang, range_of, self.texts.uri, self._page_of)

    def _page_of(self, rule: str) -> str | None:
        return page_of(rule, self.checker.plugins)
