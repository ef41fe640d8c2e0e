"""JUnit as CI servers read it: Jenkins' schema, and what its test view shows."""

from dataclasses import replace
from pathlib import Path

import pytest
from command import BAD, DUBIOUS, GOOD, Shell
from hypothesis import given, settings
from lxml import etree
from reports.hostile import runs
from reports.sample import checked, document, finding, report, run

from opscheck.finding import Evidence, Message, Outcome, RuleOutcome, Severity, Waived
from opscheck.run import Run
from opscheck.source import Span

DATA = Path(__file__).parents[1] / "data"
SCHEMA = etree.XMLSchema(etree.parse(DATA / "schemas" / "junit-10.xsd"))
PLAN = document("plan: {id: demo}\nbudget:\n  horizon: P11M\n")
PLACE = Span("plan.yaml", 3, 12, 3, 16)
FOUND = finding("budget/horizon", PLACE, "the budget covers {n} months", n=11, help="write P12M", arithmetic="{n} < 12")


def suites(text: str) -> etree._Element:
    """The root of a report that is valid."""
    root = etree.fromstring(text.encode())
    SCHEMA.assertValid(root)
    return root


def case(*findings, outcomes=(), **options) -> etree._Element:
    """The only case of a report."""
    (found,) = suites(report("junit", run(checked(PLAN, findings=findings, outcomes=outcomes)), **options)).iter(
        "testcase"
    )
    return found


def test_a_real_run_is_valid_and_counts_its_cases(opscheck: Shell) -> None:
    opscheck.write({"a.yaml": GOOD, "b.yaml": BAD.replace("id: ", "id: b-", 1), "c.yaml": DUBIOUS})
    result = opscheck.check("--format", "junit")
    root = suites(result.out)
    assert result.code == 1
    assert [suite.get("file") for suite in root] == ["a.yaml", "b.yaml", "c.yaml"]
    assert "b-retention-2026.budget/horizon" in [
        "/".join((case.get("classname"), case.get("name"))) for case in root[1] if case.find("failure") is not None
    ]
    for suite in root:
        cases = list(suite)
        assert int(suite.get("tests")) == len(cases) > 100
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    for count in ("tests", "failures", "errors"):
        assert int(root.get(count)) == sum(int(suite.get(count)) for suite in root)


@settings(max_examples=50)
@given(runs())
def test_whatever_a_plan_says_the_report_is_valid(run_: Run) -> None:
    root = suites(report("junit", run_))
    assert len(root) == len(run_.plans)


def test_a_failing_rule_says_what_where_and_why() -> None:
    failing = case(FOUND)
    assert (failing.get("classname"), failing.get("name")) == ("demo.budget", "horizon")
    assert (failing.get("file"), failing.get("line")) == ("plan.yaml", "3")
    failure = failing.find("failure")
    assert (failure.get("type"), failure.get("message")) == ("error", "the budget covers 11 months")
    assert failure.text == "plan.yaml:3:12: the budget covers 11 months\n  11 < 12\n  write P12M"


@pytest.mark.parametrize(
    ("severity", "fail_on", "fails"),
    [("error", "error", True), ("warning", "error", False), ("warning", "warning", True), ("error", "never", False)],
)
def test_what_fails_the_run_fails_the_case_and_milder_findings_are_its_output(severity, fail_on, fails) -> None:
    shown = case(replace(FOUND, severity=Severity[severity]), fail_on=fail_on)
    assert (shown.find("failure") is not None) is fails
    assert (shown.find("system-out") is not None) is not fails


def test_a_rule_that_failed_to_work_is_an_error() -> None:
    shown = case(replace(FOUND, rule="opscheck/internal-error"))
    assert shown.find("error") is not None
    assert shown.find("failure") is None


def test_what_was_not_judged_is_skipped_with_the_reason() -> None:
    outcome = RuleOutcome("demo", "budget/horizon", Outcome.needs_data, (Evidence(Message("no reading is due")),))
    assert case(outcomes=[outcome]).find("skipped").get("message") == "needs-data: no reading is due"


def test_what_is_accepted_is_skipped_with_the_reason() -> None:
    waived = replace(FOUND, waived=Waived("the board decided", PLACE))
    outcome = RuleOutcome("demo", "budget/horizon", Outcome.waived, (Evidence(Message("the board decided")),))
    assert case(waived, outcomes=[outcome]).find("skipped").get("message") == "waived: the board decided"


def test_what_is_met_passes() -> None:
    assert len(case(outcomes=[RuleOutcome("demo", "budget/horizon", Outcome.passed)])) == 0


def test_no_plan_is_no_suite() -> None:
    assert len(suites(report("junit", run()))) == 0
