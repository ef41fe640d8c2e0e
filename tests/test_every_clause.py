"""For every rule: a change of the good plan that breaks exactly its clause is found, at its line, and nothing else is.

``Break.follows`` names what truly follows from the same change.
"""

from datetime import date
from pathlib import Path

import pytest
from breaks import BREAKS

from opscheck.engine import check
from opscheck.merge import merge
from opscheck.plugins import Plugins
from opscheck.ruleset import load_ruleset
from opscheck.source import load

GOOD = (Path(__file__).parent / "data" / "good-plan.yaml").read_text(encoding="utf-8")
AS_OF = date(2026, 7, 1)


@pytest.fixture(scope="module")
def standard():
    return load_ruleset("standard", Plugins(), folder=Path(__file__).parent)


def findings(text, standard, as_of=AS_OF):
    configured = standard.for_file("plan.yaml")
    return check(merge(load(text.encode(), "plan.yaml")), configured.rules, as_of, configured.severities).findings


def test_the_good_plan_gives_no_finding(standard):
    assert findings(GOOD, standard) == []


def test_every_rule_of_the_standard_ruleset_has_a_break(standard):
    rules = [configured.rule for configured in standard.for_file("plan.yaml").rules]
    shipped = {rule.id for rule in rules if rule.scope == "plan"}  # it takes two plans to break the others
    assert {entry.rule for entry in BREAKS} == shipped


@pytest.mark.parametrize("entry", BREAKS, ids=lambda entry: entry.rule)
def test_breaking_exactly_its_clause_gives_exactly_its_finding(entry, standard):
    assert GOOD.count(entry.old) == entry.times
    broken = GOOD.replace(entry.old, entry.new)
    marker = entry.at or entry.new.splitlines()[0].strip()
    lines = [number for number, line in enumerate(broken.splitlines(), 1) if marker in line]
    assert len(lines) == 1, f"{marker!r} stands on lines {lines}"
    found = findings(broken, standard)
    assert sorted(finding.rule for finding in found) == sorted([entry.rule, *entry.follows])
    own = next(finding for finding in found if finding.rule == entry.rule)
    assert own.span.line == lines[0], f"{own.span} is line {own.span.line}, expected {lines[0]}"
