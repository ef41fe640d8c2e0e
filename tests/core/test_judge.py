"""What the engine does for a rule: absences, optional input, items one by one, and what cannot be read."""

from collections.abc import Iterator
from typing import Any

import pytest
from core.plans import piece, said

from opscheck import Outcome, Pass, Problem, Rule, lacking, verdict
from opscheck.display import say
from opscheck.engine import PlanReport
from opscheck.testing import run_rule


def make(check: Any = None, **keywords: Any) -> type[Rule]:
    """A rule with these class keywords that passes, or does what ``check`` does."""

    def passes(_self: Rule, *subject: Any) -> Iterator[Any]:
        yield Pass(subject[0].at(), "met")

    namespace = {"__doc__": "It is so.\n\nWhy: because.", "check": check or passes, "__module__": __name__}
    return type(Rule)("Made", (Rule,), namespace, id="acme/made", **keywords)


def judged(rule: type[Rule], text: str) -> PlanReport:
    return run_rule(rule, piece(text))


def own(report: PlanReport) -> list[tuple[str, str, str | None]]:
    """The rule's own findings: message, path and key."""
    return [(said(found), found.path, found.key) for found in report.findings if found.rule == "acme/made"]


def outcome(report: PlanReport) -> tuple[Outcome, list[str]]:
    (only,) = report.outcomes
    return only.outcome, [say(evidence.message) for evidence in only.evidence]


# --- what is asked for and lacking

REQUIRES = make(requires=["budget.total", "budget.stages[*].amount", "kpis"])


def test_what_the_clause_asks_for_is_there():
    report = judged(REQUIRES, "budget: {total: 0, stages: [{id: a, amount: 0}]}\nkpis: [{id: k}]\n")
    assert outcome(report) == (Outcome.passed, ["met"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kpis: [{id: k}]", [("the plan has no budget", "", "budget")]),
        ("kpis: [{id: k}]\nbudget:", [("the plan has no budget", "", "budget")]),
        ("kpis: [{id: k}]\nbudget: {}", [("the plan has no budget", "", "budget")]),
        (
            "kpis: []\nbudget: {horizon: P1Y}",
            [
                ("the plan has no kpis", "", "kpis"),
                ("budget has no stages", "budget", "stages"),
                ("budget has no total", "budget", "total"),
            ],
        ),
        (
            "kpis: [{id: k}]\nbudget: {total: , stages: [{id: a}, {id: b, amount: 1}, {id: c, amount: }]}",
            [
                ("budget has no total", "budget", "total"),
                ("budget.stages[a] has no amount", "budget.stages[a]", "amount"),
                ("budget.stages[c] has no amount", "budget.stages[c]", "amount"),
            ],
        ),
    ],
)
def test_what_is_absent_is_reported_once_at_the_nearest_thing_that_exists(text, found):
    report = judged(REQUIRES, text)
    assert own(report) == found
    assert outcome(report)[0] is Outcome.fail


def test_a_key_that_is_there_and_empty_is_underlined():
    report = judged(make(requires=["budget.total"]), "budget:\n  horizon: P1Y\n  total:\n")
    assert [found.span.line for found in report.findings] == [3]


def test_the_help_says_what_the_rule_asks_for():
    (finding,) = judged(make(requires=["kpis"]), "budget: {}").findings
    assert say(finding.help) == "It is so."


def test_check_never_meets_a_plan_that_lacks_what_is_required():
    def check(_self, plan):
        yield Pass(plan.at(), "{share}", share=1 / plan.budget.total)

    assert outcome(judged(make(check, requires=["budget.total"]), "x-a: 1"))[0] is Outcome.fail


# --- optional input


@pytest.mark.parametrize("text", ["x-a: 1", "actuals:", "actuals: {spend: []}", "actuals: {readings: [{kpi: k}]}"])
def test_absent_optional_input_needs_data(text):
    report = judged(make(given=["actuals.spend"]), text)
    assert outcome(report) == (Outcome.needs_data, ["the plan gives no actuals.spend"])
    assert own(report) == []


def test_optional_input_of_some_items_is_enough():
    text = "actuals: {readings: [{kpi: k}, {kpi: l, value: 3}]}"
    assert outcome(judged(make(given=["actuals.readings[*].value"]), text))[0] is Outcome.passed


# --- items one by one


def each_tool(_self, tool, plan):
    yield verdict(
        tool.review is not None and plan.header.id != "", tool.at(), "{tool} is good", "{tool} is bad", tool=tool.id
    )


EACH = make(each_tool, each="tools[*]", requires=["tools[*].retire_when"], reads=["tools[*].compatibility.by"])


def test_each_item_is_judged_by_itself():
    text = "tools: [{id: a, review: P1M, retire_when: x}, {id: b, retire_when: x}, {id: c, review: P1M}, {id: d}]"
    report = judged(EACH, text)
    assert own(report) == [
        ("b is bad", "tools[b]", None),
        ("tools[c] has no retire_when", "tools[c]", "retire_when"),
        ("tools[d] has no retire_when", "tools[d]", "retire_when"),
    ]


def test_without_items_there_is_nothing_to_judge():
    assert outcome(judged(EACH, "tools: []")) == (Outcome.not_applicable, ["the plan has no tools[*]"])


def test_without_items_that_the_clause_asks_for_it_fails():
    rule = make(each_tool, each="tools[*]", requires=["tools", "tools[*].review"])
    assert own(judged(rule, "x-a: 1")) == [("the plan has no tools", "", "tools")]


def test_an_item_that_cannot_be_read_is_left_out_and_the_others_are_judged():
    tools = "{id: a, retire_when: x}, {id: b, retire_when: [x], review: P1M}, 5, {id: c, review: P1M, retire_when: x}"
    text = f"tools: [{tools}]"
    report = judged(EACH, text)
    assert own(report) == [("a is bad", "tools[a]", None)]


def test_what_stands_deep_in_an_item_and_cannot_be_read_leaves_out_that_item_alone():
    def each_indicator(_self, indicator, _plan):
        yield Problem(indicator.at(), "{indicator} is bad", indicator=indicator.id)

    deep = make(each_indicator, each="indicators[*]", reads=["indicators[*].alert.channels[*].to"])
    text = "indicators: [{id: a, alert: {channels: [{to: x}, {to: 5}]}}, {id: b, alert: {channels: [{to: x}]}}]"
    assert own(judged(deep, text)) == [("b is bad", "indicators[b]", None)]


# --- what cannot be read

NO_NOISE = make(
    lambda _self, plan: iter([Problem(plan.at("risks"), "there is no market risk", key="market")]),
    reads=["risks[*].category"],
)


@pytest.mark.parametrize(
    "text",
    [
        "risks: text",
        "risk: [{id: a}]",
        "risks: [{id: a, category: 5}]",
        "risks: [{id: a, categry: market}]",
        "risks: [{id: a, category: TODO}]",
        "risks: [{id: a, category: technical}, {category: market}]",
        "risks: [{id: a, category: technical}, market]",
    ],
)
def test_a_rule_does_not_judge_what_cannot_be_read(text):
    report = judged(NO_NOISE, text)
    assert own(report) == []
    assert outcome(report)[0] is Outcome.needs_data
    assert report.findings  # somebody said why


def test_an_error_elsewhere_does_not_matter():
    assert own(judged(NO_NOISE, "risks: [{id: a, cost: x, category: technical}]\nkpis: 5")) != []


LIST = make(lambda _self, plan: (lacking_of(phase) for phase in plan.phases if len(phase.methods) < 2))


def lacking_of(phase):
    return Problem(phase.at("methods"), "{phase} has few methods", phase=phase.id)


def test_nobody_knows_what_a_list_lacks_of_which_an_item_cannot_be_read():
    text = "phases: [{id: a, methods: [x, 5]}, {id: b, methods: [x]}, {id: c, methods: [x, TODO]}]"
    assert own(judged(LIST, text)) == [("b has few methods", "phases[b].methods", None)]


def test_what_is_there_and_cannot_be_read_is_not_called_absent():
    def check(_self, plan):
        for phase in plan.phases:
            if not phase.retrospective.given:
                yield lacking(phase, "retrospective")

    text = "phases: [{id: a, retrospective: {planed: 2026-01-05}}, {id: b}, {id: c, retrospective: []}]"
    assert own(judged(make(check), text)) == [("phases[b] has no retrospective", "phases[b]", "retrospective")]


def test_the_place_of_a_dangling_id_is_not_reported_again():
    def check(_self, plan):
        yield Problem(plan.deliverables[0].at("phase"), "the phase is no good")

    report = judged(make(check), "phases: [{id: pilot}]\ndeliverables: [{id: d, phase: nowhere}]")
    assert [found.rule for found in report.findings] == ["opscheck/unknown-reference"]
    assert outcome(report)[0] is Outcome.needs_data
