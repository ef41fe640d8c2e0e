from datetime import date
from typing import Any

from opscheck import Deliverable, Pass, Phase, Plan, Problem, Result, Results, Rule, lacking, of_kind, parameter
from opscheck_delivery.of_phases import no_phase

_HELP = "record its acceptance, or move the rollout's start to a later day"


class PilotGate(
    Rule,
    id="delivery/pilot-gate",
    severity="error",
    clauses=["C3.4q"],
    requires=["phases", "deliverables"],
    reads=[
        "phases[*].kind",
        "phases[*].start",
        "deliverables[*].kind",
        "actuals.deliveries[*].deliverable",
        "actuals.deliveries[*].date",
        "actuals.deliveries[*].accepted_by",
    ],
):
    """The rollout follows the pilot's result.

    It does not start before the pilot report is due. Judged as of the given day: a rollout that has started did not do
    so before the report was delivered and accepted. Of several rollouts the first one counts, and every pilot report.

    Why: a rollout that does not wait for the pilot's result makes the pilot a formality.

    Good, as of 2026-12-01:
        phases: [{id: rollout, start: 2026-10-19}]
        deliverables: [{id: pilot-report, due: 2026-09-28}]
        actuals: {deliveries: [{deliverable: pilot-report, date: 2026-09-25, accepted_by: chen-yu}]}
    Good, as of 2026-07-01:
        phases: [{id: rollout, start: 2026-10-19}]
        deliverables: [{id: pilot-report, due: 2026-09-28}]
    Bad, as of 2026-07-01:
        phases: [{id: rollout, start: 2026-09-21}]  # <- before pilot-report is due 2026-09-28
        deliverables: [{id: pilot-report, due: 2026-09-28}]
    Bad, as of 2026-12-01:
        phases: [{id: rollout, start: 2026-10-19}]  # <- rollout started 2026-10-19, and pilot-report is not accepted
        deliverables: [{id: pilot-report, due: 2026-09-28}]
        actuals: {deliveries: [{deliverable: pilot-report, date: 2026-09-25}]}
    Bad, as of 2026-12-01:
        phases: [{id: rollout, start: 2026-10-19}]  # <- before pilot-report was accepted on 2026-11-02
        deliverables: [{id: pilot-report, due: 2026-09-28}]
        actuals: {deliveries: [{deliverable: pilot-report, date: 2026-11-02, accepted_by: chen-yu}]}
    Bad:
        phases:  # <- there is no rollout phase
          - {id: pilot}
        deliverables:  # <- there is no pilot-report
          - {id: handbook}
    """

    phase_kind: str = parameter("rollout", "the kind of the phases that wait for the result")
    report: str = parameter("pilot-report", "the kind of the deliverable that tells the result")

    def check(self, plan: Plan) -> Results:
        rollouts = of_kind(plan.phases, self.phase_kind)
        reports = of_kind(plan.deliverables, self.report)
        if not rollouts:
            yield no_phase(plan, self.phase_kind)
        if not reports:
            yield Problem(plan.at("deliverables"), "there is no {kind}", key=self.report, kind=self.report)
        dated = [phase for phase in rollouts if phase.start is not None]
        first = min(dated, key=lambda phase: phase.start, default=None)
        if rollouts and first is None:
            yield lacking(rollouts[0], "start")
        accepted = _accepted(plan)
        for report in reports:
            if report.due is None:
                yield lacking(report, "due")
            elif first is not None:
                yield _judge(first, report, accepted.get(report.id), plan.as_of)


def _accepted(plan: Plan) -> dict[str, date]:
    """The first day as of which each deliverable was delivered and accepted."""
    days: dict[str, date] = {}
    for record in plan.actuals.deliveries:
        if record.deliverable and record.date and record.accepted_by and record.date <= plan.as_of:
            days[record.deliverable] = min(record.date, days.get(record.deliverable, record.date))
    return days


def _judge(rollout: Phase, report: Deliverable, accepted: date | None, as_of: date) -> Result:
    values: dict[str, Any] = {"rollout": rollout.id, "start": rollout.start, "report": report.id, "due": report.due}
    at, related = rollout.at("start"), [report.at("due")]
    if rollout.start < report.due:
        template = "{rollout} starts {start}, before {report} is due {due}"
        help_ = "a start on {due} or later fits"
        return Problem(at, template, key=report.id, related=related, help=help_, **values)
    if rollout.start > as_of:
        return Pass(at, "{rollout} starts {start}, not before {report} is due {due}", **values)
    values |= {"accepted": accepted, "as_of": as_of}
    if accepted is None:
        template = "{rollout} started {start}, and {report} is not accepted as of {as_of}"
        return Problem(at, template, key=report.id, related=related, help=_HELP, **values)
    if accepted > rollout.start:
        template = "{rollout} started {start}, before {report} was accepted on {accepted}"
        return Problem(at, template, key=report.id, related=related, **values)
    return Pass(at, "{rollout} started {start}, not before {report} was accepted on {accepted}", **values)
