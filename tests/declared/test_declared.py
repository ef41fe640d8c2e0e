"""Rules that a ruleset declares in CEL: what they find, what they say of what is absent, and how mistakes are shown."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from stranger import with_enough_time

from opscheck.declared import declare, scope
from opscheck.declared import functions as cel
from opscheck.declared.data import as_cel
from opscheck.display import say
from opscheck.documentation import documentation
from opscheck.engine import ConfiguredRule, check
from opscheck.errors import UserError
from opscheck.finding import Outcome, Severity
from opscheck.merge import merge
from opscheck.plan import Plan
from opscheck.plugins import Plugins
from opscheck.ruleset import load_ruleset
from opscheck.source import load
from opscheck.testing import found_lines, run_rule

PLUGINS = Plugins()


def rule(text, rule_id="our/rule"):
    """The rule that a text declares."""
    document = load(text.encode(), "ours.yaml")
    return declare(rule_id, document.data, document, ())


def found(declared, plan, **parameters):
    """The lines and messages of what a rule finds."""
    report = run_rule(declared, plan, **parameters)
    return [(line, message.removeprefix("our/rule: ")) for line, message in found_lines(report)]


def outcome(declared, plan):
    (result,) = run_rule(declared, plan).outcomes
    return result.outcome.value, [say(evidence.message) for evidence in result.evidence]


def mistake(text):
    with pytest.raises(UserError) as refused:
        rule(text)
    error = refused.value
    return error.span.line, say(error.message), error.help and say(error.help)


LINES = """\
for: budget.stages[*].lines[*]
when: self.amount >= 500000.0
assert: self.owner == 'zhao-min'
message: "{self.id} is {self.amount} and not owned by finance"
at: self.amount
related: [self.owner, budget.total]
help: hand it to finance
evidence: "{self.id} is owned by {self.owner}"
severity: warning
"""
PLAN = """\
budget:
  total: 1000000
  stages:
    - id: early
      lines:
        - {id: small, amount: 499999.99, owner: he-tao}
        - {id: large, amount: 500000, owner: he-tao}
        - {id: paid, amount: 600000.00 , owner: zhao-min}
"""


class TestJudging:
    def test_each_selected_object_is_judged_at_its_place(self):
        report = run_rule(rule(LINES), PLAN)
        (finding,) = report.findings
        assert say(finding.message) == "large is 500 000.00 and not owned by finance"
        assert (finding.span.line, finding.path) == (7, "budget.stages[early].lines[large].amount")
        assert [related.span.line for related in finding.related] == [7, 2]
        assert say(finding.help) == "hand it to finance"
        assert finding.severity is Severity.warning

    def test_what_holds_is_evidence(self):
        plan = PLAN.replace("owner: he-tao}", "owner: zhao-min}")
        assert outcome(rule(LINES), plan) == ("pass", ["large is owned by zhao-min", "paid is owned by zhao-min"])

    def test_where_when_lets_nothing_pass_the_rule_does_not_apply(self):
        plan = "budget: {stages: [{id: early, lines: [{id: a, amount: 1, owner: b}]}]}"
        assert outcome(rule(LINES), plan)[0] == "not-applicable"

    def test_an_empty_list_of_subjects_does_not_apply(self):
        assert outcome(rule(LINES), "budget: {total: 1}")[0] == "not-applicable"

    def test_without_for_the_plan_itself_is_judged(self):
        text = "assert: size(plan.risks) >= 2\nmessage: '{self.plan.id} has fewer than two risks'"
        assert found(rule(text), "risks: [{id: a}]") == [(1, "example has fewer than two risks")]

    def test_dates_are_timestamps_and_as_of_is_the_day_of_the_run(self):
        text = "for: drills[*]\nassert: self.date > as_of\nmessage: '{self.id} was on {self.date}, and it is {as_of}'"
        report = run_rule(
            rule(text), "drills:\n- {id: a, date: 2026-02-28}\n- {id: b, date: 2028-02-29}", date(2026, 3, 1)
        )
        assert [line for line, _ in found_lines(report)] == [2]
        assert say(report.findings[0].message) == "a was on 2026-02-28, and it is 2026-03-01"

    def test_a_kind_is_its_id_where_none_is_declared(self):
        text = "for: kpis[*]\nassert: self.kind == 'nps'\nmessage: '{self.kind}'"
        assert found(rule(text), "kpis: [{id: nps}, {id: score, kind: nps}, {id: other}]") == [(1, "other")]

    def test_keys_of_ones_own_are_read_with_brackets(self):
        text = """for: kpis[*]\nassert: self["x-acme"].weight == 2\nmessage: wrong weight"""
        assert found(rule(text), "kpis: [{id: a, x-acme: {weight: 2}}, {id: b, x-acme: {weight: 3}}]") == [
            (1, "wrong weight")
        ]

    def test_a_message_may_hold_any_expression(self):
        text = "for: budget\nassert: 'false'\nmessage: '{size(self.stages)} stages'".replace("'false'", "false && true")
        assert found(rule(text), "budget: {stages: [{id: a}, {id: b}]}") == [(1, "2 stages")]

    def test_patterns_run_in_linear_time(self):
        text = "for: kpis[*]\nassert: self.source.matches('^(a+)+$')\nmessage: no"
        assert found(rule(text), f"kpis: [{{id: a, source: {'a' * 5000}b}}]")


class TestAbsence:
    def test_what_when_or_assert_asks_for_and_the_object_lacks_is_the_finding(self):
        plan = (
            "budget:\n  stages:\n    - id: early\n      lines:\n        - {id: a}\n        - {id: b, amount: 600000}\n"
        )
        assert found(rule(LINES), plan) == [
            (5, "budget.stages[early].lines[a] has no amount"),
            (6, "budget.stages[early].lines[b] has no owner"),
        ]

    def test_in_a_loop_the_item_that_lacks_the_key_is_found(self):
        text = "for: budget\nassert: plan.kpis.all(k, k.target > k.baseline)\nmessage: no"
        plan = "budget: {total: 1}\nkpis:\n- {id: a, target: 2, baseline: 1}\n- {id: b, target: 2}\n"
        assert found(rule(text), plan) == [(4, "kpis[b] has no baseline")]

    def test_a_section_that_is_absent_or_empty_is_not_met_by_default(self):
        text = "assert: plan.risks.all(r, r.impact < 5.0)\nmessage: no"
        assert found(rule(text), "budget: {total: 1}") == [(1, "the plan has no risks")]
        assert found(rule(text), "risks: []") == [(1, "the plan has no risks")]

    def test_the_one_thing_that_for_names_must_be_there(self):
        text = "for: budget.reserves.contingency\nassert: self.amount > 0.0\nmessage: no"
        assert found(rule(text), "budget:\n  total: 1") == [(1, "budget has no reserves")]

    def test_has_asks_without_a_finding(self):
        text = "for: kpis[*]\nassert: '!has(self.alert) || self.alert > 1.0'\nmessage: no"
        assert found(rule(text), "kpis: [{id: a}]") == []

    def test_given_is_optional_input(self):
        text = "given: budget.cash_flow\nassert: plan.budget.cash_flow.floor > 0.0\nmessage: no"
        assert outcome(rule(text), "budget: {total: 1}")[0] == "needs-data"

    def test_requires_is_reported_once(self):
        text = "requires: budget.total\nfor: budget.stages[*]\nassert: self.amount < plan.budget.total\nmessage: no"
        assert found(rule(text), "budget: {stages: [{id: a, amount: 1}, {id: b, amount: 1}]}") == [
            (1, "budget has no total")
        ]

    def test_a_placeholder_of_something_absent_says_so(self):
        text = "for: kpis[*]\nassert: self.target > 1.0\nmessage: 'owner {self.owner}, {self.alert + 1.0}'"
        assert found(rule(text), "kpis: [{id: a, target: 1}]") == [(1, "owner nothing, nothing")]


class TestParameters:
    TEXT = "for: kpis[*]\nassert: self.target >= params.least\nmessage: below {params.least}\nparams: {least: 2}\n"

    def test_they_have_defaults_and_are_changed_like_those_of_any_rule(self):
        assert found(rule(self.TEXT), "kpis: [{id: a, target: 1.5}]") == [(1, "below 2")]
        assert found(rule(self.TEXT), "kpis: [{id: a, target: 1.5}]", least=1) == []

    def test_a_name_that_a_rule_has_already_is_refused(self):
        assert mistake("assert: 1 == 1\nmessage: no\nparams: {check: 1}")[1] == (
            "params of our/rule cannot be read: check cannot be the name of a parameter"
        )


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("message: no\nfor: kpis[*]", 1, "our/rule has no assert"),
            ("assert: 1 == 1", 1, "our/rule has no message"),
            ("assert: 1 == 1\nmesage: no\nmessage: no", 2, "a rule has no key mesage: did you mean message?"),
            ("assert: 1 == 1\nmessage: no\nfor: kpis[", 3, "for of our/rule cannot be read"),
            (
                "assert: 1 == 1\nmessage: no\nfor: kpi[*]",
                3,
                "for of our/rule cannot be read: kpi[*] is nowhere in a plan, which has no kpi; did you mean kpis?",
            ),
            (
                "assert: 1 == 1\nmessage: no\nrequires: [budget.total, budget.stage]",
                3,
                "requires of our/rule cannot be read: budget.stage is nowhere in a plan: budget has no stage; did you",
            ),
            (
                "assert: 1 == 1\nmessage: no\ngiven: budget.stages.amount",
                3,
                "given of our/rule cannot be read: budget.s",
            ),
            (
                "message: no\nassert: self.ownr == 'x'\nfor: kpis[*]",
                2,
                "assert of our/rule cannot be read: kpis[*].ownr is nowhere in a plan: kpis[*] has no ownr",
            ),
            (
                "message: no\nassert: plan.kpis.all(k, k.ownr != '')",
                2,
                "assert of our/rule cannot be read: kpis[*].ownr is",
            ),
            (
                "message: '{self.totl}'\nassert: 1 == 1\nfor: budget",
                1,
                "message of our/rule cannot be read: budget.totl is",
            ),
            (
                "message: no\nassert: params.b > 1.0\nparams: {a: 1}",
                2,
                "assert of our/rule cannot be read: there is no params.b",
            ),
            (
                "message: no\nassert: 1 == 1\nat: self.ownr\nfor: kpis[*]",
                3,
                "at of our/rule cannot be read: kpis[*].ownr",
            ),
            ("message: no\nassert: 1 == 1\nat: 3 + 4", 3, "at of our/rule cannot be read: '3 + 4' is not a path"),
            (
                "message: no\nassert: 1 == 1\nrelated: [budget.totl]",
                3,
                "related of our/rule cannot be read: budget.totl",
            ),
            ("message: no\nasert: 1 == 1", 2, "a rule has no key asert: did you mean assert?"),
            (
                "message: no\nassert: " + "(" * 200 + "true" + ")" * 200,
                2,
                "the expression is nested too deeply: split it",
            ),
            ("message: no\nassert: self.a >", 2, "this is no CEL expression: mismatched input '<EOF>'"),
            ("message: no\nassert: |\n  self.a\n  > 1 )", 4, "this is no CEL expression: extraneous input ')'"),
            ("message: no\nassert: item.a > 1", 2, "an expression knows self, plan, as_of, params, and not item"),
            ("message: no\nassert: money(self.a)", 2, "there is no function money"),
            ("message: '{self.a +}'\nassert: 1 == 1", 1, "this is no CEL expression"),
            ("assert: 1 == 1\nmessage: no\nseverity: fatal", 3, "severity of our/rule cannot be read"),
        ],
    )
    def test_each_is_shown_at_its_line_of_the_ruleset(self, text, line, message):
        at, said, _ = mistake(text)
        assert at == line
        assert said.startswith(message)

    def test_a_key_with_a_hyphen_is_explained(self):
        _, message, help_ = mistake("message: no\nassert: plan.x-acme.n > 1.0")
        assert message == "an expression knows self, plan, as_of, params, and not acme"
        assert help_ == 'in CEL a hyphen is a minus: write plan["x-acme"] for a key with one'

    @pytest.mark.parametrize(
        ("expression", "reason"),
        [
            ("self.target + 1 > 2.0", "int and double do not mix in CEL"),
            ("size(self.id) / 2.0 > 1.0", "int and double do not mix in CEL"),
            ("self.target", "the expression gives 1.0, and neither true nor false"),
            ("percent('15') > 0.1", "'15' is not a percentage such as 15%"),
            ("days_between(self.id, as_of) > 1.0", "'a' is no date of the plan"),
            ("money_sum(self.id) > 1.0", "money_sum() takes a list of amounts"),
            ("money_eq(1.0)", "missing 1 required positional argument"),
            ("percent(self.target, 0.0) > 1.0", "percent() of a whole that is zero"),
            ("1 / 0 > 1", "division by zero"),
        ],
    )
    def test_what_fails_while_judging_is_an_internal_error_with_the_line(self, expression, reason, capfd):
        report = run_rule(rule(f'message: no\nfor: kpis[*]\nassert: "{expression}"'), "kpis: [{id: a, target: 1}]")
        (finding,) = report.findings
        assert finding.rule == "opscheck/internal-error"
        assert "ours.yaml:3: " in say(finding.message)
        assert reason in say(finding.message)
        assert capfd.readouterr() == ("", "")


class TestFunctions:
    def test_money_is_added_and_compared_exactly(self):
        assert cel.money_sum([0.1, 0.2]) == 0.3
        assert cel.money_sum([]) == 0.0
        assert cel.money_eq(0.1 + 0.2, 0.3)
        assert not cel.money_eq(3000000.00, 3000000.01)
        assert [cel.money_cmp(1, 2), cel.money_cmp(2.0, 2), cel.money_cmp(3, 2)] == [-1.0, 0.0, 1.0]

    def test_periods_are_calendar_periods(self):
        end_of_january = cel._midnight(date(2028, 1, 31))
        assert cel.after(end_of_january, "P1M").date() == date(2028, 2, 29)
        assert cel.before(end_of_january, "P1M").date() == date(2027, 12, 31)
        assert cel.days_between(cel.after(end_of_january, "P1M"), end_of_january) == -29.0
        assert cel.period_days("P4W") < cel.period_days("P1M") < cel.period_days("P31D")

    def test_percent_reads_a_text_or_divides(self):
        assert cel.percent("15%") == 0.15
        assert cel.percent(0.3, 3) == 0.1


class TestInRulesets:
    @pytest.fixture
    def ruleset(self, tmp_path):
        def write(text, **others):
            for stem, other in others.items():
                (tmp_path / f"{stem}.yaml").write_text(other)
            (tmp_path / "ours.yaml").write_text(text)
            return load_ruleset("./ours.yaml", PLUGINS, folder=tmp_path)

        return write

    BASE = (
        "name: base\nrules:\n"
        "  our/rule: {assert: 1.0 < params.least, message: no, params: {least: 2}, severity: info}\n"
    )

    def run(self, ruleset):
        return {entry.rule.id: entry for entry in ruleset.for_file("plan.yaml").rules}

    def test_they_run_beside_those_of_plugins(self, ruleset):
        rules = self.run(ruleset(self.BASE + "  budget/horizon: on\n"))
        assert set(rules) == {"our/rule", "budget/horizon"}
        assert rules["our/rule"].severity is Severity.info

    def test_whoever_extends_them_changes_severity_and_parameters_or_turns_them_off(self, ruleset):
        rules = self.run(
            ruleset("extends: ./base.yaml\nrules: {our/rule: {severity: error, least: 3}}", base=self.BASE)
        )
        assert rules["our/rule"].severity is Severity.error
        assert rules["our/rule"].rule.least == 3.0
        assert self.run(ruleset("extends: ./base.yaml\nrules: {'our/*': off}", base=self.BASE)) == {}

    def test_whoever_extends_them_may_declare_them_anew(self, ruleset):
        text = "extends: ./base.yaml\nrules: {our/rule: {assert: 1 == 1, message: new}}"
        rules = self.run(ruleset(text, base=self.BASE))
        assert rules["our/rule"].rule.spoken.definition.message == "new"

    def test_a_topic_of_a_plugin_is_not_theirs(self, ruleset):
        with pytest.raises(UserError, match="the topic budget belongs to opscheck"):
            self.run(ruleset("rules: {budget/ours: {assert: 1 == 1, message: no}}"))

    def test_the_digest_tells_two_declarations_apart(self, ruleset):
        digest = ruleset(self.BASE).digest
        assert ruleset(self.BASE.replace("1.0 <", "1.1 <")).digest != digest
        assert ruleset(self.BASE).digest == digest


SAME = """\
rules:
  our/expected-return:
    requires: budget.expected_return
    assert: plan.budget.expected_return >= params.minimum
    message: "the budget is to return {plan.budget.expected_return} per unit spent, less than {params.minimum}"
    at: budget.expected_return
    params: {minimum: 1.5}
  our/return-review:
    for: budget
    assert: period_days(self.return_review) > 0.0 && period_days(self.return_review) <= period_days(params.maximum)
    message: "return on spend is reviewed every {self.return_review}, not within 1 month"
    at: self.return_review
    params: {maximum: P1M}
  our/assessed:
    requires: risks
    for: risks[*]
    assert: >-
      self.probability >= 0.0 && self.impact >= 0.0 &&
      self.impact <= (has(plan.risk_model) && has(plan.risk_model.impact_scale) ? plan.risk_model.impact_scale : 5.0)
    message: "the impact of {self.id} is {self.impact}, outside the scale of 0 to {5.0}"
    at: self.impact
"""


@pytest.mark.parametrize("name", ["expected-return", "return-review", "assessed"])
def test_declared_and_python_rules_that_ask_the_same_find_the_same(name):
    document = load(SAME.encode(), "ours.yaml")
    declared = declare(f"our/{name}", document.data["rules"][f"our/{name}"], document, ("rules", f"our/{name}"))
    shipped = next(rule for rule_id, rule in PLUGINS.rules.items() if rule_id.endswith(f"/{name}"))
    examples = documentation(shipped)
    for example in (*examples.good, *examples.bad):
        by_shipped, by_declared = (run_rule(each, example.text, example.as_of) for each in (shipped, declared))
        assert said(by_declared) == said(by_shipped)
        assert by_declared.outcomes[0].outcome is by_shipped.outcomes[0].outcome


def said(report):
    return [(finding.span, say(finding.message), finding.path, finding.key) for finding in report.findings]


def test_a_run_without_declared_rules_does_not_load_the_language(tmp_path):
    plan = Path(__file__).parents[1] / "data" / "good-plan.yaml"
    code = "import sys; from opscheck.cli import main; main(['check', sys.argv[1]]); print('cel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(plan)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


class TestSpelling:
    @pytest.mark.parametrize(
        "text",
        [
            "self.owner == 'self.ownr'",
            "has(self.owner) || self.kind == 'a'",
            "plan.plan.start.getFullYear() > 2000 && self.id.startsWith('a')",
            "plan.kpis.all(k, k.owner != '') && plan.risks.all(k, k.category != '')",
            "plan.risks.filter(r, r.owner == self.owner).all(r, r.anything == 1.0)",
            "plan.budget.stages.all(s, s.lines.exists(l, l.amount > params.least))",
            "plan['x-acme'].anything == self['x-ours']",
            "plan.plan.rates.USD.rate > 7.0",
        ],
    )
    def test_what_a_plan_may_have_and_what_cannot_be_told_is_let_pass(self, text):
        assert rule(f"for: kpis[*]\nmessage: no\nparams: {{least: 1}}\nassert: |\n  {text}\n")


def test_a_rule_that_does_not_end_is_named_and_the_others_go_on(opscheck):
    opscheck.write(
        {
            "ours.yaml": "name: ours\nrules:\n"
            f'  our/endless: {{assert: "{_loops(9)}", message: no}}\n'
            "  our/other: {for: budget, assert: 'self.total > 5.0', message: small}\n",
            "plan.yaml": "schema: opscheck/v1\nplan: {id: p}\nbudget: {total: 1}\nkpis:\n"
            + "".join(f"  - {{id: k{number}}}\n" for number in range(30)),
        }
    )

    def check(seconds):
        opscheck.write({".opscheck.yaml": f"ruleset: ./ours.yaml\nlimits: {{rule-seconds: {seconds}}}\n"})
        return opscheck("check", "plan.yaml", "--format", "json")

    result = with_enough_time(check, 1)
    assert result.code == 2
    assert result.found == ["opscheck/internal-error", "our/other"]
    assert "our/endless failed" in result.data["findings"][0]["message"]
    assert "it did not return within " in result.data["findings"][0]["message"]


def _loops(depth: int) -> str:
    """Loops within loops over the KPIs, as many as that."""
    names = "abcdefghijklmnop"[:depth]
    return "".join(f"plan.kpis.all({name}, " for name in names) + "a.id != ''" + ")" * depth


# --- what it takes


@pytest.mark.parametrize(
    ("claims", "times"),
    [
        (["size(self.id) > 1", "self.id != 'a'"], 0),
        (["plan.kpis.exists(k, k.id == self.id)", "size(plan.kpis) > 0"], 1),
        (["self.id != 'a'", "size(plan.kpis) > 0"], 1),
    ],
)
def test_a_plan_is_converted_once_for_all_rules_that_speak_of_it(claims, times, monkeypatch):
    converted = []
    monkeypatch.setattr(scope, "as_cel", lambda value: converted.append(type(value)) or as_cel(value))
    declared = [rule(f'{{for: "kpis[*]", message: no, assert: "{claim}"}}') for claim in claims]
    rules = [ConfiguredRule(each.model_construct(), Severity.error) for each in declared]
    document = load(b"schema: opscheck/v1\nplan: {id: p}\nkpis: [{id: conversion}, {id: churn}]\n", "plan.yaml")
    report = check(merge(document), rules, date(2026, 7, 1))
    assert [outcome.outcome for outcome in report.outcomes] == [Outcome.passed] * 2
    assert converted.count(Plan) == times
