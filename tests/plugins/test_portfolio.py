"""x"""

import pytest
from opscheck_portfolio import opscheck_rules

from opscheck.testing import assert_examples


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_examples(rule):
    assert_examples(rule)
