"""What the README shows is what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def opscheck(*arguments):
    command = [sys.executable, "-m", "opscheck", *arguments]
    environ = {**os.environ, "HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere"}  # whoever runs this may have settings
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_first_command_prints_what_the_readme_shows():
    command = re.search(r"\.venv/bin/opscheck (check .*)", README)[1]
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1]
    printed = opscheck(*command.split())
    assert shown in printed.stdout
    assert printed.returncode == 1


def test_the_test_command_is_the_one_that_ci_runs():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = re.search(r'test_command="(.*)"', ci)[1]
    assert f"    {command}\n" in README


def test_the_configuration_example_is_valid(tmp_path):
    example = re.search(r"```yaml\n(ruleset:.*?)```", README, re.DOTALL)[1]
    (tmp_path / "opscheck.yaml").write_text(example, encoding="utf-8")
    shown = opscheck("check", "--config", str(tmp_path / "opscheck.yaml"), "--show-settings", "examples/defective")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "budget/reserve: {severity: error, minimum: 20%}" in shown.stdout
    assert "schedule/weekly-meeting" not in shown.stdout


def test_every_link_leads_somewhere():
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("examples/**/*.md"),
    ]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_good_examples_give_no_finding_and_the_defective_one_what_its_list_says():
    for folder, day in re.findall(
        r"opscheck check (examples/[\w-]+) --as-of (\S+)", (ROOT / "examples/README.md").read_text(encoding="utf-8")
    ):
        checked = opscheck("check", folder, "--as-of", day, "--format", "concise")
        if folder != "examples/defective":
            assert (checked.returncode, checked.stdout) == (0, ""), checked.stdout
            continue
        listed = re.findall(
            r"^\| (\d+) \|.*?\| `([\w/-]+)` \|", (ROOT / folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE
        )
        found = re.findall(r":(\d+):\d+: \w+ (\S+)", checked.stdout)
        assert sorted(found) == sorted(listed)
