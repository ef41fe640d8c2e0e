"""Accepting one finding: what is to be written, and where, once it is sure that it would hold."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from opscheck.change import InsertItem
from opscheck.checking.accepting import accept, terms_of
from opscheck.checking.bench import Bench
from opscheck.edits import Edit, Refused, texts_of, verified, write
from opscheck.edits.changes import plan_change
from opscheck.edits.lines import line_end, newline
from opscheck.edits.planned import Planned
from opscheck.errors import UserError, reason
from opscheck.finding import Finding, Message, Waived
from opscheck.fixer import Judged
from opscheck.merge import merge
from opscheck.project.plans import PlanFile
from opscheck.source import Document
from opscheck.waivers.terms import Judge, Owners
from opscheck.waivers.waiver import THE_PLAN, Name, Waiver

NOT_WAIVED = "the waiver would not hold: {file} stays as it was"
NOT_WRITTEN = "{file} stays as it was: {reason}"
TOO_MUCH = "this comment would waive {places} too, which stand on the same line: an entry of waivers waives one alone"
IS_OVER = "the last day would be {until}, and the plan is judged as of {as_of}: the waiver would have ended"
NO_REASON = "there is no reason: say why the finding is accepted"
ONE_LINE = "a comment has room for a reason of one line: an entry of waivers takes longer ones"
BY_ENTRY = "--register writes an entry"


class Acceptance(NamedTuple):
    """Why a finding is accepted, until which day (inclusive), who says so, and where more is written about it.

    ``comment`` writes it as a comment above the finding's line, else it becomes an entry of ``waivers``. ``key``
    narrows it to one of the things that a rule finds at one place.
    """

    reason: str
    until: date | None = None
    approved_by: str | None = None
    ticket: str | None = None
    comment: bool = False
    key: str | None = None

    def check(self) -> None:
        """Raises UserError where the reason is none, or cannot be written as a comment."""
        if not self.reason.strip():
            raise UserError(Message(NO_REASON))
        if self.comment and len(self.reason.splitlines()) > 1:
            raise UserError(Message(ONE_LINE), help=Message(BY_ENTRY))


class Wanted(NamedTuple):
    """A finding to be waived, in the plan in which it stands."""

    plan: PlanFile
    judged: Judged
    finding: Finding

    @property
    def at(self) -> str:
        """The place, as a waiver spells it."""
        return self.finding.path or THE_PLAN


class Rewritten(NamedTuple):
    """A file as it is and as it will be; ``file`` is the name to show for it."""

    path: Path
    file: str
    old: bytes
    new: bytes

    @property
    def line(self) -> int:
        """The line on which the two begin to differ, counted from 1."""
        pairs = enumerate(zip(self.old, self.new, strict=False))
        same = next((index for index, (one, other) in pairs if one != other), len(self.old))
        return self.new[:same].count(b"\n") + 1

    def write(self) -> None:
        """Put the new content into the file. Raises UserError where it is another one by now, or cannot be written."""
        try:
            write(self.path, self.old, self.new)
        except Refused as refused:
            raise UserError(Message(NOT_WRITTEN, {"file": self.file, "reason": refused.message})) from None
        except OSError as error:
            raise UserError(Message(NOT_WRITTEN, {"file": self.file, "reason": reason(error)})) from None


def waive(bench: Bench, wanted: Wanted, acceptance: Acceptance) -> Rewritten:
    """The file with the waiver, which holds and waives nothing else; nothing is written yet.

    Raises UserError where the ruleset would not let it hold, and where it cannot be written.
    """
    acceptance = acceptance._replace(reason=acceptance.reason.strip())
    acceptance.check()
    _refuse_faults(bench, wanted, acceptance)
    path, planned = _planned(bench, wanted, acceptance)
    return _rewritten(wanted, path, planned, _verified(bench, wanted, path, planned))


def draft(bench: Bench, wanted: Wanted, acceptance: Acceptance) -> Rewritten:
    """The file with a waiver that still lacks its reason, and so waives nothing: opscheck says so until it has one.

    Raises UserError as ``waive`` does.
    """
    _refuse_faults(bench, wanted, acceptance)
    path, planned = _planned(bench, wanted, acceptance)
    return _rewritten(wanted, path, planned, _verified_text(planned).raw)


def _rewritten(wanted: Wanted, path: Path, planned: Planned, new: bytes) -> Rewritten:
    file = wanted.finding.span.file if path in wanted.judged.paths.values() else path.name
    return Rewritten(path, file, planned.document.raw, new)


def _refuse_faults(bench: Bench, wanted: Wanted, acceptance: Acceptance) -> None:
    report, finding, until = wanted.judged.report, wanted.finding, acceptance.until
    if until is not None and until < report.as_of:
        raise UserError(Message(IS_OVER, {"until": until, "as_of": report.as_of}))
    said = Waived(acceptance.reason, finding.span, until, acceptance.approved_by, report.as_of)
    waiver = Waiver(finding.rule, Name(), said, at=finding.path, key=acceptance.key)
    judge = Judge(terms_of(wanted.plan, wanted.judged.loaded, bench.rules), report.as_of)
    fault = judge.fault(waiver) or judge.approval_fault(waiver, finding.path, Owners(wanted.judged.loaded))
    if fault:
        help_ = Message(fault.help, fault.values) if fault.help else None
        raise UserError(Message(fault.template, fault.values), help=help_)


def _planned(bench: Bench, wanted: Wanted, acceptance: Acceptance) -> tuple[Path, Planned]:
    """The edit that writes the waiver, and the file that it changes."""
    try:
        if acceptance.comment:
            planned = _comment(wanted, _directive(wanted, acceptance))
            return wanted.judged.paths[planned.document.file], planned
        return _entry(bench, wanted, acceptance)
    except Refused as refused:
        values = {"file": wanted.finding.span.file, "reason": refused.message}
        raise UserError(Message(NOT_WRITTEN, values)) from None


def _entry(bench: Bench, wanted: Wanted, acceptance: Acceptance) -> tuple[Path, Planned]:
    """An entry of the register beside the plan, else of the plan's own."""
    register, path = bench.project.register_of(wanted.plan), bench.project.register_path(wanted.plan)
    loaded = merge(register) if register else wanted.judged.loaded
    entry = {
        "plan": wanted.judged.report.plan if register else None,
        "rule": wanted.finding.rule,
        "at": wanted.at,
        "key": acceptance.key,
        "reason": acceptance.reason,
        "approved_by": acceptance.approved_by,
        "until": acceptance.until,
        "ticket": acceptance.ticket,
        "created": wanted.judged.report.as_of,
    }
    said = {name: str(value) for name, value in entry.items() if value is not None}
    planned = plan_change(loaded, InsertItem(("waivers",), said))
    return path or wanted.judged.paths[planned.document.file], planned


def _directive(wanted: Wanted, acceptance: Acceptance) -> str:
    options = {
        "until": acceptance.until,
        "by": acceptance.approved_by,
        "created": wanted.judged.report.as_of,
        "ticket": acceptance.ticket,
        "key": acceptance.key,
    }
    said = "".join(f" {name}={_quoted(str(value))}" for name, value in options.items() if value)
    return f"# opscheck: ignore[{wanted.finding.rule}]{said} -- {acceptance.reason}"


def _quoted(value: str) -> str:
    return value if value and not any(character.isspace() for character in value) else f'"{value}"'


def _comment(wanted: Wanted, text: str) -> Planned:
    """The edit that puts a comment on a line of its own above the line of the finding, as far to the right."""
    span = wanted.finding.span
    document = next(each for each in wanted.judged.loaded.documents if each.file == span.file)
    line = document.line(span.line)
    indent = line[: len(line) - len(line.lstrip(" "))]
    start = document.source.offset(span.line, 1)
    line_break = newline(document.text, line_end(document.text, start))
    edit = Edit.insert(document, start, indent + text + line_break)
    before = sum(comment.start < start for comment in document.comments)
    comments = texts_of(document)
    return Planned(document, [edit], document.data, [*comments[:before], text, *comments[before:]])


def _verified(bench: Bench, wanted: Wanted, path: Path, planned: Planned) -> bytes:
    """The file as it will be, once it is sure that only the waiver comes, and that it holds."""
    name, new = planned.document.file, _verified_text(planned)
    if path in wanted.judged.paths.values():
        report = bench.judge(wanted.plan, {path: new.raw}).report
    else:
        report = accept(wanted.plan, wanted.judged.loaded, bench.unaccepted(wanted.plan), bench.rules, new)
    still = {finding.fingerprint for finding in report.standing}
    if wanted.finding.fingerprint in still:
        raise UserError(Message(NOT_WAIVED, {"file": name}))
    gone = (found for found in wanted.judged.report.standing if found.fingerprint not in still)
    others = tuple(dict.fromkeys(found.path or THE_PLAN for found in gone if found.path != wanted.finding.path))
    if others:
        raise UserError(Message(TOO_MUCH, {"places": others}), help=Message(BY_ENTRY))
    return new.raw


def _verified_text(planned: Planned) -> Document:
    """The file as it will be, once it is sure that nothing but the waiver changes in it."""
    try:
        return verified(planned.document, planned.edits, data=planned.data, comments=planned.comments)
    except Refused as refused:
        values = {"file": planned.document.file, "reason": refused.message}
        raise UserError(Message(NOT_WRITTEN, values)) from None
