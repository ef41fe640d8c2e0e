from opscheck import Pass, Plan, Problem, Results, Rule, by_id, lacking
from opscheck_metrics.core import is_core


class Forecasting(
    Rule,
    id="metrics/forecasting",
    severity="info",
    clauses=["C4.3f"],
    by_declaration=True,
    requires=["kpis", "data.forecasts"],
    reads=["kpis[*].kind", "kpis[*].group", "data.forecasts[*].kpi"],
):
    """Trends in user behaviour are forecast by a model, for at least one core KPI.

    Core are the KPIs of the group `core`, and those of the four kinds that metrics/core-kpis asks for.

    Why: a figure says what was; only its forecast leaves time to do something about it.

    Good:
        kpis: [{id: retention}, {id: nps}]
        data: {forecasts: [{kpi: retention, model: survival curve}, {kpi: nps}]}
    Bad:
        kpis: [{id: retention}, {id: nps}]
        data:
          forecasts:  # <- no forecast is one of a core KPI
            - {kpi: nps, model: linear trend}
    Bad:
        kpis: [{id: retention}]
        data:
          forecasts:
            - {kpi: retention}  # <- data.forecasts[retention] has no model
    Bad:
        kpis: [{id: retention}]
        data: {domains: [behaviour]}  # <- data has no forecasts
    """

    def check(self, plan: Plan) -> Results:
        core = {id_ for id_, kpi in by_id(plan.kpis).items() if is_core(kpi)}
        forecasts = [forecast for forecast in plan.data.forecasts if forecast.kpi in core]
        by_model = [forecast for forecast in forecasts if forecast.model]
        for forecast in by_model:
            yield Pass(forecast.at("model"), "{kpi}: {model}", kpi=forecast.kpi, model=forecast.model)
        if not forecasts:
            yield Problem(
                plan.data.at("forecasts"),
                "no forecast is one of a core KPI",
                key="core",
                help="name in kpi a core KPI, and in model how it is forecast",
            )
        elif not by_model:
            yield lacking(forecasts[0], "model")
