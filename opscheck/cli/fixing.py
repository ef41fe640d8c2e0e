"""Fixing plans for a command: what is checked is fixed in memory, then written or shown."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from opscheck.checking.bench import Bench
from opscheck.cli.options import language, request_of
from opscheck.cli.telling import tell
from opscheck.display import say
from opscheck.edits import Refused, sweep, write
from opscheck.edits.diff import diff_lines
from opscheck.edits.writing import Changed
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.fixer import Fixer, Made, Unmade
from opscheck.plugins import Plugins

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
        bench = Bench(request_of(args), plugins)
        fixer = bench.fixer(unsafe=args.unsafe_fixes)
        if args.diff:
            sys.stdout.writelines(_diff(bench, fixer))
            _tell_unmade(args, fixer.unmade)
            return Fixes()
        written = _Written(bench, fixer, language(args.lang))
        _tell_made(args, [made for made in fixer.made if made.path in written.paths])
        count += sum(made.path in written.paths for made in fixer.made)
        if not written.changed:
            _tell_unmade(args, fixer.unmade)
            return Fixes(count, written.failed)
    return Fixes(count, written.failed)


class _Written:
    """The files in their new form, as far as that was possible."""

    def __init__(self, bench: Bench, fixer: Fixer, lang: str) -> None:
        self._lang = lang
        self.paths: set[Path] = set()
        self.changed = False
        self.failed = False
        for path in {*bench.names, *fixer.texts}:
            sweep(path)
        for path, new in sorted(fixer.texts.items()):
            self._write(path, fixer.originals[path], new, bench)

    def _write(self, path: Path, old: bytes, new: bytes, bench: Bench) -> None:
        values = {"file": bench.names.get(path, str(path))}
        try:
            write(path, old, new)
            self.paths.add(path)
        except Changed:
            self.changed = True
        except Refused as refused:
            tell(say(Message(NOT_WRITTEN, {**values, "reason": refused.message}), self._lang))
        except OSError as error:
            self.failed = True
            there = _holds(path, new)
            self.paths |= {path} if there else set()
            reason = error.strerror or type(error).__name__
            tell(say(Message(MAYBE_WRITTEN if there else NOT_WRITTEN, {**values, "reason": reason}), self._lang))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


# --- what is said


def _diff(bench: Bench, fixer: Fixer) -> Iterator[str]:
    """The changes as a unified diff; line ends stay as they are, so that it can be applied."""
    for path, new in sorted(fixer.texts.items()):
        yield from diff_lines(bench.names[path], fixer.originals[path], new, shown=sys.stdout.isatty())


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
