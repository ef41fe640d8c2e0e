"""The rules about metrics: their examples, and what the examples do not show."""

from datetime import date, timedelta
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opscheck_metrics import opscheck_rules
from opscheck_metrics.adjustment_loop import AdjustmentLoop
from opscheck_metrics.alert_threshold import AlertThreshold
from opscheck_metrics.breach_handled import BreachHandled
from opscheck_metrics.core_kpis import CoreKpis
from opscheck_metrics.dashboard import OnDashboard
from opscheck_metrics.data_domains import DataDomains
from opscheck_metrics.data_quality import Quality
from opscheck_metrics.forecasting import Forecasting
from opscheck_metrics.joint_analysis import JointAnalysis
from opscheck_metrics.readings import next_due
from opscheck_metrics.stale_reading import StaleReading

from opscheck import Outcome, Percent, Period
from opscheck.display import say
from opscheck.testing import assert_examples, run_rule


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_examples(rule):
    assert_examples(rule)


def judged(rule, text, as_of=date(2026, 7, 1), **parameters):
    report = run_rule(rule, dedent(text).strip("\n") + "\n", as_of, **parameters)
    assert report.outcomes, "the text of the test is no plan"
    return report


def found(rule, text, as_of=date(2026, 7, 1), **parameters):
    return [(finding.path, finding.key) for finding in judged(rule, text, as_of, **parameters).findings]


def outcome(rule, text, as_of=date(2026, 7, 1), **parameters):
    return judged(rule, text, as_of, **parameters).outcomes[0].outcome


def evidence(rule, text, as_of=date(2026, 7, 1), **parameters):
    return [say(each.message) for each in judged(rule, text, as_of, **parameters).outcomes[0].evidence]


class TestDataDomains:
    def test_each_missing_domain_is_a_finding_of_its_own(self):
        assert found(DataDomains, "data: {domains: [weather]}") == [
            ("data.domains", "behaviour"),
            ("data.domains", "marketing"),
            ("data.domains", "transaction"),
        ]


class TestCoreKpis:
    def test_the_kind_decides_and_not_the_group(self):
        text = "kpis: [{id: a, kind: cac, group: outcome}, {id: b, kind: cac}]"
        assert evidence(CoreKpis, text, required=["cac"]) == ["cac: a, b"]

    def test_a_kpi_of_another_kind_is_not_what_its_id_says(self):
        assert found(CoreKpis, "kpis: [{id: cac, kind: cost}]", required=["cac"]) == [("kpis", "cac")]


class TestDashboard:
    TOOLS = "tools: [{id: warehouse, kind: bi}, {id: sheet, kind: office}]\n"

    def test_several_dashboards_show_the_core_kpis_together(self):
        text = self.TOOLS + (
            "kpis: [{id: retention}, {id: cac}]\n"
            "data: {dashboards: [{id: a, tool: warehouse, kpis: [cac]}, {id: b, tool: warehouse, kpis: [retention]}]}"
        )
        assert evidence(OnDashboard, text) == ["b shows retention", "a shows cac"]

    def test_what_is_shown_in_no_bi_tool_is_one_finding_for_each_dashboard(self):
        text = self.TOOLS + (
            "kpis: [{id: retention}, {id: cac}, {id: nps}]\n"
            "data:\n  dashboards:\n    - {id: a, tool: sheet, kpis: [cac, nps, retention]}\n"
        )
        (finding,) = judged(OnDashboard, text).findings
        assert (finding.path, finding.span.line) == ("data.dashboards[a].tool", 5)
        assert say(finding.message) == (
            "a runs in sheet, which is of kind office, and no tool of kind bi shows cac, retention"
        )

    def test_a_dashboard_elsewhere_may_repeat_what_a_bi_tool_shows(self):
        text = self.TOOLS + (
            "kpis: [{id: cac}, {id: nps}]\n"
            "data: {dashboards: [{id: a, tool: sheet, kpis: [cac]}, {id: b, tool: warehouse, kpis: [cac]}, {id: c}]}"
        )
        assert outcome(OnDashboard, text) is Outcome.passed

    def test_no_core_kpi_is_nothing_to_show(self):
        text = self.TOOLS + "kpis: [{id: nps, group: outcome}]\ndata: {dashboards: [{id: a, tool: sheet}]}"
        assert outcome(OnDashboard, text) is Outcome.not_applicable

    def test_a_kpi_that_nobody_declared_is_not_said_twice(self):
        text = self.TOOLS + "kpis: [{id: cac}]\ndata: {dashboards: [{id: a, tool: warehouse, kpis: [cca]}]}"
        assert [finding.rule for finding in judged(OnDashboard, text).findings] == ["opscheck/unknown-reference"]

    def test_where_no_tool_is_declared_no_dashboard_is_one_of_a_declared_tool(self):
        text = "kpis: [{id: cac}]\ndata: {dashboards: [{id: a, tool: warehouse, kpis: [cac]}]}"
        assert found(OnDashboard, text) == [("", "tools")]


class TestAlertThreshold:
    @pytest.mark.parametrize(
        ("direction", "target", "alert", "fits"),
        [
            ("up", "10", "9.99", True),
            ("up", "10", "10", False),
            ("up", "10", "11", False),
            ("down", "10", "10.01", True),
            ("down", "10", "10", False),
            ("down", "10", "9", False),
            ("up", "-10", "-11", True),
            ("up", "-10", "-9", False),
            ("up", "0", "0", False),
            ("down", "0", "1", True),
        ],
    )
    def test_the_alert_is_on_the_failing_side(self, direction, target, alert, fits):
        text = f"kpis: [{{id: a, unit: count, direction: {direction}, target: {target}, alert: {alert}}}]"
        assert found(AlertThreshold, text) == ([] if fits else [("kpis[a].alert", None)])

    def test_a_kpi_may_start_in_alarm(self):
        text = "kpis: [{id: a, unit: percent, direction: up, baseline: 20%, target: 38%, alert: 29%}]"
        assert outcome(AlertThreshold, text) is Outcome.passed

    def test_without_a_unit_a_ratio_beside_a_percentage_is_read_as_one(self):
        assert outcome(AlertThreshold, "kpis: [{id: a, direction: up, target: 0.38, alert: 29%}]") is Outcome.passed

    def test_one_kpi_hides_nothing_of_another(self):
        text = """
        kpis:
          - {id: a}
          - {id: b, unit: percent, direction: up, target: 38, alert: 29%}
          - {id: c, direction: up, target: 1, alert: 2}
        """
        report = judged(AlertThreshold, text)
        assert [(finding.rule.partition("/")[2], finding.path, finding.key) for finding in report.findings] == [
            ("alert-threshold", "kpis[a]", "alert"),
            ("alert-threshold", "kpis[a]", "direction"),
            ("alert-threshold", "kpis[a]", "target"),
            ("schema", "kpis[b].target", None),
            ("alert-threshold", "kpis[c].alert", None),
        ]


def loop(*steps):
    return "data:\n  adjustment_loop:\n" + "".join(f"    - {{step: {step}, owner: a}}\n" for step in steps)


class TestAdjustmentLoop:
    @pytest.mark.parametrize(
        ("steps", "misplaced"),
        [
            (("monitor", "diagnose", "validate", "evaluate"), []),
            (("monitor", "diagnose", "act", "validate", "evaluate", "monitor"), []),
            (("evaluate", "monitor", "diagnose", "validate", "evaluate"), []),
            (("monitor", "validate", "diagnose", "evaluate"), ["validate"]),
            (("evaluate", "monitor", "diagnose", "validate"), ["evaluate"]),
            (("diagnose", "validate", "evaluate", "monitor"), ["diagnose"]),
            (("evaluate", "validate", "diagnose", "monitor"), ["diagnose", "evaluate", "validate"]),
        ],
    )
    def test_each_step_stands_somewhere_behind_the_one_before_it(self, steps, misplaced):
        places = [path for path, _ in found(AdjustmentLoop, loop(*steps))]
        assert sorted(places) == [f"data.adjustment_loop[{step}].step" for step in misplaced]

    def test_a_missing_step_does_not_misplace_the_others(self):
        assert found(AdjustmentLoop, loop("monitor", "validate", "evaluate")) == [("data.adjustment_loop", "diagnose")]

    def test_steps_of_the_loops_own_need_no_owner(self):
        text = loop("monitor", "diagnose", "validate", "evaluate") + "    - {step: celebrate}\n    - {}\n"
        assert outcome(AdjustmentLoop, text) is Outcome.passed

    def test_a_step_that_cannot_be_read_may_be_the_missing_one(self):
        report = judged(AdjustmentLoop, loop("monitor", "diagnose", "[validate]", "evaluate"))
        assert [finding.rule for finding in report.findings] == ["opscheck/schema"]


class TestForecasting:
    def test_any_core_kpi_is_enough_and_a_core_one_is_what_the_plan_calls_so(self):
        text = "kpis: [{id: a, group: core}]\ndata: {forecasts: [{kpi: a, model: b}]}"
        assert evidence(Forecasting, text) == ["a: b"]

    def test_a_forecast_of_nothing_is_none(self):
        assert found(Forecasting, "kpis: [{id: cac}]\ndata: {forecasts: [{model: b}]}") == [("data.forecasts", "core")]

    def test_a_model_that_is_missing_elsewhere_does_not_matter(self):
        text = "kpis: [{id: cac}, {id: retention}]\ndata: {forecasts: [{kpi: cac}, {kpi: retention, model: b}]}"
        assert outcome(Forecasting, text) is Outcome.passed


class TestQuality:
    @pytest.mark.parametrize(("rate", "fits"), [("0%", True), ("0.1%", True), ("0.101%", False), ("-1%", False)])
    def test_the_tolerated_error_rate(self, rate, fits):
        text = f"data: {{quality: {{error_rate: {rate}, checks: [accuracy, completeness]}}}}"
        assert found(Quality, text) == ([] if fits else [("data.quality.error_rate", None)])


class TestJointAnalysis:
    @pytest.mark.parametrize(("cadence", "fits"), [("P1M", True), ("P4W", True), ("P31D", False)])
    def test_a_month_is_the_longest(self, cadence, fits):
        assert outcome(JointAnalysis, f"data: {{joint_analysis: {cadence}}}") is (
            Outcome.passed if fits else Outcome.fail
        )


def watching(*readings, kpi="direction: up, alert: 10", actuals="", indicators=""):
    """A plan with the KPI ``a`` and its readings as (day, value), and whatever else is recorded."""
    lines = "".join(f"    - {{kpi: a, date: {day}, value: {value}}}\n" for day, value in readings)
    return (
        f"plan: {{id: example, start: 2026-01-01}}\nkpis: [{{id: a, cadence: P1W, {kpi}}}]\n"
        f"{indicators}actuals:\n  readings:\n{lines}{actuals}"
    )


def adjusted(*days, about="kpi: a"):
    return "  adjustments:\n" + "".join(f"    - {{{about}, 'on': {day}, action: b}}\n" for day in days)


BEYOND = (("2026-06-08", 9), ("2026-06-15", 11), ("2026-06-22", 9), ("2026-06-29", 8))


class TestBreachHandled:
    @pytest.mark.parametrize(
        ("direction", "value", "beyond"),
        [("up", "9.99", True), ("up", "10", False), ("down", "10.01", True), ("down", "10", False)],
    )
    def test_beyond_is_past_the_threshold_and_not_at_it(self, direction, value, beyond):
        text = watching(("2026-06-29", value), kpi=f"direction: {direction}, alert: 10")
        assert outcome(BreachHandled, text) is (Outcome.fail if beyond else Outcome.passed)

    def test_the_latest_reading_decides_in_whatever_order_they_are_recorded(self):
        text = watching(("2026-06-29", 11), ("2026-06-15", 9))
        assert evidence(BreachHandled, text) == ["a is 11 on 2026-06-29, not beyond its threshold of 10"]

    def test_a_reading_of_a_later_day_has_not_been_made(self):
        text = watching(("2026-07-01", 11), ("2026-07-02", 9))
        assert outcome(BreachHandled, text) is Outcome.passed
        assert outcome(BreachHandled, text, as_of=date(2026, 7, 2)) is Outcome.fail

    def test_of_two_readings_of_one_day_the_one_recorded_last_counts(self):
        assert outcome(BreachHandled, watching(("2026-06-29", 9), ("2026-06-29", 11))) is Outcome.passed

    def test_the_breach_is_found_where_it_began_and_names_the_latest_reading(self):
        (finding,) = judged(BreachHandled, watching(*BEYOND)).findings
        assert finding.path == "actuals.readings[a/2026-06-22].value"
        assert say(finding.message) == (
            "a is beyond its threshold of 10 since 2026-06-22, and nothing is recorded that was done"
        )
        assert say(finding.arithmetic) == "8 on 2026-06-29 is below 10"
        assert [related.span.line for related in finding.related] == [2, 8]

    @pytest.mark.parametrize(
        ("day", "answers"),
        [("2026-06-21", False), ("2026-06-22", True), ("2026-07-01", True), ("2026-07-02", False)],
    )
    def test_an_adjustment_answers_from_the_day_of_the_breach_to_the_given_one(self, day, answers):
        text = watching(*BEYOND, actuals=adjusted("2026-06-08", day))
        assert outcome(BreachHandled, text) is (Outcome.passed if answers else Outcome.fail)

    def test_the_first_answer_to_a_breach_is_the_evidence(self):
        text = watching(*BEYOND, actuals=adjusted("2026-06-30", "2026-06-23"))
        assert evidence(BreachHandled, text) == ["a is beyond its threshold of 10 since 2026-06-22; 2026-06-23: b"]

    @pytest.mark.parametrize("record", ["kpi: a, action: b", "kpi: a, 'on': 2026-06-30", "'on': 2026-06-30, action: b"])
    def test_an_adjustment_says_of_what_when_and_how(self, record):
        text = watching(*BEYOND, actuals=f"  adjustments: [{{{record}}}]\n")
        assert found(BreachHandled, text) == [("actuals.readings[a/2026-06-22].value", None)]

    INDICATORS = "indicators: [{id: a, direction: down, threshold: 5, alert: {starts: p}}]\n"
    READ = "    - {indicator: a, date: 2026-06-30, value: 6}\n"
    PLANS = "contingency_plans: [{id: p}, {id: q}]\n"

    def test_an_indicator_is_another_thing_than_a_kpi_of_the_same_id(self):
        text = watching(("2026-06-29", 11), indicators=self.INDICATORS, actuals=self.READ + adjusted("2026-06-30"))
        assert found(BreachHandled, text + self.PLANS) == [("actuals.readings[a/2026-06-30].value", None)]
        answered = watching(
            ("2026-06-29", 11),
            indicators=self.INDICATORS,
            actuals=self.READ + adjusted("2026-06-30", about="indicator: a"),
        )
        assert outcome(BreachHandled, answered + self.PLANS) is Outcome.passed

    @pytest.mark.parametrize(
        ("plan", "day", "answers"),
        [("p", "2026-06-30", True), ("q", "2026-06-30", False), ("p", "2026-06-29", False), ("p", "2026-07-02", False)],
    )
    def test_setting_off_the_plan_that_the_alert_starts_answers_an_indicator(self, plan, day, answers):
        activation = f"  activations: [{{plan: {plan}, 'on': {day}}}]\n"
        text = watching(("2026-06-29", 11), indicators=self.INDICATORS, actuals=self.READ + activation) + self.PLANS
        assert outcome(BreachHandled, text) is (Outcome.passed if answers else Outcome.fail)

    def test_an_indicator_that_starts_nothing_is_not_answered_by_an_activation_of_nothing(self):
        text = watching(
            ("2026-06-29", 11),
            indicators="indicators: [{id: a, direction: down, threshold: 5}]\n",
            actuals=self.READ + "  activations: [{'on': 2026-06-30}]\n",
        )
        assert outcome(BreachHandled, text) is Outcome.fail

    def test_a_threshold_that_is_missing_is_the_business_of_other_rules(self):
        assert outcome(BreachHandled, watching(("2026-06-29", 1), kpi="direction: up")) is Outcome.not_applicable
        assert outcome(BreachHandled, watching(("2026-06-29", 1), kpi="alert: 10")) is Outcome.not_applicable

    def test_a_percentage_and_a_bare_number_need_a_unit_to_be_compared(self):
        text = watching(("2026-06-29", 40), kpi="direction: up, alert: 29%")
        assert found(BreachHandled, text) == [("kpis[a]", "unit")]

    def test_without_any_reading_a_plan_is_not_judged_before_the_first_is_due(self):
        text = watching()
        assert outcome(BreachHandled, text, as_of=date(2026, 1, 8)) is Outcome.not_applicable
        assert outcome(BreachHandled, text, as_of=date(2026, 1, 9)) is Outcome.needs_data
        assert outcome(BreachHandled, text.replace(", start: 2026-01-01", "")) is Outcome.needs_data

    def test_a_value_that_cannot_be_read_leaves_open_what_was_read(self):
        report = judged(BreachHandled, watching(("2026-06-29", 9), ("2026-06-30", "high")))
        assert [finding.rule for finding in report.findings] == ["opscheck/schema"]
        assert report.outcomes[0].outcome is Outcome.needs_data


def read(day, cadence="P1M", header="", start="2026-01-01"):
    readings = f"actuals: {{readings: [{{kpi: a, date: {day}, value: 1}}]}}\n" if day else ""
    return f"plan: {{id: example, start: {start}{header}}}\nkpis: [{{id: a, cadence: {cadence}}}]\n{readings}"


class TestStaleReading:
    @pytest.mark.parametrize(
        ("cadence", "day", "due"),
        [
            ("P1W", "2026-06-20", "2026-06-30"),  # ten and a half days
            ("P2W", "2026-06-01", "2026-06-22"),
            ("P1D", "2026-06-30", "2026-07-01"),
            ("PT12H", "2026-06-30", "2026-07-01"),
            ("P1M", "2026-01-31", "2026-03-14"),  # 28 February, and half of the four weeks to 28 March
            ("P1M", "2024-01-31", "2024-03-14"),  # 29 February, and half of the 29 days to 29 March
            ("P3M", "2026-03-31", "2026-08-15"),
            ("P12M", "2025-01-01", "2026-07-02"),
            ("P1000Y", "2026-01-01", "3526-01-01"),
        ],
    )
    def test_half_of_the_cadence_more_is_in_time_and_a_day_later_is_not(self, cadence, day, due):
        last = date.fromisoformat(due)
        assert outcome(StaleReading, read(day, cadence), as_of=last) is Outcome.passed
        assert found(StaleReading, read(day, cadence), as_of=last + timedelta(1)) == [
            (f"actuals.readings[a/{day}].date", None)
        ]

    def test_the_calendar_may_end_before_a_reading_is_due(self):
        assert next_due(date.max, Period("P1000Y"), Percent("500%")) == date.max

    @given(st.dates(), st.integers(1, 60), st.sampled_from("DWM"), st.integers(0, 300))
    def test_a_reading_is_due_after_its_cadence_and_more_grace_is_never_less_time(self, day, count, unit, percent):
        cadence = Period(f"P{count}{unit}")
        due = next_due(day, cadence, Percent(f"{percent}%"))
        assert min(cadence.after(day), date.max) <= due <= next_due(day, cadence, Percent(f"{percent + 1}%"))

    def test_the_finding_says_by_when_and_how_far_the_records_reach(self):
        report = judged(StaleReading, read("2026-03-31", "P3M"), as_of=date(2026, 9, 11))
        assert [say(part) for part in (report.findings[0].message, report.findings[0].arithmetic)] == [
            "a was last read 2026-03-31, and was to be read again by 2026-08-15",
            "3 months and 50 % of it from 2026-03-31 on: by 2026-08-15, and records reach to 2026-09-11",
        ]

    @pytest.mark.parametrize(
        ("data_date", "stale"), [("2026-06-10", False), ("2026-06-11", True), ("2026-12-31", True)]
    )
    def test_an_old_data_date_is_counted_back_from_and_a_future_one_is_not(self, data_date, stale):
        text = read("2026-05-31", "P1W", header=f", data_date: {data_date}")
        assert any(rule == StaleReading.id for rule in (f.rule for f in judged(StaleReading, text).findings)) is stale

    def test_a_reading_beyond_the_data_date_counts(self):
        assert outcome(StaleReading, read("2026-06-30", header=", data_date: 2026-06-15")) is Outcome.passed

    def test_a_reading_of_a_later_day_has_not_been_made(self):
        assert found(StaleReading, read("2026-07-02")) == [("kpis[a]", "reading")]

    def test_what_was_never_read_is_due_from_the_plans_start_on(self):
        text = read(None, "P1W", start="2026-06-21")
        assert outcome(StaleReading, text) is Outcome.needs_data
        assert evidence(StaleReading, text) == ["a is to be read by 2026-07-01 for the first time"]
        assert found(StaleReading, text, as_of=date(2026, 7, 2)) == [("kpis[a]", "reading")]

    def test_a_plan_that_has_not_begun_owes_no_reading(self):
        assert outcome(StaleReading, read(None, start="2027-01-04")) is Outcome.needs_data

    def test_a_plan_that_does_not_say_when_it_starts_is_no_excuse(self):
        assert found(StaleReading, "kpis: [{id: a, cadence: P1W}]") == [("kpis[a]", "reading")]

    def test_the_measurement_before_the_plan_counts_as_a_reading(self):
        assert outcome(StaleReading, read("2026-06-15", start="2026-06-29")) is Outcome.passed

    def test_indicators_are_read_like_kpis_and_are_others_of_the_same_id(self):
        text = read("2026-06-30") + "indicators: [{id: a, cadence: P1M}, {id: b}]\n"
        assert found(StaleReading, text) == [("indicators[a]", "reading"), ("indicators[b]", "cadence")]

    def test_a_record_without_its_value_is_no_reading(self):
        text = read("2026-06-30").replace(", value: 1", "")
        assert found(StaleReading, text) == [("kpis[a]", "reading"), ("actuals.readings[a/2026-06-30]", "value")]

    def test_a_cadence_that_cannot_be_read_hides_nothing_of_the_others(self):
        text = "kpis: [{id: a, cadence: weekly}, {id: b, cadence: P1W}]"
        report = judged(StaleReading, text)
        assert [(finding.rule, finding.path) for finding in report.findings] == [
            ("opscheck/schema", "kpis[a].cadence"),
            ("metrics/stale-reading", "kpis[b]"),
        ]
