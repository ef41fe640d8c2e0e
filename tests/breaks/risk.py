from breaks.changes import Break

BREAKS = [
    Break("risk/category-coverage", "category: reputational", "category: operational", at="risks:"),
    Break("risk/assessed", "probability: 40%, impact: 3, cost: 150000.00", "impact: 3, cost: 150000.00"),
    Break("risk/response", "kind: mitigate, action: 预置两套促销方案", "kind: monitor, action: 预置两套促销方案"),
    Break("risk/priority", "    priority: 1\n", "    priority: 2\n", at="    priority: 2"),
    Break("risk/identification", ", quantitative: [历史数据分析]", "", at="identified_by:"),
    Break("risk/contingency-complete", ", resources: [授信额度]", "", at="- {id: cash-plan"),
    Break("risk/register-current", "{risk: api-outage, date: 2026-06-20", "{risk: api-outage, date: 2026-05-20"),
    Break("risk/response-overdue", ", due: 2026-06-30, done: 2026-06-24", ", due: 2026-06-30"),
    Break("risk/fallback", "fallback: [alternative-supplier]", "fallback: [hope]"),
    Break(
        "risk/category-strategy",
        "strategies: [redundancy, recovery, stress-test]",
        "strategies: [redundancy, recovery]",
    ),
    Break("risk/reputation-plan", ", contingency_plan: pr-plan", "", at="- {id: complaint"),
    Break("risk/strategy-review", "strategy_review: P3M", "strategy_review: P6M"),
    Break("risk/indicator-coverage", "dimension: operational", "dimension: market", at="indicators:"),
    Break(
        "risk/indicator-alert",
        "alert: {channels: [{kind: sms, to: wang-lei}], starts: outage-plan}",
        "alert: {starts: outage-plan}",
    ),
    Break(
        "risk/alert-linkage",
        "alert: {channels: [{kind: sms, to: wang-lei}], starts: outage-plan}",
        "alert: {channels: [{kind: sms, to: wang-lei}]}",
    ),
    Break("risk/prediction", ", forecast: {model: arima}", "", at="indicators:"),
    Break("risk/knowledge-base", "searchable: true", "searchable: false"),
    Break(
        "risk/indicator-review",
        "direction: down, cadence: P1W, review: P6M, alert",
        "direction: down, cadence: P1W, review: P12M, alert",
    ),
]
