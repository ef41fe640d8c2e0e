from opscheck import Period, Plan, Results, Rule, at_most, parameter, verdict


class JointAnalysis(
    Rule, id="metrics/joint-analysis", severity="info", clauses=["C4.3h"], requires=["data.joint_analysis"]
):
    """Analysts and operations teams look at the data together regularly.

    Why: analysts know what the figures say, and operations why; a report that is sent around joins the two for nobody.

    Good:
        data: {joint_analysis: P2W}
    Bad:
        data: {joint_analysis: P3M}  # <- analysts and operations meet every 3 months, not at least every 1 month
    Bad:
        data: {joint_analysis: P0D}  # <- every 0 days
    Bad:
        data: {domains: [behaviour]}  # <- data has no joint_analysis
    """

    maximum: Period = parameter(
        Period("P1M"),
        "the longest time between two sessions",
        ours="the framework asks for regular sessions; a month is how often its retrospectives and its steering "
        "committee meet, which decide by what the sessions find",
    )

    def check(self, plan: Plan) -> Results:
        cadence = plan.data.joint_analysis
        yield verdict(
            bool(cadence) and at_most("time between two sessions", cadence, self.maximum),
            plan.data.at("joint_analysis"),
            "analysts and operations meet every {cadence}, at least every {maximum}",
            "analysts and operations meet every {cadence}, not at least every {maximum}",
            help="{maximum} or less fits",
            cadence=cadence,
            maximum=self.maximum,
        )
