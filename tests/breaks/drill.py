from breaks.changes import Break

BREAKS = [
    Break("drill/annual-plan", ", criteria: 一小时内做出决策", "", at="- {id: d-2026-q3"),
    Break("drill/frequency", "date: 2026-12-16", "date: 2026-11-12", at="- {id: d-2027-q1"),
    Break("drill/scenario-coverage", "scenario: natural-disaster", "scenario: public-criticism", at="drills:"),
    Break(
        "drill/form",
        "scenario: data-leak, form: role-play, plan: leak-plan, date: 2027-06-16",
        "scenario: data-leak, form: live, plan: leak-plan, date: 2027-06-16",
    ),
    Break(
        "drill/after-action",
        ", review: {date: 2026-04-02, improvements: [{action: 增加对账脚本, owner: he-tao, due: 2026-05-15, closed: 2026-05-12}]}",
        "",
        at="- {drill: d-2026-q1",
    ),
    Break("drill/improvements-closed", ", due: 2026-05-15, closed: 2026-05-12", ", due: 2026-05-15"),
    Break("drill/appraisal", "appraisal: [drill-results]", "appraisal: [revenue]"),
    Break("drill/plan-updated", 'version: "1.1", updated: 2026-05-20', 'version: "1.1", updated: 2026-03-20'),
    Break(
        "drill/plan-exercised",
        "plan: cash-plan, date: 2026-09-16",
        "plan: pr-plan, date: 2026-09-16",
        at="- {id: cash-plan",
    ),
    Break(
        "drill/overdue",
        "    - {drill: d-2026-q2, held: 2026-06-17, review: {date: 2026-06-25, improvements: [{action: 补充值班联系人, owner: wang-lei, due: 2026-07-31}]}}\n",
        "",
        at="- {id: d-2026-q2",
    ),
]
