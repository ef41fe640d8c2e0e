"""The baseline: findings that were there when somebody froze them, and that only a worse value brings back.

    {"version": 1, "findings": [
    {"plan": "cake-shop", "rule": "budget/reserve", "path": "budget.reserves.contingency.amount", "measured": "12.0%"}
    ]}

A finding is known by its plan's id, its rule, its logical path and its key, so that renaming a file, moving lines or
changing their indentation makes nothing new. One finding stands on each line, in a fixed order, so that the file can be
read, and merged, by people and by git.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from opscheck.engine import PlanReport
from opscheck.errors import UserError
from opscheck.finding import Finding, Measure, Message, Outcome
from opscheck.plan.quantities import Percent, Period
from opscheck.source import Span

VERSION = 1
DAMAGED = "the baseline {file} cannot be read: {reason}"
DAMAGED_HELP = "take the last good version from git, or remove the file and freeze today's findings anew"
NO_JSON = "it is no JSON"
NO_BASELINE = "it does not hold a version and findings"
OTHER_VERSION = "it has version {version}, and this opscheck reads version {ours}"
NO_ENTRY = "finding {number} of it is none"
_DECIMALS = Decimal("1e-6")  # what is kept of a measured value; percentages keep as many

# What nobody can live with: the file is not read at all, a rule failed, or a waiver needs somebody's attention.
_NEVER = ("opscheck/syntax", "opscheck/internal-error", "opscheck/waiver-")


class Identity(NamedTuple):
    """By what a finding is known again."""

    plan: str
    rule: str
    path: str
    key: str = ""


class Baseline:
    """The known findings, each with the value that was measured, None where nothing was."""

    def __init__(self, entries: Mapping[Identity, Collection[str | None]] | None = None) -> None:
        self._entries = {identity: tuple(values) for identity, values in (entries or {}).items()}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Identity]:
        return iter(self._entries)

    def knows(self, finding: Finding) -> bool:
        """Whether the finding was there already, and what was measured has not become worse."""
        identity = identity_of(finding)
        if identity is None:
            return False
        return any(not _is_worse(finding.measure, value) for value in self._entries.get(identity, ()))

    def mark(self, report: PlanReport) -> PlanReport:
        """The report with every known finding marked; what is waived needs no baseline."""
        found = [
            replace(finding, in_baseline=True) if finding.waived is None and self.knows(finding) else finding
            for finding in report.findings
        ]
        return replace(report, findings=found)

    def frozen(self, reports: Iterable[PlanReport], *, all_rules: bool = True) -> Baseline:
        """What stands in these plans now, with all that is known of others and of rules that could not judge.

        ``all_rules`` says that no rule was left out for this run alone: else what is known of those stays, too.
        """
        entries = dict(self._entries)
        for report in reports:
            judged = _Judged(report, all_rules)
            entries = {identity: values for identity, values in entries.items() if not judged.covers(identity)}
            for finding in report.findings:
                new = identity_of(finding)
                if new and finding.waived is None:
                    entries[new] = (_measured(finding.measure),)
        return Baseline(entries)

    def pruned(self, reports: Iterable[PlanReport], *, all_rules: bool = True, all_plans: bool = False) -> Baseline:
        """The baseline without what these plans do not have any more; values and other plans stay.

        ``all_plans`` says that there are no others: then what is known of any other is gone, too, unless one of these
        could not be read and may be it. ``all_rules`` as in ``updated``.
        """
        reports = list(reports)
        found = {identity_of(finding) for report in reports for finding in report.findings}
        judged = {report.plan: _Judged(report, all_rules) for report in reports}
        others_are_gone = all_plans and None not in judged

        def is_gone(identity: Identity) -> bool:
            of_plan = judged.get(identity.plan)
            return identity not in found and (of_plan.covers(identity) if of_plan else others_are_gone)

        return Baseline({identity: values for identity, values in self._entries.items() if not is_gone(identity)})

    def text(self) -> str:
        """The file's content."""
        lines = [
            json.dumps(_plain(identity, value), ensure_ascii=False)
            for identity, values in sorted(self._entries.items())
            for value in sorted(values, key=lambda value: value or "")
        ]
        findings = ",\n".join(lines) + "\n" if lines else ""
        return f'{{"version": {VERSION}, "findings": [\n{findings}]}}\n'


def identity_of(finding: Finding) -> Identity | None:
    """By what a finding is known again; None for one that no baseline can hold."""
    if finding.plan is None or finding.rule.startswith(_NEVER):
        return None
    return Identity(finding.plan, finding.rule, finding.path, finding.key or "")


class _Judged:
    """Which of the known findings a report has an answer to."""

    def __init__(self, report: PlanReport, all_rules: bool) -> None:
        self._plan = report.plan
        self._all_rules = all_rules
        self._outcomes = {outcome.rule: outcome.outcome for outcome in report.outcomes}

    def covers(self, identity: Identity) -> bool:
        """Whether the rule has judged the plan, or judges no plan any more: what it does not find is not there."""
        if identity.plan != self._plan or self._outcomes.get(identity.rule) is Outcome.needs_data:
            return False
        return self._all_rules or identity.rule in self._outcomes


# --- values


def _measured(measure: Measure | None) -> str | None:
    """What was measured, as the file spells it: ``12.5%``, ``P9D``, ``960000``."""
    return None if measure is None else _spelt(measure.value)


def _spelt(value: Any) -> str:
    if isinstance(value, Period):
        return value.text
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return f"{_rounded(number.scaleb(2))}%" if isinstance(value, Percent) else _rounded(number)


def _rounded(number: Decimal) -> str:
    if abs(number.adjusted()) > 20:
        return str(number)
    text = f"{number.quantize(_DECIMALS):f}"
    return text.rstrip("0").rstrip(".")


def _value(text: str) -> Any:
    """The value that a file spells. Raises ValueError."""
    try:
        if text.startswith("P"):
            return Period(text)
        number = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite():
        raise ValueError(text)
    return Percent(number.scaleb(-2)) if text.endswith("%") else number


def _is_worse(measure: Measure | None, text: str | None) -> bool:
    """Whether what is measured now is farther from its bound than the value was that the file spells.

    Where nothing was measured then, or is now, nobody can tell. A value of another kind is another finding.
    """
    if measure is None or text is None:
        return False
    then, now = _value(text), _value(_spelt(measure.value))
    if isinstance(then, Period) != isinstance(now, Period) or isinstance(then, Percent) != isinstance(now, Percent):
        return True
    return replace(measure, value=now).tightness < replace(measure, value=then).tightness


# --- reading


def read_baseline(raw: bytes, file: str) -> Baseline:
    """The baseline in a file. Raises UserError, located, for anything else."""
    try:
        data = json.loads(raw)
    except json.JSONDecodeError as error:
        raise _damaged(file, Message(NO_JSON), error.lineno, error.colno) from None
    except (ValueError, RecursionError):  # no UTF-8, a number without an end, brackets without an end
        raise _damaged(file, Message(NO_JSON)) from None
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise _damaged(file, Message(NO_BASELINE))
    if data.get("version") != VERSION:
        raise _damaged(file, Message(OTHER_VERSION, {"version": str(data.get("version")), "ours": VERSION}))
    entries: dict[Identity, list[str | None]] = {}
    for number, entry in enumerate(data["findings"], 1):
        try:
            identity, value = _entry(entry)
        except (TypeError, ValueError, KeyError):
            raise _damaged(file, Message(NO_ENTRY, {"number": number})) from None
        known = entries.setdefault(identity, [])
        if value not in known:
            known.append(value)
    return Baseline(entries)


def _entry(entry: Any) -> tuple[Identity, str | None]:
    identity = Identity(entry["plan"], entry["rule"], entry["path"], entry.get("key", ""))
    value = entry.get("measured")
    if not all(isinstance(part, str) for part in identity):
        raise TypeError
    if value is not None:
        _value(value)
    return identity, value


def _plain(identity: Identity, value: str | None) -> dict[str, str]:
    entry = {name: part for name, part in identity._asdict().items() if part or name != "key"}
    return {**entry, "measured": value} if value is not None else entry


def _damaged(file: str, reason: Message, line: int = 1, column: int = 1) -> UserError:
    span = Span(file, line, column, line, column)
    return UserError(Message(DAMAGED, {"file": file, "reason": reason}), span, Message(DAMAGED_HELP))
