"""Fixing plans for a command: what is checked is fixed in memory, then written or shown."""

import argparse
import difflib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

from opscheck.cli.accepting import accept
from opscheck.cli.checking import Portfolio, Rules, check_loaded, tell
from opscheck.cli.options import language
from opscheck.display import clean, say
from opscheck.edits import Refused, sweep, write
from opscheck.edits.writing import Changed
from opscheck.engine import PlanReport
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.fixer import Fixer, Judge, Judged, Made, Texts, Unmade
from opscheck.plugins import Plugins
from opscheck.project import PlanFile, Project, discover
from opscheck.project.config import Configurations
from opscheck.project.files import Content
from opscheck.project.library import Library
from opscheck.source import Document, Limits

NO_INPUT = "a plan from standard input cannot be fixed: name its file"
NOT_FIXED = "{file}:{line}:{column}: not fixed: {reason} ({rule})"
FIXED = "{file}:{line}:{column}: fixed: {description} ({rule})"
NOT_WRITTEN = "{file} is as it was: {reason}"
MAYBE_WRITTEN = "{file} has its new content, but it may not be on the disk yet: {reason}"
_MOST_ATTEMPTS = 5


class Fixes(NamedTuple):
    """What came of it: how many fixes were made, and whether the system refused to write a file."""

    made: int = 0
    failed: bool = False


def fix_paths(args: argparse.Namespace, plugins: Plugins) -> Fixes:
    """Fix every plan that the command line names: write the files, or with ``--diff`` show what would change.

    What was fixed, what was not and why is said on stderr. A file that somebody else changes meanwhile is read anew.
    """
    if args.stdin_filename or "-" in args.paths:
        raise UserError(Message(NO_INPUT))
    count = 0
    for _ in range(_MOST_ATTEMPTS):
        bench = Bench(args, plugins)
        fixer = bench.fixer()
        if args.diff:
            sys.stdout.writelines(_diff(bench, fixer))
            return Fixes()
        written = _Written(bench, fixer)
        _tell_made(args, [made for made in fixer.made if made.path in written.paths])
        count += sum(made.path in written.paths for made in fixer.made)
        if not written.changed:
            _tell_unmade(args, fixer.unmade)
            return Fixes(count, written.failed)
    return Fixes(count, written.failed)


class Bench:
    """The plans of the command line, to be checked with texts that are not on the disk."""

    def __init__(self, args: argparse.Namespace, plugins: Plugins) -> None:
        self.args = args
        self.configurations = Configurations(args.config, os.environ, isolated=args.isolated)
        self.rules = Rules(args, plugins)
        self.project = self._discover(args.paths)
        self.names: dict[Path, str] = {}
        self._kept: dict[Path, _Kept] = {}
        self._portfolio = Portfolio.of(self.project.plans, self.rules.for_plans(self.project.plans), self.rules)

    def _discover(self, paths: Sequence[str]) -> Project:
        return discover(paths, self.configurations, force_exclude=self.args.force_exclude)

    def fixer(self) -> Fixer:
        """What can be fixed is fixed, in memory."""
        portfolio = self._together if self._portfolio.rules else None
        fixer = Fixer(Judge(self.judge, self._sharing, portfolio), unsafe=self.args.unsafe_fixes)
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
        return check_loaded(self.args, self.rules, plan, self.project.load(plan))

    def _read(self, plan: PlanFile, texts: Texts) -> Judged:
        library = _Recording(self.configurations.cwd, texts)
        project = Project(library, [plan], 0, ())
        loaded = project.load(plan)
        register = None if self.args.no_waivers else project.register_of(plan)
        self.names |= {path: name for name, path in library.paths.items()}
        report = check_loaded(self.args, self.rules, plan, loaded)
        if not self.args.no_waivers:
            report = accept(plan, loaded, report, self.rules, register)
        return Judged(loaded, report, library.paths, register)

    def _sharing(self, path: Path) -> Sequence[PlanFile]:
        return self._discover([str(path)]).plans

    def _together(self, texts: Texts) -> list[Finding]:
        judged = [self.judge(plan, texts) for plan in self.project.plans]
        reports = self._portfolio.reports([each.loaded for each in judged], [each.report for each in judged])
        ids = {configured.rule.id for configured in self._portfolio.rules}
        return [finding for report in reports for finding in report.findings if finding.rule in ids]


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


class _Written:
    """The files in their new form, as far as that was possible."""

    def __init__(self, bench: Bench, fixer: Fixer) -> None:
        self.paths: set[Path] = set()
        self.changed = False
        self.failed = False
        for path in {*bench.names, *fixer.texts}:
            sweep(path)
        for path, new in sorted(fixer.texts.items()):
            self._write(path, fixer.originals[path], new, bench)

    def _write(self, path: Path, old: bytes, new: bytes, bench: Bench) -> None:
        lang = language(bench.args.lang)
        values = {"file": bench.names.get(path, str(path))}
        try:
            write(path, old, new)
            self.paths.add(path)
        except Changed:
            self.changed = True
        except Refused as refused:
            tell(say(Message(NOT_WRITTEN, {**values, "reason": refused.message}), lang))
        except OSError as error:
            self.failed = True
            there = _holds(path, new)
            self.paths |= {path} if there else set()
            reason = error.strerror or type(error).__name__
            tell(say(Message(MAYBE_WRITTEN if there else NOT_WRITTEN, {**values, "reason": reason}), lang))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


# --- what is said


def _diff(bench: Bench, fixer: Fixer) -> Iterator[str]:
    """The changes as a unified diff; line ends stay as they are, so that it can be applied."""
    for path, new in sorted(fixer.texts.items()):
        yield from diff_lines(bench.names[path], fixer.originals[path], new)
    _tell_unmade(bench.args, fixer.unmade)


def diff_lines(file: str, old: bytes, new: bytes) -> Iterator[str]:
    """What changes in a file as a unified diff; line ends stay as they are, so that it can be applied."""
    name = clean(file)
    for line in difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}"):
        shown = clean(line.rstrip("\r\n")) + "\n" if sys.stdout.isatty() else line
        yield shown if shown.endswith("\n") else f"{shown}\n\\ No newline at end of file\n"


def _lines(raw: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", raw.decode())


def _tell_made(args: argparse.Namespace, made: Sequence[Made]) -> None:
    for each in made:
        if each.finding.fix:
            _tell(args, FIXED, each.finding, description=each.finding.fix.description)


def _tell_unmade(args: argparse.Namespace, unmade: Sequence[Unmade]) -> None:
    for each in unmade:
        _tell(args, NOT_FIXED, each.finding, reason=each.reason)


def _tell(args: argparse.Namespace, template: str, finding: Finding, **values: Message) -> None:
    place = {"file": finding.span.file, "line": finding.span.line, "column": finding.span.column}
    tell(say(Message(template, {**place, "rule": finding.rule, **values}), language(args.lang)))
