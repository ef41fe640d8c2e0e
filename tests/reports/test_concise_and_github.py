"""One line for each finding: for editors, and as commands of GitHub Actions."""

import pytest
from reports.sample import checked, document, finding, report, run

from opscheck.finding import Finding, Severity
from opscheck.plan.quantities import Percent
from opscheck.source import Span

PLAN = document("plan: {id: demo}\n")


def found(file: str = "plan.yaml", **values: object) -> Finding:
    return finding("budget/stage-ratio", Span(file, 41, 15, 41, 25), "{kind} takes {share}", **values)  # type: ignore


def shown(format_: str, *findings: Finding) -> str:
    return report(format_, run(checked(PLAN, findings=findings)))


FIRST = found(kind="early", share=Percent("55.0%"))
LAST = finding("a/b", Span("plan.yaml", 50, 3, 52, 9), "all of it", severity=Severity.info, help="write {x}", x=1)


def test_concise() -> None:
    assert shown("concise", LAST, FIRST) == (
        "plan.yaml:41:15: error budget/stage-ratio early takes 55.0 %\nplan.yaml:50:3: info a/b all of it\n"
    )


@pytest.mark.parametrize("format_", ["concise", "github"])
def test_nothing_found_is_nothing_said(format_: str) -> None:
    assert shown(format_) == ""


def test_github() -> None:
    assert shown("github", LAST, FIRST) == (
        "::error file=plan.yaml,line=41,endLine=41,col=15,endColumn=25,title=budget/stage-ratio::early takes 55.0 %25\n"
        "::notice file=plan.yaml,line=50,endLine=52,title=a/b::all of it%0Awrite 1\n"
    )


def test_github_escapes_what_its_commands_are_made_of() -> None:
    hostile = found("a,b:c%0A\n::warning::x.yaml", kind="x\r\n::error file=y::%0A", share="100%")
    assert shown("github", hostile) == (
        "::error file=a%2Cb%3Ac%250A\\n%3A%3Awarning%3A%3Ax.yaml,line=41,endLine=41,col=15,endColumn=25,"
        "title=budget/stage-ratio::x\\r\\n::error file=y::%250A takes 100%25\n"
    )


@pytest.mark.parametrize(("severity", "command"), [("error", "error"), ("warning", "warning"), ("info", "notice")])
def test_github_names_of_severities(severity: str, command: str) -> None:
    one = finding("a/b", Span("plan.yaml", 1, 1, 1, 2), "x", severity=Severity[severity])
    assert shown("github", one).startswith(f"::{command} file=plan.yaml,")
