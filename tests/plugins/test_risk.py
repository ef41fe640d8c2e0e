"""The rules about risks: their examples, and what the examples do not show."""

from datetime import date
from inspect import cleandoc

import pytest
from opscheck_risk import opscheck_rules
from opscheck_risk.alert_linkage import AlertLinkage
from opscheck_risk.assessed import Assessed
from opscheck_risk.category_coverage import CategoryCoverage
from opscheck_risk.category_strategy import CategoryStrategy
from opscheck_risk.fallback import Fallback
from opscheck_risk.indicator_alert import IndicatorAlert
from opscheck_risk.priority import Priority
from opscheck_risk.register_current import RegisterCurrent
from opscheck_risk.reputation_plan import ReputationPlan
from opscheck_risk.response import ResponseGiven
from opscheck_risk.response_overdue import ResponseOverdue

from opscheck import Outcome
from opscheck.display import say
from opscheck.testing import assert_examples, run_rule


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_examples(rule):
    assert_examples(rule)


def judged(rule, text, as_of=date(2026, 7, 1), **parameters):
    report = run_rule(rule, cleandoc(text) + "\n", as_of, **parameters)
    assert report.outcomes, "the text of the test is no plan"
    return report


def found(rule, text, as_of=date(2026, 7, 1), **parameters):
    return [(finding.path, finding.key) for finding in judged(rule, text, as_of, **parameters).findings]


def outcome(rule, text, as_of=date(2026, 7, 1), **parameters):
    return judged(rule, text, as_of, **parameters).outcomes[0].outcome


class TestAssessed:
    def test_the_ends_of_the_scale_belong_to_it(self):
        assert outcome(
            Assessed, "risks: [{id: a, probability: 0%, impact: 0}, {id: b, probability: 100%, impact: 5}]"
        ) == (Outcome.passed)

    def test_an_impact_below_zero_is_outside(self):
        assert found(Assessed, "risks: [{id: a, probability: 10%, impact: -1}]") == [("risks[a].impact", None)]

    def test_an_unreadable_risk_does_not_keep_the_others_from_being_judged(self):
        report = judged(Assessed, "risks: [{id: a, probability: 15, impact: 1}, {id: b, probability: 10%}]")
        assert [(finding.rule, finding.path) for finding in report.findings] == [
            ("opscheck/schema", "risks[a].probability"),
            ("risk/assessed", "risks[b]"),
        ]


HIGH = """
    risks: [{id: a, probability: 60%, impact: 5, priority: 1, owner: wang-lei, contingency_plan: p}]
    contingency_plans: [{id: p}]
"""


class TestPriority:
    def test_a_rating_on_the_bound_is_high(self):
        assert found(Priority, "risks: [{id: a, probability: 50%, impact: 5, owner: x, priority: 1}]") == [
            ("risks[a]", "contingency_plan")
        ]

    def test_just_below_the_bound_is_not_high(self):
        assert outcome(Priority, "risks: [{id: a, probability: 49.9%, impact: 5}]") == Outcome.not_applicable

    def test_the_rating_depends_on_the_plans_own_scale(self):
        text = "risk_model: {impact_scale: 10}\nrisks: [{id: a, probability: 60%, impact: 5}]"
        assert outcome(Priority, text) == Outcome.not_applicable

    def test_a_stricter_bound_of_the_plan_counts(self):
        text = "risk_model: {high: 0.2}\nrisks: [{id: a, probability: 40%, impact: 3, priority: 1, owner: x}]"
        assert found(Priority, text) == [("risks[a]", "contingency_plan")]

    def test_a_looser_bound_of_the_plan_is_found_and_does_not_count(self):
        text = """
            risk_model: {high: 0.9}
            risks: [{id: a, probability: 60%, impact: 5, priority: 1, owner: x}]
        """
        assert found(Priority, text) == [("risk_model.high", None), ("risks[a]", "contingency_plan")]

    @pytest.mark.parametrize("scale", [0, -5])
    def test_a_scale_without_impacts_is_found(self, scale):
        text = f"risk_model: {{impact_scale: {scale}}}\nrisks: [{{id: a, probability: 10%, impact: 1}}]"
        assert found(Priority, text) == [("risk_model.impact_scale", None)]

    def test_a_closed_risk_is_left_alone(self):
        text = "risks: [{id: a, probability: 60%, impact: 5, closed: 2026-07-01}]"
        assert outcome(Priority, text) == Outcome.not_applicable
        assert outcome(Priority, text, date(2026, 6, 30)) == Outcome.fail

    def test_a_risk_that_nobody_has_rated_is_the_business_of_another_rule(self):
        assert outcome(Priority, "risks: [{id: a, impact: 5}]") == Outcome.not_applicable

    def test_priority_zero_is_not_the_highest(self):
        assert found(Priority, cleandoc(HIGH).replace("priority: 1", "priority: 0")) == [("risks[a].priority", None)]

    def test_an_owner_must_be_one_of_the_people_where_the_plan_has_any(self):
        assert found(Priority, cleandoc(HIGH)) == []
        assert found(Priority, cleandoc(HIGH) + "\norganization: {people: [{id: lin-mei}]}") == [
            ("risks[a].owner", None)
        ]

    def test_a_contingency_plan_that_is_not_declared_is_reported_once(self):
        others = cleandoc(HIGH).replace("{id: p}", "{id: q}")
        assert [finding.rule for finding in judged(Priority, others).findings] == ["opscheck/unknown-reference"]
        none = cleandoc(HIGH).replace("[{id: p}]", "[]")
        assert found(Priority, none) == [("risks[a].contingency_plan", None)]


class TestRegisterCurrent:
    def test_the_last_day_of_the_interval_is_in_time(self):
        text = """
            risks: [{id: a, probability: 60%, impact: 5}]
            actuals: {risk_reviews: [{risk: a, date: 2026-01-31}]}
        """
        assert found(RegisterCurrent, text, date(2026, 2, 28)) == []
        assert found(RegisterCurrent, text, date(2026, 3, 1)) == [("actuals.risk_reviews[a/2026-01-31].date", None)]

    def test_the_latest_review_until_that_day_counts_in_any_order(self):
        text = """
            risks: [{id: a, probability: 60%, impact: 5}]
            actuals:
              risk_reviews: [{risk: a, date: 2026-08-01}, {risk: a, date: 2026-06-20}, {risk: a, date: 2026-03-01}]
        """
        assert found(RegisterCurrent, text) == []
        assert found(RegisterCurrent, text, date(2026, 7, 21)) == [("actuals.risk_reviews[a/2026-06-20].date", None)]

    def test_the_latest_review_says_how_the_risk_is_rated_now(self):
        text = """
            risks: [{id: a, probability: 60%, impact: 5}]
            actuals: {risk_reviews: [{risk: a, date: 2026-05-01, probability: 10%}]}
        """
        assert found(RegisterCurrent, text) == []

    @pytest.mark.parametrize(("model", "stricter"), [("medium: 0.1", True), ("medium: 0.9", False)])
    def test_the_plans_own_bounds_count_where_they_are_stricter(self, model, stricter):
        low = f"risk_model: {{{model}}}\nrisks: [{{id: a, probability: 15%, impact: 5, identified: 2026-01-20}}]"
        assert bool(found(RegisterCurrent, low)) is stricter
        medium = low.replace("15%", "30%")
        assert found(RegisterCurrent, medium) == [("risks[a].identified", None)]

    def test_a_risk_is_open_until_it_is_closed_and_not_before_it_is_identified(self):
        closed = "risks: [{id: a, probability: 60%, impact: 5, identified: 2026-01-20, closed: 2026-07-02}]"
        assert outcome(RegisterCurrent, closed) == Outcome.fail
        assert outcome(RegisterCurrent, closed, date(2026, 7, 2)) == Outcome.not_applicable
        assert outcome(RegisterCurrent, closed, date(2026, 1, 19)) == Outcome.not_applicable

    def test_a_risk_that_nobody_has_rated_counts_as_low(self):
        assert found(RegisterCurrent, "risks: [{id: a, identified: 2025-07-01}]") == []
        assert found(RegisterCurrent, "risks: [{id: a, identified: 2025-06-30}]") == [("risks[a].identified", None)]

    def test_a_review_of_an_unknown_risk_keeps_the_register_from_being_judged(self):
        text = "risks: [{id: api}]\nactuals: {risk_reviews: [{risk: apii, date: 2026-06-20}]}"
        report = judged(RegisterCurrent, text)
        assert [finding.rule for finding in report.findings] == ["opscheck/unknown-reference"]
        assert report.outcomes[0].outcome == Outcome.needs_data


class TestResponses:
    @pytest.mark.parametrize("kind", ["monitor", "Watch"])
    def test_watching_is_no_response(self, kind):
        text = f"risks: [{{id: a, response: {{kind: {kind}, action: look, owner: x}}}}]"
        assert found(ResponseGiven, text) == [("risks[a].response.kind", None)]

    def test_a_response_of_another_kind_or_of_none_is_one(self):
        text = (
            "risks: [{id: a, response: {kind: other, action: x, owner: x}}, {id: b, response: {action: x, owner: x}}]"
        )
        assert found(ResponseGiven, text) == []

    def test_a_risk_without_a_response_is_not_overdue_as_well(self):
        assert found(ResponseOverdue, "risks: [{id: a}, {id: b, response: {}}]") == []

    def test_what_is_done_later_is_not_done_yet(self):
        text = "risks: [{id: a, response: {due: 2026-06-12, done: 2026-06-20}}]"
        assert found(ResponseOverdue, text, date(2026, 6, 19)) == [("risks[a].response.due", None)]
        assert found(ResponseOverdue, text, date(2026, 6, 20)) == []

    def test_says_how_late_it_is(self):
        finding = judged(ResponseOverdue, "risks: [{id: a, response: {due: 2026-06-12}}]").findings[0]
        assert say(finding.arithmetic) == "as of 2026-07-01, 19 days late"


class TestCategories:
    def test_each_missing_category_is_a_finding_of_its_own(self):
        assert found(CategoryCoverage, "risks: [{id: a, category: market}]", required=("market", "legal", "human")) == [
            ("risks", "human"),
            ("risks", "legal"),
        ]

    def test_risks_of_other_categories_need_neither_fallback_nor_strategy(self):
        text = "risks: [{id: a, category: supply-chain}, {id: b, category: other}, {id: c}]"
        for rule in (Fallback, CategoryStrategy, ReputationPlan):
            assert outcome(rule, text) == Outcome.not_applicable

    def test_scenario_plans_are_counted_over_all_market_risks_and_each_once(self):
        text = """
            risks:
              - {id: a, category: market, strategies: [scenario-plans], scenarios: [match]}
              - {id: b, category: market, scenarios: [match]}
        """
        assert found(CategoryStrategy, text) == [("risks[a].scenarios", "scenarios")]
        assert (
            found(CategoryStrategy, cleandoc(text).replace("market, scenarios: [match]", "market, scenarios: [new]"))
            == []
        )

    def test_a_missing_list_of_strategies_is_one_finding(self):
        text = "risks: [{id: a, category: financial}, {id: b, category: financial}]"
        assert found(CategoryStrategy, text) == [("risks[a]", "strategies")]

    def test_each_missing_strategy_is_a_finding_with_the_other_risks_beside_it(self):
        text = """
            risks:
              - {id: a, category: technical, strategies: [redundancy]}
              - {id: b, category: technical, strategies: [prayer]}
        """
        report = judged(CategoryStrategy, text)
        assert [finding.key for finding in report.findings] == ["recovery", "stress-test"]
        assert [related.span.line for related in report.findings[0].related] == [3]


class TestIndicators:
    def test_one_complete_channel_is_enough(self):
        text = "indicators: [{id: a, threshold: 1, alert: {channels: [{kind: sms}, {kind: sms, to: x}]}}]"
        assert found(IndicatorAlert, text) == []
        assert found(IndicatorAlert, text, minimum_channels=2) == [("indicators[a].alert.channels[sms]", "channels")]

    def test_too_few_complete_channels_are_found_at_their_list(self):
        text = "indicators: [{id: a, threshold: 0, alert: {channels: [{kind: sms, to: x}]}}]"
        assert found(IndicatorAlert, text, minimum_channels=2) == [("indicators[a].alert.channels", "channels")]

    def test_a_contingency_plan_that_is_not_declared_is_reported_once(self):
        text = "indicators: [{id: a, alert: {starts: q}}]\ncontingency_plans: [{id: p}]"
        assert [finding.rule for finding in judged(AlertLinkage, text).findings] == ["opscheck/unknown-reference"]

    def test_without_contingency_plans_there_is_one_finding_for_all_indicators(self):
        text = "indicators: [{id: a, alert: {starts: p}}, {id: b, alert: {starts: p}}]"
        assert found(AlertLinkage, text) == [("", "contingency_plans")]
