from breaks.changes import Break

BREAKS = [
    Break("organization/core-roles", "roles: [data-analyst]", "roles: []", at="  people:"),
    Break("organization/role-skills", "skills: [sql, python, machine-learning]", "skills: [sql, python]"),
    Break("organization/training", "    - {kind: external, topic: 用户分层方法, cadence: P3M}\n", "", at="  training:"),
    Break(
        "organization/succession",
        "skills: [sql, python, machine-learning], backup: wang-lei",
        "skills: [sql, python, machine-learning], backup: he-tao",
    ),
    Break(
        "organization/responsibility",
        "{phase: rollout, accountable: chen-yu,",
        "{phase: rollout, accountable: [chen-yu, lin-mei],",
    ),
    Break("organization/post-boundaries", "duties: [content, campaigns]", "duties: [content, strategy]"),
    Break("organization/known-owner", "goal: 覆盖全部用户, owner: lin-mei", "goal: 覆盖全部用户, owner: lin-mai"),
    Break(
        "organization/steering-committee",
        "members: [chen-yu, lin-mei, wang-lei, zhao-min]",
        "members: [chen-yu, lin-mei, wang-lei]",
    ),
    Break(
        "organization/shared-workspace",
        "holds: [documents, communication, progress]",
        "holds: [documents, communication]",
    ),
    Break("organization/department-duties", "duties: [budget-control]", "duties: [bookkeeping]", at="  departments:"),
    Break("organization/incentives", "  incentives: [协同创新奖]\n", "", at="governance:"),
    Break("organization/team-building", "team_building: P3M", "team_building: P12M"),
    Break("organization/mediation", "mediation: {party: 外部顾问,", "mediation: {party: 财务部,"),
    Break("organization/joint-meetings", "cadence: P1M, start: 2026-06-15}", "cadence: P1M, start: 2026-07-15}"),
    Break("organization/partner-evaluation", ", criteria: [准时率, 破损率]", "", at="- {id: logistics, name"),
    Break(
        "organization/shared-kpis",
        "departments: [operations, marketing]",
        "departments: [operations]",
        at="kpis:                             #",
    ),
]
