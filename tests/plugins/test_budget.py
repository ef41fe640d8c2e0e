"""The rules about the budget: their examples, and what the examples do not show."""

from datetime import date

import pytest
from opscheck_budget import opscheck_rules

from opscheck.display import say
from opscheck.testing import assert_examples, found_lines, run_rule

RULES = {rule.id.removeprefix("budget/"): rule for rule in opscheck_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule):
    assert_examples(rule)


def found(rule, text, **parameters):
    """The lines and messages of what a rule finds."""
    report = run_rule(RULES[rule], text, **parameters)
    return [(line, message.removeprefix(f"budget/{rule}: ")) for line, message in found_lines(report)]


def judged(rule, text, **parameters):
    """The outcome of a rule and its evidence."""
    (outcome,) = run_rule(RULES[rule], text, **parameters).outcomes
    return outcome.outcome.value, [say(evidence.message) for evidence in outcome.evidence]


def only_finding(rule, text, **parameters):
    (finding,) = run_rule(RULES[rule], text, **parameters).findings
    return finding


class TestStageRatio:
    STAGES = "stages: [{id: early, amount: 30}, {id: middle, amount: 40}, {id: late, amount: 15}]"
    RESERVES = "reserves: {contingency: {amount: 15}, management: {amount: 5}}"

    def test_both_ends_of_a_band_are_inside(self):
        for early in (30, 40):
            text = f"budget: {{total: 100, {self.STAGES}}}".replace("30", str(early))
            assert found("stage-ratio", text) == []

    def test_a_share_that_rounds_to_the_bound_is_still_outside_and_says_so(self):
        text = f"budget: {{total: 100, {self.STAGES}}}".replace("30", "40.001")
        assert found("stage-ratio", text) == [(1, "early takes 40.001 % of the total, outside 30–40 %")]

    def test_the_base_may_be_the_total_less_both_reserves(self):
        text = f"budget:\n  total: 105\n  {self.STAGES}\n  {self.RESERVES}\n"
        assert found("stage-ratio", text) == [
            (3, "early takes 28.6 % of the total, outside 30–40 %"),
            (3, "middle takes 38.1 % of the total, outside 40–50 %"),
        ]
        assert judged("stage-ratio", text, base="total-less-reserves")[0] == "pass"

    def test_without_reserves_the_base_is_the_total(self):
        text = f"budget: {{total: 100, {self.STAGES}}}"
        assert judged("stage-ratio", text, base="total-less-reserves")[0] == "pass"

    def test_reserves_that_leave_nothing_are_found_once(self):
        text = f"budget:\n  total: 20\n  {self.STAGES}\n  {self.RESERVES}\n"
        message = "nothing is left to share among the stages: the base is 0.00"
        assert found("stage-ratio", text, base="total-less-reserves") == [(2, message)]

    def test_the_bands_are_parameters(self):
        text = f"budget: {{total: 100, {self.STAGES}}}"
        assert found("stage-ratio", text, early=["35%", "50%"]) == [
            (1, "early takes 30.0 % of the total, outside 35–50 %")
        ]

    def test_a_finding_says_what_would_fit_and_where_the_rest_of_the_sum_stands(self):
        finding = only_finding(
            "stage-ratio",
            "budget:\n"
            "  total: 100\n"
            "  stages:\n"
            "    - {id: a, kind: early, amount: 30}\n"
            "    - {id: b, kind: early, amount: 25}\n"
            "    - {id: middle, amount: 40}\n"
            "    - {id: late, amount: 10}\n",
        )
        assert (finding.span.line, finding.path, finding.key) == (4, "budget.stages[a].amount", "early")
        assert [related.span.line for related in finding.related] == [5, 2]
        assert say(finding.arithmetic) == "55.00 / 100.00 = 55.0 %"
        assert say(finding.help) == "at most 40.00 fits"


class TestReserve:
    def test_one_cent_below_the_minimum_is_too_little(self):
        text = "budget: {total: 3000000.00, reserves: {contingency: {amount: 449999.99}}}"
        ((_, message),) = found("reserve", text)
        assert message.startswith("the contingency reserve is 14.9999997 % of the total, less than 15")
        assert say(only_finding("reserve", text).help) == "hold back at least 450 000.00"

    def test_another_currency_counts_at_the_plans_rate(self):
        text = (
            "plan: {id: example, currency: CNY, rates: {USD: {rate: 7.5}}}\n"
            "budget: {total: 100.00, reserves: {contingency: {amount: 2.00 USD}}}\n"
        )
        assert judged("reserve", text) == ("pass", ["the contingency reserve is 15.0 % of the total, at least 15 %"])


class TestAddsUp:
    @staticmethod
    def plan(total, *amounts, currency="EUR"):
        stages = "".join(
            f"    - {{id: s{number}, amount: {amount}, lines: [{{id: l{number}, amount: {amount}}}]}}\n"
            for number, amount in enumerate(amounts)
        )
        return f"plan: {{id: example, currency: {currency}}}\nbudget:\n  total: {total}\n  stages:\n{stages}"

    def test_decimals_are_added_exactly(self):
        assert found("adds-up", self.plan("0.30", "0.10", "0.20")) == []

    def test_a_difference_below_the_minor_unit_is_none(self):
        assert found("adds-up", self.plan("100.00", "33.333", "33.333", "33.333")) == []
        assert found("adds-up", self.plan("1000", "999.6", currency="JPY")) == []

    @pytest.mark.parametrize(
        ("currency", "total", "amount", "difference"),
        [("EUR", "100.00", "99.99", "0.01"), ("JPY", "100", "99", "1"), ("KWD", "100.000", "99.999", "0.001")],
    )
    def test_the_minor_unit_is_the_currencys(self, currency, total, amount, difference):
        ((line, message),) = found("adds-up", self.plan(total, amount, currency=currency))
        assert line == 3
        assert message.endswith(f"{difference} less than the total")

    def test_digits_beyond_those_of_a_decimal_context_count(self):
        ((_, message),) = found("adds-up", self.plan("1" + "0" * 29 + ".00", "1" + "0" * 29 + ".01"))
        assert message.endswith("0.01 more than the total")

    def test_what_is_missing_in_one_stage_hides_nothing_else(self):
        text = (
            self.plan("100.00", "40.00")
            + "    - {id: late, amount: 10.00}\n    - {id: x, amount: 1, lines: [{id: l9}]}\n"
        )
        assert found("adds-up", text) == [
            (3, "the stages and reserves add up to 51.00, 49.00 less than the total"),
            (6, "budget.stages[late] has no lines"),
            (7, "budget.stages[x].lines[l9] has no amount"),
        ]

    def test_every_addend_is_related(self):
        text = self.plan("100.00", "40.00", "50.00") + "  reserves: {contingency: {amount: 15.00}}\n"
        finding = only_finding("adds-up", text)
        assert [related.span.line for related in finding.related] == [5, 6, 7]
        assert say(finding.arithmetic) == "the sum of 40.00, 50.00, 15.00 is 105.00"

    def test_an_addend_that_cannot_be_read_leaves_the_sum_open(self):
        text = self.plan("100.00", "40.00") + "  reserves: {contingency: {amount: many}}\n"
        report = run_rule(RULES["adds-up"], text)
        assert [finding.rule for finding in report.findings] == ["opscheck/schema"]
        assert report.outcomes[0].outcome.value == "needs-data"


class TestStagePurpose:
    def test_an_empty_list_of_purposes_is_none(self):
        text = (
            "budget:\n  stages:\n    - {id: early, covers: []}\n    - {id: middle, covers: [marketing]}\n"
            "    - {id: late, covers: [brand, ecosystem]}\n"
        )
        assert found("stage-purpose", text) == [
            (3, "budget.stages[early] has no covers"),
            (4, "middle does not cover channel-expansion"),
            (4, "middle does not cover technology-upgrade"),
        ]


class TestHorizon:
    @pytest.mark.parametrize(("horizon", "days"), [("P52W", "52 weeks"), ("P365D", "365 days")])
    def test_without_a_start_a_year_is_what_it_is_on_average(self, horizon, days):
        text = f"budget: {{horizon: {horizon}}}"
        assert found("horizon", text) == [(1, f"the budget covers {days}, less than 12 months")]

    def test_from_a_start_on_the_calendar_decides(self):
        text = "plan: {id: example, start: %s}\nbudget: {horizon: P365D}\n"
        assert found("horizon", text % "2026-03-01") == []
        assert found("horizon", text % "2027-03-01") == [(2, "the budget covers 365 days, less than 12 months")]

    def test_a_year_is_twelve_months(self):
        assert found("horizon", "budget: {horizon: P1Y}") == []


class TestResourceCategories:
    def test_each_missing_kind_is_a_finding_of_its_own(self):
        report = run_rule(
            RULES["resource-categories"], "budget: {stages: [{id: a, lines: [{id: l, category: travel}]}]}"
        )
        assert [finding.key for finding in report.findings] == ["finance", "people", "technology"]
        assert len({finding.fingerprint for finding in report.findings}) == 3


class TestCashFlow:
    @staticmethod
    def plan(opening, *months, floor=""):
        periods = "".join(
            f"      - {{month: {month}, inflow: {inflow}, outflow: {outflow}}}\n" for month, inflow, outflow in months
        )
        return f"budget:\n  cash_flow:\n    opening: {opening}\n    {floor}\n    periods:\n{periods}"

    def test_without_periods_there_is_no_cash_plan_to_judge(self):
        for text in ("", "budget: {total: 1}", "budget: {cash_flow: {opening: -1, periods: []}}"):
            assert judged("cash-flow", text) == ("needs-data", ["the plan gives no budget.cash_flow.periods"])

    def test_a_balance_at_the_floor_is_not_below_it(self):
        text = self.plan(10, ("2026-01", 0, 5), floor="floor: 5")
        assert judged("cash-flow", text) == ("pass", ["the balance is lowest in 2026-01: 5.00, not below 5.00"])

    def test_a_floor_below_zero_permits_no_debt(self):
        text = self.plan(10, ("2026-01", 0, 11), floor="floor: -100")
        assert found("cash-flow", text) == [(6, "the balance falls to -1.00 in 2026-01, below 0.00")]

    def test_months_count_in_calendar_order(self):
        text = self.plan(10, ("2026-03", 30, 0), ("2026-01", 0, 5), ("2026-02", 0, 20))
        assert found("cash-flow", text) == [(8, "the balance falls to -15.00 in 2026-02, below 0.00")]

    def test_a_month_given_twice_is_added_up_before_it_is_judged(self):
        assert found("cash-flow", self.plan(10, ("2026-01", 0, 15), ("2026-01", 5, 0))) == []

    def test_each_fall_is_found_once(self):
        months = [("2026-01", 0, 15), ("2026-02", 0, 1), ("2026-03", 20, 0), ("2026-04", 0, 20)]
        assert [line for line, _ in found("cash-flow", self.plan(10, *months))] == [6, 9]

    def test_the_turn_of_a_year_is_no_gap(self):
        assert found("cash-flow", self.plan(10, ("2026-12", 0, 1), ("2027-01", 0, 1))) == []

    def test_a_bad_month_cannot_be_left_out(self):
        text = self.plan(10, ("2026-01", 0, 1), ("2026-04", 0, 1))
        message = "what lies between 2026-01 and 2026-04 is left out of the cash plan"
        assert found("cash-flow", text) == [(7, message)]

    def test_an_opening_balance_below_the_floor_is_found_where_it_stands(self):
        text = self.plan(10, ("2026-01", 0, 1), ("2026-02", 30, 0), ("2026-03", 0, 30), floor="floor: 20")
        assert found("cash-flow", text) == [
            (3, "the opening balance is 10.00, below 20.00"),
            (8, "the balance falls to 9.00 in 2026-03, below 20.00"),
        ]

    def test_an_absent_opening_balance_is_not_zero(self):
        text = "budget:\n  cash_flow:\n    periods: [{month: 2026-01, inflow: 5, outflow: 1}]\n"
        assert found("cash-flow", text) == [(2, "budget.cash_flow has no opening")]


class TestKpiLinkage:
    KPIS = "kpis: [{id: retention, unit: percent}, {id: nps, unit: points}]\n"

    def links(self, *links):
        return self.KPIS + "budget:\n  kpi_links:\n" + "".join(f"    - {{{link}}}\n" for link in links)

    @pytest.mark.parametrize("link", ["per: 2%, adjust: 10%", "per: 0.01, adjust: 5%", "per: 1%, adjust: 0.05"])
    def test_the_step_is_reduced_to_one_percent(self, link):
        text = self.links(f"kpi: retention, {link}")
        evidence = ["1 % gained in retention raises the budget by 5 %, at most 5 %"]
        assert judged("kpi-linkage", text) == ("pass", evidence)

    def test_half_a_percent_is_reduced_too(self):
        text = self.links("kpi: retention, per: 0.5%, adjust: 4%")
        assert found("kpi-linkage", text) == [(4, "1 % gained in retention raises the budget by 8 %, more than 5 %")]

    def test_several_links_to_one_kpi_add_up(self):
        text = self.links("kpi: retention, per: 1%, adjust: 3%", "kpi: retention, per: 1%, adjust: 4%")
        assert found("kpi-linkage", text) == [(5, "1 % gained in retention raises the budget by 7 %, more than 5 %")]
        assert say(only_finding("kpi-linkage", text).arithmetic) == (
            "3 % by earlier links and 4 % for each 1 % is 7 % for each 1 %"
        )

    def test_another_kpi_is_not_bounded_by_what_holds_for_retention(self):
        assert judged("kpi-linkage", self.links("kpi: nps, per: 1, adjust: 9%")) == ("pass", ["the budget follows nps"])

    def test_a_step_back_is_no_gain(self):
        text = self.links("kpi: retention, per: -1%, adjust: 5%")
        assert found("kpi-linkage", text) == [(4, "a step of -1 % in retention is no gain")]

    def test_a_kpi_that_the_plan_does_not_have_ties_the_budget_to_nothing(self):
        text = "budget: {kpi_links: [{kpi: retention, per: 1%, adjust: 5%}]}"
        assert [message for _, message in found("kpi-linkage", text)] == ["the plan has no kpis"]

    def test_a_bare_step_of_a_kpi_in_percent_could_be_read_in_two_ways(self):
        report = run_rule(RULES["kpi-linkage"], self.links("kpi: retention, per: 1, adjust: 5%"))
        assert [(finding.rule, finding.span.line) for finding in report.findings] == [("opscheck/schema", 4)]


class TestReserveAdequacy:
    RISKS = "risks:\n  - {id: a, probability: 50%%, cost: 100%s}\n  - {id: b, probability: 10%%, cost: 30}\n"
    BUDGET = "budget: {reserves: {contingency: {amount: %s}}}\n"

    def test_the_finding_shows_the_sum(self):
        finding = only_finding("reserve-adequacy", self.BUDGET % "52.99" + self.RISKS % "")
        assert say(finding.message) == "the contingency reserve is 52.99, less than the expected loss of 53.00"
        assert say(finding.help) == "hold back at least 53.00"
        assert [related.span.line for related in finding.related] == [3, 4]

    def test_a_risk_is_open_until_the_day_on_which_it_is_closed(self):
        text = self.BUDGET % "3" + self.RISKS % ", closed: 2026-06-15"
        assert judged("reserve-adequacy", text, as_of=date(2026, 6, 14))[0] == "fail"
        assert judged("reserve-adequacy", text, as_of=date(2026, 6, 15))[0] == "pass"

    def test_a_closed_risk_needs_no_cost(self):
        text = self.BUDGET % "3" + "risks: [{id: a, closed: 2026-01-01}]\n"
        assert judged("reserve-adequacy", text)[0] == "pass"

    def test_a_risk_without_probability_leaves_the_sum_open(self):
        text = self.BUDGET % "%s" + "risks: [{id: a, cost: 100}, {id: b, probability: 10%%, cost: 30}]\n"
        reason = "the expected loss of a is not known: they have no probability"
        assert judged("reserve-adequacy", text % "3") == ("needs-data", [reason])
        assert judged("reserve-adequacy", text % "2")[0] == "fail"

    def test_a_risk_without_cost_hides_no_reserve_that_is_too_small(self):
        text = self.BUDGET % "2" + "risks:\n  - {id: a, probability: 50%}\n  - {id: b, probability: 10%, cost: 30}\n"
        assert [line for line, _ in found("reserve-adequacy", text)] == [1, 3]


class TestOverspend:
    BUDGET = (
        "budget:\n"
        "  stages: [{id: early, amount: 30, lines: [{id: staff}, {id: crm}]}]\n"
        "  reserves: {contingency: {amount: 10}}\n"
        "actuals:\n"
    )

    def records(self, spend=(), draws=()):
        lines = [*(["  spend:"] if spend else []), *(f"    - {{{entry}}}" for entry in spend)]
        lines += [*(["  reserve_draws:"] if draws else []), *(f"    - {{{entry}}}" for entry in draws)]
        return self.BUDGET + "\n".join(lines) + "\n"

    def test_before_anything_is_recorded_there_is_nothing_to_judge(self):
        nothing = ("needs-data", ["no spend and no draw on a reserve is recorded by 2026-07-01"])
        assert judged("overspend", "budget: {total: 1}") == nothing
        assert judged("overspend", self.records(["line: staff, month: 2026-08, amount: 99"])) == nothing

    def test_spend_of_the_month_of_the_given_date_counts(self):
        text = self.records(["line: staff, month: 2026-07, amount: 31"])
        assert found("overspend", text) == [(6, "early has spent 31.00, 1.00 more than its budget of 30.00")]

    def test_spend_without_a_month_counts(self):
        assert judged("overspend", self.records(["line: staff, amount: 31"]))[0] == "fail"

    def test_money_that_came_back_is_not_spent(self):
        text = self.records(["line: staff, month: 2026-01, amount: 40", "line: crm, month: 2026-02, amount: -10"])
        assert judged("overspend", text) == ("pass", ["early has spent 30.00 of 30.00"])

    def test_the_entry_that_went_beyond_is_found_and_the_rest_related(self):
        finding = only_finding(
            "overspend",
            self.records(
                [
                    "line: staff, month: 2026-03, amount: 10",
                    "line: crm, month: 2026-02, amount: 25",
                    "line: crm, month: 2026-01, amount: 5",
                ]
            ),
        )
        assert finding.path == "actuals.spend[staff/2026-03].amount"
        assert [related.span.line for related in finding.related] == [2, 7, 8]

    def test_an_entry_says_its_line_and_amount(self):
        assert found("overspend", self.records(["month: 2026-03, amount: 10", "line: crm, month: 2026-02"])) == [
            (6, "actuals.spend[2026-03] has no line"),
            (7, "actuals.spend[crm/2026-02] has no amount"),
        ]

    def test_a_misspelt_line_leaves_the_sums_open(self):
        report = run_rule(RULES["overspend"], self.records(["line: staf, month: 2026-03, amount: 10"]))
        assert [finding.rule for finding in report.findings] == ["opscheck/unknown-reference"]
        assert report.outcomes[0].outcome.value == "needs-data"

    def test_a_draw_is_judged_where_no_spend_is_recorded(self):
        approved = "approved_by: lin-mei"
        text = self.records(draws=[f'reserve: contingency, amount: 10, "on": 2026-06-01, {approved}'])
        assert judged("overspend", text) == ("pass", ["10.00 of 10.00 is drawn from the contingency reserve"])
        text = self.records(draws=[f'reserve: management, amount: 1, "on": 2026-06-01, {approved}'])
        assert found("overspend", text) == [(3, "budget.reserves.management has no amount")]

    def test_a_draw_after_the_given_date_has_not_happened(self):
        text = self.records(draws=['reserve: contingency, amount: 99, "on": 2026-07-02'])
        assert judged("overspend", text)[0] == "needs-data"
        assert judged("overspend", text, as_of=date(2026, 7, 2))[0] == "fail"
