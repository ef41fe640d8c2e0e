from collections.abc import Sequence

from opscheck import AdjustmentStep, Pass, Plan, Problem, Results, Rule, lacking, parameter


class AdjustmentLoop(
    Rule,
    id="metrics/adjustment-loop",
    severity="error",
    clauses=["C4.3e"],
    requires=["data.adjustment_loop"],
    reads=["data.adjustment_loop[*].step"],
):
    """The adjustment loop has its steps in order, each with an owner: monitor, diagnose, validate, evaluate.

    Other steps may stand between them, and a step may come up again.

    Why: who changes something before finding the cause, or never looks at what came of it, changes it again next week.

    Good:
        data:
          adjustment_loop:
            - {step: monitor, owner: he-tao}
            - {step: diagnose, owner: sun-jia}
            - {step: propose}
            - {step: validate, owner: he-tao}
            - {step: evaluate, owner: chen-yu}
    Bad:
        data:
          adjustment_loop:  # <- the adjustment loop has no step evaluate
            - {step: monitor, owner: he-tao}
            - {step: validate, owner: he-tao}
            - {step: diagnose, owner: sun-jia}
            - {step: validate}  # <- data.adjustment_loop[validate#2] has no owner
    Bad:
        data:
          adjustment_loop:
            - {step: monitor, owner: he-tao}
            - {step: validate, owner: he-tao}  # <- validate does not follow diagnose
            - {step: diagnose, owner: sun-jia}
            - {step: evaluate, owner: chen-yu}
    Bad:
        data: {domains: [behaviour]}  # <- data has no adjustment_loop
    """

    required: tuple[str, ...] = parameter(
        ("monitor", "diagnose", "validate", "evaluate"), "the steps of the loop, in their order"
    )

    def check(self, plan: Plan) -> Results:
        loop = plan.data.adjustment_loop
        problems = [*self._order(plan, loop), *self._owners(loop)]
        yield from problems
        if not problems:
            yield Pass(plan.data.at("adjustment_loop"), "each with an owner: {required}", required=self.required)

    def _order(self, plan: Plan, loop: Sequence[AdjustmentStep]) -> Results:
        """Each step is looked for behind the one before it."""
        place = -1
        before: AdjustmentStep | None = None
        for step in self.required:
            places = [index for index, entry in enumerate(loop) if entry.step == step]
            if not places:
                yield Problem(
                    plan.data.at("adjustment_loop"),
                    "the adjustment loop has no step {step}",
                    key=step,
                    help="{required}, in this order",
                    step=step,
                    required=self.required,
                )
                continue
            behind = next((index for index in places if index > place), None)
            if behind is None and before is not None:
                yield self._misplaced(loop[places[0]], before)
            place = places[0] if behind is None else behind
            before = loop[place]

    def _misplaced(self, entry: AdjustmentStep, before: AdjustmentStep) -> Problem:
        return Problem(
            entry.at("step"),
            "{step} does not follow {before}",
            key=before.step,
            related=[before.at("step")],
            help="{required}, in this order",
            step=entry.step,
            before=before.step,
            required=self.required,
        )

    def _owners(self, loop: Sequence[AdjustmentStep]) -> Results:
        yield from (lacking(entry, "owner") for entry in loop if entry.step in self.required and entry.owner is None)
