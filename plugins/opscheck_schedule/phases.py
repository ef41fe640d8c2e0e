from opscheck import Pass, Phase, Plan, Problem, Result, Results, Rule, of_kind, parameter


class Phases(
    Rule,
    id="schedule/phases",
    severity="error",
    clauses=["C3.4a"],
    requires=["phases"],
    reads=["phases[*].kind", "phases[*].start"],
):
    """The plan has its phases, in their order.

    The order is that of the dates: the first phase of each kind starts after the first phase of the kind before it.
    Where one of them has no start, their places in the list decide. Phases of other kinds may stand anywhere.

    Why: who pilots before the design, or rolls out before the pilot, pays for every mistake at full scale.

    Good:
        phases:
          - {id: diagnosis, start: 2026-01-05}
          - {id: design, start: 2026-03-16}
          - {id: shop-trial, kind: pilot, start: 2026-06-15}
          - {id: rollout, start: 2026-10-19}
    Bad:
        phases:  # <- there is no pilot phase
          - {id: diagnosis, start: 2026-01-05}
          - {id: design, start: 2026-03-16}
          - {id: rollout, start: 2026-10-19}
    Bad:
        phases:
          - {id: diagnosis, start: 2026-01-05}
          - {id: design, start: 2026-07-01}
          - id: pilot
            start: 2026-06-15  # <- pilot starts 2026-06-15, not after design, which starts 2026-07-01
          - {id: rollout, start: 2026-10-19}
    Bad:
        budget: {total: 100}  # <- the plan has no phases
    """

    required: tuple[str, ...] = parameter(
        ("diagnosis", "design", "pilot", "rollout"), "the kinds of phase that the plan has, in their order"
    )

    def check(self, plan: Plan) -> Results:
        places = {phase.id: place for place, phase in enumerate(plan.phases)}
        before: Phase | None = None
        for kind in self.required:
            phases = of_kind(plan.phases, kind)
            if not phases:
                yield Problem(plan.at("phases"), "there is no {kind} phase", key=kind, kind=kind)
                continue
            first = _first(phases)
            yield _in_order(before, first, places)
            before = first


def _first(phases: tuple[Phase, ...]) -> Phase:
    if any(phase.start is None for phase in phases):
        return phases[0]
    return min(phases, key=lambda phase: phase.start)


def _in_order(before: Phase | None, phase: Phase, places: dict[str, int]) -> Result:
    if phase.start is None or (before and before.start is None):
        if before and places[phase.id] < places[before.id]:
            return Problem(
                phase.at(),
                "{phase} stands before {before}, which it is to follow",
                key=before.id,
                related=[before.at("id")],
                phase=phase.id,
                before=before.id,
            )
        return Pass(phase.at(), "{kind} is there", kind=phase.kind)
    if before and phase.start <= before.start:
        return Problem(
            phase.at("start"),
            "{phase} starts {start}, not after {before}, which starts {previous}",
            key=before.id,
            related=[before.at("start")],
            help="a start after {previous} fits",
            phase=phase.id,
            start=phase.start,
            before=before.id,
            previous=before.start,
        )
    return Pass(phase.at("start"), "{kind} starts {start}", kind=phase.kind, start=phase.start)
