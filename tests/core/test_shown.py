"""What nobody will look at is not worked out, and nothing else is changed by that."""

from datetime import date
from pathlib import Path

import pytest
from command import BAD, DUBIOUS, GOOD, changed

from opscheck import load_plan
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.engine import check
from opscheck.finding import Outcome
from opscheck.plugins import Plugins
from opscheck.project.configurations import Configurations

PLANS = {
    "good": GOOD,
    "bad": BAD,
    "dubious": DUBIOUS,
    "a draft without a budget": changed("status: approved", "status: draft").replace("budget:", "x-budget:", 1),
    "nothing but its header": "schema: opscheck/v1\nplan: {id: a, status: approved}\n",
    "set aside": GOOD + "applicability:\n  - {clause: C3.3a, applies: false, reason: small, approved_by: lin-mei}\n",
}


@pytest.fixture(scope="module")
def rules():
    config = Configurations(None, {}, isolated=True, cwd=Path(__file__).parent).for_folder(Path(__file__).parent)
    return Rules(Request(isolated=True), Plugins()).ruleset(config).for_file("plan.yaml").rules


@pytest.mark.parametrize("name", PLANS)
def test_without_evidence_the_findings_and_outcomes_are_the_same(tmp_path, rules, name):
    (tmp_path / "plan.yaml").write_text(PLANS[name], encoding="utf-8")
    loaded, day = load_plan(tmp_path / "plan.yaml"), date(2026, 7, 1)
    whole, bare = check(loaded, rules, day), check(loaded, rules, day, evidence=False)
    assert bare.findings == whole.findings
    assert [(each.rule, each.outcome) for each in bare.outcomes] == [
        (each.rule, each.outcome) for each in whole.outcomes
    ]
    assert not any(each.evidence for each in bare.outcomes if each.outcome in (Outcome.passed, Outcome.not_applicable))
    assert whole.seconds == bare.seconds == {}


def test_what_each_rule_takes_is_known_where_it_is_asked(tmp_path, rules):
    (tmp_path / "plan.yaml").write_text(BAD, encoding="utf-8")
    report = check(load_plan(tmp_path / "plan.yaml"), rules, date(2026, 7, 1), seconds=True)
    assert report.seconds.keys() == {entry.rule.id for entry in rules if entry.rule.scope == "plan"}
    assert all(taken > 0 for taken in report.seconds.values())
