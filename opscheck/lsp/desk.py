"""What the server knows at a time: the open texts, what came of checking them, and what the editor shows of that."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lsprotocol.types import Diagnostic, PositionEncodingKind

from opscheck.authoring.schema import config_schema, ruleset_schema
from opscheck.catalogue import Catalogue
from opscheck.lsp.checks import Checker, Outcome, Reading
from opscheck.lsp.diagnostics import Diagnoser, once
from opscheck.lsp.kinds import Kind, kind_of
from opscheck.lsp.pages import page_of
from opscheck.lsp.texts import Texts, is_unsaved
from opscheck.lsp.views import Views
from opscheck.lsp.vocabulary import PlanVocabulary, Vocabulary
from opscheck.source import Document, load


class Judged(NamedTuple):
    """What came of checking some open files, and what an editor shows of it."""

    outcome: Outcome
    diagnostics: Mapping[Path, list[Diagnostic]]


class Desk:
    """Open texts, their outcomes and the diagnostics that follow; knows nothing of the protocol's messages.

    Texts come and results are taken on one thread. Others may ask at any time: what they are given is replaced as a
    whole and never changed.
    """

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.texts = Texts()
        self.lang = "en"
        self.encoding: str = PositionEncodingKind.Utf16
        self.due: set[Path] = set()
        """Open files that have to be checked."""
        self._judged: list[Judged] = []
        self._readable: Mapping[Path, Reading] = {}
        """The last reading of each plan that could be read: a text that is being written often cannot."""
        self._shown: dict[Path, list[Diagnostic]] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The installed rules and the clauses."""
        return Catalogue(self.checker.plugins)

    @cached_property
    def vocabulary(self) -> PlanVocabulary:
        """The words of the plan format, in the language that is spoken when they are first asked for."""
        return PlanVocabulary(self.lang, self.checker.plugins.sections)

    @cached_property
    def _vocabularies(self) -> Mapping[Kind, Vocabulary]:
        """Those of other files."""
        return {
            Kind.configuration: Vocabulary(config_schema(self.catalogue, self.lang)),
            Kind.ruleset: Vocabulary(ruleset_schema(self.catalogue, self.lang)),
            Kind.register: self.vocabulary.of_registers,
        }

    def vocabulary_of(self, path: Path) -> Vocabulary | None:
        """The words of an open file; None for one that is nothing of ours."""
        text = self.texts.get(path)
        kind = kind_of(path, text.text, self.checker.topics) if text and not is_unsaved(path) else None
        return self._vocabularies[kind] if kind else self.vocabulary if self.reading_of(path) else None

    # --- checking

    def touch(self, path: Path | None) -> None:
        """A file is another one now: so are the plans of the open files that share it.

        What is part of no plan may be a configuration or a ruleset, on which every plan may depend.
        """
        if path is None:
            return
        shared = [judged.outcome for judged in self._judged if judged.outcome.reading_of(path)]
        about = {file for outcome in shared for file in outcome.files} if shared else set(self.texts.paths)
        self.due |= {file for file in (*about, path) if self.texts.get(file)}

    def touch_all(self) -> None:
        """Anything may have changed."""
        self.due |= set(self.texts.paths)

    def judge(self, due: Collection[Path], texts: Texts) -> list[Judged]:
        """Check the files that are due and what shares a plan with them; any thread may do it."""
        if not due:
            return []
        raw, before, views = texts.raw(), self._readable, Views(texts, self.encoding)
        outcomes = [self.checker.check(group, raw) for group in self.checker.groups(raw, raw) if group & set(due)]
        diagnoser = self.diagnoser(views)
        return [Judged(outcome, diagnoser.diagnostics(outcome, before)) for outcome in outcomes]

    def take(self, judged: Collection[Judged]) -> dict[Path, list[Diagnostic]]:
        """Keep what was found, unless it is about texts that have changed meanwhile; the diagnostics to be shown now.

        Files that have nothing to show any more get an empty list.
        """
        current = [each for each in judged if self._is_current(each.outcome)]
        renewed = {file for each in current for file in each.outcome.files}
        kept = [each for each in self._judged if not renewed & set(each.outcome.files)]
        self._judged = [each for each in kept if any(map(self.texts.get, each.outcome.files))] + current
        self._readable = self._with(each.outcome for each in self._judged)
        wanted: dict[Path, list[Diagnostic]] = {}
        for each in self._judged:
            for path, found in each.diagnostics.items():
                wanted[path] = once([*wanted[path], *found]) if wanted.get(path) else found
        changed = {
            path: wanted.get(path, [])
            for path in (*wanted, *self._shown)
            if path in renewed or wanted.get(path, []) != self._shown.get(path, [])
        }
        self._shown = {path: found for path, found in wanted.items() if found}
        return changed

    def _with(self, outcomes: Iterable[Outcome]) -> dict[Path, Reading]:
        """The last reading of each plan of these outcomes that could be read."""
        found: dict[Path, Reading] = {}
        for outcome in outcomes:
            found |= {reading.plan.path: reading for reading in outcome.unchecked(self._readable.values())}
            for reading in outcome.readings:
                last = self._readable.get(reading.plan.path) if reading.unreadable else reading
                found |= {reading.plan.path: last} if last else {}
        return found

    def _is_current(self, outcome: Outcome) -> bool:
        about = {*outcome.files, *(path for reading in outcome.readings for path in reading.documents)}
        now = {path: text.raw for path in about if (text := self.texts.get(path))}
        return all(now.get(path) == outcome.texts.get(path) for path in about) and any(
            map(self.texts.get, outcome.files)
        )

    # --- what was read

    def outcome_of(self, path: Path) -> Outcome | None:
        """What came of the last check of a file."""
        outcomes = (each.outcome for each in self._judged)
        return next((each for each in outcomes if path in each.files or each.reading_of(path)), None)

    @property
    def readings(self) -> list[Reading]:
        """All plans that open files belong to, each as it could last be read."""
        read = {each.plan.path: each for judged in self._judged for each in judged.outcome.readings}
        return list({**read, **self._readable}.values())

    def readings_of(self, path: Path | None) -> list[Reading]:
        """The plans that a file belongs to, each as it could last be read."""
        return [reading for reading in self.readings if path in reading.documents]

    def reading_of(self, path: Path | None) -> Reading | None:
        """The first of these plans."""
        return next(iter(self.readings_of(path)), None)

    def prepare(self) -> None:
        """Make ready what answers need and no diagnostic does."""
        for reading in self.readings:
            reading.prepare()

    def document(self, path: Path) -> Document:
        """An open file that belongs to no plan, as it is in the editor."""
        text = self.texts.get(path)
        return load(text.raw if text else b"", str(path))

    # --- showing it

    def views(self) -> Views:
        """The files as the editor has them now."""
        return Views(self.texts.as_they_are(), self.encoding)

    def diagnoser(self, views: Views) -> Diagnoser:
        """What writes diagnostics, with the texts of those views."""
        return Diagnoser(self.lang, views, lambda rule: page_of(rule, self.checker.plugins))
