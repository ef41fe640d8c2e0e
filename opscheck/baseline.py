"""The baseline: findings that were there when a team adopted opscheck, known by what identifies them, not by lines.

One finding stands on each line of the file, in a fixed order, so that it can be read and merged. A finding is known by
its fingerprint (plan id, rule, logical path by ids, key). Where a rule measures something, a value that is worse than
the frozen one is reported again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from opscheck.engine import PlanReport
from opscheck.errors import UserError
from opscheck.finding import Finding, Message

VERSION = 1
DAMAGED = "the baseline {file} cannot be read: {reason}"
DAMAGED_HELP = "take the last good version from git, or freeze today's findings anew with opscheck baseline"
NO_JSON = Message("it is no JSON")
NO_BASELINE = Message("it does not hold a version and findings")
OTHER_VERSION = "it has version {version}, and this opscheck reads version {ours}"
NO_ENTRY = "finding {number} of it is none"
NEVER_KNOWN = ("opscheck/internal-error", "opscheck/syntax", "opscheck/waiver-")


class Entry(NamedTuple):
    """A known finding; ``tightness`` is how far the measured value was from its bound, where something was measured."""

    plan: str
    rule: str
    path: str
    key: str | None
    fingerprint: str
    tightness: tuple[int, Decimal] | None = None

    @property
    def order(self) -> tuple[str, ...]:
        return self.plan, self.rule, self.path, self.key or "", self.fingerprint


@dataclass(frozen=True)
class Baseline:
    """Known findings by fingerprint."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def knows(self, finding: Finding) -> bool:
        """Whether the finding was there, and was no better then than it is now."""
        entry = self.entries.get(finding.fingerprint)
        if entry is None or not _can_be_known(finding):
            return False
        if entry.tightness is None or finding.measure is None:
            return True
        return finding.measure.tightness >= entry.tightness

    def mark(self, report: PlanReport) -> PlanReport:
        """The report with every known finding marked; one that is waived stays only that."""
        found = [
            replace(finding, in_baseline=True) if finding.waived is None and self.knows(finding) else finding
            for finding in report.findings
        ]
        return replace(report, findings=found)

    def frozen(self, reports: Iterable[PlanReport]) -> Baseline:
        """This baseline with today's findings of these plans; what it knows of other plans stays."""
        reports = list(reports)
        names = {_name(report) for report in reports}
        kept = {print_: entry for print_, entry in self.entries.items() if entry.plan not in names}
        return Baseline(kept | {entry.fingerprint: entry for report in reports for entry in _entries(report)})

    def pruned(self, reports: Sequence[PlanReport], *, whole: bool) -> Baseline:
        """This baseline without what does not occur any more in these plans, and where they are all, without others."""
        names = {_name(report) for report in reports}
        there = {finding.fingerprint for report in reports for finding in report.findings}
        kept = {
            print_: entry
            for print_, entry in self.entries.items()
            if (print_ in there if entry.plan in names else not whole)
        }
        return Baseline(kept)

    def text(self) -> str:
        """The file's content."""
        lines = [json.dumps(_plain(entry), ensure_ascii=False) for entry in sorted(self.entries.values(), key=_order)]
        findings = ",\n".join(f"  {line}" for line in lines)
        body = f"[\n{findings}\n]" if lines else "[]"
        return f'{{"version": {VERSION}, "findings": {body}}}\n'


def read_baseline(raw: bytes, file: str) -> Baseline:
    """A baseline from a file's bytes. Raises UserError where it is damaged."""
    try:
        data = json.loads(raw)
    except ValueError:
        raise _damaged(file, NO_JSON) from None
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise _damaged(file, NO_BASELINE)
    if data.get("version") != VERSION:
        values = {"version": str(data.get("version")), "ours": VERSION}
        raise _damaged(file, Message(OTHER_VERSION, values))
    entries = [_entry(entry, number, file) for number, entry in enumerate(data["findings"], 1)]
    return Baseline({entry.fingerprint: entry for entry in entries})


def _entry(data: Any, number: int, file: str) -> Entry:
    try:
        tightness = data.get("tightness")
        texts = [data["plan"], data["rule"], data["path"], data["fingerprint"]]
        if not all(isinstance(text, str) for text in texts) or not isinstance(data.get("key"), str | None):
            raise TypeError
        measured = (int(tightness[0]), Decimal(tightness[1])) if tightness else None
        return Entry(data["plan"], data["rule"], data["path"], data.get("key"), data["fingerprint"], measured)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, InvalidOperation):
        raise _damaged(file, Message(NO_ENTRY, {"number": number})) from None


def _entries(report: PlanReport) -> Iterator[Entry]:
    for finding in report.findings:
        if finding.waived is None and _can_be_known(finding):
            tightness = None if finding.measure is None else finding.measure.tightness
            yield Entry(_name(report), finding.rule, finding.path, finding.key, finding.fingerprint, tightness)


def _can_be_known(finding: Finding) -> bool:
    return not finding.rule.startswith(NEVER_KNOWN)


def _name(report: PlanReport) -> str:
    return report.plan or report.file


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.order


def _plain(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {"plan": entry.plan, "rule": entry.rule, "path": entry.path, "key": entry.key}
    if entry.tightness is not None:
        data["tightness"] = [entry.tightness[0], str(entry.tightness[1])]
    return {**data, "fingerprint": entry.fingerprint}


def _damaged(file: str, reason: Message) -> UserError:
    return UserError(Message(DAMAGED, {"file": file, "reason": reason}), help=Message(DAMAGED_HELP))
