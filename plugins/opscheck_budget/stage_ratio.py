from typing import Literal

from opscheck import (
    Band,
    Budget,
    Money,
    Percent,
    Plan,
    Problem,
    Result,
    Results,
    Rule,
    Stage,
    of_kind,
    parameter,
    share,
    verdict,
    within,
)
from opscheck_budget.amounts import portion, total

_KINDS = ("early", "middle", "late")
_SAYS = {
    "total": ("{kind} takes {share} of the total, within {band}", "{kind} takes {share} of the total, outside {band}"),
    "total-less-reserves": (
        "{kind} takes {share} of the total less reserves, within {band}",
        "{kind} takes {share} of the total less reserves, outside {band}",
    ),
}


class StageRatio(
    Rule,
    id="budget/stage-ratio",
    severity="error",
    clauses=["C3.3a"],
    requires=["budget.total", "budget.stages[*].amount"],
    reads=["budget.reserves.contingency.amount", "budget.reserves.management.amount"],
):
    """Each stage takes its share of the budget.

    Several stages of a kind count together; stages of other kinds are nobody's share.

    Why: money spent before the pilot has proved anything is the money most often lost, and a rollout without money
    comes to nothing.

    Good:
        budget: {total: 100, stages: [{id: early, amount: 35}, {id: middle, amount: 40}, {id: late, amount: 10}]}
    Good:
        budget:
          total: 100
          stages:
            - {id: survey, kind: early, amount: 15}
            - {id: trial, kind: early, amount: 20}
            - {id: middle, amount: 40}
            - {id: late, amount: 10}
    Bad:
        budget:
          total: 100
          stages:
            - {id: early, amount: 45}  # <- early takes 45.0 % of the total, outside 30–40 %
            - {id: middle, amount: 40}
            - {id: late, amount: 9}  # <- late takes 9.0 % of the total, outside 10–20 %
    Bad:
        budget:
          total: 100
          stages:  # <- there is no late stage
            - {id: early, amount: 35}
            - {id: middle, amount: 40}
            - {id: brand, kind: other, amount: 10}
    Bad:
        budget:
          total: 100
          stages:
            - {id: early}  # <- budget.stages[early] has no amount
            - {id: middle, amount: 40}
            - {id: late, amount: 10}
    Bad:
        budget:
          total: 0  # <- nothing is left to share among the stages
          stages: [{id: early, amount: 0}, {id: middle, amount: 0}, {id: late, amount: 0}]
    """

    early: Band[Percent] = parameter(Band(Percent("30%"), Percent("40%")), "the share of the early stage")
    middle: Band[Percent] = parameter(Band(Percent("40%"), Percent("50%")), "the share of the middle stage")
    late: Band[Percent] = parameter(Band(Percent("10%"), Percent("20%")), "the share of the late stage")
    base: Literal["total", "total-less-reserves"] = parameter(
        "total",
        "what the shares are shares of",
        ours="the framework does not say whether reserves belong to the base; of the total, all three bands and a "
        "reserve of 15 % can be kept at once (35 + 40 + 10 + 15 = 100 %)",
    )

    def check(self, plan: Plan) -> Results:
        budget = plan.budget
        base = self._base(budget)
        if base <= 0:
            yield Problem(
                budget.at("total"), "nothing is left to share among the stages: the base is {base}", base=base
            )
            return
        for kind in _KINDS:
            stages = of_kind(budget.stages, kind)
            if stages:
                yield self._judge(kind, stages, base, budget)
            else:
                yield Problem(budget.at("stages"), "there is no {kind} stage", key=kind, kind=kind)

    def _base(self, budget: Budget) -> Money:
        if self.base == "total":
            return budget.total
        held = (budget.reserves.contingency.amount, budget.reserves.management.amount)
        return Money(budget.total - total(amount for amount in held if amount is not None), budget.total.currency)

    def _judge(self, kind: str, stages: tuple[Stage, ...], base: Money, budget: Budget) -> Result:
        band: Band[Percent] = getattr(self, kind)
        amount = total(stage.amount for stage in stages)
        part = share(amount, base)
        above = part > band.high
        good, bad = _SAYS[self.base]
        return verdict(
            within("share of {kind}", part, band),
            stages[0].at("amount"),
            good,
            bad,
            key=kind,
            related=[*(stage.at("amount") for stage in stages[1:]), budget.at("total")],
            arithmetic="{amount} / {base} = {share}",
            help="at most {bound} fits" if above else "at least {bound} is asked for",
            kind=kind,
            share=part,
            band=band,
            amount=amount,
            base=base,
            bound=portion(band.high if above else band.low, base),
        )
