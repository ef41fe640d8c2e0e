from opscheck import Indicator, Pass, Plan, Results, Rule


class AlertLinkage(
    Rule,
    id="risk/alert-linkage",
    severity="warning",
    clauses=["C6.3c"],
    each="indicators[*]",
    requires=["indicators", "contingency_plans", "indicators[*].alert.starts"],
):
    """Each indicator's alert starts a declared contingency plan.

    A contingency plan that is named and not declared is an unknown reference, which opscheck itself reports.

    Why: an alarm that is followed by a discussion of what to do now has lost the time that it was to win.

    Good:
        indicators: [{id: latency, alert: {starts: outage-plan}}]
        contingency_plans: [{id: outage-plan}]
    Bad:
        indicators:
          - {id: latency, alert: {channels: [{kind: sms, to: wang-lei}]}}  # <- indicators[latency].alert has no starts
          - {id: balance}  # <- indicators[balance] has no alert
        contingency_plans: [{id: outage-plan}]
    Bad:
        indicators: [{id: latency, alert: {starts: outage-plan}}]  # <- the plan has no contingency_plans
    Bad:
        contingency_plans: [{id: outage-plan}]  # <- the plan has no indicators
    """

    def check(self, indicator: Indicator, _plan: Plan) -> Results:
        alert = indicator.alert
        yield Pass(alert.at("starts"), "{indicator} starts {plan}", indicator=indicator.id, plan=alert.starts)
