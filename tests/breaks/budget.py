from breaks.changes import Break

BREAKS = [
    Break("budget/stage-ratio", "amount: 330000.00", "amount: 630000.00", follows=("budget/adds-up", "budget/adds-up")),
    Break("budget/reserve", "amount: 450000.00, holder", "amount: 449999.99, holder", follows=("budget/adds-up",)),
    Break("budget/adds-up", "management: {amount: 30000.00", "management: {amount: 30000.01", at="total: 3000000.00"),
    Break("budget/stage-purpose", "covers: [ecosystem, brand]", "covers: [ecosystem]"),
    Break("budget/horizon", "horizon: P19M", "horizon: P11M"),
    Break("budget/expected-return", "expected_return: 1.8", "expected_return: 1.4"),
    Break("budget/resource-categories", "category: people", "category: staff", at="  stages:", times=2),
    Break("budget/cash-flow", "month: 2026-02, inflow: 150000.00", "month: 2026-02, inflow: -500000.00"),
    Break("budget/kpi-linkage", "per: 1%, adjust: 5%", "per: 1%, adjust: 6%"),
    Break("budget/return-review", "return_review: P1M", "return_review: P3M"),
    Break("budget/reserve-adequacy", "cost: 300000.00", "cost: 900000.00", at="contingency: {amount"),
    Break("budget/overspend", "month: 2026-06, amount: 210000.00", "month: 2026-06, amount: 910000.00"),
]
