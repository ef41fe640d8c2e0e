from opscheck import Plan, Results, Rule, verdict

_DRILL_RESULTS = "drill-results"


class Appraisal(
    Rule,
    id="drill/appraisal",
    severity="info",
    clauses=["C6.4g"],
    by_declaration=True,
    requires=["governance.appraisal"],
):
    """Drill results count in performance appraisal.

    Why: what counts at the end of the year is prepared for; what does not is attended with one ear.

    Good:
        governance: {appraisal: [revenue, drill-results]}
    Bad:
        governance: {appraisal: [revenue]}  # <- drill-results do not count in performance appraisal
    Bad:
        governance: {strategy_review: P3M}  # <- governance has no appraisal
    """

    def check(self, plan: Plan) -> Results:
        yield verdict(
            _DRILL_RESULTS in plan.governance.appraisal,
            plan.governance.at("appraisal"),
            "{wanted} count in performance appraisal",
            "{wanted} do not count in performance appraisal",
            key=_DRILL_RESULTS,
            help="name {wanted} in governance.appraisal",
            wanted=_DRILL_RESULTS,
        )
