from collections.abc import Mapping

from opscheck import (
    TODO,
    Fix,
    InsertItem,
    Pass,
    Plan,
    Problem,
    Result,
    Results,
    Rule,
    free_id,
    lacking,
    of_kind,
    parameter,
    unsafe_fix,
)


class RequiredDeliverables(
    Rule,
    id="delivery/required-deliverables",
    severity="error",
    clauses=["C3.4k"],
    fixable=True,
    requires=["deliverables"],
    reads=["deliverables[*].kind", "deliverables[*].phase", "phases[*].kind"],
):
    """The phases deliver what the framework asks each of them for.

    What a deliverable and its phase are is their kind; of several of one kind, one in the right phase is enough.

    Why: each phase stands on what the one before it has written down: no roadmap without a diagnosis, no rollout
    without a report on the pilot.

    Good:
        phases: [{id: survey, kind: diagnosis}, {id: design}, {id: pilot}, {id: rollout}]
        deliverables:
          - {id: findings, kind: diagnosis-report, phase: survey}
          - {id: technical-roadmap, phase: design}
          - {id: itemized-budget, phase: design}
          - {id: pilot-report, phase: pilot}
          - {id: operations-handbook, phase: rollout}
    Bad:
        phases: [{id: diagnosis}, {id: design}, {id: pilot}, {id: rollout}]
        deliverables:  # <- design delivers no itemized-budget
          - {id: diagnosis-report}  # <- deliverables[diagnosis-report] has no phase
          - {id: technical-roadmap, phase: design}
          - {id: pilot-report, phase: rollout}  # <- pilot-report belongs to rollout, not to a pilot phase
          - {id: operations-handbook, phase: rollout}
    Bad:
        phases: [{id: diagnosis}]  # <- the plan has no deliverables
    """

    required: dict[str, tuple[str, ...]] = parameter(
        {
            "diagnosis": ("diagnosis-report",),
            "design": ("technical-roadmap", "itemized-budget"),
            "pilot": ("pilot-report",),
            "rollout": ("operations-handbook",),
        },
        "the kinds of deliverable that the phases of each kind hand over",
    )

    def check(self, plan: Plan) -> Results:
        phase_kinds = {phase.id: phase.kind for phase in plan.phases}
        for phase_kind, kinds in self.required.items():
            for kind in kinds:
                yield _judge(plan, phase_kind, kind, phase_kinds)


def _judge(plan: Plan, phase_kind: str, kind: str, phase_kinds: Mapping[str, str]) -> Result:
    found = of_kind(plan.deliverables, kind)
    if not found:
        template = "{phase} delivers no {kind}"
        fix = _draft(plan, phase_kind, kind)
        return Problem(plan.at("deliverables"), template, key=kind, fix=fix, phase=phase_kind, kind=kind)
    for deliverable in found:
        # A phase that the plan does not describe is what its id says.
        if deliverable.phase and phase_kinds.get(deliverable.phase, deliverable.phase) == phase_kind:
            return Pass(deliverable.at(), "{phase} delivers {item}", phase=deliverable.phase, item=deliverable.id)
    nearest = found[0]
    if nearest.phase is None:
        return lacking(nearest, "phase")
    return Problem(
        nearest.at("phase"),
        "{item} belongs to {phase}, not to a {kind} phase",
        item=nearest.id,
        phase=nearest.phase,
        kind=phase_kind,
    )


def _draft(plan: Plan, phase_kind: str, kind: str) -> Fix:
    """A deliverable of the kind in the first phase that hands it over, for its author to say what it is for."""
    phases = of_kind(plan.phases, phase_kind)
    deliverable = {
        "id": free_id(plan.deliverables, kind),
        "kind": kind,
        "phase": phases[0].id if phases else TODO,
        "goal": TODO,
        "owner": TODO,
        "start": TODO,
        "due": TODO,
        "acceptance": TODO,
    }
    change = InsertItem(plan.at("deliverables"), deliverable)
    return unsafe_fix("add the {kind} of {phase} with TODO, to be filled in", change)
