"""A clause that is met by declaration alone: where a ruleset asks for it, refs must show that it holds."""

import pytest
from core.plans import AS_OF, loaded

from opscheck import Evidence, Outcome, Severity
from opscheck.engine import ConfiguredRule, check
from opscheck.plugins import Plugins

MISSING = "opscheck/evidence-missing"
ASKED = {MISSING: Severity.warning}
PLAN = "schema: opscheck/v1\nplan: {id: p}\n"
BASE = PLAN + "governance:\n  knowledge_base: {name: cases, searchable: true%s}\n%s"
RULES = Plugins().rules


def findings(text, rule="risk/knowledge-base", severities=ASKED):
    configured = ConfiguredRule(RULES[rule].model_construct(), RULES[rule].severity)
    return check(loaded(text), [configured], AS_OF, severities)


def test_a_declaration_without_refs_is_found_where_it_stands():
    (found,) = findings(BASE % ("", "")).findings
    assert (found.rule, found.severity, found.span.line) == (MISSING, Severity.warning, 4)
    assert found.path == "governance.knowledge_base.searchable"
    assert found.key == "risk/knowledge-base"


@pytest.mark.parametrize(
    ("of_item", "of_section"),
    [(", refs: [cases.md]", ""), ("", "  refs: [governance.md]\n"), (", refs: [a.md]", "  refs: [b.md]\n")],
)
def test_refs_of_the_item_or_of_its_section_show_it(of_item, of_section):
    report = findings(BASE % (of_item, of_section))
    assert not report.findings
    (outcome,) = report.outcomes
    assert outcome.outcome is Outcome.passed
    assert all(evidence.refs for evidence in outcome.evidence)
    assert isinstance(outcome.evidence[0], Evidence)


@pytest.mark.parametrize("refs", ["[]", "[5]", "{}"])
def test_refs_that_name_nothing_show_nothing(refs):
    assert MISSING in [found.rule for found in findings(BASE % (f", refs: {refs}", "")).findings]


def test_refs_of_the_plan_as_a_whole_are_nobodys_evidence():
    assert findings(BASE % ("", "refs: [everything.md]\n")).findings


def test_nobody_is_asked_unless_the_ruleset_asks():
    assert not findings(BASE % ("", ""), severities=None).findings
    assert not findings(BASE % ("", ""), severities={MISSING: None}).findings


def test_what_is_not_met_needs_no_evidence_yet():
    found = findings(PLAN + "governance: {knowledge_base: {searchable: false}}\n").findings
    assert [finding.rule for finding in found] == ["risk/knowledge-base"]


def test_what_is_measured_needs_no_evidence():
    assert not findings(PLAN + "budget: {horizon: P19M}\n", "budget/horizon").findings


def test_of_several_items_each_is_asked_for_its_own():
    risks = (
        "risks:\n"
        "  - {id: outage, category: technical, fallback: [alternative-supplier], refs: [contract.md]}\n"
        "  - {id: overload, category: technical, fallback: [alternative-solution]}\n"
    )
    assert [found.path for found in findings(PLAN + risks, "risk/fallback").findings] == ["risks[overload].fallback"]


def test_a_place_that_a_rule_speaks_of_twice_is_asked_once():
    text = PLAN + "governance: {workspace: {holds: [documents, communication, progress]}}\n"
    (found,) = findings(text, "organization/shared-workspace").findings
    assert found.path == "governance.workspace.holds"


def test_what_a_failing_rule_measured_and_found_right_is_kept_beside_its_findings():
    stages = "stages: [{id: early, amount: 45}, {id: middle, amount: 40}, {id: late, amount: 10}]"
    text = f"{PLAN}budget: {{total: 100, {stages}}}\n"
    (outcome,) = findings(text, "budget/stage-ratio").outcomes
    assert [(entry.path, bool(entry.measure)) for entry in outcome.evidence] == [("budget.stages[early].amount", False)]
    assert [(entry.path, bool(entry.measure)) for entry in outcome.met] == [
        ("budget.stages[middle].amount", True),
        ("budget.stages[late].amount", True),
    ]
