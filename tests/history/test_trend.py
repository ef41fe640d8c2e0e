"""opscheck trend: a plan through its history, as a user sees it."""

import csv
import io
import json

import pytest
from command import BAD, DUBIOUS, GOOD, Shell, changed, command
from history.past import PastRepository
from hypothesis import given
from hypothesis import strategies as st

from opscheck.reports.trend import sparkline


def trend(shell: Shell, *arguments: str, **options):
    """The revisions of a trend, oldest first, judged by one day unless they say otherwise."""
    result = shell("trend", "--format", "json", "--no-cache", *arguments, **options)
    assert result.code == 0, result.err
    return result.data["revisions"]


def errors(rows):
    return [row["errors"] for row in rows]


@pytest.fixture
def three(repository: PastRepository) -> PastRepository:
    """A plan that got an error, a warning instead, and nothing."""
    repository.commit({"plan.yaml": BAD}, "the plan", "2026-07-01")
    repository.commit({"notes.txt": "x"}, "nothing of the plan", "2026-07-02")
    repository.commit({"plan.yaml": DUBIOUS}, "=HYPERLINK(a) \x1b[31m, 更好", "2026-07-03")
    repository.commit({"plan.yaml": GOOD}, "perfect", "2026-07-04")
    return repository


def test_a_table_with_a_line_for_each_change_and_how_it_went(three, shell):
    result = shell("trend", "plan.yaml", "--as-of", "2026-07-01")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].split() == ["date", "commit", "errors", "warnings", "infos", "clauses", "met", "subject"]
    assert [line.split()[0] for line in lines[1:4]] == ["2026-07-01", "2026-07-03", "2026-07-04"]
    assert [line.split()[2:5] for line in lines[1:4]] == [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "0"]]
    assert "\x1b" not in result.out
    assert lines[4:6] == ["", "errors       █▁▁  1 -> 0"]
    assert lines[7].startswith("clauses met  ▁▁█  ")
    assert lines[8] == "3 revisions of plan.yaml, each as of 2026-07-01, ruleset standard 1"


def test_the_json_says_the_outcome_of_every_clause(three, shell):
    rows = trend(shell, "plan.yaml")
    assert [row["clauses"]["outcomes"]["C2.4a"] for row in rows] == ["fail", "pass", "pass"]
    assert all(row["clauses"]["met"] <= row["clauses"]["of"] <= len(row["clauses"]["outcomes"]) for row in rows)
    assert [row["subject"] for row in rows][1] == "=HYPERLINK(a) \x1b[31m, 更好"
    assert len({row["commit"] for row in rows}) == 3


def test_the_csv_is_no_formula(three, shell):
    result = shell("trend", "plan.yaml", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [row["errors"] for row in rows] == [str(row["errors"]) for row in trend(shell, "plan.yaml")]
    assert rows[1]["subject"].startswith("'=HYPERLINK")


def test_each_revision_is_judged_by_its_day_unless_one_is_given(three, shell):
    assert [row["as_of"] for row in trend(shell, "plan.yaml")] == ["2026-07-01", "2026-07-03", "2026-07-04"]
    late = trend(shell, "plan.yaml", "--as-of", "2030-01-01")
    assert {row["as_of"] for row in late} == {"2030-01-01"}
    assert min(errors(late)) > 5
    environ = {"OPSCHECK_AS_OF": "2030-01-01"}
    assert trend(shell, "plan.yaml", **environ) == late


def test_a_closed_plan_is_judged_by_its_data_date(repository, shell):
    closed = changed("status: approved ", "status: closed ")
    repository.commit({"plan.yaml": closed}, day="2026-09-09")
    assert [row["as_of"] for row in trend(shell, "plan.yaml")] == ["2026-06-30"]


def test_only_the_latest_changes_or_those_since_a_revision(three, shell):
    rows = trend(shell, "plan.yaml")
    result = shell("trend", "plan.yaml", "--max", "2", "--format", "json")
    assert result.data["revisions"] == rows[1:]
    assert "only the latest 2 changes are shown: --max 0 shows all" in result.err
    assert trend(shell, "plan.yaml", "--max", "3") == trend(shell, "plan.yaml", "--max", "0") == rows
    assert trend(shell, "plan.yaml", "--since", "HEAD~1") == rows[2:]
    assert trend(shell, "plan.yaml", "--since", "HEAD") == []
    assert "0 revisions of plan.yaml" in shell("trend", "plan.yaml", "--since", "HEAD").out


@pytest.mark.parametrize("number", ["-1", "x", "1.5", ""])
def test_a_number_that_is_none_is_a_mistake(three, shell, number):
    result = shell("trend", "plan.yaml", f"--max={number}")
    assert (result.code, "is no whole number from 0 on" in result.err) == (2, True)


def test_a_plan_is_followed_through_other_names_and_times_without_it(repository, shell):
    repository.commit({"old.yaml": BAD})
    repository.commit({"old.yaml": None, "deep/new.yaml": BAD})
    repository.commit({"deep/new.yaml": None})
    repository.commit({"back.yaml": GOOD})
    repository.commit({"old.yaml": GOOD.replace("retention-2026", "another")})
    rows = trend(shell, "back.yaml")
    assert [row["file"] for row in rows] == ["old.yaml", "deep/new.yaml", "back.yaml"]
    assert errors(rows) == [1, 1, 0]
    assert [row["file"] for row in trend(shell, "old.yaml")] == ["old.yaml"]
    assert "deep/new.yaml" in shell("trend", "back.yaml").out


def test_what_is_not_committed_does_not_count_but_leads_to_what_is(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.write({"plan.yaml": None, "renamed.yaml": GOOD})
    assert [(row["file"], row["errors"]) for row in trend(shell, "renamed.yaml")] == [("plan.yaml", 1)]


def test_a_merge_is_one_step_unless_all_commits_are_asked_for(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.git("checkout", "-q", "-b", "work")
    dubious = DUBIOUS.replace("horizon: P19M", "horizon: P11M")
    repository.commit({"plan.yaml": dubious}, "on the branch")
    repository.commit({"plan.yaml": GOOD}, "mended on the branch")
    repository.git("checkout", "-q", "main")
    repository.commit({"notes.txt": "x"})
    repository.git("merge", "-q", "--no-ff", "-m", "the work", "work")
    assert [row["subject"] for row in trend(shell, "plan.yaml")] == ["a change", "the work"]
    everything = trend(shell, "plan.yaml", "--all")
    assert [row["subject"] for row in everything] == ["a change", "on the branch", "mended on the branch"]


def test_a_fragment_leads_to_its_plan_and_its_changes_count(repository, shell):
    start, end = GOOD.index("\nbudget:\n") + 1, GOOD.index("\norganization:\n") + 1
    part = f"schema: opscheck/v1\npart_of: [plan.yaml]\n{GOOD[start:end]}"
    whole = (GOOD[:start] + GOOD[end:]).replace("include: []", "include: [part*.yaml]")
    repository.commit({"plan.yaml": whole, "part.yaml": part})
    repository.commit({"part.yaml": part.replace("P19M", "P11M")})
    repository.commit({"part.yaml": None, "part-2.yaml": part})
    assert errors(trend(shell, "plan.yaml")) == errors(trend(shell, "part-2.yaml")) == [0, 1, 0]


def test_the_rules_are_those_of_now(three, shell):
    three.write({"opscheck.yaml": "rules: {budget/horizon: warning}\n"})
    assert errors(trend(shell, "plan.yaml")) == [0, 0, 0]
    assert errors(trend(shell, "plan.yaml", "--ignore", "budget/horizon")) == [0, 0, 0]
    assert errors(trend(shell, "plan.yaml", "--isolated")) == [1, 0, 0]


def test_what_was_kept_holds_only_for_the_same_rules_and_day(three, shell, tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}

    def kept(*arguments: str):
        return errors(shell("trend", "plan.yaml", "--format", "json", *arguments, **environ).data["revisions"])

    assert kept() == kept() == [1, 0, 0]
    assert kept("--ignore", "budget/horizon") == [0, 0, 0]
    assert min(kept("--as-of", "2030-01-01")) > 5
    three.write({"opscheck.yaml": "rules: {budget/horizon: warning}\n"})
    assert kept() == [0, 0, 0]
    three.write({"opscheck.yaml": "overrides: [{files: [other.yaml], rules: {budget/horizon: off}}]\n"})
    assert kept() == [1, 0, 0]
    assert list((tmp_path / "cache").rglob("*"))


# --- what there is no trend of


def test_of_what_is_in_no_commit_there_is_no_trend(three, shell, tmp_path):
    three.write({"new.yaml": GOOD.replace("retention-2026", "new")})
    result = shell("trend", "new.yaml")
    assert (result.code, result.out) == (2, "")
    assert "new.yaml is in no commit that HEAD knows" in result.err


def test_before_the_first_commit_there_is_no_trend(repository, shell):
    repository.write({"plan.yaml": GOOD})
    result = shell("trend", "plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert "has no commit yet" in result.err


def test_outside_of_a_repository_there_is_no_trend(opscheck):
    opscheck.write({"plan.yaml": GOOD})
    result = opscheck("trend", "plan.yaml")
    assert (result.code, "plan.yaml is in no git repository" in result.err) == (2, True)


def test_a_trend_is_that_of_one_plan(three, shell):
    three.write({"b.yaml": GOOD.replace("retention-2026", "new")})
    result = shell("trend", ".")
    assert (result.code, result.out) == (2, "")
    assert ". leads to 2 plans" in result.err
    assert "name one of them: b.yaml, plan.yaml" in result.err
    assert "leads to 0 plans" in shell("trend", "notes.txt").err
    assert "there is no missing.yaml" in shell("trend", "missing.yaml").err


def test_a_shallow_clone_tells_what_it_has(three, tmp_path):
    clone = tmp_path / "clone"
    three.git("clone", "-q", "--depth", "2", f"file://{three.folder}", str(clone))
    result = Shell(clone)("trend", "plan.yaml", "--format", "json")
    assert (result.code, errors(result.data["revisions"])) == (0, [0, 0])
    assert "the clone is shallow" in result.err


def test_a_revision_that_cannot_be_parsed_is_a_row_with_an_error(repository, shell):
    repository.commit({"plan.yaml": GOOD})
    repository.commit({"plan.yaml": GOOD + "<<<<<<< ours\n"})
    repository.commit({"plan.yaml": GOOD})
    assert errors(trend(shell, "plan.yaml")) == [0, 1, 0]


def test_in_a_linked_work_tree_it_is_the_history_of_its_branch(three, tmp_path):
    three.git("worktree", "add", "-q", "-b", "work", str(tmp_path / "tree"), "HEAD~1")
    assert errors(trend(Shell(tmp_path / "tree"), "plan.yaml")) == [1, 0]


def test_it_goes_together_with_a_reader_that_leaves(three, shell):
    result = shell.run(["sh", "-c", f'"{command()}" trend plan.yaml | head -n 1'])
    assert (result.code, result.err) == (0, "")


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1))
def test_a_sparkline_has_a_bar_for_each_number_and_keeps_their_order(numbers):
    bars = sparkline(numbers)
    assert len(bars) == len(numbers)
    pairs = sorted(zip(numbers, bars, strict=True))
    assert [bar for _, bar in pairs] == sorted(bars)
    if len(set(numbers)) > 1:
        assert (pairs[0][1], pairs[-1][1]) == ("▁", "█")


def test_the_json_is_one_document(three, shell):
    data = json.loads(shell("trend", "plan.yaml", "--format", "json").out)
    assert set(data) == {"version", "tool", "ruleset", "plan", "revisions"}
    assert data["plan"] == {"id": "retention-2026", "file": "plan.yaml"}
