"""Test helpers for rule writers: run a rule on a piece of a plan, and run the examples in its documentation.

from opscheck.testing import assert_examples
from acme_rules import rules

@pytest.mark.parametrize("rule", rules())
def test_examples(rule):
    assert_examples(rule)
"""

import re
from datetime import date
from typing import Any

from opscheck.display import say
from opscheck.documentation import EXAMPLE_DAY, Example, documentation
from opscheck.engine import ConfiguredRule, PlanReport, check
from opscheck.merge import merge
from opscheck.rule import Rule
from opscheck.source import load

_HEADER = "schema: opscheck/v1\n"
_IDENTITY = "plan: {id: example}\n"


def run_rule(rule: type[Rule], text: str, as_of: date = EXAMPLE_DAY, **parameters: Any) -> PlanReport:
    """Judge a piece of a plan by one rule. What the piece lacks of a plan's header is put below it."""
    if not text.endswith("\n"):
        text += "\n"
    if not re.search(r"^schema:", text, re.MULTILINE):
        text += _HEADER
    if not re.search(r"^plan:", text, re.MULTILINE):
        text += _IDENTITY
    configured = ConfiguredRule(
        rule.model_validate(parameters) if parameters else rule.model_construct(), rule.severity
    )
    return check(merge(load(text.encode(), "example.yaml")), [configured], as_of)


def found_lines(report: PlanReport) -> list[tuple[int, str]]:
    """The line and the English message of every finding, in order."""
    return [(finding.span.line, f"{finding.rule}: {say(finding.message)}") for finding in report.findings]


def assert_examples(rule: type[Rule]) -> None:
    """Every good example gives no finding and some evidence; every bad one gives just the findings it marks."""
    examples = documentation(rule)
    assert examples.why, f"{rule.id} does not say why it exists"
    assert examples.good, f"{rule.id} has no good example"
    assert examples.bad, f"{rule.id} has no bad example"
    for example in (*examples.good, *examples.bad):
        _assert_found(rule, example)
    for example in examples.bad:
        assert example.expected, f"{rule.id}: a bad example marks no line:\n{example.text}"
    for example in examples.good:
        assert not example.expected, f"{rule.id}: a good example marks a line:\n{example.text}"


def _assert_found(rule: type[Rule], example: Example) -> None:
    report = run_rule(rule, example.text, example.as_of)
    found = found_lines(report)
    lines = [line for line, _ in found]
    wanted = sorted(line for line, _ in example.expected)
    assert lines == wanted, f"{rule.id}: expected lines {wanted}, found {found} in\n{example.text}"
    for line, part in example.expected:
        texts = [text for at, text in found if at == line]
        assert any(part in text for text in texts), f"{rule.id}: line {line} says {texts}, not {part!r}"
