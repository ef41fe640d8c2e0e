from opscheck import Period, Plan, Results, Rule, at_most, parameter, verdict


class TeamBuilding(
    Rule,
    id="organization/team-building",
    severity="info",
    clauses=["C4.2e"],
    requires=["governance.team_building"],
):
    """Team building is held regularly.

    Why: who has met the others calls them before there is a problem, and not only when there is one.

    Good:
        governance: {team_building: P3M}
    Bad:
        governance: {team_building: P12M}  # <- team building is held every 12 months, not at least every 6 months
    Bad:
        governance: {team_building: P0D}  # <- team building is held every 0 days
    Bad:
        governance: {strategy_review: P3M}  # <- governance has no team_building
    """

    maximum: Period = parameter(
        Period("P6M"),
        "the longest time from one team building to the next",
        ours="the framework asks for regular team building and names no interval; twice a year, whoever joins has met "
        "the others within half a year",
    )

    def check(self, plan: Plan) -> Results:
        cadence = plan.governance.team_building
        yield verdict(
            bool(cadence) and at_most("time between two events", cadence, self.maximum),
            plan.governance.at("team_building"),
            "team building is held every {cadence}, at least every {maximum}",
            "team building is held every {cadence}, not at least every {maximum}",
            help="{maximum} or less fits",
            cadence=cadence,
            maximum=self.maximum,
        )
