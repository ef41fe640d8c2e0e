"""The rules about what the plan is for: their examples, and what the examples do not show."""

import pytest
from opscheck_strategy import opscheck_rules

from opscheck.display import say
from opscheck.testing import assert_examples, found_lines, run_rule

RULES = {rule.id.removeprefix("strategy/"): rule for rule in opscheck_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule):
    assert_examples(rule)
