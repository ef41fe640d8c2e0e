"""What a run counts, and what it exits with."""

from dataclasses import replace
from pathlib import Path
from subprocess import run as run_process
from sys import executable

import pytest
from reports.sample import checked, document, finding, run

from opscheck.finding import Severity, Waived
from opscheck.reports import FORMATS
from opscheck.source import Span

PLAN = document("plan: {id: demo}\n")


def at(file: str, line: int, column: int) -> Span:
    return Span(file, line, column, line, column + 1)


def findings(*severities: str) -> list:
    return [finding("a/b", at("plan.yaml", 1, 1), "x", severity=Severity[severity]) for severity in severities]


def test_findings_of_all_plans_are_in_total_order() -> None:
    spans = [at("b.yaml", 1, 1), at("a.yaml", 10, 1), at("a.yaml", 9, 4), at("a.yaml", 9, 3)]
    found = [finding("z/z", span, "x") for span in spans] + [finding("a/a", spans[2], "x")]
    both = run(checked(PLAN, findings=found[:2]), checked(PLAN, findings=found[2:]))
    order = [(each.span.file, each.span.line, each.span.column, each.rule) for each in both.findings]
    assert order == [
        ("a.yaml", 9, 3, "z/z"),
        ("a.yaml", 9, 4, "a/a"),
        ("a.yaml", 9, 4, "z/z"),
        ("a.yaml", 10, 1, "z/z"),
        ("b.yaml", 1, 1, "z/z"),
    ]


def test_counts() -> None:
    (accepted,) = findings("warning")
    waived = replace(accepted, waived=Waived("known", accepted.span))
    known = replace(accepted, in_baseline=True)
    both = run(checked(PLAN, findings=findings("error", "error", "info")), checked(PLAN, findings=[waived, known]))
    assert (both.errors, both.warnings, both.infos, both.waived, both.in_baseline) == (2, 0, 1, 1, 1)
    assert both.exit_code("warning") == 1
    assert run(checked(PLAN, findings=[waived, known])).exit_code("info") == 0


@pytest.mark.parametrize(
    ("found", "fail_on", "code"),
    [
        ([], "info", 0),
        (["error"], "error", 1),
        (["warning"], "error", 0),
        (["warning"], "warning", 1),
        (["info"], "warning", 0),
        (["info"], "info", 1),
        (["error"], "never", 0),
    ],
)
def test_exit_code(found: list[str], fail_on: str, code: int) -> None:
    assert run(checked(PLAN, findings=findings(*found))).exit_code(fail_on) == code  # type: ignore[arg-type]


def test_a_rule_that_failed_to_work_is_2_whatever_else_there_is() -> None:
    broken = finding("opscheck/internal-error", at("plan.yaml", 1, 1), "x", severity=Severity.info)
    assert run(checked(PLAN, findings=[broken, *findings("error")])).exit_code("never") == 2


def test_lines_come_from_every_file_of_the_run() -> None:
    fragment = document("risks: []\n", "risks.yaml")
    both = run(checked(PLAN, fragment), checked(document("plan: {id: other}\n", "other.yaml")))
    assert [both.line(file, 1) for file in ("plan.yaml", "risks.yaml", "other.yaml", "absent.yaml")] == [
        "plan: {id: demo}",
        "risks: []",
        "plan: {id: other}",
        "",
    ]
    assert both.line("plan.yaml", 99) == ""


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_no_other(name: str) -> None:
    script = f"import sys; from opscheck.reports import load; load({name!r}); print(*sys.modules, sep='\\n')"
    root = Path(__file__).parents[2]
    loaded = run_process([executable, "-c", script], capture_output=True, text=True, check=True, cwd=root).stdout
    assert set(loaded.split()) & set(FORMATS.values()) == {FORMATS[name]}
