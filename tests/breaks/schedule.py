from breaks.changes import Break

BREAKS = [
    Break(
        "schedule/phases",
        "- id: rollout\n    start",
        "- id: rollout\n    kind: other\n    start",
        at="phases:   ",
        follows=(
            "delivery/pilot-gate",
            "delivery/required-deliverables",
            "delivery/rollout-coverage",
            "schedule/phase-duration",
        ),
    ),
    Break("schedule/phase-duration", "finish: 2026-03-04\n    buffer: P9D", "finish: 2026-03-05\n    buffer: P9D"),
    Break("schedule/buffer", "buffer: P9D", "buffer: P8D"),
    Break("schedule/dates", "start: 2026-02-09, finish: 2026-02-27", "start: 2026-02-05, finish: 2026-02-27"),
    Break("schedule/weekly-meeting", "kind: weekly, cadence: P1W", "kind: weekly, cadence: P2W"),
    Break("schedule/monthly-review", "kind: retrospective, cadence: P1M", "kind: retrospective, cadence: P2M"),
    Break(
        "schedule/milestones",
        "id: m-rollout, phase: rollout, kind: milestone",
        "id: m-rollout, phase: rollout, kind: task",
        at="- id: rollout",
    ),
    Break(
        "schedule/rephasing-trigger",
        "rephasing: [政策变化影响已批准方案, 试点指标连续两周低于预警线]",
        "rephasing: []",
        at="",
    ),
    Break("schedule/overdue", "    - {task: m-design, finished: 2026-05-29}\n", "", at="- {id: m-design"),
    Break("schedule/buffer-consumed", "{phase: pilot, used: P1D}", "{phase: pilot, used: P9D}"),
]
