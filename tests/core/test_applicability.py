"""Clauses that a plan declares not to apply to it."""

import pytest
from core.plans import AS_OF, HEADER, loaded, said

from opscheck import Problem, Rule, Severity
from opscheck.display import say
from opscheck.engine import ConfiguredRule, PlanReport, check

COMPLETE = "reason: a pilot of a pilot, approved_by: lin-mei"


def rule(*clauses: str) -> ConfiguredRule:
    namespace = {
        "__doc__": "It is so.",
        "__module__": __name__,
        "check": lambda _self, plan: iter([Problem(plan.at(), "it is wrong")]),
    }
    made = type(Rule)("Made", (Rule,), namespace, id="acme/made", clauses=clauses)
    return ConfiguredRule(made.model_construct(), Severity.error)


def judged(configured: ConfiguredRule, *entries: str, clauses=None) -> PlanReport:
    text = "applicability:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries) + HEADER
    return check(loaded(text), [configured], AS_OF, clauses=clauses)


def rules_of(report: PlanReport) -> list[str]:
    return [found.rule for found in report.findings]


def test_a_clause_that_does_not_apply_is_not_judged_and_the_outcome_says_why():
    report = judged(rule("C1"), f"clause: C1, applies: false, {COMPLETE}")
    assert report.findings == []
    (outcome,) = report.outcomes
    assert outcome.outcome.value == "not-applicable"
    (evidence,) = outcome.evidence
    assert say(evidence.message) == "clause C1 does not apply: a pilot of a pilot (approved by lin-mei)"
    assert evidence.span.line == 2


@pytest.mark.parametrize(
    "entry",
    [
        "clause: C1, applies: false",
        "clause: C1, applies: false, reason: because",
        "clause: C1, applies: false, approved_by: lin-mei",
        "clause: C1, applies: false, reason: , approved_by: lin-mei",
        "applies: false, reason: because, approved_by: lin-mei",
    ],
)
def test_it_takes_a_clause_a_reason_and_an_approver(entry):
    report = judged(rule("C1"), entry)
    assert sorted(rules_of(report)) == ["acme/made", "opscheck/schema"]
    (incomplete,) = [found for found in report.findings if found.rule == "opscheck/schema"]
    assert said(incomplete) == "a clause is set aside only with a reason and an approver: it is checked as before"
    assert incomplete.span.line == 2


@pytest.mark.parametrize("applies", ["applies: true, ", "", "applies: , "])
def test_it_takes_a_plain_no(applies):
    assert rules_of(judged(rule("C1"), f"clause: C1, {applies}{COMPLETE}")) == ["acme/made"]


def test_what_cannot_be_read_sets_nothing_aside():
    for applies, found in (("applies: 'false'", "opscheck/schema"), ("aplies: false", "opscheck/unknown-key")):
        assert rules_of(judged(rule("C1"), f"clause: C1, {applies}, {COMPLETE}")) == ["acme/made", found]


def test_a_placeholder_is_no_reason():
    report = judged(rule("C1"), "clause: C1, applies: false, reason: TBD, approved_by: lin-mei")
    assert sorted(rules_of(report)) == ["acme/made", "opscheck/placeholder"]


def test_a_rule_of_two_clauses_is_judged_while_one_applies():
    one = f"clause: C1, applies: false, {COMPLETE}"
    other = f"clause: C2, applies: false, {COMPLETE}"
    assert rules_of(judged(rule("C1", "C2"), one)) == ["acme/made"]
    assert rules_of(judged(rule("C1", "C2"), other)) == ["acme/made"]
    assert rules_of(judged(rule("C1", "C2"), one, other)) == []


def test_a_rule_of_no_clause_cannot_be_set_aside():
    assert rules_of(judged(rule(), f"clause: C1, applies: false, {COMPLETE}")) == ["acme/made"]


def test_a_clause_that_no_framework_has_is_a_dangling_id():
    report = judged(rule(), f"clause: C33a, applies: false, {COMPLETE}", clauses=lambda: ["C3.3a", "C3.3b"])
    (found,) = [found for found in report.findings if found.rule == "opscheck/unknown-reference"]
    assert said(found) == "no framework has a clause C33a: did you mean C3.3a?"
    assert (found.path, found.span.line, found.span.column) == ("applicability[C33a].clause", 2, 14)


def test_clauses_are_looked_up_only_where_a_plan_names_one():
    def never():
        raise AssertionError

    assert check(loaded(HEADER), [], AS_OF, clauses=never).findings == []
