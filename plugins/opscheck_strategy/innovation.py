from typing import Literal

from opscheck import Pass, Plan, Results, Rule, lacking, parameter


class Innovation(
    Rule,
    id="strategy/innovation",
    severity="info",
    clauses=["C5.2b"],
    by_declaration=True,
    requires=["governance.innovation"],
):
    """Innovation has an incentive and a channel for experiments.

    Why: a good idea that earns its author nothing, or that nobody may try, goes to whoever lets it.

    Good:
        governance:
          innovation: {incentive: a day off for an idea that passes its test, channel: one shop a month tries it}
    Bad:
        governance:
          innovation: {incentive: a day off for an idea that passes its test}  # <- governance.innovation has no channel
    Bad:
        governance:  # <- governance has no innovation
          decision_limit: PT72H
    """

    required: tuple[Literal["incentive", "channel"], ...] = parameter(("incentive", "channel"), "what innovation needs")

    def check(self, plan: Plan) -> Results:
        innovation = plan.governance.innovation
        for field in self.required:
            said = innovation.get(field)
            if said is None:
                yield lacking(innovation, field)
            else:
                yield Pass(innovation.at(field), "{field}: {said}", field=field, said=said)
