"""The hooks, run by the real pre-commit on commits to a real repository.

The checkout as it is, committed or not, is the hook repository. pre-commit builds one environment for all tests.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from command import BAD, BAD_PLACE, DAY, GOOD, OTHER_YAML, Result, Shell, changed
from filelock import FileLock
from stranger import good_plugin, wheel

pytestmark = pytest.mark.precommit
CHECKOUT = Path(__file__).parent.parent
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]
UNPARSABLE = "a: [b\n  c: {\n\t- !!python/object:os.system\n"
BUDGET = GOOD[GOOD.index("\nbudget:\n") + 1 : GOOD.index("\norganization:\n") + 1]
HEADLESS_BUDGET = f"schema: opscheck/v1\npart_of: [../plan.yaml]\n{BUDGET}"
WITHOUT_BUDGET = GOOD.replace(BUDGET, "").replace("include: []", "include: [sections/*.yaml]")


class Hooks(NamedTuple):
    """Where the hooks come from, and what pre-commit keeps of them."""

    repository: Path
    revision: str
    plugin: Path
    store: Path


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """A repository with the checkout's files, a stranger's plugin as a wheel, and one environment with both."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("this is no git repository to take the hooks from")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "pre-commit"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):  # the workers of a parallel run share the environment
        if not (folder / "ready").exists():
            _copy_checkout(folder / "opscheck")
            wheel(folder, "opscheck-acme", good_plugin(), "acme_rules")
        revision = _git(folder / "opscheck", "rev-parse", "HEAD").strip()
        hooks = Hooks(folder / "opscheck", revision, folder / "opscheck_acme-1.0-py3-none-any.whl", folder / "store")
        if not (folder / "ready").exists():
            _build(hooks, folder / "first")
            (folder / "ready").touch()
    return hooks


def _git(folder: Path, *arguments: str) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}  # we may be in a hook
    line = ["git", *arguments]
    return subprocess.run(line, cwd=folder, env=environ, check=True, capture_output=True, text=True).stdout


def _copy_checkout(target: Path) -> None:
    for name in _git(CHECKOUT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (CHECKOUT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, target / name)
    _git(target, "init", "-q")
    _git(target, "add", "--all", "--force")
    settings = ("user.name=ann", "user.email=ann@example.org", "commit.gpgsign=false")
    options = [word for setting in settings for word in ("-c", setting)]
    _git(target, *options, "commit", "-q", "-m", "the checkout")


def _build(hooks: Hooks, folder: Path) -> None:
    """Let pre-commit install the hooks, with the package index that this machine is set up for."""
    folder.mkdir()
    _git(folder, "init", "-q")
    (folder / ".pre-commit-config.yaml").write_text(_configuration(hooks, "opscheck"))
    environ = {**os.environ, "PRE_COMMIT_HOME": str(hooks.store)}
    done = subprocess.run([*PRE_COMMIT, "install-hooks"], cwd=folder, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _configuration(hooks: Hooks, hook: str, *arguments: str) -> str:
    entry = {"id": hook, "additional_dependencies": [str(hooks.plugin)], "args": list(arguments)}
    repository = {"repo": str(hooks.repository), "rev": hooks.revision, "hooks": [entry]}
    return json.dumps({"repos": [repository]}, indent=1)  # which is YAML, too


class Repository(Shell):
    """A git repository whose commits pre-commit checks."""

    def __init__(self, folder: Path, hooks: Hooks) -> None:
        super().__init__(folder)
        self.hooks = hooks
        author = {
            f"GIT_{who}_{what}": "ann@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        self.environ |= {**author, "PRE_COMMIT_HOME": str(hooks.store), "OPSCHECK_AS_OF": DAY}
        self.run(["git", "init", "-q"])

    def use(self, hook: str, *arguments: str) -> None:
        self.write({".pre-commit-config.yaml": _configuration(self.hooks, hook, *arguments)})
        self.run([*PRE_COMMIT, "install"])

    def commit(self, files: dict[str, str], *options: str) -> Result:
        """Write, stage and commit files."""
        self.write(files)
        self.run(["git", "add", ".pre-commit-config.yaml", *files])
        return self.run(["git", "commit", "-q", "-m", "a change", *options])

    @property
    def commits(self) -> int:
        return int(self.run(["git", "rev-list", "--all", "--count"]).out)


@pytest.fixture
def repository(tmp_path: Path, hooks: Hooks) -> Repository:
    """A repository with the hook for staged files."""
    repository = Repository(tmp_path, hooks)
    repository.use("opscheck")
    return repository


def test_a_commit_with_a_bad_plan_is_refused_and_says_why(repository: Repository):
    result = repository.commit({"plans/plan.yaml": BAD})
    line, column = BAD_PLACE
    assert (result.code, repository.commits) == (1, 0)
    assert "opscheck (staged plans)" in result.err
    assert "Failed" in result.err
    assert "error: the budget covers 11 months, less than 12 months   budget/horizon" in result.err
    assert f"plans/plan.yaml:{line}:{column}" in result.err
    assert f"{line} |   horizon: P11M" in result.err
    assert f"1 error in 1 plan, 1 file skipped (as of {DAY}, ruleset standard 1)" in result.err


def test_a_commit_with_a_good_plan_passes(repository: Repository):
    result = repository.commit({"plans/plan.yaml": GOOD})
    assert (result.code, repository.commits) == (0, 1)
    assert "Passed" in result.err


def test_only_what_is_staged_counts(repository: Repository):
    repository.write({"other.yaml": BAD})
    assert repository.commit({"plan.yaml": GOOD}).code == 0
    repository.write({"plan.yaml": BAD})
    repository.run(["git", "add", "plan.yaml"])
    repository.write({"plan.yaml": GOOD})  # mended, but not staged
    assert repository.run(["git", "commit", "-q", "-m", "the staged one is bad"]).code == 1


def test_other_yaml_is_skipped_parsable_or_not(repository: Repository):
    files = {f"charts/{number}.yaml": OTHER_YAML for number in range(40)}
    result = repository.commit({**files, "templates/deploy.yml": UNPARSABLE, "empty.yaml": "", "note.yaml": "a\tb: :"})
    assert (result.code, repository.commits) == (0, 1)
    assert "Passed" in result.err


def test_a_commit_without_yaml_runs_nothing(repository: Repository):
    assert repository.commit({"plan.yaml": GOOD}).code == 0
    result = repository.commit({"readme.txt": "hello\n"})
    assert result.code == 0
    assert "Skipped" in result.err


def test_excluded_plans_are_left_out_though_pre_commit_names_them(repository: Repository):
    config = {".opscheck.yaml": "exclude: ['drafts/**']\n"}
    assert repository.commit({**config, "drafts/plan.yaml": BAD}).code == 0


def test_a_staged_fragment_checks_its_plan(repository: Repository):
    files = {"plan.yaml": WITHOUT_BUDGET, "sections/budget.yaml": HEADLESS_BUDGET}
    assert repository.commit(files).code == 0
    result = repository.commit({"sections/budget.yaml": changed("P19M", "P11M", HEADLESS_BUDGET)})
    assert result.code == 1
    line = HEADLESS_BUDGET.split("P19M")[0].count("\n") + 1
    assert f"sections/budget.yaml:{line}:" in result.err
    assert "budget/horizon" in result.err


def test_additional_dependencies_bring_a_rule_that_a_ruleset_enables(repository: Repository):
    assert repository.commit({"plan.yaml": GOOD}).code == 0
    result = repository.commit(
        {".opscheck.yaml": "ruleset: acme/recommended\nfail-on: warning\n", "plan.yaml": GOOD + "\n"}
    )
    assert result.code == 1
    assert "names no season   acme/seasonal" in result.err
    assert "ruleset acme/recommended 1)" in result.err


def test_arguments_of_the_hook_are_options_of_the_command(repository: Repository):
    repository.use("opscheck", "--ignore", "budget/horizon")
    assert repository.commit({"plan.yaml": BAD}).code == 0


def test_the_project_hook_finds_its_own_files(repository: Repository):
    assert repository.commit({"deep/down/plan.yaml": BAD}, "--no-verify").code == 0
    assert repository.commit({"ci.yaml": OTHER_YAML}).code == 0
    repository.use("opscheck-project")
    result = repository.commit({"ci.yaml": OTHER_YAML + "jobs: {}\n"})
    assert (result.code, repository.commits) == (1, 2)
    assert "opscheck (all plans)" in result.err
    assert f"deep/down/plan.yaml:{BAD_PLACE[0]}:{BAD_PLACE[1]}" in result.err
    assert repository.commit({"deep/down/plan.yaml": GOOD}).code == 0


def test_the_fixing_hook_mends_a_staged_plan_and_the_next_commit_passes(repository: Repository):
    repository.use("opscheck-fix")
    misspelt = changed("horizon: P19M", "horizon: 19 months")
    result = repository.commit({"plan.yaml": misspelt})
    assert (result.code, repository.commits) == (1, 0)
    assert "files were modified by this hook" in result.err
    assert "plan.yaml:58:12: fixed: write P19M instead of 19 months (opscheck/schema)" in result.err
    assert (repository.folder / "plan.yaml").read_text(encoding="utf-8") == GOOD
    repository.run(["git", "add", "plan.yaml"])
    assert repository.run(["git", "commit", "-q", "-m", "as it was fixed"]).code == 0


def test_the_fixing_hook_changes_no_number_unless_it_is_told_to(repository: Repository):
    short = changed("buffer: P34D", "buffer: P30D")
    repository.use("opscheck-fix")
    assert repository.commit({"plan.yaml": short}).code == 1
    assert (repository.folder / "plan.yaml").read_text(encoding="utf-8") == short
    repository.use("opscheck-fix", "--unsafe-fixes")
    assert repository.commit({"plan.yaml": short}).code == 1
    assert (repository.folder / "plan.yaml").read_text(encoding="utf-8") == GOOD


_WAIVED = "ignore[budget/horizon] until={until} by=lin-mei -- the board decided"
_ENTRY = "{{rule: budget/horizon, at: budget.horizon, reason: the board decided, approved_by: lin-mei, until: {until}}}"


@pytest.mark.parametrize("way", ["comment", "register", "register beside the plan"])
def test_a_waiver_holds_on_its_last_day_and_not_on_the_day_after(repository: Repository, way: str):
    def files(until: str) -> dict[str, str]:
        entry = _ENTRY.format(until=until)
        if way == "comment":
            return {"plan.yaml": BAD.replace("P11M", f"P11M  # opscheck: {_WAIVED.format(until=until)}")}
        if way == "register":
            return {"plan.yaml": BAD[: BAD.index("waivers: []")] + f"waivers: [{entry}]\n"}
        return {"plan.yaml": BAD, "opscheck-waivers.yaml": f"waivers:\n  - {entry}\n"}

    assert repository.commit(files(DAY)).code == 0
    result = repository.commit(files("2026-06-30"))
    assert (result.code, repository.commits) == (1, 1)
    assert "this waiver of budget/horizon ended on 2026-06-30" in result.err
    assert "the budget covers 11 months, less than 12 months   budget/horizon" in result.err
