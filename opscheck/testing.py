"""Test helpers for rule writers: run a rule on a piece of a plan, and run the examples in its documentation.

from opscheck.testing import assert_examples
from acme_rules import rules

@pytest.mark.parametrize("rule", rules())
def test_examples(rule):
    assert_examples(rule)
"""

import re
import sys
from collections import Counter
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from opscheck.display import say
from opscheck.documentation import EXAMPLE_DAY, Example, documentation
from opscheck.engine import ConfiguredRule, PlanReport, check
from opscheck.engine.portfolio import check_portfolio
from opscheck.merge import Loaded, merge
from opscheck.rule import Rule
from opscheck.source import load

if TYPE_CHECKING:
    from opscheck.extensions import Section

__all__ = ["Examination", "Example", "Judged", "assert_examples", "examine", "found_lines", "run_portfolio", "run_rule"]
_HEADER = "schema: opscheck/v1\n"
_IDENTITY = "plan: {id: example}\n"
_BETWEEN_PLANS = re.compile(r"^---$", re.MULTILINE)


def run_rule(rule: type[Rule], text: str, as_of: date = EXAMPLE_DAY, **parameters: Any) -> PlanReport:
    """Judge a piece of a plan by one rule. What the piece lacks of a plan's header is put below it.

    ``parameters`` are those of the rule, as a ruleset gives them. Sections that the rule's plugin brings are read.
    """
    return check(_loaded(text, "example.yaml"), [_configured(rule, parameters)], as_of, sections=_sections(rule))


def run_portfolio(rule: type[Rule], text: str, as_of: date = EXAMPLE_DAY, **parameters: Any) -> list[PlanReport]:
    """Judge pieces of several plans, ``---`` between them, by a rule about the portfolio.

    Each piece is a file of its own (``example-1.yaml`` and so on) and keeps its line numbers in the text.
    """
    rules = [_configured(rule, parameters)]
    starts = [0, *(found.end() for found in _BETWEEN_PLANS.finditer(text))]
    ends = [*(found.start() for found in _BETWEEN_PLANS.finditer(text)), len(text)]
    pieces = ["\n" * text.count("\n", 0, start) + text[start:end] for start, end in zip(starts, ends, strict=True)]
    plans = [_loaded(piece, f"example-{number}.yaml") for number, piece in enumerate(pieces, 1)]
    sections = _sections(rule)
    judged = [(plan, check(plan, rules, as_of, sections=sections)) for plan in plans]
    return check_portfolio(judged, rules, sections=sections)


def _configured(rule: type[Rule], parameters: dict[str, Any]) -> ConfiguredRule:
    return ConfiguredRule(rule.model_validate(parameters) if parameters else rule.model_construct(), rule.severity)


def _loaded(text: str, file: str) -> Loaded:
    if not text.endswith("\n"):
        text += "\n"
    if not re.search(r"^schema:", text, re.MULTILINE):
        text += _HEADER
    if not re.search(r"^plan:", text, re.MULTILINE):
        text += _IDENTITY
    return merge(load(text.encode(), file))


def _sections(rule: type[Rule]) -> "list[Section]":
    """The sections that the rule's own plugin reads: those of its module, or of a package that it is in."""
    modules = [name for base in rule.__mro__ for name in accumulate(base.__module__.split("."), "{}.{}".format)]
    for name in dict.fromkeys(modules):
        if hasattr(sys.modules.get(name), "opscheck_sections"):
            from opscheck.extensions import Extensions  # most plugins bring none

            return Extensions(sys.modules[name], name).sections
    return []


def found_lines(report: PlanReport) -> list[tuple[int, str]]:
    """The line and the English message of every finding, in order."""
    return [(finding.span.line, f"{finding.rule}: {say(finding.message)}") for finding in report.findings]


class Judged(NamedTuple):
    """One example and what the rule found in it, as lines and messages."""

    example: Example
    found: tuple[tuple[int, str], ...]

    @property
    def missed(self) -> list[tuple[int, str]]:
        """What is marked and was not found."""
        return [mark for mark in self.example.expected if mark not in self._met]

    @property
    def unexpected(self) -> list[tuple[int, str]]:
        """What was found on a line that marks nothing, or not as much."""
        marked = Counter(line for line, _ in self.example.expected)
        lines = Counter(line for line, _ in self.found)
        surplus = lines - marked
        return [(line, text) for line, text in self.found if surplus[line] or self._is_other(line, text)]

    @property
    def _met(self) -> set[tuple[int, str]]:
        return {
            (line, part)
            for line, part in self.example.expected
            if any(at == line and part in text for at, text in self.found)
        }

    def _is_other(self, line: int, text: str) -> bool:
        """Whether a finding stands on a marked line and says something else than any of its marks."""
        return not any(at == line and part in text for at, part in self.example.expected)


class Examination(NamedTuple):
    """What the examples of a rule show: ``complaints`` about its documentation, and every example as it was judged."""

    rule: type[Rule]
    complaints: tuple[str, ...]
    good: tuple[Judged, ...]
    bad: tuple[Judged, ...]

    @property
    def passed(self) -> bool:
        """Whether there is nothing to complain of and every example is found as it is marked."""
        return not self.complaints and not any(one.missed or one.unexpected for one in (*self.good, *self.bad))


def examine(rule: type[Rule], judge: type[Rule] | None = None) -> Examination:
    """Judge every example of a rule: a good one gives no finding, a bad one just those that it marks.

    ``judge`` is a rule that judges in its place, such as one that is watched.
    """
    documented = documentation(rule)
    good, bad = (
        tuple(Judged(example, _found(judge or rule, example)) for example in examples)
        for examples in (documented.good, documented.bad)
    )
    complaints = [
        *([] if documented.why else ["it does not say why it exists (Why: …)"]),
        *([] if good else ["it has no good example (Good: …)"]),
        *([] if bad else ["it has no bad example (Bad: …)"]),
        *("a bad example marks no line with # <-" for one in bad if not one.example.expected),
        *("a good example marks a line with # <-" for one in good if one.example.expected),
    ]
    return Examination(rule, tuple(complaints), good, bad)


def _found(rule: type[Rule], example: Example) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(line for report in run_example(rule, example) for line in found_lines(report)))


def run_example(rule: type[Rule], example: Example) -> list[PlanReport]:
    """Judge an example by a rule: one report, or for a rule about the portfolio one for each plan of the example."""
    if rule.scope == "portfolio":
        return run_portfolio(rule, example.text, example.as_of)
    return [run_rule(rule, example.text, example.as_of)]


def assert_examples(rule: type[Rule]) -> None:
    """Every good example gives no finding; every bad one gives just the findings it marks. Raises AssertionError."""
    result = examine(rule)
    assert not result.complaints, f"{rule.id}: {'; '.join(result.complaints)}"
    for judged in (*result.good, *result.bad):
        assert not judged.missed and not judged.unexpected, (  # noqa: PT018 - one sentence about both
            f"{rule.id}: expected {list(judged.example.expected)}, found {list(judged.found)} in\n{judged.example.text}"
        )
