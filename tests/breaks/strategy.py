from breaks.changes import Break

BREAKS = [
    Break("strategy/context-drivers", "kind: policy, text", "kind: politics, text", at="  drivers:"),
    Break("strategy/problem-stated", ", evidence: 2025 年度财务决算", "", at="- {id: cost"),
    Break("strategy/problem-addressed", "addresses: [cost]", "addresses: [slow]", at="- {id: cost"),
    Break("strategy/objective-areas", "area: market-responsiveness", "area: speed", at="objectives:"),
    Break("strategy/objective-measurable", "kpi: ltv, due: 2027-07-31", "kpi: ltv, due: 2027-08-01"),
    Break(
        "strategy/value-chain",
        "value_chain: [content-distribution, customer-service, promotion, fulfilment]",
        "value_chain: [content-distribution, customer-service]",
    ),
    Break("strategy/iteration-cadence", "iteration: {cadence: P2W", "iteration: {cadence: P3M"),
    Break("strategy/initial-focus", "focus: [customer-service]", "focus: [after-sales]"),
    Break(
        "strategy/outcome-targets", "id: marketing-roi, group", "id: marketing-roi, kind: return, group", at="kpis:  "
    ),
    Break("strategy/outcome-floor", "baseline: 620.00, target: 940.00", "baseline: 620.00, target: 900.00"),
    Break(
        "strategy/effect-monitoring", "kind: effect-review, date: 2027-10-29", "kind: effect-review, date: 2027-07-30"
    ),
    Break("strategy/capability-targets", "decision_limit: PT72H", "decision_limit: PT96H"),
    Break("strategy/competitiveness", "dimension: ecosystem-health", "dimension: ecosystem", at="kpis:  "),
    Break("strategy/innovation", ", channel: 实验项目快速通道", "", at="  innovation:"),
]
