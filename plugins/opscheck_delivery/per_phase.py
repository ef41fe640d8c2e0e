from collections import Counter

from opscheck import Plan, Results, Rule, at_least, parameter, verdict


class PerPhase(
    Rule,
    id="delivery/per-phase",
    severity="error",
    clauses=["C3.4j"],
    requires=["phases", "deliverables"],
    reads=["deliverables[*].phase"],
):
    """Each phase has deliverables.

    Why: a phase that hands nothing over cannot be accepted, and so is never really over.

    Good:
        phases: [{id: diagnosis}]
        deliverables: [{id: diagnosis-report, phase: diagnosis}]
    Bad:
        phases:
          - {id: diagnosis}
          - {id: design}  # <- design has 0 of 1 deliverables
        deliverables: [{id: diagnosis-report, phase: diagnosis}, {id: roadmap}]
    Bad:
        phases: [{id: diagnosis}]  # <- the plan has no deliverables
    """

    minimum: int = parameter(1, "how many deliverables each phase has at least")

    def check(self, plan: Plan) -> Results:
        counts = Counter(deliverable.phase for deliverable in plan.deliverables)
        for phase in plan.phases:
            yield verdict(
                at_least("deliverables of {phase}", counts[phase.id], self.minimum),
                phase.at(),
                "deliverables of {phase}: {count}, at least {minimum}",
                "{phase} has {count} of {minimum} deliverables",
                key="deliverables",
                help="a deliverable says in phase which phase hands it over",
                phase=phase.id,
                count=counts[phase.id],
                minimum=self.minimum,
            )
