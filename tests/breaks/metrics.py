from breaks.changes import Break

BREAKS = [
    Break("metrics/data-domains", "domains: [behaviour, transaction, marketing]", "domains: [behaviour, transaction]"),
    Break(
        "metrics/dashboard",
        "kpis: [retention, conversion, average-order-value, cac]}",
        "kpis: [retention, conversion, average-order-value]}",
        at="- {id: cac, group: core",
    ),
    Break("metrics/core-kpis", "{id: cac, group: core", "{id: cac, kind: cost, group: core", at="kpis:   "),
    Break(
        "metrics/alert-threshold",
        "target: 78.00, alert: 98.00",
        "target: 78.00, alert: 77.00",
        follows=("metrics/breach-handled",),
    ),
    Break("metrics/adjustment-loop", "{step: validate, owner: he-tao}", "{step: validate}"),
    Break("metrics/forecasting", "forecasts: [{kpi: retention, ", "forecasts: [{kpi: nps, "),
    Break("metrics/data-quality", "error_rate: 0.1%", "error_rate: 0.2%"),
    Break("metrics/joint-analysis", "joint_analysis: P2W", "joint_analysis: P3M"),
    Break(
        "metrics/breach-handled",
        "{kpi: cac, date: 2026-06-29, value: 90.00}",
        "{kpi: cac, date: 2026-06-29, value: 99.00}",
    ),
    Break("metrics/stale-reading", "{kpi: cac, date: 2026-06-29", "{kpi: cac, date: 2026-06-19"),
]
