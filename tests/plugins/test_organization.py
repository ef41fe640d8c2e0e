"""The rules about the organization: their examples, and what the examples do not show."""

from datetime import date

import pytest
from opscheck_organization import opscheck_rules

from opscheck.display import say
from opscheck.testing import assert_examples, found_lines, run_rule

RULES = {rule.id.removeprefix("organization/"): rule for rule in opscheck_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples(rule):
    assert_examples(rule)
