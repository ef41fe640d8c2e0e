"""The rules: their examples, and plans that are out of the ordinary."""

from datetime import date

import pytest
from networks import assessed, task
from opscheck_schedule_quality import opscheck_rules

from opscheck.display import say
from opscheck.testing import assert_examples, found_lines, run_rule

RULES = {rule.id.partition("/")[2]: rule for rule in opscheck_rules()}
DAY = date(2026, 7, 1)
CALCULATED = ["high-float", "negative-float", "critical-path", "critical-path-length"]


def found(rule, plan, **parameters):
    """The lines and messages that a rule finds."""
    return [
        (line, text.partition(": ")[2]) for line, text in found_lines(run_rule(RULES[rule], plan, DAY, **parameters))
    ]


def outcome(rule, plan):
    """What became of a rule on a plan, and what it says."""
    (result,) = run_rule(RULES[rule], plan, DAY).outcomes
    return result.outcome.value, [say(evidence.message) for evidence in result.evidence]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule):
    assert_examples(rule)


# --- plans with little in them


def test_only_logic_asks_for_tasks():
    assert {rule for rule in RULES if found(rule, "plan: {id: p}\n")} == {"logic"}
    assert found("logic", "plan: {id: p}\ntasks: []\n") == [(2, "the plan has no tasks")]


@pytest.mark.parametrize("kind", ["task", "milestone"])
def test_one_task_is_first_and_last(kind):
    plan = f"tasks: [{{id: a, kind: {kind}, owner: chen-yu, start: 2026-07-02, finish: 2026-07-02}}]\n"
    assert [rule for rule in RULES if found(rule, plan)] == []


def test_all_tasks_are_done():
    plan = """\
tasks: [{id: a, start: 2026-06-01, finish: 2026-06-05}]
actuals: {progress: [{task: a, started: 2026-06-01, finished: 2026-06-05}]}
"""
    assert [rule for rule in RULES if found(rule, plan)] == []
    assert outcome("logic", plan) == ("not-applicable", ["every task was done by 2026-07-01"])


@pytest.mark.parametrize("rule", CALCULATED)
def test_without_durations_nothing_is_calculated(rule):
    for dates in ("", ", start: 2026-07-01", ", finish: 2026-07-01", ", start: 2026-07-02, finish: 2026-07-01"):
        said = outcome(rule, f"tasks: [{{id: a, kind: milestone}}, {{id: b{dates}}}]\n")
        assert said == ("needs-data", ["the network cannot be calculated: b has no start and finish in their order"])


@pytest.mark.parametrize("rule", CALCULATED)
def test_on_a_circle_nothing_is_calculated(rule):
    plan = "tasks: [{id: a, depends_on: [{task: b}]}, {id: b, depends_on: [{task: a}]}]\n"
    kind, (said,) = outcome(rule, plan)
    assert kind == "needs-data"
    assert said.startswith("tasks wait for each other in a circle, so the network cannot be calculated: ")


@pytest.mark.parametrize("rule", ["logic", "lags", *CALCULATED])
def test_where_a_predecessor_is_unknown_the_network_is_not_judged(rule):
    plan = """\
tasks:
  - {id: alpha, start: 2026-07-01, finish: 2026-07-03}
  - {id: beta, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: alhpa}]}
"""
    report = run_rule(RULES[rule], plan, DAY)
    assert [finding.rule for finding in report.findings] == ["opscheck/unknown-reference"]
    assert report.outcomes[0].outcome.value == "needs-data"


def test_a_negative_lag_is_an_error_of_format_and_nothing_is_guessed():
    plan = "tasks: [{id: a}, {id: b, depends_on: [{task: a, lag: -P2D}]}]\n"
    report = run_rule(RULES["leads"], plan, DAY)
    assert [finding.rule for finding in report.findings] == ["opscheck/schema"]


# --- the network


def test_each_circle_is_found_and_what_only_hangs_on_one_is_not_on_it():
    plan = """\
tasks:
  - {id: a, depends_on: [{task: b}]}
  - {id: b, depends_on: [{task: a, type: FF}]}
  - {id: c, depends_on: [{task: b}]}
  - {id: d, depends_on: [{task: e}, {task: d}]}
  - {id: e, depends_on: [{task: f}]}
  - {id: f, depends_on: [{task: d}]}
"""
    tasks = [set(finding.message.values["tasks"]) for finding in run_rule(RULES["cycles"], plan, DAY).findings]
    assert sorted(map(sorted, tasks)) == [["a", "b"], ["d"], ["d", "e", "f"]]


def test_ten_circles_are_enough():
    pairs = "".join(
        f"  - {{id: a{n}, depends_on: [{{task: b{n}}}]}}\n  - {{id: b{n}, depends_on: [{{task: a{n}}}]}}\n"
        for n in range(30)
    )
    assert len(found("cycles", f"tasks:\n{pairs}")) == 10


def test_links_to_what_is_done_count_as_logic():
    plan = """\
tasks:
  - {id: a, start: 2026-06-01, finish: 2026-06-05}
  - {id: b, start: 2026-07-01, finish: 2026-07-03, depends_on: [{task: a}]}
  - {id: c, start: 2026-07-01, finish: 2026-07-03, depends_on: [{task: a}]}
actuals: {progress: [{task: a, finished: 2026-06-05}]}
"""
    assert found("logic", plan) == [
        (1, "50.0 % of the unfinished tasks lack a predecessor or a successor, more than 5 %")
    ]
    assert found("logic", plan, maximum="50%") == []


def test_a_dependency_that_is_written_twice_counts_once():
    plan = """\
tasks:
  - {id: a, start: 2026-07-01, finish: 2026-07-03}
  - {id: b, start: 2026-07-06, finish: 2026-07-08, depends_on: [{task: a}, {task: a}, {task: a, lag: P2D}]}
"""
    assert found("lags", plan) == [(1, "50.0 % of the dependencies have a lag, more than 5 %")]


def test_the_share_comes_with_its_sum_and_with_the_tasks_that_contribute():
    plan = "tasks:\n  - {id: a, start: 2026-07-01, finish: 2026-10-01}\n  - {id: b}\n  - {id: c}\n"
    (finding,) = run_rule(RULES["high-duration"], plan, DAY).findings
    assert say(finding.arithmetic) == "1 / 3 = 33.3 %"
    assert [related.span.line for related in finding.related] == [2]


# --- limits, to the day


def test_long_is_longer_than_44_working_days():
    #  2026-07-01 is a Wednesday: 44 working days end on Monday 2026-08-31
    plan = "tasks: [{{id: a, start: 2026-07-01, finish: {}}}]\n"
    assert found("high-duration", plan.format("2026-08-31")) == []
    assert len(found("high-duration", plan.format("2026-09-01"))) == 1


def test_high_float_is_more_than_44_working_days():
    plan = """\
tasks:
  - {{id: a, start: 2026-07-01, finish: 2026-07-01}}
  - {{id: b, start: 2026-07-02, finish: {}}}
"""
    assert found("high-float", plan.format("2026-09-01")) == []  # b has 44 days that a could wait for
    assert len(found("high-float", plan.format("2026-09-02"))) == 1


def test_the_critical_path_length_index_of_a_day_and_of_two_days_late():
    #  twenty working days from Wednesday 2026-07-01 to Tuesday 2026-07-28: 19 / 20 is just enough
    plan = "tasks: [{{id: a, start: 2026-07-01, finish: 2026-07-28, baseline: {}}}]\n"
    assert found("critical-path-length", plan.format("2026-07-27")) == []
    assert found("critical-path-length", plan.format("2026-07-24")) == [
        (1, "the critical path length index is 0.9, less than 0.95")
    ]


def test_the_index_of_a_plan_that_keeps_its_last_milestone_is_one():
    plan = """\
tasks:
  - {id: a, start: 2026-07-01, finish: 2026-07-03}
  - {id: m, kind: milestone, finish: 2026-07-10, depends_on: [{task: a}]}
"""
    assert outcome("critical-path-length", plan) == ("pass", ["the critical path length index is 1, at least 0.95"])


def test_as_much_done_as_was_promised_is_enough_and_one_of_twenty_may_lack():
    def plan(done):
        tasks = "".join(f"  - {{id: t{n}, finish: 2026-06-30}}\n" for n in range(20))
        records = "".join(f"    - {{task: t{n}, finished: 2026-06-30}}\n" for n in range(done))
        return f"tasks:\n{tasks}actuals:\n  progress:\n{records}"

    assert found("baseline-execution", plan(20)) == found("baseline-execution", plan(19)) == []
    assert found("baseline-execution", plan(18)) == [(1, "the baseline execution index is 0.9, less than 0.95")]
    assert found("missed-tasks", plan(19)) == []
    assert len(found("missed-tasks", plan(18))) == 1


def test_of_several_records_of_a_task_the_first_days_count():
    plan = """\
tasks: [{id: a, start: 2026-06-01, finish: 2026-06-05}]
actuals: {progress: [{task: a, started: 2026-06-01}, {task: a, finished: 2026-06-05}, {task: a, finished: 2026-06-30}]}
"""
    assert found("missed-tasks", plan) == []
    assert outcome("logic", plan)[0] == "not-applicable"


# --- the critical path test


def test_a_start_that_nothing_but_a_start_waits_for_holds_no_delay():
    plan = """\
tasks:
  - {id: a, start: 2026-07-01, finish: 2026-07-07}
  - {id: b, start: 2026-07-01, finish: 2026-07-31, depends_on: [{task: a, type: SS}]}
"""
    assert found("critical-path", plan) == [(2, "600 more working days for a move b by 0")]


def test_days_that_are_kept_free_are_used_up_first():
    plan = """\
tasks:
  - {id: a, start: 2026-07-01, finish: 2026-07-07}
  - {id: b, start: 2026-09-01, finish: 2026-09-30, depends_on: [{task: a}]}
"""
    assert outcome("critical-path", plan) == ("pass", ["600 more working days for a move b by 600"])
    #  39 working days are kept free, so of 40 one is left to move the end
    assert found("critical-path", plan, delay=20) == [(2, "20 more working days for a move b by 1")]


# --- large plans


@pytest.mark.parametrize("shape", ["chain", "fan", "ladder"])
def test_ten_thousand_tasks_are_no_deep_matter(shape):
    before = {
        "chain": lambda n: [n - 1] if n else [],
        "fan": lambda n: [0] if n else [],
        "ladder": lambda n: [one for one in (n - 1, n - 2) if one >= 0],
    }[shape]
    found = assessed({f"t{n}": task(1, *(f"t{one}" for one in before(n))) for n in range(10_000)})
    length = found.schedule.finish - found.schedule.now
    assert length == (2 if shape == "fan" else 10_000)
    assert set(found.schedule.floats.values()) <= {0, 1}
    assert found.network.circles == []


def test_a_circle_of_ten_thousand_tasks_is_found():
    found = assessed({f"t{n}": task(1, f"t{n - 1 if n else 9_999}") for n in range(10_000)})
    assert [len(circle) for circle in found.network.circles] == [10_000]
