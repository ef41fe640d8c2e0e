"""check --since REV: only what is new, what is fixed, and which values moved, as a user sees it."""

import json
import os
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from command import BAD, DAY, DUBIOUS, GOOD, Shell, changed, command
from history.past import PastRepository
from jsonschema import Draft202012Validator

from opscheck.engine import PlanReport
from opscheck.finding import Finding, Message, Severity
from opscheck.history.since import compare
from opscheck.source import Span

CONTRACT = Draft202012Validator(json.loads((Path(__file__).parents[1] / "reports" / "contract.json").read_text()))
BUDGET = GOOD[GOOD.index("\nbudget:\n") + 1 : GOOD.index("\norganization:\n") + 1]
FRAGMENT = f"schema: opscheck/v1\npart_of: [../plan.yaml]\n{BUDGET}"
IN_FRAGMENTS = GOOD.replace(BUDGET, "").replace("include: []", "include: [parts/*.yaml]")
LESS_RESERVE = changed("contingency: {amount: 450000.00", "contingency: {amount: 360000.00")
WORSE = changed("expected_return: 1.8", "expected_return: 1.4", BAD)  # another finding besides that of BAD


def since(shell: Shell, revision: str, *arguments: str, **options):
    """The ``since`` object of a report, and the rules of its findings."""
    result = shell.check("--since", revision, "--format", "json", *arguments, **options)
    assert result.code in (0, 1), result.err
    CONTRACT.validate(result.data)
    return result.data["since"], result.found


def counts(found):
    return found["new"], found["fixed"], found["unchanged"]


def messages(found):
    return [change["message"] for plan in found["plans"] for change in plan["changes"]]


# --- findings


def test_only_new_findings_are_reported_and_count(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.write({"plan.yaml": WORSE})
    found, rules = since(shell, "HEAD", "plan.yaml")
    assert (counts(found), rules) == ((1, 0, 1), ["budget/expected-return"])
    result = shell.check("--since", "HEAD", "plan.yaml")
    assert result.code == 0  # the error is not new, and the new one is a warning
    assert "1 new, 0 fixed, 1 unchanged since HEAD\n" in result.out
    assert shell.check("--since", "HEAD", "plan.yaml", "--fail-on", "warning").code == 1
    markdown = shell.check("--since", "HEAD", "plan.yaml", "--format", "markdown").out
    assert "\n1 new, 0 fixed, 1 unchanged since HEAD\n" in markdown
    assert "budget/horizon" not in markdown


def test_what_is_fixed_is_said_with_its_message(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.write({"plan.yaml": GOOD})
    result = shell.check("--since", "HEAD", "plan.yaml")
    assert result.code == 0
    assert "fixed: the budget covers 11 months, less than 12 months   budget/horizon" in result.out
    assert "0 new, 1 fixed, 0 unchanged since HEAD" in result.out


def test_moved_lines_and_another_name_change_nothing(repository, shell):
    repository.commit({"plan.yaml": BAD})
    drivers = BAD[BAD.index("\ncontext:\n") : BAD.index("\nobjectives:\n")]
    repository.write({"plan.yaml": None, "plans/2026.yaml": "# a comment\n\n" + BAD.replace(drivers, "") + drivers})
    found, rules = since(shell, "HEAD")
    assert (counts(found), rules, messages(found), found["gone"]) == ((0, 0, 1), [], [], [])
    assert [(plan["was"], plan["file"]) for plan in found["plans"]] == [("plan.yaml", "plans/2026.yaml")]


def test_of_a_new_plan_everything_is_new(repository, shell):
    repository.commit({"other.txt": "x"})
    repository.write({"plan.yaml": BAD})
    found, rules = since(shell, "HEAD", "plan.yaml")
    assert (counts(found), rules) == ((1, 0, 0), ["budget/horizon"])
    assert found["plans"][0]["was"] is None
    assert "plan.yaml is new since HEAD\n" in shell.check("--since", "HEAD", "plan.yaml").out


def test_a_plan_that_is_gone_is_named(repository, shell):
    repository.commit({"a/plan.yaml": BAD, "b/plan.yaml": GOOD.replace("retention-2026", "other")})
    repository.write({"a/plan.yaml": None})
    found, _ = since(shell, "HEAD")
    assert found["gone"] == [{"plan": "retention-2026", "file": "a/plan.yaml"}]
    assert (
        "the plan retention-2026 was in a/plan.yaml at HEAD, and is not any more" in shell.check("--since", "HEAD").out
    )
    assert since(shell, "HEAD", "b")[0]["gone"] == []


def test_plans_that_swapped_their_files_are_told_apart_by_their_ids(repository, shell):
    other = GOOD.replace("retention-2026", "other")
    repository.commit({"a.yaml": BAD, "b.yaml": other})
    repository.write({"a.yaml": other, "b.yaml": BAD})
    found, _ = since(shell, "HEAD", "--ignore", "portfolio/*")
    assert (counts(found), messages(found), found["gone"]) == ((0, 0, 1), [], [])


def test_a_copy_of_a_plan_is_new_though_it_has_its_id(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.write({"copy.yaml": BAD})
    for paths, expected in ((["copy.yaml"], (1, 0, 0)), (["plan.yaml"], (0, 0, 1))):
        assert counts(since(shell, "HEAD", *paths)[0]) == expected
    found, rules = since(shell, "HEAD")
    assert ("portfolio/plan-id" in rules, [plan["was"] for plan in found["plans"]]) == (True, [None, "plan.yaml"])


def test_what_all_plans_together_break_is_new_only_once(repository, shell):
    repository.commit({"a.yaml": GOOD, "b.yaml": GOOD})
    found, rules = since(shell, "HEAD")
    assert (found["new"], rules) == (0, [])
    assert found["unchanged"] > 0
    repository.write({"b.yaml": GOOD + "# a comment\n"})
    assert since(shell, "HEAD")[0]["unchanged"] == found["unchanged"]
    repository.write({"b.yaml": None})
    assert since(shell, "HEAD", "a.yaml")[0]["new"] == 0


@pytest.mark.parametrize("broken", ["then", "now"])
@pytest.mark.parametrize("name", ["plan.yaml", "renamed.yaml"])
def test_a_plan_that_cannot_be_read_on_one_side_is_still_the_same_plan(repository, shell, broken, name):
    unreadable = GOOD + "<<<<<<< ours\n"
    repository.commit({"plan.yaml": unreadable if broken == "then" else GOOD})
    repository.write({"plan.yaml": None} if name != "plan.yaml" else {})
    repository.write({name: GOOD if broken == "then" else unreadable})
    found, _ = since(shell, "HEAD", name)
    assert counts(found) == ((0, 1, 0) if broken == "then" else (1, 0, 0))
    assert found["plans"][0]["was"] == "plan.yaml"


def test_both_sides_are_judged_by_the_same_day_and_the_rules_of_now(repository, shell):
    repository.commit({"plan.yaml": BAD, "opscheck.yaml": "rules: {budget/horizon: off}\n"})
    repository.write({"opscheck.yaml": "rules: {budget/horizon: warning}\n", "plan.yaml": BAD + "# more\n"})
    assert counts(since(shell, "HEAD", "plan.yaml")[0]) == (0, 0, 1)
    late = shell("check", "--since", "HEAD", "--as-of", "2030-01-01", "plan.yaml", "--format", "json")
    assert late.data["since"]["new"] == late.data["since"]["fixed"] == 0
    assert late.data["since"]["unchanged"] > 5


def test_a_rule_that_does_not_work_is_news_every_time():
    failed = Finding("opscheck/internal-error", Severity.error, Message("x"), Span("p", 1, 1, 1, 1), key="a/b")
    report = PlanReport("p", "p", None, date(2026, 1, 1), [failed])
    assert compare(report, report) == ([failed], [], [])


def test_what_was_found_once_and_now_twice_is_new_once():
    once, again = (Finding("a/b", Severity.error, Message("x"), Span("p", line, 1, line, 2)) for line in (1, 2))
    now, then = (PlanReport("p", "p", None, date(2026, 1, 1), found) for found in ([once, again], [once]))
    assert compare(now, then) == ([again], [], [once])
    assert compare(then, now) == ([], [again], [once])


# --- values


def test_moved_values_are_said_as_reports_spell_them(repository, shell):
    repository.commit({"plan.yaml": GOOD})
    repository.write({"plan.yaml": LESS_RESERVE})
    out = shell.check("--since", "HEAD", "plan.yaml").out
    assert "\nplan.yaml since HEAD:\n  budget.reserves.contingency.amount 450 000.00 -> 360 000.00\n" in out
    assert "  the contingency reserve is 15.0 % -> 12.0 % of the total, less than 15 %   budget/reserve\n" in out


def test_sections_in_fragments_are_the_same_sections(repository, shell):
    repository.commit({"plan.yaml": GOOD})
    repository.write({"plan.yaml": IN_FRAGMENTS, "parts/money.yaml": FRAGMENT})
    found, _ = since(shell, "HEAD", "parts/money.yaml")
    assert (counts(found), messages(found)) == ((0, 0, 0), [])


def test_a_plan_of_fragments_is_built_from_those_of_its_time(repository, shell):
    repository.commit({"plan.yaml": IN_FRAGMENTS, "parts/a.yaml": FRAGMENT.replace("P19M", "P11M")})
    repository.write({"parts/a.yaml": None, "parts/b.yaml": FRAGMENT, "parts/c.txt": "x"})
    for path in ("plan.yaml", "parts/b.yaml", "."):
        found, _ = since(shell, "HEAD", path)
        assert (counts(found), messages(found)) == ((0, 1, 0), ["budget.horizon 11 months -> 19 months"])


def test_a_fragment_that_was_not_included_was_a_finding_then(repository, shell):
    repository.commit({"plan.yaml": GOOD.replace(BUDGET, ""), "parts/money.yaml": FRAGMENT})
    repository.write({"plan.yaml": IN_FRAGMENTS})
    found, _ = since(shell, "HEAD", "parts/money.yaml")
    assert found["new"] == 0
    assert found["fixed"] > 1
    fixed = {entry["rule"] for entry in found["plans"][0]["fixed"]}
    assert {"opscheck/schema"} < fixed


def test_a_plan_from_standard_input_is_compared_under_its_name(repository, shell):
    repository.commit({"plan.yaml": BAD})
    result = shell.check("--stdin-filename", "plan.yaml", "--since", "HEAD", "--format", "json", stdin=WORSE)
    assert counts(result.data["since"]) == (1, 0, 1)


# --- revisions


def test_three_dots_mean_where_the_work_left_the_other_branch(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.git("checkout", "-q", "-b", "work")
    repository.commit({"plan.yaml": WORSE})
    repository.git("checkout", "-q", "main")
    repository.commit({"plan.yaml": GOOD})
    repository.git("checkout", "-q", "work")
    assert counts(since(shell, "main", "plan.yaml")[0]) == (2, 0, 0)
    assert counts(since(shell, "main...", "plan.yaml")[0]) == (1, 0, 1)


def test_any_name_of_a_commit_will_do(repository, shell):
    commit = repository.commit({"plan.yaml": BAD}, "the first one")
    repository.git("tag", "-a", "v1", "-m", "x")
    repository.commit({"plan.yaml": GOOD})
    for revision in (commit, commit[:9], "v1", "HEAD~1", "main@{0}~1", ":/the first one", "@^"):
        found, _ = since(shell, revision, "plan.yaml")
        assert (counts(found), found["revision"], found["plans"][0]["commit"]) == ((0, 1, 0), revision, commit)


@pytest.mark.parametrize(
    "revision", ["nope", "HEAD~9", "", "...", "main..work", "a...b", "HEAD:plan.yaml", "--help", "a\nb"]
)
def test_a_revision_that_is_none_is_an_error(repository, shell, revision):
    repository.commit({"plan.yaml": BAD})
    result = shell.check(f"--since={revision}", "plan.yaml")
    assert (result.code, result.out) == (2, "")
    shown = revision.replace("\n", "\\n")
    assert f"there is no revision {shown} in the repository" in result.err


def test_before_the_first_commit_everything_is_new_since_head(repository, shell):
    repository.write({"plan.yaml": BAD})
    assert counts(since(shell, "HEAD", "plan.yaml")[0]) == (1, 0, 0)
    assert shell.check("--since", "HEAD~1", "plan.yaml").code == 2


def test_branches_without_a_common_commit_have_no_merge_base(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.git("checkout", "-q", "--orphan", "other")
    repository.commit({"plan.yaml": BAD}, "another beginning")
    result = shell.check("--since", "main...", "plan.yaml")
    assert (result.code, "main and HEAD have no common ancestor" in result.err) == (2, True)


def test_outside_of_a_repository_there_is_nothing_to_compare_with(opscheck):
    opscheck.write({"plan.yaml": BAD})
    result = opscheck.check("--since", "HEAD", "plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert "plan.yaml is in no git repository" in result.err


def test_a_shallow_clone_says_how_to_get_the_rest(repository, tmp_path):
    repository.commit({"plan.yaml": BAD})
    repository.commit({"plan.yaml": GOOD})
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(clone))
    result = Shell(clone).check("--since", "HEAD~1", "plan.yaml")
    assert result.code == 2
    assert "the clone is shallow" in result.err
    assert "fetch-depth: 0" in result.err
    assert counts(since(Shell(clone), "HEAD", "plan.yaml")[0]) == (0, 0, 0)


def test_a_partial_clone_fetches_nothing(repository, tmp_path):
    repository.commit({"plan.yaml": BAD})
    repository.commit({"plan.yaml": GOOD})
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--filter=blob:none", f"file://{repository.folder}", str(clone))
    before = sorted(path for path in (clone / ".git" / "objects").rglob("*"))
    result = Shell(clone).check("--since", "HEAD~1", "plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert "the clone is partial" in result.err
    assert sorted(path for path in (clone / ".git" / "objects").rglob("*")) == before


def test_without_git_it_says_so(repository, shell):
    repository.commit({"plan.yaml": BAD})
    result = shell.check("--since", "HEAD", "plan.yaml", PATH=str(Path(sys.executable).parent))
    assert (result.code, "git is not installed" in result.err) == (2, True)


def test_a_damaged_repository_is_an_error_with_gits_own_reason(repository, shell):
    repository.commit({"plan.yaml": BAD})
    (repository.folder / ".git" / "HEAD").write_text("nonsense\n")
    result = shell.check("--since", "HEAD", "plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert "git cannot read the repository" in result.err


def test_a_folder_that_only_looks_like_a_repository_does_not_lead_to_the_one_above(repository, shell):
    repository.commit({"plan.yaml": GOOD})
    repository.write({"inner/plan.yaml": BAD})
    (repository.folder / "inner" / ".git").mkdir()
    result = shell.check("--since", "HEAD", "inner/plan.yaml")
    assert (result.code, "git cannot read the repository" in result.err) == (2, True)


# --- places


@pytest.mark.parametrize(
    "name", ["a plan.yaml", "运营/方案.yaml", "new\nline.yaml", "'quoted\".yaml", "-dash.yaml", "ä/é.yaml"]
)
def test_names_of_all_kinds(repository, shell, name):
    repository.commit({name: BAD})
    repository.write({name: WORSE})
    assert counts(since(shell, "HEAD", "--", name)[0]) == (1, 0, 1)


def test_a_name_that_is_no_text(repository, shell):
    name = os.fsdecode(b"plan-\xff.yaml")
    repository.commit({name: BAD})
    repository.write({name: WORSE})
    assert counts(since(shell, "HEAD")[0]) == (1, 0, 1)


def test_a_linked_work_tree_has_its_own_head(repository, tmp_path):
    repository.commit({"plan.yaml": BAD})
    repository.git("worktree", "add", "-q", "-b", "work", str(tmp_path / "tree"))
    (tmp_path / "tree" / "plan.yaml").write_text(WORSE, encoding="utf-8")
    assert counts(since(Shell(tmp_path / "tree"), "HEAD", "plan.yaml")[0]) == (1, 0, 1)


def test_a_plan_in_a_submodule_is_compared_with_the_submodules_revision(repository, shell, tmp_path):
    inner = PastRepository(tmp_path / "inner-origin")
    inner.commit({"plan.yaml": BAD})
    repository.commit({"plan.yaml": GOOD.replace("retention-2026", "outer")})
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.folder), "inner")
    repository.commit()
    repository.write({"inner/plan.yaml": WORSE})
    found, _ = since(shell, "HEAD", "inner/plan.yaml", "plan.yaml", "--ignore", "portfolio/*")
    assert counts(found) == (1, 0, 1)
    assert len({plan["commit"] for plan in found["plans"]}) == 2


def test_a_plan_below_the_current_folder_and_one_behind_a_link(repository, shell):
    repository.commit({"plans/plan.yaml": BAD})
    os.symlink("plans/plan.yaml", repository.folder / "link.yaml")
    os.symlink("plans", repository.folder / "linked")
    repository.commit()
    repository.write({"plans/plan.yaml": WORSE})
    for path in ("link.yaml", "linked/plan.yaml", "plans"):
        assert counts(since(shell, "HEAD", path)[0]) == (1, 0, 1)
    assert counts(since(shell, "HEAD", "plan.yaml", cwd="plans")[0]) == (1, 0, 1)


def test_line_ends_of_the_work_tree_are_no_change(repository, shell):
    repository.write({".gitattributes": "*.yaml text eol=crlf\n"})
    repository.commit({"plan.yaml": BAD.replace("\n", "\r\n").encode()})
    assert b"\r" not in repository.git("cat-file", "blob", "HEAD:plan.yaml").encode()
    found, _ = since(shell, "HEAD", "plan.yaml")
    assert (counts(found), messages(found)) == ((0, 0, 1), [])


# --- Git LFS


def _pointer(text: str) -> tuple[str, str]:
    name = sha256(text.encode()).hexdigest()
    size = len(text.encode())
    return name, f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {size}\n"


def test_a_plan_in_git_lfs_is_read_where_it_was_fetched(repository, shell):
    name, pointer = _pointer(BAD)
    repository.commit({"plan.yaml": pointer})
    repository.write({"plan.yaml": WORSE})
    missing = shell.check("--since", "HEAD", "plan.yaml")
    assert (missing.code, missing.out) == (2, "")
    assert "plan.yaml is kept in Git LFS, and what it held at HEAD is not in this clone" in missing.err
    repository.write({f".git/lfs/objects/{name[:2]}/{name[2:4]}/{name}": BAD})
    assert counts(since(shell, "HEAD", "plan.yaml")[0]) == (1, 0, 1)


# --- hooks


def test_a_commit_hook_stops_what_is_new_and_nothing_else(repository, shell):
    """The hook of git itself, which sets GIT_DIR, GIT_INDEX_FILE and more."""
    repository.commit({"plan.yaml": BAD})
    hook = repository.folder / ".git" / "hooks" / "pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{command()}" check --as-of {DAY} --since HEAD plan.yaml\n')
    hook.chmod(0o755)
    repository.commit({"plan.yaml": DUBIOUS.replace("horizon: P19M", "horizon: P11M")})  # a warning stops nobody
    repository.write({"plan.yaml": LESS_RESERVE})
    with pytest.raises(AssertionError, match="budget/reserve"):
        repository.git("commit", "-q", "-a", "-m", "too little")
    assert len(repository.git("rev-list", "HEAD").split()) == 2


def test_another_repositorys_environment_does_not_matter(repository, tmp_path):
    other = PastRepository(tmp_path / "other")
    other.commit({"plan.yaml": GOOD})
    repository.commit({"plan.yaml": BAD})
    environ = {"GIT_DIR": str(other.folder / ".git"), "GIT_WORK_TREE": str(other.folder)}
    assert counts(since(Shell(repository.folder), "HEAD", "plan.yaml", **environ)[0]) == (0, 0, 1)


def test_nothing_of_the_repository_is_written(repository, shell):
    repository.commit({"plan.yaml": BAD})
    repository.write({"plan.yaml": WORSE})
    paths = [path for path in repository.folder.rglob("*") if path.is_file()]
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}
    since(shell, "HEAD", "plan.yaml")
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in paths} == before


def test_what_the_repository_configures_is_not_run(repository, shell):
    repository.commit({"plan.yaml": BAD})
    spy = f"{sys.executable} -c \"open('spied', 'w')\""
    for name in ("core.fsmonitor", "core.pager", "diff.x.textconv", "filter.x.smudge", "gpg.program", "alias.log"):
        repository.git("config", name, f"!{spy}" if name.startswith("alias") else spy)
    repository.git("config", "log.showSignature", "true")
    repository.write({".gitattributes": "*.yaml diff=x filter=x\n"})
    since(shell, "HEAD", "plan.yaml")
    shell("trend", "plan.yaml")
    assert not list(repository.folder.rglob("spied"))


def test_the_commit_of_an_unchanged_plan_is_in_the_report(repository, shell):
    commit = repository.commit({"plan.yaml": BAD})
    report = shell.check("--since", "HEAD", "plan.yaml", "--format", "json").data
    assert report["plans"][0]["revision"] == commit
    repository.write({"plan.yaml": BAD + "\n"})
    report = shell.check("--since", "HEAD", "plan.yaml", "--format", "json").data
    assert report["plans"][0]["revision"] is None
    assert shell.check("plan.yaml", "--format", "json").data["plans"][0]["revision"] is None


def test_a_check_without_since_starts_no_git(repository, shell):
    repository.commit({"plan.yaml": GOOD})
    fake = repository.folder / "bin" / "git"
    repository.write({"bin/git": "#!/bin/sh\ntouch started\n"})
    fake.chmod(0o755)
    assert shell.check("plan.yaml", PATH=f"{fake.parent}:{os.environ['PATH']}").code == 0
    assert not (repository.folder / "started").exists()
    done = subprocess.run([str(fake)], cwd=repository.folder, check=True)
    assert (done.returncode, (repository.folder / "started").exists()) == (0, True)
