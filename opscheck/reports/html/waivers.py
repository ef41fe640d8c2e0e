"""The register of waivers: what is accepted, why, by whom and until when; what ends next comes first."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from opscheck.finding import Finding
from opscheck.reports.accepted import entries
from opscheck.reports.html.anchors import slug
from opscheck.reports.html.speech import say
from opscheck.run import CheckedPlan, Run

_MOST_ACCEPTED = 20


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


class Register:
    """All waivers of a run, each once, in the order in which they end."""

    def __init__(self, plans: Sequence[CheckedPlan]) -> None:
        self._entries = entries(plans)

    @property
    def ends(self) -> list[date | None]:
        """The last day of each waiver by which something is accepted."""
        return [entry.until for entry in self._entries if entry.accepted]

    def shown(self, run: Run, lang: str) -> Iterator[ShownWaiver]:
        """The waivers that can be understood, what has ended or ends next first, those without an end last."""
        for entry in self._entries:
            terms = entry.terms
            if terms is None:
                continue
            yield ShownWaiver(
                rule=entry.rule,
                rule_id=slug("rule", entry.rule) if entry.rule in run.rules else "",
                accepted=tuple(_accepted(entry.accepted[:_MOST_ACCEPTED], lang)),
                reason=terms.reason,
                approved_by=terms.approved_by or "",
                until=terms.until.isoformat() if terms.until else "",
                ticket=terms.ticket or "",
                place=f"{terms.where.file}:{terms.where.line}",
                state=say(entry.says, lang),
                holds=bool(entry.accepted),
            )


def _accepted(findings: Iterable[Finding], lang: str) -> Iterator[Accepted]:
    for finding in findings:
        yield Accepted(say(finding.message, lang), f"{finding.span.file}:{finding.span.line}")
