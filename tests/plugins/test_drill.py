"""The rules about drills: their examples, and what the examples do not show."""

from datetime import date, timedelta
from inspect import cleandoc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opscheck_drill import opscheck_rules
from opscheck_drill.after_action import AfterAction
from opscheck_drill.form import Form
from opscheck_drill.frequency import Frequency
from opscheck_drill.improvements_closed import ImprovementsClosed
from opscheck_drill.overdue import Overdue
from opscheck_drill.plan_exercised import PlanExercised
from opscheck_drill.plan_updated import PlanUpdated
from opscheck_drill.scenario_coverage import ScenarioCoverage
from opscheck_drill.years import emptiest_year

from opscheck import Outcome, Period
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


def plan_with(*days, start="2026-01-01", finish="2026-12-31"):
    """A plan from start to finish with a drill, d0 to dn, on each of the days."""
    bounds = "".join(f", {key}: {day}" for key, day in (("start", start), ("finish", finish)) if day)
    drills = "".join(f"  - {{id: d{number}, date: {day}}}\n" for number, day in enumerate(days))
    return f"plan: {{id: a{bounds}}}\ndrills:\n{drills}"


class TestFrequency:
    def test_the_gap_may_be_just_as_long_as_the_longest(self):
        assert found(Frequency, plan_with("2026-01-10", "2026-03-25", "2026-07-25", "2026-10-10")) == []
        assert found(Frequency, plan_with("2026-01-10", "2026-03-25", "2026-07-26", "2026-10-10")) == [
            ("drills[d2].date", "gap")
        ]

    def test_a_month_later_than_the_31st_is_the_end_of_the_month(self):
        days = ("2025-10-31", "2026-02-28", "2026-06-20", "2026-09-20")
        assert found(Frequency, plan_with(*days, start="2025-10-01", finish="2026-09-30")) == []

    def test_any_12_months_of_a_longer_plan_are_looked_at(self):
        days = ("2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10", "2026-08-10", "2026-12-10", "2027-04-10")
        report = judged(Frequency, plan_with(*days, finish="2027-04-10"))
        assert [say(finding.message) for finding in report.findings] == [
            "3 drills from 2026-03-11 to 2027-03-10, fewer than 4"
        ]

    def test_a_shorter_plan_has_its_share_and_one_at_least(self):
        assert found(Frequency, plan_with("2026-02-10", start="2026-01-01", finish="2026-01-31")) == [
            ("drills", "per_year")
        ]
        assert found(Frequency, plan_with("2026-01-10", start="2026-01-01", finish="2026-01-31")) == []
        assert found(Frequency, plan_with("2026-03-10", "2026-06-10", finish="2026-10-31")) == [("drills", "per_year")]
        assert found(Frequency, plan_with("2026-03-10", "2026-06-10", "2026-09-10", finish="2026-10-31")) == []

    def test_drills_outside_the_plans_time_do_not_count(self):
        days = ("2025-01-01", "2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10", "2028-01-01")
        assert found(Frequency, plan_with(*days)) == []

    @pytest.mark.parametrize("bounds", [{"finish": None}, {"start": None, "finish": None}, {"finish": "2025-01-01"}])
    def test_a_plan_without_an_end_lasts_a_year_at_least(self, bounds):
        assert found(Frequency, plan_with("2026-01-01", "2026-01-02", **bounds)) == [("drills", "per_year")]
        assert found(Frequency, plan_with("2026-01-01", "2026-04-02", "2026-07-02", "2026-10-02", **bounds)) == []

    def test_a_drill_that_was_held_counts_on_that_day(self):
        text = plan_with("2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10")
        held = text + "actuals: {drills_held: [{drill: d1, held: 2026-05-20}]}"
        assert found(Frequency, held, date(2026, 5, 19)) == []
        assert found(Frequency, held, date(2026, 5, 20)) == [("actuals.drills_held[d1/2026-05-20].held", "gap")]

    def test_drills_without_dates_are_none(self):
        assert found(Frequency, "drills: [{id: a}, {id: b}]") == [("drills", "per_year")]

    def test_the_last_day_of_the_calendar_is_a_day_like_others(self):
        report = judged(Frequency, plan_with("9999-12-31", start="9999-01-01", finish="9999-12-31"))
        assert [finding.rule for finding in report.findings] == ["drill/frequency"]


DAYS = st.integers(min_value=0, max_value=900).map(lambda days: date(2026, 1, 1) + timedelta(days))


@given(st.lists(DAYS).map(sorted), DAYS, st.integers(min_value=0, max_value=900))
def test_no_12_months_hold_fewer_drills_than_the_emptiest_year(days, start, length):
    finish = start + timedelta(length)

    def drills(first, last):
        return sum(first <= day <= last for day in days)

    firsts = [start + timedelta(offset) for offset in range(length + 1)]
    years = [(first, Period("P12M").after(first) - timedelta(1)) for first in firsts]
    inside = [year for year in years if year[1] <= finish] or [(start, finish)]
    emptiest = emptiest_year(start, finish, days)
    assert (emptiest.first, emptiest.last) in inside
    assert emptiest.drills == drills(emptiest.first, emptiest.last) == min(drills(*year) for year in inside)


class TestScenarioCoverage:
    def test_each_scenario_that_is_missing_is_a_finding_of_its_own(self):
        text = "drills: [{id: a, scenario: data-leak, date: 2026-03-01}, {id: b, scenario: other, date: 2026-04-01}]"
        assert [key for _, key in found(ScenarioCoverage, text)] == [
            "natural-disaster",
            "safety-incident",
            "system-failure",
        ]

    def test_a_shorter_plan_covers_them_within_its_time(self):
        text = """
            plan: {id: a, start: 2026-01-01, finish: 2026-03-31}
            drills: [{id: a, scenario: flood, date: 2026-03-31}, {id: b, scenario: fire, date: 2026-04-01}]
        """
        assert found(ScenarioCoverage, text, required=("flood", "fire")) == [("drills", "fire")]


class TestForm:
    def test_a_drills_own_purpose_comes_before_its_plans(self):
        text = """
            contingency_plans: [{id: p, purpose: technical}]
            drills: [{id: a, plan: p, purpose: decision, form: live}]
        """
        assert found(Form, text) == [("drills", "role-play"), ("drills[a].form", None)]

    def test_another_purpose_goes_with_any_form(self):
        text = """
            drills:
              - {id: a, purpose: training, form: live}
              - {id: b, purpose: training, form: tabletop}
              - {id: c, purpose: training, form: role-play}
              - {id: d, purpose: training, form: quiz}
        """
        assert found(Form, text) == []

    def test_a_plan_without_a_purpose_is_found_once_for_all_its_drills(self):
        text = """
            contingency_plans: [{id: p}]
            drills: [{id: a, plan: p, form: live}, {id: b, plan: p, form: tabletop}, {id: c, plan: p, form: role-play}]
        """
        assert found(Form, text) == [("contingency_plans[p]", "purpose")]

    def test_a_form_is_not_missed_twice(self):
        text = """
            drills:
              - {id: a, purpose: technical, form: live}
              - {id: b, purpose: decision, form: tabletop}
              - {id: c, purpose: cooperation, form: live}
        """
        assert found(Form, text) == [("drills[c].form", None)]

    def test_where_there_are_no_contingency_plans_no_drill_is_blamed_for_it(self):
        text = """
            drills: [{id: a, plan: p, form: live}, {id: b, plan: p, form: tabletop}, {id: c, plan: p, form: role-play}]
        """
        assert found(Form, text) == []


def held(review="", drill="a", day="2026-05-20"):
    """A drill that was held on a day, with or without a review."""
    return f"actuals: {{drills_held: [{{drill: {drill}, held: {day}{', review: ' + review if review else ''}}}]}}"


PLACE = "actuals.drills_held[a/2026-05-20]"


class TestAfterAction:
    def test_a_review_can_still_be_held_on_the_last_day(self):
        assert outcome(AfterAction, held(), date(2026, 6, 19)) == Outcome.passed
        assert found(AfterAction, held(), date(2026, 6, 20)) == [(PLACE, "review")]

    def test_a_review_on_the_last_day_is_in_time_and_a_day_later_is_not(self):
        improvements = "improvements: [{action: x}]"
        assert found(AfterAction, held(f"{{date: 2026-06-19, {improvements}}}")) == []
        assert found(AfterAction, held(f"{{date: 2026-06-20, {improvements}}}")) == [(f"{PLACE}.review.date", None)]

    def test_a_review_before_the_drill_is_none_of_it(self):
        text = held("{date: 2026-05-19, improvements: [{action: x}]}")
        assert found(AfterAction, text) == [(f"{PLACE}.review.date", None)]

    def test_a_review_that_is_still_to_come_has_not_been_held(self):
        text = held("{date: 2026-06-25, improvements: [{action: x}]}")
        assert found(AfterAction, text, date(2026, 6, 24)) == [(f"{PLACE}.review", "review")]

    def test_an_improvement_says_what_is_to_be_done(self):
        text = held("{date: 2026-05-28, improvements: [{owner: x}]}")
        assert [key for _, key in found(AfterAction, text)] == ["action"]

    def test_where_no_drill_was_held_there_is_nothing_to_judge(self):
        assert outcome(AfterAction, "drills: [{id: a}]") == Outcome.not_applicable
        assert outcome(AfterAction, held(), date(2026, 5, 19)) == Outcome.not_applicable


def improvements(closed, still_open, as_of="2026-07-01"):
    entries = [f"{{action: c{n}, due: {as_of}, closed: {as_of}}}" for n in range(closed)]
    entries += [f"{{action: o{n}, due: {as_of}}}" for n in range(still_open)]
    return held(f"{{improvements: [{', '.join(entries)}]}}")


class TestImprovementsClosed:
    def test_just_the_smallest_share_is_enough(self):
        assert found(ImprovementsClosed, improvements(19, 1)) == []
        assert found(ImprovementsClosed, improvements(18, 1)) == [(f"{PLACE}.review.improvements[o0].due", "closed")]

    def test_several_that_are_open_are_one_finding(self):
        report = judged(ImprovementsClosed, improvements(1, 3))
        assert [say(finding.arithmetic) for finding in report.findings] == ["1 / 4 = 25.0 %"]
        assert len(report.findings[0].related) == 2

    def test_what_is_due_later_or_of_a_later_drill_does_not_count(self):
        assert outcome(ImprovementsClosed, improvements(0, 1), date(2026, 6, 30)) == Outcome.passed
        assert outcome(ImprovementsClosed, improvements(0, 1), date(2026, 5, 19)) == Outcome.passed

    def test_says_that_none_is_due(self):
        evidence = judged(ImprovementsClosed, "plan: {id: a}").outcomes[0].evidence
        assert [say(piece.message) for piece in evidence] == ["no improvement is due by 2026-07-01"]


def updated(day, review="{date: 2026-05-28, improvements: [{action: x}]}"):
    return f"contingency_plans: [{{id: p, updated: {day}}}]\ndrills: [{{id: a, plan: p}}]\n{held(review)}"


class TestPlanUpdated:
    def test_an_update_on_the_day_of_the_drill_counts(self):
        assert found(PlanUpdated, updated("2026-05-20")) == []
        assert found(PlanUpdated, updated("2026-05-19")) == [("contingency_plans[p].updated", None)]

    def test_an_update_that_is_still_to_come_does_not_count(self):
        assert found(PlanUpdated, updated("2026-07-02")) == [("contingency_plans[p].updated", None)]

    def test_without_improvements_there_is_nothing_to_update(self):
        assert outcome(PlanUpdated, updated("2026-01-01", "{date: 2026-05-28}")) == Outcome.not_applicable
        assert outcome(PlanUpdated, updated("2026-01-01"), date(2026, 5, 27)) == Outcome.not_applicable

    def test_the_last_drill_that_found_improvements_counts(self):
        text = """
            contingency_plans: [{id: p, updated: 2026-04-01}]
            drills: [{id: a, plan: p}, {id: b, plan: p}]
            actuals:
              drills_held:
                - {drill: b, held: 2026-06-01, review: {date: 2026-06-02}}
                - {drill: b, held: 2026-05-01, review: {date: 2026-05-02, improvements: [{action: x}]}}
                - {drill: a, held: 2026-03-01, review: {date: 2026-03-02, improvements: [{action: x}]}}
        """
        report = judged(PlanUpdated, text)
        assert [say(finding.message) for finding in report.findings] == [
            "p was updated 2026-04-01, before its drill of 2026-05-01 found improvements"
        ]


class TestPlanExercised:
    def test_an_exercise_twelve_months_ago_is_recent_enough(self):
        text = """
            contingency_plans: [{id: p, created: 2024-01-01}]
            drills: [{id: a, plan: p, date: 2025-07-01}]
            actuals: {drills_held: [{drill: a, held: 2025-07-01}]}
        """
        assert found(PlanExercised, text) == []
        assert found(PlanExercised, text, date(2026, 7, 2)) == [("contingency_plans[p]", "exercise")]
        assert found(PlanExercised, text, date(2025, 6, 30)) == [("contingency_plans[p]", "exercise")]

    def test_a_real_activation_counts_from_its_day_on(self):
        text = """
            contingency_plans: [{id: p, created: 2024-01-01}]
            drills: [{id: a, date: 2026-09-01}]
            actuals: {activations: [{plan: p, "on": 2026-06-30}]}
        """
        assert found(PlanExercised, text) == []
        assert found(PlanExercised, text, date(2026, 6, 29)) == [("contingency_plans[p]", "exercise")]

    @pytest.mark.parametrize(
        ("planned", "will_do"),
        [("2026-03-11", False), ("2026-03-12", True), ("2027-03-12", True), ("2027-03-13", False)],
    )
    def test_a_new_plan_needs_a_drill_within_its_first_twelve_months(self, planned, will_do):
        text = f"contingency_plans: [{{id: p, updated: 2026-03-12}}]\ndrills: [{{id: a, plan: p, date: {planned}}}]"
        assert (found(PlanExercised, text) == []) is will_do

    def test_a_planned_drill_will_no_longer_do_when_the_plan_is_a_year_old(self):
        text = """
            contingency_plans: [{id: p, created: 2026-03-12, updated: 2026-12-01}]
            drills: [{id: a, plan: p, date: 2026-11-11}]
        """
        assert found(PlanExercised, text, date(2027, 3, 11)) == []
        assert found(PlanExercised, text, date(2027, 3, 12)) == [("contingency_plans[p]", "exercise")]

    def test_each_plan_is_judged_by_its_own_drills(self):
        text = """
            contingency_plans: [{id: p, created: 2026-03-12}, {id: q, created: 2026-03-12}]
            drills: [{id: a, plan: p, date: 2026-11-11}, {id: b, plan: p, date: 2026-12-11}]
        """
        assert found(PlanExercised, text) == [("contingency_plans[q]", "exercise")]


class TestOverdue:
    def test_the_day_itself_is_still_in_time(self):
        assert found(Overdue, plan_with("2026-07-01")) == []
        assert found(Overdue, plan_with("2026-06-30")) == [("drills[d0].date", None)]

    def test_a_drill_that_was_held_needs_no_approval_of_its_new_date(self):
        text = "drills: [{id: a, date: 2026-05-20, baseline: 2026-03-20}]"
        assert found(Overdue, text) == [("drills[a].baseline", "approved_by")]
        assert found(Overdue, f"{text}\n{held()}") == []

    def test_a_date_that_was_not_moved_needs_no_approval(self):
        assert found(Overdue, "drills: [{id: a, date: 2026-08-20, baseline: 2026-08-20}]") == []

    def test_a_drill_planned_anew_can_be_overdue_again(self):
        text = "drills: [{id: a, date: 2026-06-20, baseline: 2026-03-20, approved_by: lin-mei}]"
        assert found(Overdue, text) == [("drills[a].date", None)]

    def test_a_drill_without_a_date_is_the_business_of_another_rule(self):
        assert found(Overdue, "drills: [{id: a}]") == []
