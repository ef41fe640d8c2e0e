"""opscheck plugins new: what it writes installs, passes its own tests, and works."""

import os
import re
import sys

import pytest
from command import BAD, Shell
from stranger import Installation, good_plugin, pip_install, virtual_environment

from opscheck.source import load

FILES = {
    ".github/workflows/ci.yml",
    ".gitignore",
    "README.md",
    "pyproject.toml",
    "src/opscheck_acme/__init__.py",
    "src/opscheck_acme/phase_length.py",
    "src/opscheck_acme/rulesets/recommended.yaml",
    "tests/test_rules.py",
}


def written(shell: Shell, folder: str = "opscheck-acme") -> dict[str, str]:
    """The files below a folder."""
    root = shell.folder / folder
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.mark.parametrize(
    ("arguments", "topic", "rule"),
    [
        (["acme"], "acme", "acme/phase-length"),
        (["opscheck-acme", "--topic", "our-plans"], "our-plans", "our-plans/phase-length"),
    ],
)
def test_it_installs_passes_its_own_tests_and_works(tmp_path, arguments, topic, rule):
    shell = Shell(tmp_path)
    assert shell("plugins", "new", *arguments).code == 0
    python = virtual_environment(tmp_path / "venv")
    pip_install(python, tmp_path / "opscheck-acme")

    tests = shell.run([str(python), "-m", "pytest"], cwd="opscheck-acme")
    assert (tests.code, tests.err) == (0, ""), tests.out
    assert re.search(r"3 passed", tests.out)

    opscheck = [str(python), "-m", "opscheck"]
    assert re.search(
        rf"^{rule} +warning +No phase takes longer than half a year\.$",
        shell.run([*opscheck, "rules"]).out,
        re.MULTILINE,
    )
    examples = shell.run([*opscheck, "test", topic, "--complete"])
    assert (examples.code, examples.out) == (
        0,
        f"ok   {rule}  (1 good, 1 bad)\n1 rule, 0 failed, 0 with something that no example reaches\n",
    )

    shell.write({"plan.yaml": BAD})
    line = [*opscheck, "check", "--as-of", "2026-07-01", "plan.yaml", "--format", "json"]
    assert "budget/horizon" in shell.run(line).found
    assert rule not in shell.run(line).found
    checked = shell.run([*line, "--ruleset", f"{topic}/recommended"])
    assert {outcome["rule"] for outcome in checked.data["outcomes"]} >= {rule, "budget/horizon"}
    assert checked.data["ruleset"]["name"] == f"{topic}/recommended"
    (row,) = (row for row in shell.run([*opscheck, "plugins", "--format", "json"]).data if row["name"] == topic)
    assert (row["distribution"], row["topics"], row["rules"], row["error"]) == ("opscheck-acme", [topic], 1, None)
    assert row["load_ms"] > 0


def test_the_files_that_it_writes(tmp_path):
    shell = Shell(tmp_path)
    said = shell("plugins", "new", "acme")
    assert (said.code, said.out) == (0, "")
    assert "opscheck-acme is written" in said.err
    assert f"cd opscheck-acme && {sys.executable} -m pip install -e '.[dev]' && " in said.err
    files = written(shell)
    assert set(files) == FILES
    for name, text in files.items():
        assert not re.search(r"@\w+@", text), name
        assert text.endswith("\n")
        assert len(max(text.splitlines(), key=len)) <= 120
    for name in (".github/workflows/ci.yml", "src/opscheck_acme/rulesets/recommended.yaml"):
        document = load(files[name].encode(), name)
        assert isinstance(document.data, dict)
        assert {flaw.rule for flaw in document.flaws} <= {"opscheck/ambiguous-value"}  # on: of no concern in a ruleset


def test_the_folder_may_be_another_one(tmp_path):
    shell = Shell(tmp_path)
    assert shell("plugins", "new", "acme", "--output", "somewhere/deep down").code == 0
    assert set(written(shell, "somewhere/deep down")) == FILES


@pytest.mark.parametrize("kind", ["an empty folder", "a full folder", "a file", "a link to nowhere"])
def test_nothing_that_exists_is_touched(tmp_path, kind):
    shell, there = Shell(tmp_path), tmp_path / "opscheck-acme"
    if kind.endswith("folder"):
        there.mkdir()
        if kind == "a full folder":
            (there / "README.md").write_text("mine")
    elif kind == "a file":
        there.write_text("mine")
    else:
        os.symlink("nowhere", there)
    before = written(shell) if there.is_dir() else None
    result = shell("plugins", "new", "acme")
    assert result.code == 2
    assert "opscheck-acme exists already, and it stays as it is" in result.err
    assert "--output" in result.err
    assert before == (written(shell) if there.is_dir() else None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Acme", "did you mean acme?"),
        ("acme_rules", "did you mean acme-rules?"),
        ("AcmeRules", "did you mean acme-rules?"),
        ("acme rules/", "did you mean acme-rules?"),
        ("../acme", "did you mean acme?"),
        ("-acme-", "did you mean acme?"),
        ("季度", "use lower-case letters, digits and single hyphens"),
        ("", "use lower-case letters, digits and single hyphens"),
        ("opscheck", "cannot be the name of a plugin"),
        ("opscheck-opscheck", "cannot be the name of a plugin"),
    ],
)
def test_names_that_cannot_be(tmp_path, name, said):
    shell = Shell(tmp_path)
    for arguments in (["--output=x", "--", name], ["acme", f"--topic={name}"]):
        result = shell("plugins", "new", *arguments)
        assert (result.code, result.out) == (2, "")
        assert said in result.err
    assert not written(shell)


def test_a_topic_that_is_taken(tmp_path):
    shell = Installation(tmp_path)
    shell.install("opscheck-acme", good_plugin())
    for arguments, owner in ((["acme"], "opscheck-acme"), (["bolt", "--topic", "budget"], "opscheck")):
        result = shell("plugins", "new", *arguments)
        assert result.code == 2
        assert f"already belongs to {owner}\n  help: choose another one with --topic\n" in result.err
    assert shell("plugins", "new", "acme", "--topic", "acme-too").code == 0


def test_a_package_that_is_there_already(tmp_path):
    result = Shell(tmp_path)("plugins", "new", "budget", "--topic", "our-budget")
    assert (result.code, result.err) == (
        2,
        "opscheck: there is a package opscheck_budget already: choose another name\n",
    )


def test_a_folder_that_cannot_be_written(tmp_path):
    shell = Shell(tmp_path)
    shell.write({"file": "x"})
    result = shell("plugins", "new", "acme", "--output", "file/inside")
    assert result.code == 2
    assert "cannot be written: Not a directory" in result.err


def test_a_broken_plugin_is_named_all_the_same(tmp_path):
    shell = Installation(tmp_path)
    shell.install("opscheck-broken", {"broken.py": "1 / 0"})
    result = shell("plugins", "new", "acme")
    assert result.code == 2
    assert "ZeroDivisionError" in result.err
    assert set(written(shell)) == FILES
