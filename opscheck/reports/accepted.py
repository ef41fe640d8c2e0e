"""The waivers of a run: what each accepts, and what there is to say about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from opscheck.finding import Finding, Message, Waived
from opscheck.plan.quantities import Period
from opscheck.run import CheckedPlan
from opscheck.source import Span

State = Literal["expired", "malformed", "unused", "expiring", "holds", "unknown"]
STATES: tuple[State, ...] = ("expired", "malformed", "unused", "expiring", "holds", "unknown")
"""What may have become of a waiver, what asks for something first."""

HOLDS = "holds, {left} left"
HOLDS_TODAY = "ends with this day"
HOLDS_ON = "holds without an end"
NOT_KNOWN = "was not needed in this run"
_ABOUT = "opscheck/waiver-"
_MOST_DAYS = 366_000  # of a period; the end of a waiver may lie further ahead


@dataclass(slots=True)
class Entry:
    """A waiver as it was written, in a comment or a register. ``terms`` is None where it cannot be understood.

    ``accepted`` are the findings that it waives, ``about`` those about itself.
    """

    where: Span
    rule: str
    as_of: date
    terms: Waived | None = None
    accepted: list[Finding] = field(default_factory=list)
    about: list[Finding] = field(default_factory=list)

    @property
    def until(self) -> date | None:
        """The last day; None of one without end, or that cannot be understood."""
        return self.terms.until if self.terms else None

    @property
    def state(self) -> State:
        """What has become of it."""
        said = {finding.rule.removeprefix(_ABOUT) for finding in self.about}
        found = next((state for state in STATES if state in said), None)
        return found or ("holds" if self.accepted else "unknown")

    @property
    def says(self) -> Message:
        """Its state as a sentence."""
        if self.about:
            return self.about[0].message
        if not self.accepted:
            return Message(NOT_KNOWN)
        if self.until is None:
            return Message(HOLDS_ON)
        days = (self.until - self.as_of).days
        return Message(HOLDS, {"left": Period(f"P{min(days, _MOST_DAYS)}D")}) if days > 0 else Message(HOLDS_TODAY)


def entries(plans: Sequence[CheckedPlan]) -> list[Entry]:
    """Every waiver once, in the order in which they end; those without an end come last."""
    found: dict[Span, dict[str, Entry]] = {}

    def entry(where: Span, rule: str, as_of: date, terms: Waived | None = None) -> Entry:
        one = found.setdefault(where, {}).setdefault(rule, Entry(where, rule, as_of))
        one.terms = one.terms or terms
        return one

    for plan in plans:
        for waiver in plan.waivers:
            entry(waiver.where, waiver.rule, plan.report.as_of, waiver.terms)
        for finding in plan.report.findings:
            if finding.waived:
                entry(finding.waived.where, finding.rule, plan.report.as_of, finding.waived).accepted.append(finding)
    for plan in plans:
        for finding in plan.report.findings:
            if finding.rule.startswith(_ABOUT) and not finding.waived:
                rule = str(finding.message.values.get("rule", ""))
                here = found.get(finding.span, {})
                meant = [here[rule]] if rule in here else list(here.values())
                for one in meant or [entry(finding.span, rule, plan.report.as_of)]:
                    one.about.append(finding)
    return sorted((one for here in found.values() for one in here.values()), key=_order)


def _order(entry: Entry) -> tuple[date, Span, str]:
    return entry.until or date.max, entry.where, entry.rule
