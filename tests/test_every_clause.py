"""For every rule: a change of the good plan that breaks exactly its clause is found, at its line, and nothing else is.

``Break.follows`` names what truly follows from the same change.
"""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from opscheck.engine import check
from opscheck.merge import merge
from opscheck.plugins import Plugins
from opscheck.ruleset import load_ruleset
from opscheck.source import load

GOOD = (Path(__file__).parent / "data" / "good-plan.yaml").read_text(encoding="utf-8")
AS_OF = date(2026, 7, 1)


class Break(NamedTuple):
    rule: str
    old: str
    new: str
    at: str = ""  # a piece of the line that the finding points at; by default the changed text's first line
    follows: tuple[str, ...] = ()
    times: int = 1  # how often ``old`` stands in the plan


BREAKS = [
    # ---- budget
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
    # ---- schedule
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
    # ---- delivery
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
    # ---- risk
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
    # ---- drill
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


@pytest.fixture(scope="module")
def standard():
    return load_ruleset("standard", Plugins(), folder=Path(__file__).parent)


def findings(text, standard, as_of=AS_OF):
    configured = standard.for_file("plan.yaml")
    return check(merge(load(text.encode(), "plan.yaml")), configured.rules, as_of, configured.severities).findings


def test_the_good_plan_gives_no_finding(standard):
    assert findings(GOOD, standard) == []


def test_every_rule_of_the_standard_ruleset_has_a_break(standard):
    shipped = {configured.rule.id for configured in standard.for_file("plan.yaml").rules}
    assert {entry.rule for entry in BREAKS} == shipped


@pytest.mark.parametrize("entry", BREAKS, ids=lambda entry: entry.rule)
def test_breaking_exactly_its_clause_gives_exactly_its_finding(entry, standard):
    assert GOOD.count(entry.old) == entry.times
    broken = GOOD.replace(entry.old, entry.new)
    marker = entry.at or entry.new.splitlines()[0].strip()
    lines = [number for number, line in enumerate(broken.splitlines(), 1) if marker in line]
    assert len(lines) == 1, f"{marker!r} stands on lines {lines}"
    found = findings(broken, standard)
    assert sorted(finding.rule for finding in found) == sorted([entry.rule, *entry.follows])
    own = next(finding for finding in found if finding.rule == entry.rule)
    assert own.span.line == lines[0], f"{own.span} is line {own.span.line}, expected {lines[0]}"
