"""Plans on the bench: checked with texts that are not on the disk yet, as fixing and waiving need it."""

import os
import sys
from collections.abc import Collection, Sequence
from contextlib import redirect_stdout
from copy import copy
from pathlib import Path
from typing import NamedTuple

from opscheck.checking.accepting import accept
from opscheck.checking.judging import check_loaded
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.engine import PlanReport
from opscheck.finding import Finding
from opscheck.fixer import Fixer, Judge, Judged, Texts
from opscheck.plugins import Plugins
from opscheck.project import Project, discover
from opscheck.project.configurations import Configurations
from opscheck.project.files import Content
from opscheck.project.library import Library
from opscheck.project.plans import PlanFile
from opscheck.source import Document, Limits


class Bench:
    """The plans of a request, to be checked with texts that are not on the disk.

    ``texts``, by absolute path, are those that take the place of what files hold from the beginning.
    """

    def __init__(self, request: Request, plugins: Plugins, texts: Texts | None = None) -> None:
        self._request = request
        self._texts = dict(texts or {})
        self.configurations = Configurations(request.config, os.environ, isolated=request.isolated)
        self.rules = Rules(request, plugins)
        self.project = self._discover(request.paths)
        self.names: dict[Path, str] = {}
        self._kept: dict[Path, _Kept] = {}
        self._portfolio = Portfolio.of(self.project.plans, self.rules.for_plans(self.project.plans), self.rules)

    def _discover(self, paths: Sequence[str]) -> Project:
        force_exclude = self._request.force_exclude
        return discover(paths, self.configurations, force_exclude=force_exclude, texts=self._texts)

    @property
    def portfolio_rules(self) -> set[str]:
        """The ids of the rules about all plans together."""
        return {configured.rule.id for configured in self._portfolio.rules}

    def with_texts(self, texts: Texts) -> "Bench":
        """The same plans with these texts in the place of what files hold, for which no file is searched again."""
        other = copy(self)
        other._texts = dict(texts)
        other._kept = {}
        library = Library(self.configurations.cwd, {path: Content(raw) for path, raw in texts.items()})
        other.project = Project(library, self.project.plans, self.project.skipped, self.project.warnings)
        return other

    def fixer(self, *, unsafe: bool = False, only: Collection[str] | None = None) -> Fixer:
        """What can be fixed is fixed, in memory; ``only`` names findings by their fingerprints."""
        portfolio = self._together if self._portfolio.rules else None
        fixer = Fixer(Judge(self.judge, self._sharing, portfolio), unsafe=unsafe, only=only)
        with redirect_stdout(sys.stderr):  # standard output is for results, whatever a rule prints
            fixer.fix(self.project.plans)
        return fixer

    def judge(self, plan: PlanFile, texts: Texts) -> Judged:
        """A plan by itself, with certain texts, and what it accepts marked."""
        kept = self._kept.get(plan.path)
        if kept and all(texts.get(path) is kept.texts.get(path) for path in kept.judged.paths.values()):
            return kept.judged
        judged = self._read(plan, texts)
        if self._portfolio.rules:  # whose rules look at all plans again and again
            self._kept[plan.path] = _Kept(judged, dict(texts))
        return judged

    def unaccepted(self, plan: PlanFile) -> PlanReport:
        """What is found in a plan as it is on the disk, accepted or not."""
        return check_loaded(self._request, self.rules, plan, self.project.load(plan))

    def _read(self, plan: PlanFile, texts: Texts) -> Judged:
        library = _Recording(self.configurations.cwd, {**self._texts, **texts})
        project = Project(library, [plan], 0, ())
        loaded = project.load(plan)
        register = None if self._request.no_waivers else project.register_of(plan)
        self.names |= {path: name for name, path in library.paths.items()}
        report = check_loaded(self._request, self.rules, plan, loaded)
        if not self._request.no_waivers:
            report = accept(plan, loaded, report, self.rules, register)
        return Judged(loaded, report, library.paths, register)

    def _sharing(self, path: Path) -> Sequence[PlanFile]:
        return self._discover([str(path)]).plans

    def _together(self, texts: Texts) -> list[Finding]:
        judged = [self.judge(plan, texts) for plan in self.project.plans]
        reports = self._portfolio.reports([each.loaded for each in judged], [each.report for each in judged])
        return [found for report in reports for found in report.findings if found.rule in self.portfolio_rules]


class _Kept(NamedTuple):
    """A plan as it was judged, and with which texts."""

    judged: Judged
    texts: Texts


class _Recording(Library):
    """A library that remembers the path of each file that it has read, by its name."""

    def __init__(self, cwd: Path, texts: Texts) -> None:
        super().__init__(cwd, {path: Content(raw) for path, raw in texts.items()})
        self.paths: dict[str, Path] = {}

    def document(self, path: Path, limits: Limits) -> Document:
        document = super().document(path, limits)
        self.paths.setdefault(document.file, path)
        return document
