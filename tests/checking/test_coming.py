"""Of many plans, what is found in one is shown before the next is checked, wherever nothing can change it any more."""

from itertools import islice
from pathlib import Path

import pytest
from command import Shell

from opscheck.checking import Checking, check_paths
from opscheck.checking.request import Request
from opscheck.run import Run
from opscheck.views import View

MANY = 250
PLAN = """\
schema: opscheck/v1
plan: {{id: plan-{number}, title: Plan {number}, currency: CNY}}
budget: {{horizon: P1Y, total: 100, stages: [{{id: early, amount: 45}}, {{id: middle, amount: {number}}}]}}
"""
ALONE = ("--select", "budget/horizon,budget/adds-up", "--as-of", "2026-07-01", "--isolated", "--no-cache")


@pytest.fixture
def plans(opscheck: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    opscheck.write({name(number): PLAN.format(number=number) for number in range(MANY)})
    monkeypatch.chdir(opscheck.folder)
    return opscheck


def name(number: int) -> str:
    return f"plans/plan-{number:03}.yaml"


def checking(*, select: str = "budget/*", jobs: int = 1, ignore: str | None = None) -> tuple[Checking, list[int]]:
    """A run of which nothing was asked yet, and how many plans have been checked."""
    seen: list[int] = []
    request = Request(("plans",), as_of="2026-07-01", select=(select,), ignore=(ignore,) if ignore else ())
    return check_paths(request, lazily=True, jobs=jobs, watch=lambda number, _: seen.append(number)), seen


def seen_at_the_first_finding(**options: object) -> int:
    checked, seen = checking(**options)  # type: ignore[arg-type]
    assert next(iter(checked.run.findings)).span.file in (name(0), "opscheck-waivers.yaml")
    return len(seen)


def test_a_finding_comes_before_the_next_plan_is_checked(plans: Shell):
    assert seen_at_the_first_finding() == 1
    assert seen_at_the_first_finding(jobs=2) < MANY / 2


def test_what_was_checked_is_not_checked_again(plans: Shell):
    checked, seen = checking()
    run = checked.run
    assert [finding.span.file for finding in islice(run.findings, 3)] == sorted(
        finding.span.file for finding in islice(run.findings, 3)
    )
    assert run.errors > 0
    assert len(run.plans) == MANY
    assert len(list(run.findings)) == sum(len(plan.report.findings) for plan in run.plans)
    assert seen == list(range(1, MANY + 1))


@pytest.mark.parametrize(
    "files",
    [
        {"opscheck-waivers.yaml": "waivers: [{rule: budget/horizon, plan: plan-3, at: ., reason: agreed}]\n"},
        {
            name(200): PLAN.format(number=200) + "include: [part.yaml]\n",
            "plans/part.yaml": "schema: opscheck/v1\npart_of: plan-200.yaml\nrisks: [{id: r}]\n",
        },
        {name(200): PLAN.format(number=200) + '"\\x69nclude": [nothing.yaml]\n'},
        {"plans/stray.yaml": "schema: opscheck/v1\npart_of: nothing.yaml\n"},
    ],
    ids=["register", "fragment", "hidden fragment", "stray"],
)
def test_what_may_yet_come_first_is_waited_for(plans: Shell, files: dict[str, str]):
    plans.write(files)
    assert seen_at_the_first_finding() >= MANY


def test_rules_about_all_plans_are_waited_for(plans: Shell):
    assert seen_at_the_first_finding(select="*") == MANY
    assert seen_at_the_first_finding(select="*", ignore="portfolio/*") == 1


def test_plans_of_one_name_are_no_plans_in_order(plans: Shell):
    for repository in "ab":
        plans.write({f"plans/{repository}/.git/HEAD": "", f"plans/{repository}/plan.yaml": PLAN.format(number=7)})
    checked, seen = checking()
    assert len(list(checked.run.findings)) > 0
    assert len(seen) == MANY + 2
    assert not checked.run.come_in_order


def told(run: Run) -> list[object]:
    return [*run.findings, *((plan.report.file, plan.report.outcomes, plan.files, plan.status) for plan in run.plans)]


STRANGE = {
    name(5): PLAN.format(number=5) + "waivers: [{rule: budget/adds-up, at: budget, reason: agreed}]\n",
    name(6): PLAN.format(number=6) + "  :- no: [yaml\n",
    name(7): "plan: {id: p}\nbudget: {total: 1}\n",
    name(8): PLAN.format(number=8).replace("title", "status: draft, title"),
    name(9): PLAN.format(number=9).replace("budget:", "# opscheck: file-ignore[budget/horizon] -- agreed\nbudget:"),
    name(11): "",
    name(12): PLAN.format(number=12).replace("Plan 12", "\x1b[31m"),
}


def test_all_is_as_if_it_had_been_waited_for(plans: Shell):
    plans.write(STRANGE)
    request = Request(("plans",), as_of="2026-07-01", ignore=("portfolio/*",))
    eager, lazy = check_paths(request, lazily=False), check_paths(request, lazily=True)
    assert lazy.run.come_in_order
    assert isinstance(eager.run.plans, View)
    assert told(lazy.run) == told(eager.run)
    assert [*lazy.notices] == [*eager.notices] != []


@pytest.mark.parametrize("format_", ["text", "concise", "json", "csv", "junit"])
def test_the_report_is_the_same_whatever_the_number_of_processes(plans: Shell, format_: str):
    plans.write(STRANGE)
    (Path(plans.folder) / name(13)).unlink()
    (Path(plans.folder) / name(13)).mkdir()
    alone = plans.check("plans", *ALONE, "--format", format_, "--jobs", "1")
    assert alone.code == 1
    assert plans.check("plans", *ALONE, "--format", format_, "--jobs", "3") == alone


def test_a_damaged_baseline_is_refused_before_anything_is_shown(plans: Shell):
    plans.write({"opscheck-baseline.json": "{"})
    result = plans.check("plans", *ALONE)
    assert (result.code, result.out) == (2, "")
    assert "opscheck-baseline.json" in result.err
