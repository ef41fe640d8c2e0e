from opscheck import Pass, Plan, Problem, Results, Rule, parameter


class ResourceCategories(
    Rule,
    id="budget/resource-categories",
    severity="error",
    clauses=["C2.4c"],
    requires=["budget.stages"],
    reads=["budget.stages[*].lines[*].category"],
):
    """The budget provides for people, technology and money.

    A line of zero provides nothing.

    Why: a plan that buys tools and hires nobody to use them, or the other way round, does not get started.

    Good:
        budget:
          stages:
            - {id: early, lines: [{id: staff, category: people, amount: 20}]}
            - {id: middle, lines: [{id: crm, category: technology, amount: 9}]}
            - {id: late, lines: [{id: brand, category: finance, amount: 10}]}
    Bad:
        budget:
          stages:  # <- no line of the budget provides for technology
            - id: early
              lines:
                - {id: staff, category: people, amount: 20}
                - {id: crm, category: technology, amount: 0}
                - {id: campaigns, category: finance, amount: 30}
    Bad:
        budget:
          stages:  # <- the budget has no lines
            - {id: early, amount: 35}
    Bad:
        budget: {total: 100}  # <- budget has no stages
    """

    required: tuple[str, ...] = parameter(("people", "technology", "finance"), "the kinds of resource to provide for")

    def check(self, plan: Plan) -> Results:
        stages = plan.budget.at("stages")
        lines = [line for stage in plan.budget.stages for line in stage.lines]
        if not lines:
            yield Problem(
                stages,
                "the budget has no lines",
                key="lines",
                help="{required}: a line for each",
                required=self.required,
            )
            return
        provided = {line.category: line for line in reversed(lines) if line.amount != 0}
        for category in self.required:
            if category in provided:
                line = provided[category]
                yield Pass(line.at("category"), "{line} provides for {category}", line=line.id, category=category)
            else:
                yield Problem(stages, "no line of the budget provides for {category}", key=category, category=category)
