from opscheck import Indicator, Plan, Results, Rule, at_least, parameter, verdict


class IndicatorAlert(
    Rule,
    id="risk/indicator-alert",
    severity="error",
    clauses=["C6.3b"],
    each="indicators[*]",
    requires=["indicators", "indicators[*].threshold", "indicators[*].alert.channels"],
    reads=["indicators[*].alert.channels[*].kind", "indicators[*].alert.channels[*].to"],
):
    """Each indicator has a threshold and a notification channel with a recipient.

    A channel counts when it says what it is (`kind`) and who is told (`to`).

    Why: a figure that passes a line that nobody drew, or of which nobody is told, warns nobody.

    Good:
        indicators:
          - {id: latency, threshold: 800, alert: {channels: [{kind: sms, to: wang-lei}]}}
    Bad:
        indicators:
          - {id: latency, alert: {channels: [{kind: sms, to: wang-lei}]}}  # <- indicators[latency] has no threshold
          - {id: balance, threshold: 100}  # <- indicators[balance] has no alert
          - {id: errors, threshold: 2, alert: {channels: []}}  # <- indicators[errors].alert has no channels
    Bad:
        indicators:
          - id: latency
            threshold: 800
            alert:
              channels:
                - {kind: sms}  # <- 0 of 1 notification channels of latency say how and whom they tell
    Bad:
        indicators: []  # <- the plan has no indicators
    """

    minimum_channels: int = parameter(1, "the smallest number of channels with a recipient")

    def check(self, indicator: Indicator, _plan: Plan) -> Results:
        channels = indicator.alert.channels
        incomplete = [channel for channel in channels if not (channel.kind and channel.to)]
        complete = len(channels) - len(incomplete)
        yield verdict(
            at_least("notification channels of {indicator}", complete, self.minimum_channels),
            incomplete[0].at() if incomplete else indicator.alert.at("channels"),
            "{indicator}: threshold {threshold}, notification channels: {count}",
            "{count} of {needed} notification channels of {indicator} say how and whom they tell",
            key="channels",
            help="give the channel a kind, such as sms, and in to the recipient",
            indicator=indicator.id,
            threshold=indicator.threshold,
            count=complete,
            needed=self.minimum_channels,
        )
