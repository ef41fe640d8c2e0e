"""Every rule that offers fixes: what it offers in its bad examples mends them, and nothing else is touched."""

from collections.abc import Iterator

import pytest

from opscheck import Rule
from opscheck.documentation import Example, documentation
from opscheck.edits import verified
from opscheck.edits.changes import plan_change
from opscheck.finding import Finding
from opscheck.merge import merge
from opscheck.plugins import Plugins
from opscheck.source import load
from opscheck.testing import run_rule

FIXABLE = [rule for rule in Plugins().rules.values() if rule.fixable]


def offers(rule: type[Rule]) -> Iterator[tuple[Example, Finding]]:
    for example in documentation(rule).bad:
        for finding in run_rule(rule, example.text, example.as_of).findings:
            if finding.fix:
                yield example, finding


@pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.id)
def test_what_a_rule_offers_mends_its_finding(rule: type[Rule]):
    offered = list(offers(rule))
    assert offered, f"{rule.id} says that it offers fixes, and none of its examples shows one"
    for example, finding in offered:
        text = example.text
        for change in finding.fix.changes if finding.fix else ():
            planned = plan_change(merge(load(text.encode(), "example.yaml")), change)
            text = verified(planned.document, planned.edits, data=planned.data).text
        left = run_rule(rule, text, example.as_of).findings
        assert finding.fingerprint not in {found.fingerprint for found in left}, text


@pytest.mark.parametrize(
    "rule", [rule for rule in Plugins().rules.values() if not rule.fixable], ids=lambda rule: rule.id
)
def test_a_rule_that_offers_a_fix_says_so(rule: type[Rule]):
    assert not list(offers(rule))


def test_the_rules_that_are_promised_to_be_fixable_are():
    assert {rule.id for rule in FIXABLE} >= {
        "budget/reserve",
        "delivery/required-deliverables",
        "metrics/core-kpis",
        "drill/scenario-coverage",
        "risk/category-coverage",
        "risk/contingency-complete",
        "schedule/buffer",
    }
