from collections.abc import Sequence

from opscheck import NotApplicable, Plan, Result, Results, Risk, Rule, at_least, lacking, parameter, verdict

_CATEGORIES = ("technical", "market", "operational", "regulatory", "financial", "reputational")


class CategoryStrategy(
    Rule,
    id="risk/category-strategy",
    severity="warning",
    clauses=["C6.2a"],
    by_declaration=True,
    requires=["risks"],
    reads=["risks[*].category", "risks[*].strategies", "risks[*].scenarios"],
):
    """Each category of risks follows its strategy.

    The risks of a category follow it together: what one of them declares, the others need not repeat. A category
    without risks is the business of risk/category-coverage.

    Why: each kind of risk has means against it that are known to work; a plan without them invents worse ones.

    Good:
        risks:
          - {id: outage, category: technical, strategies: [redundancy, recovery]}
          - {id: overload, category: technical, strategies: [stress-test]}
          - {id: price-war, category: market, strategies: [scenario-plans], scenarios: [match the price, a new offer]}
          - {id: carrier, category: supply-chain}
    Bad:
        risks:
          - id: outage
            category: technical
            strategies: [redundancy, recovery]  # <- no technical risk follows stress-test
          - id: price-war
            category: market
            strategies: [scenario-plans]
            scenarios: [match the price]  # <- scenario plans for market risks: 1, fewer than 2
          - {id: cash, category: financial, strategies: [reserve]}  # <- no financial risk follows budget-control
          - {id: rework, category: operational}  # <- risks[rework] has no strategies
    Bad:
        risks: []  # <- the plan has no risks
    """

    technical: tuple[str, ...] = parameter(
        ("redundancy", "recovery", "stress-test"), "the strategy for technical risks"
    )
    market: tuple[str, ...] = parameter(("scenario-plans",), "the strategy for market risks")
    operational: tuple[str, ...] = parameter(("standard-process",), "the strategy for operational risks")
    regulatory: tuple[str, ...] = parameter(
        ("compliance-monitoring", "expert-advice"), "the strategy for regulatory risks"
    )
    financial: tuple[str, ...] = parameter(("budget-control", "reserve"), "the strategy for financial risks")
    reputational: tuple[str, ...] = parameter(
        ("rapid-response", "sentiment-monitoring"), "the strategy for reputational risks"
    )
    scenario_plans: int = parameter(2, "the smallest number of scenario plans for market risks")

    def check(self, plan: Plan) -> Results:
        risks_in = {category: [risk for risk in plan.risks if risk.category == category] for category in _CATEGORIES}
        for category, risks in risks_in.items():
            if risks:
                yield from _followed(getattr(self, category), category, risks)
        if risks_in["market"]:
            yield self._scenarios(risks_in["market"])
        if not any(risks_in.values()):
            yield NotApplicable(plan.at("risks"), "no risk is in the categories {categories}", categories=_CATEGORIES)

    def _scenarios(self, risks: Sequence[Risk]) -> Result:
        prepared = {scenario for risk in risks for scenario in risk.scenarios}
        return verdict(
            at_least("scenario plans for market risks", len(prepared), self.scenario_plans),
            risks[0].at("scenarios"),
            "scenario plans for market risks: {count}, at least {minimum}",
            "scenario plans for market risks: {count}, fewer than {minimum}",
            key="scenarios",
            related=[risk.at("scenarios") for risk in risks[1:]],
            help="prepare at least {minimum}, each for another turn of the market",
            count=len(prepared),
            minimum=self.scenario_plans,
        )


def _followed(strategies: Sequence[str], category: str, risks: Sequence[Risk]) -> Results:
    followed = {strategy for risk in risks for strategy in risk.strategies}
    if strategies and not followed:
        yield lacking(risks[0], "strategies")
        return
    for strategy in strategies:
        yield verdict(
            strategy in followed,
            risks[0].at("strategies"),
            "{category} risks follow {strategy}",
            "no {category} risk follows {strategy}",
            key=strategy,
            related=[risk.at("strategies") for risk in risks[1:]],
            help="name {strategy} among the strategies of a {category} risk, and follow it",
            category=category,
            strategy=strategy,
        )
