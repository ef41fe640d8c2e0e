"""The plugins under examples/plugins: each is built, installed from its wheel into a fresh environment, and used."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from command import DAY, GOOD, Result, Shell
from stranger import pip_install, virtual_environment

PLUGINS = Path(__file__).parent.parent / "examples" / "plugins"


def _cut(text: str, id_: str, *parts: tuple[str, str]) -> str:
    """The plan with a task cut into parts, each from one day to another, and each waiting for the one before it."""
    (line,) = (line for line in text.splitlines(keepends=True) if line.startswith(f"  - {{id: {id_},"))
    start, finish, before = (
        line.partition(key)[2].partition(end)[0]
        for key, end in (("start: ", ","), ("finish: ", ","), ("[{task: ", "}"))
    )
    lines = []
    for number, (begins, ends) in enumerate(parts, 1):
        part = line.replace(f"id: {id_},", f"id: {id_}-{number},").replace(start, begins).replace(finish, ends)
        lines.append(part.replace(f"task: {before}", f"task: {id_}-{number - 1}") if number > 1 else part)
    cut = text.replace(line, "".join(lines))
    return cut.replace(f"{{task: {id_},", f"{{task: {id_}-1,").replace(
        f"{{task: {id_}}}", f"{{task: {id_}-{len(parts)}}}"
    )


TRIAL = [("2026-06-15", "2026-07-24"), ("2026-07-27", "2026-09-11")]
EXPAND = [
    ("2026-10-19", "2026-11-30"),
    ("2026-12-01", "2027-01-15"),
    ("2027-01-18", "2027-03-05"),
    ("2027-03-08", "2027-04-16"),
    ("2027-04-19", "2027-05-14"),
]
# The good plan with its long tasks cut, and with less than two months free between any two.
SHORT = _cut(_cut(GOOD, "trial", *TRIAL), "expand", *EXPAND)


class Example(NamedTuple):
    """A plugin of ours: its topic and ruleset, a plan that meets it, and one with what is found in it."""

    topic: str
    ruleset: str
    clause: str
    good: str
    bad: str
    found: list[str]


EXAMPLES = {
    "opscheck-continuity": Example(
        topic="continuity",
        ruleset="continuity/pci-dss",
        clause="pci-dss:12.10.2",
        good=GOOD,
        bad=GOOD.replace('version: "1.0", updated: 2026-02-20', 'version: "1.0", created: 2024-02-20'),
        found=["continuity/pci-dss-cadence"],
    ),
    "opscheck-schedule-quality": Example(
        topic="schedule-quality",
        ruleset="schedule-quality/dcma-14",
        clause="dcma-14:13",
        good=SHORT,
        bad=GOOD,
        found=["schedule-quality/high-duration", "schedule-quality/high-float"],
    ),
}


class Installed(NamedTuple):
    """An environment with the plugin in it, beside the plans."""

    name: str
    example: Example
    wheel: Path
    shell: Shell
    python: Path

    def __call__(self, *arguments: str) -> Result:
        return self.shell.run([str(self.python), "-m", "opscheck", *arguments])

    def check(self, plan: str, *arguments: str) -> Result:
        return self("check", "--as-of", DAY, "--format", "json", plan, *arguments)

    def is_ours(self, rule: str) -> bool:
        """Whether a rule is the plugin's."""
        return rule.startswith(f"{self.example.topic}/")


@pytest.fixture(scope="module", params=EXAMPLES)
def plugin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The plugin, built as a wheel and installed from it."""
    name, folder = request.param, tmp_path_factory.mktemp(request.param)
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--quiet"]
    subprocess.run([*build, "--wheel-dir", str(folder / "dist"), str(PLUGINS / name)], check=True)
    (wheel,) = (folder / "dist").iterdir()
    python = virtual_environment(folder / "venv")
    pip_install(python, wheel)
    shell = Shell(folder)
    shell.write({"good.yaml": EXAMPLES[name].good, "bad.yaml": EXAMPLES[name].bad})
    return Installed(name, EXAMPLES[name], wheel, shell, python)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_is_written_against_the_public_interface_alone(name: str):
    package = name.replace("-", "_")
    for path in (PLUGINS / name / "src").rglob("*.py"):
        imported = set(
            re.findall(r"^\s*(?:from|import) (opscheck[\w.]*)", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert {module for module in imported if module.partition(".")[0] != package} <= {"opscheck"}, path


def test_its_wheel_holds_the_package_with_its_rulesets_and_nothing_else(plugin: Installed):
    package = plugin.name.replace("-", "_")
    with zipfile.ZipFile(plugin.wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0] for name in names} == {package, f"{package}-1.0.0.dist-info"}
    source = PLUGINS / plugin.name / "src"
    files = [path for path in source.rglob("*") if path.suffix in (".py", ".yaml")]
    assert {path.relative_to(source).as_posix() for path in files} <= set(names)


def test_it_is_listed_with_its_rules_and_nothing_is_wrong_with_it(plugin: Installed):
    (row,) = (row for row in plugin("plugins", "--format", "json").data if row["distribution"] == plugin.name)
    assert (row["version"], row["topics"], row["error"]) == ("1.0.0", [plugin.example.topic], None)
    rules = [rule for rule in plugin("rules", "--format", "json").data if rule["plugin"]["name"] == plugin.name]
    assert len(rules) == row["rules"] > 0
    assert all(plugin.is_ours(rule["id"]) for rule in rules)


def test_installing_it_enables_nothing(plugin: Installed):
    outcomes = plugin.check("bad.yaml").data["outcomes"]
    assert outcomes
    assert not [one for one in outcomes if plugin.is_ours(one["rule"])]


def test_a_good_plan_has_no_finding(plugin: Installed):
    result = plugin.check("good.yaml", "--ruleset", plugin.example.ruleset)
    assert (result.code, result.found, result.err) == (0, [], "")
    outcomes = {one["rule"]: one["outcome"] for one in result.data["outcomes"]}
    assert "budget/horizon" in outcomes  # the ruleset extends the standard one
    assert {outcome for rule, outcome in outcomes.items() if plugin.is_ours(rule)} == {"pass"}


def test_a_bad_plan_has_what_it_breaks(plugin: Installed):
    result = plugin.check("bad.yaml", "--ruleset", plugin.example.ruleset, "--fail-on", "warning")
    assert (result.code, result.err) == (1, "")
    assert sorted(filter(plugin.is_ours, result.found)) == plugin.example.found


def test_its_clauses_are_in_the_matrix(plugin: Installed):
    catalogue = plugin("clauses").out
    assert plugin.example.clause in catalogue
    matrix = plugin("clauses", "good.yaml", "--as-of", DAY, "--ruleset", plugin.example.ruleset, "--format", "json")
    assert matrix.code == 0
    assert plugin.example.clause in json.dumps(matrix.data)


def test_its_examples_are_complete(plugin: Installed):
    result = plugin("test", plugin.example.topic, "--complete")
    assert (result.code, result.err) == (0, ""), result.out
    assert "FAIL" not in result.out


def test_its_own_tests_pass_with_what_is_installed(plugin: Installed):
    tests = PLUGINS / plugin.name / "tests"
    program = f"import {plugin.name.replace('-', '_')} as it; print(it.__file__)"
    where = plugin.shell.run([str(plugin.python), "-c", program])
    assert Path(where.out.strip()).is_relative_to(plugin.python.parent.parent)
    result = plugin.shell.run([str(plugin.python), "-m", "pytest", "-p", "no:cacheprovider", str(tests)])
    assert result.code == 0, result.out
    assert " passed" in result.out
    assert "failed" not in result.out
