from breaks.changes import Break

BREAKS = [
    Break(
        "delivery/per-phase",
        "{id: pilot-report, kind: pilot-report, phase: pilot",
        "{id: pilot-report, kind: pilot-report, phase: rollout",
        at="- id: pilot",
        follows=("delivery/required-deliverables", "schedule/dates"),
    ),
    Break("delivery/required-deliverables", "kind: operations-handbook", "kind: handbook", at="deliverables:"),
    Break("delivery/execution-template", ", acceptance: 有效样本不少于一千", "", at="- {id: research"),
    Break(
        "delivery/design-reviews",
        "{kind: internal, date: 2026-05-15}",
        "{kind: informal, date: 2026-05-15}",
        at="    reviews:",
    ),
    Break("delivery/pilot-coverage", "coverage: 25%", "coverage: 19%"),
    Break("delivery/pilot-experiment", ", hypothesis: 分层唤醒提升次月留存", "", at="- {id: ab-1"),
    Break("delivery/rollout-coverage", "coverage: 100%", "coverage: 95%"),
    Break(
        "delivery/diagnosis-methods",
        "methods: [user-research, data-collection, competitor-analysis]",
        "methods: [user-research, data-collection]",
    ),
    Break(
        "delivery/design-content",
        "content: [benchmark, tooling, process, budget-allocation]",
        "content: [benchmark, tooling, process]",
    ),
    Break(
        "delivery/retrospective",
        "    - {phase: design, date: 2026-06-03, lessons: [财务评审提前介入]}\n",
        "",
        at="planned: 2026-06-03",
    ),
    Break(
        "delivery/pilot-gate",
        "start: 2026-09-01, due: 2026-09-28",
        "start: 2026-09-01, due: 2026-10-20",
        at="    start: 2026-10-19",
        follows=("schedule/dates",),
    ),
]
