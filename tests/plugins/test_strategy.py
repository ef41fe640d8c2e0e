"""The rules about what the plan is for: their examples, and what the examples do not show."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from opscheck_strategy import opscheck_rules

from opscheck.display import say
from opscheck.testing import assert_examples, found_lines, run_rule

RULES = {rule.id.removeprefix("strategy/"): rule for rule in opscheck_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule):
    assert_examples(rule)


def found(rule, text, **parameters):
    """The lines and messages of what a rule finds."""
    report = run_rule(RULES[rule], text, **parameters)
    return [(line, message.removeprefix(f"strategy/{rule}: ")) for line, message in found_lines(report)]


def judged(rule, text, **parameters):
    """The outcome of a rule and its evidence."""
    (outcome,) = run_rule(RULES[rule], text, **parameters).outcomes
    return outcome.outcome.value, [say(evidence.message) for evidence in outcome.evidence]


def only_finding(rule, text, **parameters):
    (finding,) = run_rule(RULES[rule], text, **parameters).findings
    return finding


def own_findings(rule, text):
    """The ids of all findings, the rule's and opscheck's own."""
    return [finding.rule for finding in run_rule(RULES[rule], text).findings]


class TestContextDrivers:
    def test_of_several_drivers_of_a_kind_one_with_a_text_is_enough(self):
        text = "context: {drivers: [{kind: market}, {kind: market, text: new rivals}]}"
        assert judged("context-drivers", text, required_kinds=["market"]) == ("pass", ["market: new rivals"])

    def test_a_text_of_blanks_says_nothing(self):
        text = "context: {drivers: [{kind: market, text: ''}]}"
        assert own_findings("context-drivers", text)[0] == "opscheck/schema"

    def test_each_missing_kind_is_a_finding_of_its_own(self):
        report = run_rule(RULES["context-drivers"], "context: {drivers: [{kind: climate, text: late harvest}]}")
        assert [finding.key for finding in report.findings] == ["market", "policy", "technology"]
        assert len({finding.fingerprint for finding in report.findings}) == 3


class TestProblemStated:
    def test_the_smallest_number_is_a_parameter(self):
        text = "context:\n  problems: [{id: churn, statement: they leave, evidence: report}]\n"
        assert judged("problem-stated", text) == ("pass", ["problems stated: 1, at least 1"])
        assert found("problem-stated", text, minimum=2) == [(2, "problems stated: 1, fewer than 2")]

    def test_what_one_problem_lacks_hides_nothing_in_the_next(self):
        text = "context:\n  problems:\n    - {id: churn}\n    - {id: cost, statement: too dear}\n"
        assert found("problem-stated", text) == [
            (3, "context.problems[churn] has no evidence"),
            (3, "context.problems[churn] has no statement"),
            (4, "context.problems[cost] has no evidence"),
        ]


class TestProblemAddressed:
    def test_an_unknown_problem_is_not_reported_twice(self):
        text = "context: {problems: [{id: churn}]}\nobjectives: [{id: o, addresses: [chrun]}]\n"
        assert own_findings("problem-addressed", text) == ["opscheck/unknown-reference"]
        assert judged("problem-addressed", text)[0] == "needs-data"

    def test_several_objectives_may_share_a_problem(self):
        text = (
            "context: {problems: [{id: churn}]}\nobjectives: [{id: a, addresses: [churn]}, {id: b, addresses: [churn]}]"
        )
        assert judged("problem-addressed", text) == ("pass", ["churn is addressed by a, b"])

    def test_an_empty_list_addresses_nothing(self):
        text = "context: {problems: [{id: churn}]}\nobjectives:\n  - {id: a, addresses: []}\n"
        assert found("problem-addressed", text) == [
            (1, "no objective addresses churn"),
            (3, "objectives[a] has no addresses"),
        ]


class TestObjectiveMeasurable:
    HEADER = "plan: {id: example, start: 2026-01-05, finish: 2027-07-31}\n"

    def plan(self, kpi, objective="kpi: value, due: 2027-01-01"):
        return f"{self.HEADER}objectives:\n  - {{id: o, {objective}}}\nkpis:\n  - {{id: value, {kpi}}}\n"

    GOOD = "direction: up, baseline: 3, target: 4"

    @pytest.mark.parametrize("due", ["2026-01-05", "2027-07-31"])
    def test_the_first_and_the_last_day_are_inside_the_plan(self, due):
        assert found("objective-measurable", self.plan(self.GOOD, f"kpi: value, due: {due}")) == []

    @pytest.mark.parametrize(
        ("kpi", "message"),
        [
            ("direction: up, baseline: 3, target: 3", "the target of value is 3, not above its baseline 3"),
            ("direction: down, baseline: 3, target: 3", "the target of value is 3, not below its baseline 3"),
            ("direction: up, baseline: -1, target: -2", "the target of value is -2, not above its baseline -1"),
            ("direction: up, unit: percent, baseline: 31%, target: 0.3", "is 30 %, not above its baseline 31 %"),
        ],
    )
    def test_a_target_that_is_no_better_than_the_baseline_is_found_where_it_stands(self, kpi, message):
        ((line, said),) = found("objective-measurable", self.plan(kpi))
        assert line == 5
        assert message in said

    @pytest.mark.parametrize(
        "kpi", ["direction: up, baseline: 0, target: 0.1", "direction: down, baseline: 0, target: -1"]
    )
    def test_a_baseline_of_zero_is_one(self, kpi):
        assert found("objective-measurable", self.plan(kpi)) == []

    def test_everything_that_a_kpi_lacks_is_found(self):
        assert found("objective-measurable", self.plan("unit: EUR")) == [
            (5, "kpis[value] has no baseline"),
            (5, "kpis[value] has no direction"),
            (5, "kpis[value] has no target"),
        ]

    def test_what_two_objectives_share_is_found_once(self):
        text = self.plan("direction: up, baseline: 3, target: 2").replace(
            "kpis:", "  - {id: p, kpi: value, due: 2027-01-01}\nkpis:"
        )
        assert [line for line, _ in found("objective-measurable", text)] == [6]

    def test_an_unknown_kpi_is_not_reported_twice(self):
        text = self.plan(self.GOOD, "kpi: valeu, due: 2027-01-01")
        assert own_findings("objective-measurable", text) == ["opscheck/unknown-reference"]
        assert judged("objective-measurable", text)[0] == "needs-data"

    def test_a_kpi_that_is_nobodys_objective_is_not_looked_at(self):
        assert found("objective-measurable", self.plan(self.GOOD) + "  - {id: other}\n") == []

    def test_a_plan_without_an_end_still_has_a_beginning(self):
        text = self.plan(self.GOOD, "kpi: value, due: 2026-01-04").replace(", finish: 2027-07-31", "")
        assert found("objective-measurable", text) == [
            (1, "plan has no finish"),
            (3, "o is due 2026-01-04, before the plan starts 2026-01-05"),
        ]

    def test_a_target_that_cannot_be_read_is_said_once(self):
        text = self.plan("unit: percent, direction: up, baseline: 31%, target: 38")
        assert own_findings("objective-measurable", text) == ["opscheck/schema"]


class TestIterationCadence:
    @pytest.mark.parametrize(("cadence", "line"), [("P4W", []), ("P28D", []), ("P1D", []), ("P29D", [1]), ("P1M", [1])])
    def test_four_weeks_are_the_longest(self, cadence, line):
        text = f"context: {{iteration: {{cadence: {cadence}, goal_setting: on Monday}}}}"
        assert [at for at, _ in found("iteration-cadence", text)] == line

    def test_a_long_cadence_does_not_hide_that_no_goal_is_set(self):
        text = "context:\n  iteration:\n    cadence: P3M\n"
        assert found("iteration-cadence", text) == [
            (2, "context.iteration has no goal_setting"),
            (3, "an iteration lasts 3 months, longer than 4 weeks"),
        ]


class TestInitialFocus:
    CHAIN = "context:\n  value_chain: [a, b, c]\n  focus: "

    def test_a_link_that_is_named_twice_counts_once(self):
        text = self.CHAIN + "[a, b, a]\n"
        assert judged("initial-focus", text)[0] == "pass"

    def test_each_foreign_link_is_a_finding_at_its_own_line(self):
        text = self.CHAIN + "\n    - x\n    - z\n    - x\n"
        assert found("initial-focus", text) == [
            (4, "x is no link of the value chain"),
            (5, "z is no link of the value chain"),
        ]

    def test_how_many_links_is_a_parameter(self):
        text = self.CHAIN + "[a]\n"
        message = "the first stage concentrates on 1 links, 2 to 3 fit"
        assert found("initial-focus", text, minimum=2, maximum=3) == [(3, message)]


class TestOutcomeTargets:
    def test_of_several_kpis_of_a_kind_one_with_a_target_is_enough(self):
        text = "kpis: [{id: a, kind: ltv}, {id: b, kind: ltv, target: 5}]"
        assert judged("outcome-targets", text, required_kpis=["ltv"]) == ("pass", ["b is to reach 5"])

    def test_a_kpi_of_another_kind_is_not_meant_by_its_id(self):
        text = "kpis: [{id: ltv, kind: other, target: 5}]"
        assert found("outcome-targets", text, required_kpis=["ltv"]) == [(1, "no KPI is of kind ltv")]


class TestOutcomeFloor:
    @staticmethod
    def kpi(kind, baseline, target, **more):
        extra = "".join(f", {key}: {value}" for key, value in more.items())
        return f"kpis: [{{id: it, kind: {kind}, baseline: {baseline}, target: {target}{extra}}}]"

    @pytest.mark.parametrize(
        ("kind", "baseline", "reached", "short"),
        [
            ("ltv", "620", "930", "929.99"),
            ("conversion", "2.0%", "2.6%", "2.59%"),
            ("labor-cost", "3.20", "2.40", "2.41"),
            ("marketing-roi", "2.0", "2.7", "2.69"),
            ("satisfaction", "80", "92", "91.9"),
            ("nps", "32", "50", "49.9"),
            ("brand-value", "100", "130", "129"),
            ("inventory-turnover", "7.5", "10.5", "10.4"),
            ("repurchase", "38%", "49.4%", "49.3%"),
        ],
    )
    def test_the_levels_are_part_of_the_baseline_and_only_the_score_is_absolute(self, kind, baseline, reached, short):
        unit = {"%": "percent"}.get(baseline[-1], "points")
        assert judged("outcome-floor", self.kpi(kind, baseline, reached, unit=unit))[0] == "pass"
        assert judged("outcome-floor", self.kpi(kind, baseline, short, unit=unit))[0] == "fail"

    def test_a_finding_shows_the_arithmetic_and_what_would_fit(self):
        finding = only_finding("outcome-floor", self.kpi("conversion", "2.4%", "3.0%", unit="percent"))
        assert say(finding.message) == "it is to rise by 25.0 %, less than 30 %"
        assert say(finding.arithmetic) == "(3.0 % - 2.4 %) / 2.4 % = 25.0 %"
        assert say(finding.help) == "3.12 % or more fits"
        assert (finding.path, [related.span.line for related in finding.related]) == ("kpis[it].target", [1])

    def test_a_fall_shows_its_arithmetic_with_its_sign(self):
        finding = only_finding("outcome-floor", self.kpi("labor-cost", "4.00", "3.40"))
        assert say(finding.message) == "it is to fall by 15.0 %, less than 25 %"
        assert say(finding.arithmetic) == "(3.40 - 4.00) / 4.00 = -15.0 %"
        assert say(finding.help) == "3.00 or less fits"

    def test_a_cost_that_is_to_rise_is_said_to_rise(self):
        assert found("outcome-floor", self.kpi("labor-cost", "4", "5")) == [
            (1, "it is to rise by 25.0 %, and not to fall by 25 %")
        ]

    def test_a_loss_that_becomes_a_gain_is_a_rise(self):
        text = self.kpi("marketing-roi", "-0.2", "0.5")
        assert judged("outcome-floor", text) == ("pass", ["it is to rise by 350.0 %, at least 35 %"])

    def test_a_loss_that_grows_is_none(self):
        finding = only_finding("outcome-floor", self.kpi("marketing-roi", "-0.2", "-0.25"))
        assert say(finding.message) == "it is to fall by 25.0 %, and not to rise by 35 %"
        assert say(finding.help) == "-0.13 or more fits"

    @pytest.mark.parametrize(
        ("kind", "target", "outcome", "evidence"),
        [
            ("ltv", "5", "pass", "it is to rise from 0 to 5"),
            ("ltv", "0", "fail", "it is to go from 0 to 0, and not to rise"),
            ("ltv", "-5", "fail", "it is to go from 0 to -5, and not to rise"),
            ("labor-cost", "5", "fail", "it is to go from 0 to 5, and not to fall"),
        ],
    )
    def test_from_a_baseline_of_zero_the_direction_decides(self, kind, target, outcome, evidence):
        assert judged("outcome-floor", self.kpi(kind, "0", target)) == (outcome, [evidence])

    @pytest.mark.parametrize(
        ("unit", "target"), [("points", "50"), ("index", "50"), ("percent", "50%"), ("ratio", "0.5")]
    )
    def test_a_score_counts_in_points_whatever_its_unit(self, unit, target):
        text = f"kpis: [{{id: nps, unit: {unit}, target: {target}}}]"
        assert judged("outcome-floor", text)[0] == "pass"
        assert judged("outcome-floor", text.replace("5", "4"))[0] == "fail"

    @pytest.mark.parametrize("target", ["52", "0.52"])
    def test_a_score_without_a_unit_could_be_either(self, target):
        assert found("outcome-floor", f"kpis: [{{id: nps, target: {target}}}]") == [(1, "kpis[nps] has no unit")]

    def test_a_direction_against_the_effect_is_one_finding_where_it_stands(self):
        text = "kpis:\n  - id: nps\n    unit: points\n    direction: down\n    target: 10\n"
        assert found("outcome-floor", text) == [(4, "nps is to rise, and its direction says that lower is better")]

    def test_what_the_plan_does_not_have_is_found_elsewhere(self):
        for text in ("kpis: [{id: retention, target: 38%}]", "kpis: [{id: ltv, baseline: 620}, {id: nps}]"):
            outcome, (evidence,) = judged("outcome-floor", text)
            assert outcome == "not-applicable"
            assert evidence.endswith("nps has a target")

    def test_each_kpi_of_a_kind_is_judged(self):
        text = (
            "kpis:\n  - {id: shop, kind: satisfaction, baseline: 80, target: 95}\n"
            "  - {id: app, kind: satisfaction, baseline: 80, target: 85}\n"
        )
        assert found("outcome-floor", text) == [(3, "app is to rise by 6.25 %, less than 15 %")]

    def test_a_level_is_a_parameter(self):
        text = self.kpi("labor-cost", "4.00", "3.40")
        assert judged("outcome-floor", text, labor_cost="-15%")[0] == "pass"

    def test_a_baseline_that_cannot_be_read_is_said_once(self):
        text = self.kpi("repurchase", "38", "50%", unit="percent")
        assert own_findings("outcome-floor", text) == ["opscheck/schema"]


class TestSegments:
    """Customer value is read for the high-value users, conversion for the others."""

    LOW = "baseline: 100, target: 101"
    ENOUGH = "baseline: 100, target: 160"

    def found_in(self, kind, *kpis, **parameters):
        lines = "".join(f"  - {{id: k{number}, kind: {kind}, {kpi}}}\n" for number, kpi in enumerate(kpis))
        return [line - 1 for line, _ in found("outcome-floor", f"kpis:\n{lines}", **parameters)]

    def test_the_value_of_high_value_users_counts_beside_that_of_all(self):
        assert self.found_in("ltv", f"segment: high-value, {self.ENOUGH}", self.LOW) == []
        assert self.found_in("ltv", f"segment: high-value, {self.LOW}", self.ENOUGH) == [1]

    def test_the_conversion_of_high_value_users_is_not_that_of_the_others(self):
        assert self.found_in("conversion", f"segment: high-value, {self.LOW}", f"segment: rest, {self.ENOUGH}") == []
        assert self.found_in("conversion", f"segment: high-value, {self.ENOUGH}", f"segment: new, {self.LOW}") == [2]

    def test_without_a_segment_all_users_count(self):
        for kind in ("ltv", "conversion"):
            assert self.found_in(kind, self.LOW) == [1]
        assert self.found_in("ltv", f"segment: newcomers, {self.LOW}", self.LOW) == [2]
        assert self.found_in("conversion", f"segment: high-value, {self.LOW}", self.LOW) == [2]

    def test_a_segment_by_another_name_does_not_hide_a_low_target(self):
        assert self.found_in("ltv", f"segment: vip, {self.LOW}") == [1]
        assert self.found_in("conversion", f"segment: high-value, {self.LOW}") == [1]

    def test_what_a_plan_calls_its_high_value_users_is_a_parameter(self):
        kpis = [f"segment: vip, {self.ENOUGH}", f"segment: newcomers, {self.LOW}"]
        assert self.found_in("ltv", *kpis, high_value=["vip"]) == []
        assert self.found_in("conversion", *kpis, high_value=["vip"]) == [2]

    def test_other_kinds_are_judged_in_every_segment(self):
        assert self.found_in("repurchase", f"segment: high-value, {self.ENOUGH}", f"segment: rest, {self.LOW}") == [2]


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)
FLOORS = st.integers(-90, 300).map(lambda percent: f"{percent}%")


@given(baseline=NUMBERS, floor=FLOORS)
def test_the_target_that_the_help_names_fits_and_one_that_is_just_worse_does_not(baseline, floor):
    assume(baseline != 0 and floor != "0%")
    falls = floor.startswith("-")
    text = "kpis: [{{id: ltv, baseline: {}, target: {}}}]"
    wrong_way = baseline + 1 if falls else baseline - 1
    finding = only_finding("outcome-floor", text.format(baseline, wrong_way), ltv=floor)
    fitting = Decimal(finding.help.values["bound"])
    just_worse = fitting + Decimal("0.0001") * (1 if falls else -1)
    assert judged("outcome-floor", text.format(baseline, f"{fitting:f}"), ltv=floor)[0] == "pass"
    assert judged("outcome-floor", text.format(baseline, f"{just_worse:f}"), ltv=floor)[0] == "fail"


class TestEffectMonitoring:
    @staticmethod
    def plan(*meetings):
        lines = "".join(f"    - {{id: m{number}, {meeting}}}\n" for number, meeting in enumerate(meetings))
        return f"plan: {{id: example, finish: 2027-07-31}}\ngovernance:\n  meetings:\n{lines}"

    @pytest.mark.parametrize(
        ("meeting", "outcome"),
        [
            ("date: 2027-08-01", "pass"),
            ("date: 2027-07-31", "fail"),
            ("start: 2027-08-01", "pass"),
            ("cadence: P6M", "pass"),
            ("cadence: P6M, start: 2026-07-01", "pass"),
            ("cadence: P0D", "fail"),
            ("cadence: P0D, start: 2026-07-01", "fail"),
        ],
    )
    def test_a_review_after_the_last_day_or_one_that_goes_on(self, meeting, outcome):
        assert judged("effect-monitoring", self.plan(f"kind: effect-review, {meeting}"))[0] == outcome

    def test_one_review_afterwards_is_enough_and_else_the_last_one_is_shown(self):
        early = ["kind: effect-review, date: 2027-01-31", "kind: effect-review, date: 2027-06-30"]
        assert found("effect-monitoring", self.plan(*early, "kind: effect-review")) == [
            (5, "m1 is held 2027-06-30, not after the plan finishes 2027-07-31")
        ]
        assert found("effect-monitoring", self.plan(*early, "kind: effect-review, date: 2028-02-29")) == []

    def test_another_meeting_after_the_end_reviews_no_effect(self):
        text = self.plan("kind: party, date: 2027-10-01")
        assert found("effect-monitoring", text) == [(3, "there is no effect-review meeting")]


class TestCapabilityTargets:
    SHARES = "cross-department-completion", "on-time-delivery", "training-coverage"

    @staticmethod
    def about(kind, text, **parameters):
        """What is found, leaving out that the other capabilities have no KPI."""
        said = found("capability-targets", text, **parameters)
        return [message for _, message in said if not message.startswith("no KPI") or message.endswith(kind)]

    @pytest.mark.parametrize(
        ("unit", "longest", "too_long"),
        [("hours", "72", "72.5"), ("days", "3", "3.01"), ("ms", "259200000", "259200001")],
    )
    def test_a_decision_cycle_is_compared_in_its_own_unit(self, unit, longest, too_long):
        text = "kpis: [{{id: decision-cycle, unit: {}, target: {}}}]"
        assert self.about("decision-cycle", text.format(unit, longest)) == []
        message = f"decision-cycle is to take {too_long} {unit}, longer than 72 hours"
        assert self.about("decision-cycle", text.format(unit, too_long)) == [
            message.replace("259200001", "259 200 001")
        ]

    def test_a_limit_of_decisions_will_do_for_a_decision_cycle(self):
        text = "governance: {decision_limit: P3D}\nkpis: [{id: retention}]"
        assert self.about("decision-cycle", text) == []
        text = "governance: {decision_limit: PT72H1M}\nkpis: [{id: retention}]"
        assert self.about("decision-cycle", text) == ["a decision may take PT72H1M, longer than 72 hours"]

    def test_a_limit_that_is_strict_does_not_excuse_a_target_that_is_not(self):
        text = "governance: {decision_limit: PT48H}\nkpis: [{id: decision-cycle, unit: days, target: 4}]"
        assert self.about("decision-cycle", text) == ["decision-cycle is to take 4 days, longer than 72 hours"]

    def test_with_a_limit_a_decision_cycle_may_be_watched_without_a_target(self):
        text = "kpis: [{id: decision-cycle, unit: hours}]"
        assert self.about("decision-cycle", text) == ["kpis[decision-cycle] has no target"]
        assert self.about("decision-cycle", "governance: {decision_limit: PT48H}\n" + text) == []

    @pytest.mark.parametrize("kind", SHARES)
    @pytest.mark.parametrize(("unit", "full"), [("percent", "100%"), ("ratio", "1.0"), ("ratio", "1")])
    def test_a_share_is_a_percentage_or_a_ratio(self, kind, unit, full):
        assert self.about(kind, f"kpis: [{{id: {kind}, unit: {unit}, target: {full}}}]") == []

    @pytest.mark.parametrize("kind", SHARES)
    @pytest.mark.parametrize("unit", ["points", "count", "EUR", "hours"])
    def test_a_share_in_another_unit_is_found_at_its_unit(self, kind, unit):
        (message,) = self.about(kind, f"kpis: [{{id: {kind}, unit: {unit}, target: 99}}]")
        assert message.startswith(f"{kind} is measured in {unit}, which cannot be compared with ")

    def test_a_bare_number_without_a_unit_is_no_share(self):
        text = "kpis: [{id: training-coverage, target: %s}]"
        assert self.about("training-coverage", text % "90") == ["kpis[training-coverage] has no unit"]
        assert self.about("training-coverage", text % "90%") == []

    @pytest.mark.parametrize(
        ("kpi", "messages"),
        [
            ("unit: hours, direction: down, baseline: 48, target: 30", []),
            ("unit: days, baseline: 8, target: 5", []),
            ("unit: hours, direction: down, baseline: 48, target: 31", ["speed is to rise by 54.8 %, less than 60 %"]),
            ("unit: hours, baseline: 48, target: 50", ["speed is to fall by 4.0 %, and not to rise by 60 %"]),
            (
                "unit: hours, direction: up, baseline: 48, target: 30",
                ["speed is to fall, and its direction says that higher is better"],
            ),
            (
                "unit: hours, baseline: 48, target: 0",
                ["speed is to go from 48 to 0 hours, of which no speed can be told"],
            ),
            ("unit: hours, target: 30", ["kpis[speed] has no baseline"]),
            ("unit: index, direction: up, baseline: 100, target: 160", []),
            (
                "unit: index, direction: down, baseline: 100, target: 160",
                ["speed is to rise, and its direction says that lower is better"],
            ),
        ],
    )
    def test_a_speed_that_is_measured_as_a_time_is_its_inverse(self, kpi, messages):
        assert self.about("response-speed", f"kpis: [{{id: speed, kind: response-speed, {kpi}}}]") == messages

    def test_the_time_that_is_fast_enough_is_named(self):
        text = "kpis: [{id: response-speed, unit: hours, baseline: 100, target: 99}]"
        helps = [
            say(finding.help) for finding in run_rule(RULES["capability-targets"], text, response_speed="35%").findings
        ]
        assert "74.074 or less fits" in helps

    def test_no_floor_makes_the_speed_divide_by_zero(self):
        text = "kpis: [{id: response-speed, unit: hours, baseline: 48, target: 50}]"
        report = run_rule(RULES["capability-targets"], text, response_speed="-100%")
        assert {finding.rule for finding in report.findings} == {"strategy/capability-targets"}

    def test_more_than_five_improvements_a_year(self):
        text = "kpis: [{id: improvements-per-year, unit: count, target: %s}]"
        assert self.about("improvements-per-year", text % 6) == []
        message = "improvements-per-year is to reach 5, less than 6"
        assert self.about("improvements-per-year", text % 5) == [message]

    def test_each_missing_capability_is_a_finding_of_its_own(self):
        report = run_rule(RULES["capability-targets"], "kpis: [{id: retention}]")
        assert len(report.findings) == len({finding.fingerprint for finding in report.findings}) == 7


class TestCompetitiveness:
    def test_a_kpi_of_another_dimension_is_not_asked_for_one(self):
        text = "kpis: [{id: market-share, dimension: brand-value}]"
        assert found("competitiveness", text, required_dimensions=["market-share"]) == [
            (1, "no KPI measures market-share")
        ]


class TestInnovation:
    def test_what_is_asked_for_is_a_parameter(self):
        text = "governance: {innovation: {incentive: a day off}}"
        assert judged("innovation", text, required=["incentive"]) == ("pass", ["incentive: a day off"])
