import pytest
from opscheck_continuity import opscheck_rules

from opscheck.testing import assert_examples, found_lines, run_rule

RULES = {rule.id: rule for rule in opscheck_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule):
    assert_examples(rule)


def test_a_leap_day_is_a_year_later_the_last_of_february():
    plan = """\
contingency_plans: [{id: outage-plan}]
actuals: {activations: [{plan: outage-plan, "on": 2028-02-29}]}
"""
    from datetime import date

    rule = RULES["continuity/pci-dss-cadence"]
    assert found_lines(run_rule(rule, plan, date(2029, 2, 28))) == []
    assert len(found_lines(run_rule(rule, plan, date(2029, 3, 1)))) == 1


def test_what_has_not_happened_yet_is_no_exercise():
    plan = 'contingency_plans: [{id: a}]\nactuals: {activations: [{plan: a, "on": 2026-07-02}]}\n'
    (finding,) = found_lines(run_rule(RULES["continuity/dora-cadence"], plan))
    assert finding == (1, "continuity/dora-cadence: a was never exercised")
