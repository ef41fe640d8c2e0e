"""What the page says of each plan: its facts, its findings by topic, its pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from opscheck.finding import Finding, Severity
from opscheck.history.since import PlanSince
from opscheck.matrix import Row
from opscheck.matrix.words import title
from opscheck.reports import Options
from opscheck.reports.html.anchors import Anchors
from opscheck.reports.html.clauses import met
from opscheck.reports.html.findings import Findings, Topic
from opscheck.reports.html.pictures import Pen, Picture, drawn
from opscheck.run import CheckedPlan, Run

SHORT = 12
"""How much of a commit's id people are shown."""
MOST_PICTURED = 20
"""Of how many plans there are pictures: a page about more of them would be too large to be sent to anybody."""


class PlanPart(NamedTuple):
    """What the page says of one plan."""

    id: str
    title: str
    plan: str
    file: str
    status: str
    revision: str
    as_of: str
    ruleset: str
    digest: str
    counts: Mapping[str, int]
    new: int
    met: int
    asked: int
    topics: tuple[Topic, ...]
    pictures: tuple[Picture, ...]


class Plans:
    """Gathers what there is to say of the plans of a run. ``rows`` are those of the clause matrix, if there is one."""

    def __init__(self, run: Run, rows: Sequence[Row], options: Options) -> None:
        self._run = run
        self._rows = rows
        self._options = options
        self._shown = [self._findings_of(number, plan) for number, plan in enumerate(run.plans)]
        self._anchors = Anchors(self.findings)
        titles = {row.clause.id: title(row, options.lang) for row in rows}
        self._findings = Findings(run, self._anchors, titles, options.lang)

    @property
    def findings(self) -> Iterator[Finding]:
        """All findings that the page shows."""
        return (finding for shown in self._shown for finding in shown)

    def parts(self) -> Iterator[PlanPart]:
        """The plans in the order of the run."""
        return (self._part(number, plan) for number, plan in enumerate(self._run.plans))

    def _since(self, number: int) -> PlanSince | None:
        return self._run.since.plans[number] if self._run.since else None

    def _findings_of(self, number: int, plan: CheckedPlan) -> list[Finding]:
        """The findings of a plan that stand, new ones and others, and the accepted ones that are asked for."""
        waived, baseline = self._options.show_waived, self._options.show_baseline
        reported = [
            finding
            for finding in plan.report.findings
            if finding.stands or (waived and finding.waived) or (baseline and finding.in_baseline)
        ]
        since = self._since(number)
        return [*reported, *since.found.unchanged] if since else reported

    def _part(self, number: int, plan: CheckedPlan) -> PlanPart:
        report, ruleset, since = plan.report, plan.ruleset or self._run.ruleset, self._since(number)
        new = frozenset(map(id, since.found.new)) if since else frozenset()
        fulfilled, asked = met([row.plans[number].outcome for row in self._rows])
        return PlanPart(
            id=_id(number),
            title=report.title or report.plan or report.file,
            plan=report.plan or "",
            file=report.file,
            status=plan.status or "",
            revision=(plan.revision or "")[:SHORT],
            as_of=report.as_of.isoformat(),
            ruleset=f"{ruleset.name} {ruleset.version}".strip(),
            digest=ruleset.digest,
            counts=counted_by_severity(self._shown[number]),
            new=len(new),
            met=fulfilled,
            asked=asked,
            topics=tuple(self._findings.topics(self._shown[number], new, plan.loaded)),
            pictures=tuple(self._pictures(number, plan)),
        )

    def _pictures(self, number: int, plan: CheckedPlan) -> Iterator[Picture]:
        if plan.loaded is None or len(self._run.plans) > MOST_PICTURED:
            return
        since = self._since(number)
        findings = [*plan.report.findings, *(since.found.unchanged if since else ())]
        report = replace(plan.report, findings=findings)
        yield from drawn(plan.loaded, report, Pen(_id(number), self._anchors, self._options.lang))


def _id(number: int) -> str:
    return f"plan-{number + 1}"


def counted_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings stand, by severity."""
    counts = dict.fromkeys(reversed(Severity.__members__), 0)
    for finding in findings:
        counts[finding.severity.name] += finding.stands
    return counts
