from opscheck import Pass, Plan, Problem, Results, Rule


class Prediction(
    Rule,
    id="risk/prediction",
    severity="info",
    clauses=["C6.3d"],
    by_declaration=True,
    requires=["indicators"],
    reads=["indicators[*].forecast.model"],
):
    """At least one indicator is forecast by a model.

    Why: a threshold says that it has begun; a forecast says so while there is still time to do something.

    Good:
        indicators: [{id: latency}, {id: order-anomaly, forecast: {model: arima}}]
    Bad:
        indicators:  # <- no indicator is forecast by a model
          - {id: latency}
          - {id: order-anomaly, forecast: {}}
    Bad:
        indicators: []  # <- the plan has no indicators
    """

    def check(self, plan: Plan) -> Results:
        forecast = [indicator for indicator in plan.indicators if indicator.forecast.model]
        for indicator in forecast:
            model = indicator.forecast.model
            yield Pass(indicator.forecast.at("model"), "{indicator}: {model}", indicator=indicator.id, model=model)
        if not forecast:
            yield Problem(
                plan.at("indicators"),
                "no indicator is forecast by a model",
                key="forecast",
                help="name in forecast.model the model that forecasts an indicator",
            )
