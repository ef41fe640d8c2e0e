"""Accepting findings: what is to be written, and where, once it is sure that it would hold."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from opscheck.checking.accepting import accept, terms_of
from opscheck.checking.bench import Bench
from opscheck.checking.drafting import BY_ENTRY, NOT_WRITTEN, Acceptance, Asked, Wanted, planned
from opscheck.edits import Refused, verified, write
from opscheck.edits.planned import Planned
from opscheck.engine import PlanReport
from opscheck.errors import UserError, reason
from opscheck.finding import Finding, Message, Waived
from opscheck.source import Document
from opscheck.waivers.terms import Judge, Owners
from opscheck.waivers.waiver import THE_PLAN, Name, Waiver

NOT_WAIVED = "the waiver would not hold: {file} stays as it was"
TOO_MUCH = "this comment would waive {places} too, which stand on the same line: an entry of waivers waives one alone"
IS_OVER = "the last day would be {until}, and the plan is judged as of {as_of}: the waiver would have ended"
UNUSED = "opscheck/waiver-unused"


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
    asked = Asked(wanted, acceptance._replace(reason=acceptance.reason.strip()))
    refuse_faults(bench, asked)
    (file,) = waive_together(bench, [asked])
    return file


def refuse_faults(bench: Bench, asked: Asked) -> None:
    """Raises UserError where the ruleset would not let a waiver hold, or where by itself it cannot be written."""
    asked.acceptance.check()
    _refuse_faults(bench, *asked)
    planned(bench, [asked])


def waive_together(bench: Bench, asked: Sequence[Asked]) -> list[Rewritten]:
    """The files with waivers of findings of one plan, each of which is without faults.

    Raises UserError where they would not all hold, or would waive anything else.
    """
    files = planned(bench, asked)
    texts = {path: _verified_text(each) for path, each in files}
    wanted = [each.wanted for each in asked]
    _refuse_others(wanted, _report(bench, wanted[0], texts), files[0][1].document.file)
    return [_rewritten(wanted[0], path, each, texts[path].raw) for path, each in files]


def draft(bench: Bench, wanted: Wanted, acceptance: Acceptance) -> Rewritten:
    """The file with a waiver that still lacks its reason, and so waives nothing: opscheck says so until it has one.

    Raises UserError as ``waive`` does.
    """
    _refuse_faults(bench, wanted, acceptance)
    ((path, one),) = planned(bench, [Asked(wanted, acceptance)])
    return _rewritten(wanted, path, one, _verified_text(one).raw)


def _rewritten(wanted: Wanted, path: Path, planned: Planned, new: bytes) -> Rewritten:
    file = planned.document.file if path in wanted.judged.paths.values() else path.name
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


def _report(bench: Bench, wanted: Wanted, texts: Mapping[Path, Document]) -> PlanReport:
    """What is found in the plan once its files, or the register beside it, hold these texts."""
    plan, judged, _ = wanted
    own = set(judged.paths.values())
    register = next((document for path, document in texts.items() if path not in own), None)
    if register is None:
        return bench.judge(plan, {path: document.raw for path, document in texts.items()}).report
    return accept(plan, judged.loaded, bench.unaccepted(plan), bench.rules, register)


def _refuse_others(wanted: Sequence[Wanted], report: PlanReport, file: str) -> None:
    """Raises UserError unless these findings, and no others, are waived in the report."""
    before, now = wanted[0].judged.report.standing, report.standing
    still = {finding.fingerprint for finding in now}
    is_unused = len(_unused(now)) > len(_unused(before))
    if is_unused or any(each.finding.fingerprint in still for each in wanted):
        raise UserError(Message(NOT_WAIVED, {"file": file}))
    meant = {(each.finding.rule, each.finding.path) for each in wanted}
    gone = (found for found in before if found.fingerprint not in still)
    others = tuple(dict.fromkeys(found.path or THE_PLAN for found in gone if (found.rule, found.path) not in meant))
    if others:
        raise UserError(Message(TOO_MUCH, {"places": others}), help=Message(BY_ENTRY))


def _unused(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule == UNUSED]


def _verified_text(planned: Planned) -> Document:
    """The file as it will be, once it is sure that nothing but the waiver changes in it."""
    try:
        return verified(planned.document, planned.edits, data=planned.data, comments=planned.comments)
    except Refused as refused:
        values = {"file": planned.document.file, "reason": refused.message}
        raise UserError(Message(NOT_WRITTEN, values)) from None
