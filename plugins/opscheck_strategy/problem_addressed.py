from collections import defaultdict

from opscheck import Plan, Results, Rule, lacking, verdict


class ProblemAddressed(
    Rule,
    id="strategy/problem-addressed",
    severity="warning",
    clauses=["C1.2b"],
    requires=["context.problems", "objectives"],
    reads=["objectives[*].addresses[*]"],
):
    """Each stated problem is addressed by an objective, and each objective addresses a stated problem.

    An objective that addresses a problem which is not stated names an unknown id, which opscheck itself reports; until
    that is put right nobody knows which problem was meant, and this rule waits.

    Why: a problem without an objective stays, and an objective without a problem is somebody's wish.

    Good:
        context: {problems: [{id: churn}, {id: cost}]}
        objectives: [{id: o-value, addresses: [churn]}, {id: o-service, addresses: [churn, cost]}]
    Bad:
        context:
          problems:
            - {id: churn}
            - {id: cost}  # <- no objective addresses cost
        objectives:
          - {id: o-value, addresses: [churn]}
          - {id: o-growth}  # <- objectives[o-growth] has no addresses
    Bad:
        context:  # <- context has no problems
          focus: [promotion]
        objectives: [{id: o-value, addresses: [churn]}]
    Bad:
        context: {problems: [{id: churn}]}  # <- the plan has no objectives
    """

    def check(self, plan: Plan) -> Results:
        addressing: defaultdict[str, list[str]] = defaultdict(list)
        for objective in plan.objectives:
            for problem_id in dict.fromkeys(objective.addresses):
                addressing[problem_id].append(objective.id)
        for problem in plan.context.problems:
            objectives = addressing[problem.id]
            yield verdict(
                bool(objectives),
                problem.at(),
                "{problem} is addressed by {objectives}",
                "no objective addresses {problem}",
                key="addressed",
                help="name {problem} in addresses of the objective that is to solve it",
                problem=problem.id,
                objectives=tuple(objectives),
            )
        yield from (lacking(objective, "addresses") for objective in plan.objectives if not objective.addresses)
