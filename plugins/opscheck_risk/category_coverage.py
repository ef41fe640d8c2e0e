from opscheck import TODO, Fix, InsertItem, Plan, Results, Rule, free_id, parameter, unsafe_fix, verdict

_CATEGORIES = ("technical", "market", "operational", "regulatory", "supply-chain", "financial", "reputational")


class CategoryCoverage(
    Rule,
    id="risk/category-coverage",
    severity="error",
    clauses=["C6.1a"],
    requires=["risks[*].category"],
    fixable=True,
):
    """The risk register has at least one risk in each category.

    Each risk names its category; categories beyond those asked for are welcome.

    Why: the risks that hurt most come from where nobody looked; going through all categories makes somebody look.

    Good:
        risks:
          - {id: outage, category: technical}
          - {id: price-war, category: market}
          - {id: rework, category: operational}
          - {id: privacy, category: regulatory}
          - {id: carrier, category: supply-chain}
          - {id: cash, category: financial}
          - {id: complaint, category: reputational}
    Bad:
        risks:  # <- no risk is in the category supply-chain
          - {id: outage, category: technical}
          - {id: price-war, category: market}
          - {id: rework, category: operational}
          - {id: privacy, category: regulatory}
          - {id: flood, category: natural}
          - {id: cash, category: financial}
          - {id: complaint, category: reputational}
    Bad:
        risks:
          - {id: outage}  # <- risks[outage] has no category
    Bad:
        risks: []  # <- the plan has no risks
    """

    required: tuple[str, ...] = parameter(_CATEGORIES, "the categories in which there must be a risk")

    def check(self, plan: Plan) -> Results:
        for category in self.required:
            found = [risk for risk in plan.risks if risk.category == category]
            yield verdict(
                bool(found),
                found[0].at("category") if found else plan.at("risks"),
                "risks in the category {category}: {count}",
                "no risk is in the category {category}",
                key=category,
                help="name at least one {category} risk, or say why this clause does not apply",
                category=category,
                fix=None if found else _draft(plan, category),
                count=len(found),
            )


def _draft(plan: Plan, category: str) -> Fix:
    """A risk of the category, for its author to say what it is."""
    risk = {
        "id": free_id(plan.risks, f"{category}-risk"),
        "category": category,
        "statement": {"cause": TODO, "event": TODO, "effect": TODO},
        "probability": TODO,
        "impact": TODO,
        "cost": TODO,
        "owner": TODO,
        "identified": TODO,
        "priority": TODO,
        "strategies": [TODO],
        "response": {"kind": TODO, "action": TODO, "owner": TODO, "due": TODO},
    }
    return unsafe_fix("add a {category} risk with TODO, to be filled in", InsertItem(plan.at("risks"), risk))
