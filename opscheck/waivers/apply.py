"""Holding waivers against findings: what is waived, and what there is to say about the waivers themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache, cached_property
from itertools import islice
from typing import Any, NamedTuple

from opscheck.change import RemoveComment, RemoveItem
from opscheck.core import CORE_RULES
from opscheck.engine import MORE, MOST_FINDINGS, PlanReport
from opscheck.finding import Evidence, Finding, Fix, Message, Outcome, RuleOutcome
from opscheck.merge import Loaded
from opscheck.plan.quantities import Period
from opscheck.waivers.terms import UNWRITTEN, Judge, Owners, Terms
from opscheck.waivers.waiver import THE_PLAN, Declared, Fault, Waiver

EXPIRED = "this waiver of {rule} ended on {until}"
EXPIRED_HELP = "mend what {rule} finds, or have it accepted anew until a later day"
EXPIRED_IDLE_HELP = "what it was about is gone: remove it"
EXPIRING = "this waiver of {rule} ends on {until}, {left} from now"
EXPIRES_NOW = "this waiver of {rule} ends with this day, {until}"
EXPIRING_HELP = "mend what {rule} finds by then, or have it accepted anew"
UNUSED = "this waiver of {rule} has nothing to waive"
UNUSED_HELP = "remove it"
UNUSED_ELSEWHERE_HELP = "remove it; or was it meant for {places}?"
REMOVE = "remove this waiver of {rule}"
WAIVED = "{finding} (waived: {reason})"
WAIVED_UNTIL = "{finding} (waived until {until}: {reason})"
NOTICE = timedelta(days=14)
_MOST_PLACES = 3
_UNREADABLE = frozenset(
    f"opscheck/{name}" for name in ("syntax", "schema", "unknown-key", "unknown-reference", "placeholder")
)


class Asked(NamedTuple):
    """One plan's report, what was read, and what is declared about it: in the plan itself, and in a register."""

    report: PlanReport
    loaded: Loaded
    terms: Terms
    own: Declared
    register: Declared = Declared()


def waive(asked: Iterable[Asked], is_whole: Callable[[str], bool] = lambda _: False) -> Iterator[PlanReport]:
    """The reports with every waived finding marked, and with findings about the waivers themselves.

    ``asked`` is gone through twice, and may be read anew each time: only once every plan has used the waivers that it
    needs is it known which ones nobody needs.

    ``is_whole`` tells whether every plan that a register, named by its file, speaks for is among these: else nobody
    knows which of its entries are unused. What there is to say about a register stands in the first report that it
    speaks for. Reports that are given stay as they are.
    """
    tally, files = _Tally(), set()
    for one in asked:
        _Plan(one, tally).hold()
        files.add(one.report.file)
    is_known_whole = cache(is_whole)
    for one in asked:
        plan = _Plan(one, tally)
        plan.hold()
        plan.speak(files, is_known_whole)
        yield plan.report


class _Tally:
    """What became of the waivers in all plans together, and of which parts of registers a report has spoken.

    A waiver is used where it waives something, idle where its rule has judged the plan, unsure where it has not.
    """

    def __init__(self) -> None:
        self.used: set[Waiver] = set()
        self.idle: set[Waiver] = set()
        self.unsure: set[Waiver] = set()
        self.said: set[Waiver | Fault] = set()


class _Plan:
    """One plan's findings and waivers."""

    def __init__(self, asked: Asked, tally: _Tally) -> None:
        self.report = replace(asked.report, findings=[*asked.report.findings], outcomes=[*asked.report.outcomes])
        self._asked = asked
        self._tally = tally
        self._judge = Judge(asked.terms, self.report.as_of)
        self._faults: dict[Waiver, Fault] = {}
        self._understood: list[Waiver] = []

    # --- holding

    def hold(self) -> None:
        """Mark what is waived, and note which waivers were of use."""
        for waiver in self._all():
            fault = self._judge.fault(waiver)
            if fault:
                self._faults[waiver] = fault
            else:
                self._understood.append(waiver)
        index = _Index(self._understood)
        self.report.findings = [self._held(finding, index) for finding in self.report.findings]
        for waiver in self._understood:
            (self._tally.idle if self._ran(waiver.rule) else self._tally.unsure).add(waiver)
        self.report.outcomes = [self._outcome(outcome) for outcome in self.report.outcomes]

    def _all(self) -> Iterator[Waiver]:
        for waiver in (*self._asked.own.waivers, *self._asked.register.waivers):
            if waiver.plan in (None, self.report.plan):
                yield waiver

    def _held(self, finding: Finding, index: _Index) -> Finding:
        """The finding, waived by the first waiver that holds for it and has not ended."""
        core = CORE_RULES.get(finding.rule)
        if core and not core.waivable:
            return finding
        for waiver in index.of(finding):
            self._tally.used.add(waiver)
            fault = self._judge.approval_fault(waiver, finding.path, self._owners)
            if fault:
                self._faults[waiver] = fault
            elif not self._has_ended(waiver) and finding.waived is None:
                finding = replace(finding, waived=waiver.terms)
        return finding

    @cached_property
    def _owners(self) -> Owners:
        return Owners(self._asked.loaded)

    def _has_ended(self, waiver: Waiver) -> bool:
        return waiver.terms.until is not None and waiver.terms.until < self.report.as_of

    def _outcome(self, outcome: RuleOutcome) -> RuleOutcome:
        """Waived, where every finding of the rule is."""
        found = self._by_rule.get(outcome.rule, ())
        if not found or not all(finding.waived for finding in found):
            return outcome
        return outcome._replace(outcome=Outcome.waived, evidence=tuple(map(_accepted, found)))

    @cached_property
    def _by_rule(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            found.setdefault(finding.rule, []).append(finding)
        return found

    def _ran(self, rule: str) -> bool:
        """Whether the rule judged all of this plan, so that a waiver without a finding is of no use."""
        outcome = self._outcomes.get(rule)
        if rule in CORE_RULES:
            return rule not in self._asked.terms.off and not self._is_unreadable
        if outcome is None or outcome is Outcome.needs_data:
            return False
        return outcome is not Outcome.fail or not (self._is_unreadable or self._has_more(rule))

    @cached_property
    def _outcomes(self) -> dict[str, Outcome]:
        return {outcome.rule: outcome.outcome for outcome in self._asked.report.outcomes}

    @cached_property
    def _is_unreadable(self) -> bool:
        return any(finding.rule in _UNREADABLE for finding in self._asked.report.findings)

    def _has_more(self, rule: str) -> bool:
        return any(finding.message.template == MORE for finding in self._by_rule.get(rule, ()))

    # --- speaking

    def speak(self, files: set[str], is_whole: Callable[[str], bool]) -> None:
        """Report what there is to say about the waivers, once every plan has used what it needs."""
        found = [self._malformed(fault) for fault in self._asked.own.faults]
        found += [self._malformed(fault) for fault in self._asked.register.faults if self._is_first(fault)]
        for waiver in self._all():
            if waiver not in self._register or self._is_first(waiver):
                found.extend(self._about(waiver, files, is_whole))
        if found:
            self.report.findings.extend(_limited(found))
            self.report.findings.sort(key=Finding.sort_key)

    def _is_first(self, said: Waiver | Fault) -> bool:
        """Whether no other report has spoken of this part of a register."""
        is_first = said not in self._tally.said
        self._tally.said.add(said)
        return is_first

    @cached_property
    def _register(self) -> set[Waiver | Fault]:
        return {*self._asked.register.waivers, *self._asked.register.faults}

    def _malformed(self, fault: Fault) -> Finding:
        return self._finding(fault.rule, fault, Message(fault.template, fault.values), fault.help)

    def _about(self, waiver: Waiver, files: set[str], is_whole: Callable[[str], bool]) -> Iterator[Finding]:
        fault = self._faults.get(waiver)
        is_unused = self._is_unused(waiver, files, is_whole)
        until = waiver.terms.until
        values: dict[str, Any] = {"rule": waiver.rule, "until": until}
        if fault:
            if not self._is_said_already(fault):
                yield self._malformed(fault)
        elif self._has_ended(waiver):
            help_ = EXPIRED_IDLE_HELP if is_unused else EXPIRED_HELP
            message = Message(EXPIRED, values)
            yield self._finding("opscheck/waiver-expired", waiver, message, help_, self._removal(waiver, values))
        elif is_unused:
            values["places"] = self._places(waiver)
            help_ = UNUSED_ELSEWHERE_HELP if values["places"] else UNUSED_HELP
            is_shared = waiver.shared_by or (waiver in self._register and waiver.plan is None)
            fix = None if is_shared else self._removal(waiver, values)  # one plan alone cannot tell
            yield self._finding("opscheck/waiver-unused", waiver, Message(UNUSED, values), help_, fix)
        elif until is not None and until - NOTICE <= self.report.as_of:
            days = (until - self.report.as_of).days
            message = Message(EXPIRING if days else EXPIRES_NOW, {**values, "left": Period(f"P{days}D")})
            yield self._finding("opscheck/waiver-expiring", waiver, message, EXPIRING_HELP)

    def _is_said_already(self, fault: Fault) -> bool:
        """Whether a placeholder in a plan's own register is reported like every other."""
        return fault.template == UNWRITTEN and any(
            finding.rule == "opscheck/placeholder" and finding.path.startswith(fault.name.path + ".")
            for finding in self._asked.report.findings
        )

    def _is_unused(self, waiver: Waiver, files: set[str], is_whole: Callable[[str], bool]) -> bool:
        """Whether every plan that the waiver speaks for was judged by its rule, and none of them needs it."""
        if waiver not in self._tally.idle or waiver in self._tally.used or waiver in self._tally.unsure:
            return False
        if waiver in self._register and waiver.plan is None:
            return is_whole(waiver.where.file)
        return files.issuperset(waiver.shared_by)

    def _places(self, waiver: Waiver) -> tuple[str, ...]:
        """Where else the rule finds something that nobody has accepted, as the waiver would spell it."""
        found = islice((finding for finding in self._by_rule.get(waiver.rule, ()) if finding.stands), _MOST_PLACES)
        if waiver.at is not None:
            return tuple(finding.path or THE_PLAN for finding in found)
        return tuple(f"{finding.span.file}:{finding.span.line}" for finding in found)

    def _removal(self, waiver: Waiver, values: dict[str, Any]) -> Fix:
        """The waiver taken away: its comment, or its id in the comment's list, or its entry."""
        if waiver.entry is None:
            where = waiver.where
            return Fix("safe", Message(REMOVE, values), (RemoveComment((where.file, where.line, where.column)),))
        file = waiver.where.file if waiver in self._register else None
        return Fix("safe", Message(REMOVE, values), (RemoveItem(waiver.entry, file),))

    def _finding(
        self, rule: str, of: Waiver | Fault, message: Message, help_: str | None, fix: Fix | None = None
    ) -> Finding:
        return Finding(
            rule=rule,
            severity=CORE_RULES[rule].severity,
            message=message,
            span=of.where,
            path=of.name.path,
            key=of.name.key,
            plan=None if of in self._register else self.report.plan,
            help=Message(help_, message.values) if help_ else None,
            fix=fix,
        )


class _Index:
    """Finds the waivers of a finding without looking at all of them."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self._of: dict[tuple[str, object], list[Waiver]] = {}
        for waiver in waivers:
            about = waiver.at if waiver.at is not None else (waiver.file, waiver.line)
            self._of.setdefault((waiver.rule, about), []).append(waiver)

    def of(self, finding: Finding) -> Iterator[Waiver]:
        """Its line's, its place's, its file's. That there may be more findings, only a whole file's can waive."""
        file, line, *_ = finding.span
        exact = () if finding.message.template == MORE else ((file, line), finding.path)
        for about in (*exact, (file, None)):
            for waiver in self._of.get((finding.rule, about), ()):
                if waiver.key in (None, finding.key):
                    yield waiver


def _accepted(finding: Finding) -> Evidence:
    waived = finding.waived
    values = {"finding": finding.message, "reason": waived.reason if waived else "", "until": waived and waived.until}
    return Evidence(Message(WAIVED_UNTIL if values["until"] else WAIVED, values), finding.span, path=finding.path)


def _limited(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings; of those of one kind that are more than anybody reads, only that there are more."""
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[finding.rule] += 1
        if counts[finding.rule] < MOST_FINDINGS:
            yield finding
        elif counts[finding.rule] == MOST_FINDINGS:
            values = {"rule": finding.rule, "most": MOST_FINDINGS}
            yield replace(finding, message=Message(MORE, values), path="", key="more", help=None)
