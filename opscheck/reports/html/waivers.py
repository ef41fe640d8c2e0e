"""The register of waivers: what is accepted, why, by whom and until when; what ends next comes first."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from opscheck.display import say
from opscheck.finding import Finding, Message, Waived
from opscheck.plan.quantities import Period
from opscheck.reports.html.anchors import slug
from opscheck.run import CheckedPlan, Run
from opscheck.source import Span

HOLDS = "holds, {left} left"
HOLDS_TODAY = "ends with this day"
HOLDS_ON = "holds without an end"
NOT_KNOWN = "was not needed in this run"
_ABOUT = "opscheck/waiver-"
_MOST_ACCEPTED = 20

Key: TypeAlias = tuple[Span, str]


class Accepted(NamedTuple):
    """A finding that a waiver accepts."""

    message: str
    place: str


class ShownWaiver(NamedTuple):
    """A waiver as it was written, and what became of it. ``holds`` is whether a finding is accepted by it."""

    rule: str
    rule_id: str
    accepted: tuple[Accepted, ...]
    reason: str
    approved_by: str
    until: str
    ticket: str
    place: str
    state: str
    holds: bool


class _Entry:
    """What is gathered of one waiver."""

    def __init__(self, terms: Waived, rule: str, as_of: date) -> None:
        self.terms = terms
        self.rule = rule
        self.as_of = as_of
        self.accepted: list[Finding] = []


class Register:
    """All waivers of a run, each once, in the order in which they end."""

    def __init__(self, plans: Sequence[CheckedPlan]) -> None:
        self._entries: dict[Key, _Entry] = {}
        self._said: dict[Span, Message] = {}
        for plan in plans:
            self._gather(plan)

    def _gather(self, plan: CheckedPlan) -> None:
        day = plan.report.as_of
        for waiver in plan.waivers:
            self._entry(waiver.terms, waiver.rule, day)
        for finding in plan.report.findings:
            if finding.waived:
                self._entry(finding.waived, finding.rule, day).accepted.append(finding)
            elif finding.rule.startswith(_ABOUT):
                self._said.setdefault(finding.span, finding.message)

    def _entry(self, terms: Waived, rule: str, as_of: date) -> _Entry:
        return self._entries.setdefault((terms.where, rule), _Entry(terms, rule, as_of))

    @property
    def ends(self) -> list[date | None]:
        """The last day of each waiver by which something is accepted."""
        return [entry.terms.until for entry in self._entries.values() if entry.accepted]

    def shown(self, run: Run, lang: str) -> Iterator[ShownWaiver]:
        """The waivers, what has ended or ends next first, those without an end last."""
        for _, entry in sorted(self._entries.items(), key=lambda pair: _order(*pair)):
            terms, said = entry.terms, self._said.get(entry.terms.where)
            yield ShownWaiver(
                rule=entry.rule,
                rule_id=slug("rule", entry.rule) if entry.rule in run.rules else "",
                accepted=tuple(_accepted(entry.accepted[:_MOST_ACCEPTED], lang)),
                reason=terms.reason,
                approved_by=terms.approved_by or "",
                until=terms.until.isoformat() if terms.until else "",
                ticket=terms.ticket or "",
                place=f"{terms.where.file}:{terms.where.line}",
                state=say(said or _state(entry), lang),
                holds=bool(entry.accepted),
            )


def _order(key: Key, entry: _Entry) -> tuple[date, Key]:
    return entry.terms.until or date.max, key


def _accepted(findings: Iterable[Finding], lang: str) -> Iterator[Accepted]:
    for finding in findings:
        yield Accepted(say(finding.message, lang), f"{finding.span.file}:{finding.span.line}")


def _state(entry: _Entry) -> Message:
    until = entry.terms.until
    if not entry.accepted:
        return Message(NOT_KNOWN)
    if until is None:
        return Message(HOLDS_ON)
    days = (until - entry.as_of).days
    return Message(HOLDS, {"left": Period(f"P{days}D")}) if days > 0 else Message(HOLDS_TODAY)
