"""The recipes for CI, run as they are written in a repository of their own.

Their shell parts run here; what only the service can do, such as checking out and uploading, is left to it. The package
index has no release of this checkout: a wheel of it takes the place of one.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import BAD, DAY, GOOD, Result, Shell
from consumers import program
from ruamel.yaml import YAML

from opscheck.version import version

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "guides" / "ci.md").read_text(encoding="utf-8")
ACTION = ROOT / "action.yml"
GITHUB, GITLAB, PRE_COMMIT = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
(SHELL,) = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
COMMENT = "# opscheck: ignore[budget/horizon] until=2026-12-31 by=chen-yu -- the board decided"
WAIVED = BAD.replace("P11M", f"P11M  {COMMENT}")


def parsed(text: str) -> Any:
    return YAML(typ="safe").load(text)


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stays from job to job: a wheel of this checkout, a Python to install it into, and the runner's folder."""
    folder = tmp_path_factory.mktemp("machine")
    line = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder / "wheels"), str(ROOT)]
    subprocess.run(line, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "python")], check=True)
    return folder


@pytest.fixture
def repository(tmp_path: Path, machine: Path) -> Shell:
    """A git repository with a plan, on a machine that has Python and the package index."""
    shell = Shell(tmp_path)
    index = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
    shell.environ |= {**index, "PIP_FIND_LINKS": str(machine / "wheels"), "OPSCHECK_AS_OF": DAY, "CI": "true"}
    shell.environ["PATH"] = f"{machine / 'python' / 'bin'}{os.pathsep}{shell.environ['PATH']}"
    shell.environ["RUNNER_TEMP"] = str(machine)
    shell.run(["git", "init", "-q"])
    shell.write({"plans/plan.yaml": GOOD})
    return shell


def bash(shell: Shell, script: str, **environ: str) -> Result:
    """A step as the services run it: each line counts."""
    return shell.run([program("bash"), "--noprofile", "--norc", "-eo", "pipefail", "-c", script], **environ)


# --- what the services say of the files


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("vendor.github-actions", ACTION.read_text(encoding="utf-8")),
        ("vendor.github-workflows", GITHUB),
        ("vendor.gitlab-ci", GITLAB),
    ],
)
def test_the_recipe_has_the_form_that_the_service_wants(tmp_path: Path, schema: str, text: str) -> None:
    file = tmp_path / "recipe.yml"
    file.write_text(text, encoding="utf-8")
    line = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_recipes_name_the_version_that_they_come_with() -> None:
    assert set(re.findall(r"opscheck==([\d.]+)|opscheck@v([\d.]+)|rev: v([\d.]+)", GUIDE)) == {
        (version(), "", ""),
        ("", version(), ""),
        ("", "", version()),
    }


def test_the_guide_names_the_inputs_of_the_action() -> None:
    named = dict(re.findall(r"^\| `([a-z-]+)` \| .* \|(?: `(.*)`)? \|$", GUIDE, re.MULTILINE))
    inputs = parsed(ACTION.read_text(encoding="utf-8"))["inputs"]
    assert named == {name: declared["default"] for name, declared in inputs.items()}


def test_no_input_is_put_into_a_script() -> None:
    for step in parsed(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_action_runs_in_the_shell_of_every_runner() -> None:
    """On macOS bash is 3.2, and on Windows an environment has no folder bin."""
    steps = [step["run"] for step in parsed(ACTION.read_text(encoding="utf-8"))["runs"]["steps"] if "run" in step]
    newer = re.compile(r"mapfile|readarray|declare -[An]|\$\{\w+(,,|\^\^|@)")
    assert [found[0] for step in steps for found in newer.finditer(step)] == []
    assert "/opscheck/Scripts" in steps[0]


def test_the_hook_of_the_recipe_is_one_of_ours() -> None:
    hooks = {hook["id"] for hook in parsed((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in parsed(PRE_COMMIT)["repos"][0]["hooks"]} <= hooks


# --- the action


class Action:
    """The action, with what a runner of GitHub gives it."""

    def __init__(self, shell: Shell, **given: str) -> None:
        self._shell = shell
        self._files = {name: shell.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        self._described = parsed(ACTION.read_text(encoding="utf-8"))
        defaults = {name: declared["default"] for name, declared in self._described["inputs"].items()}
        self._values = {f"inputs.{name}": value for name, value in (defaults | given).items()}
        self._values["github.action_path"] = str(ROOT)
        self.outputs: dict[str, str] = {}
        self.summary = ""

    def run(self) -> Result:
        """Its steps up to the first that fails."""
        runner = {name: str(path) for name, path in self._files.items()}
        for path in self._files.values():
            path.write_text("")
        for step in self._described["runs"]["steps"]:
            if "run" in step:
                environ = {name: self._evaluated(value) for name, value in step["env"].items()}
                self._files["GITHUB_OUTPUT"].write_text("")
                result = bash(self._shell, step["run"], GITHUB_ACTIONS="true", **runner, **environ)
                lines = self._files["GITHUB_OUTPUT"].read_text().splitlines()
                self.outputs = dict(line.split("=", 1) for line in lines)
                self._values |= {f"steps.{step['id']}.outputs.{name}": value for name, value in self.outputs.items()}
                if result.code:
                    break
        self.summary = self._files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        return result

    def _evaluated(self, value: str) -> str:
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: self._values[found[1]], value)


def test_the_action_passes_a_good_plan_and_fails_a_bad_one(repository: Shell) -> None:
    with_ = parsed(GITHUB)["jobs"]["check"]["steps"][1]["with"]
    action = Action(repository, **with_)
    assert action.run().code == 0
    assert action.outputs == {"sarif": "opscheck.sarif", "exit-code": "0"}
    repository.write({"plans/plan.yaml": BAD})
    result = action.run()
    assert (result.code, action.outputs["exit-code"]) == (1, "1")
    assert "::error file=plans/plan.yaml,line=" in result.out
    assert "| 🔴 error | the budget covers 11 months" in action.summary
    (found,) = json.loads((repository.folder / "opscheck.sarif").read_text(encoding="utf-8"))["runs"]
    assert [each["ruleId"] for each in found["results"]] == ["budget/horizon"]


def test_the_action_uploads_what_is_accepted_only_if_it_is_asked_to(repository: Shell) -> None:
    repository.write({"plans/plan.yaml": WAIVED})
    for accepted, count in (("false", 0), ("true", 1)):
        assert Action(repository, accepted=accepted).run().code == 0
        (found,) = json.loads((repository.folder / "opscheck.sarif").read_text(encoding="utf-8"))["runs"]
        assert len(found["results"]) == count


def test_inputs_of_the_action_are_words_and_no_shell(repository: Shell) -> None:
    repository.write({"a plan/$(touch x); `touch x`.yaml": BAD})
    paths = "a plan/$(touch x); `touch x`.yaml\n\n"
    result = Action(repository, paths=paths, args="--fail-on\nnever\n--select=budget/*").run()
    assert result.code == 0
    assert "budget/horizon" in result.out
    assert not (repository.folder / "x").exists()


def test_a_mistake_is_told_by_the_exit_code(repository: Shell) -> None:
    action = Action(repository, paths="absent.yaml")
    assert action.run().code == 2
    assert action.outputs["exit-code"] == "2"


# --- the others


def test_the_recipe_for_gitlab(repository: Shell) -> None:
    job = parsed(GITLAB)["plans"]
    script = "\n".join(job["script"])
    assert bash(repository, script).code == 0
    repository.write({"plans/plan.yaml": BAD})
    assert bash(repository, script).code == 1
    reports = job["artifacts"]["reports"]
    (entry,) = json.loads((repository.folder / reports["codequality"]).read_text(encoding="utf-8"))
    assert (entry["check_name"], entry["location"]["path"]) == ("budget/horizon", "plans/plan.yaml")
    assert "<failure" in (repository.folder / reports["junit"]).read_text(encoding="utf-8")
    assert job["artifacts"]["when"] == "always", "a failed job has reports, too"


def test_the_recipe_for_any_shell(repository: Shell) -> None:
    assert repository.run(["sh", "-c", SHELL]).code == 0
    repository.write({"plans/plan.yaml": BAD})
    assert repository.run(["sh", "-c", SHELL]).code == 1
    assert "<failure" in (repository.folder / "opscheck.xml").read_text(encoding="utf-8")
    assert "budget/horizon" in (repository.folder / "opscheck.html").read_text(encoding="utf-8")
