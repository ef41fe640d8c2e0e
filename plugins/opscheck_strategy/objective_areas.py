from opscheck import Plan, Results, Rule, parameter, verdict

_AREAS = ("customer-lifetime-value", "resource-efficiency", "market-responsiveness")


class ObjectiveAreas(
    Rule,
    id="strategy/objective-areas",
    severity="error",
    clauses=["C1.3a"],
    requires=["objectives[*].area"],
):
    """The objectives cover the value of a customer, the use of resources, and the answer to the market.

    Each objective names its area; further areas are welcome.

    Why: what is gained in one of them alone is paid for in the others: value by cost, cost by speed.

    Good:
        objectives:
          - {id: o-value, area: customer-lifetime-value}
          - {id: o-cost, area: resource-efficiency}
          - {id: o-stock, area: resource-efficiency}
          - {id: o-speed, area: market-responsiveness}
          - {id: o-climate, area: sustainability}
    Bad:
        objectives:  # <- no objective is in the area market-responsiveness
          - {id: o-value, area: customer-lifetime-value}
          - {id: o-cost, area: resource-efficiency}
    Bad:
        objectives:
          - {id: o-value}  # <- objectives[o-value] has no area
    Bad:
        objectives: []  # <- the plan has no objectives
    """

    required_areas: tuple[str, ...] = parameter(_AREAS, "the areas in which there must be an objective")

    def check(self, plan: Plan) -> Results:
        for area in self.required_areas:
            found = [objective for objective in plan.objectives if objective.area == area]
            yield verdict(
                bool(found),
                found[0].at("area") if found else plan.at("objectives"),
                "in the area {area}: {objectives}",
                "no objective is in the area {area}",
                key=area,
                help="set an objective in the area {area}, or say in its area that one of these is it",
                area=area,
                objectives=tuple(objective.id for objective in found),
            )
