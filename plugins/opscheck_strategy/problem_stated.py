from opscheck import Plan, Results, Rule, at_least, lacking, parameter, verdict


class ProblemStated(
    Rule,
    id="strategy/problem-stated",
    severity="error",
    clauses=["C1.2a"],
    requires=["context.problems"],
):
    """The plan states the problem that it is to solve, with evidence for it.

    The evidence is a text, or what the problem refers to by `refs`.

    Why: where the problem was never shown to exist, nobody can tell afterwards whether it is solved.

    Good:
        context:
          problems:
            - {id: churn, statement: retention has fallen for three quarters, evidence: retention report of 2025}
            - {id: cost, statement: service takes 41 % of the spending, refs: [evidence/accounts-2025.md]}
    Bad:
        context:
          problems:
            - {id: churn, statement: retention has fallen}  # <- context.problems[churn] has no evidence
            - {id: cost, evidence: accounts of 2025}  # <- context.problems[cost] has no statement
    Bad:
        context:  # <- context has no problems
          focus: [promotion]
    """

    minimum: int = parameter(1, "the smallest number of problems that a plan states")

    def check(self, plan: Plan) -> Results:
        problems = plan.context.problems
        for problem in problems:
            if problem.statement is None:
                yield lacking(problem, "statement")
            if problem.evidence is None and not problem.refs:
                yield lacking(problem, "evidence")
        yield verdict(
            at_least("problems stated", len(problems), self.minimum),
            plan.context.at("problems"),
            "problems stated: {count}, at least {minimum}",
            "problems stated: {count}, fewer than {minimum}",
            key="minimum",
            count=len(problems),
            minimum=self.minimum,
        )
