"""The guide to the first plan, followed to the letter in both languages; and a README for each."""

import re
from pathlib import Path

import pytest
from command import Shell

ROOT = Path(__file__).parents[1]
GUIDES = {"en": "first-plan.md", "zh": "first-plan.zh.md"}
TODO = {"en": re.compile(r'"TODO[^"]*"'), "zh": re.compile(r'"待填写：[^"]*"')}
NOTHING = {"en": "no findings", "zh": "未发现问题"}


def commands(name: str) -> list[list[str]]:
    """The commands of a guide, each in a block of its own."""
    text = (ROOT / "docs" / "guides" / name).read_text(encoding="utf-8")
    return [line.split()[1:] for line in re.findall(r"^    (opscheck .*)$", text, re.MULTILINE)]


@pytest.mark.parametrize("lang", GUIDES)
def test_from_the_skeleton_to_a_plan_that_the_standard_accepts(opscheck: Shell, lang: str) -> None:
    init, draft, check, clauses = commands(GUIDES[lang])
    assert opscheck(*init).code == 0
    plan = opscheck.folder / "plan.yaml"
    day = {"OPSCHECK_AS_OF": "2027-01-04"}
    assert NOTHING[lang] in opscheck(*draft, **day).out
    assert opscheck(*check, **day).code == 1, "a TODO is an error"
    number = iter(range(1000))
    for section in plan.read_text(encoding="utf-8").split("\n\n"):
        text = plan.read_text(encoding="utf-8")
        filled = TODO[lang].sub(lambda _: f'"text {next(number)}"', section)
        plan.write_text(text.replace(section, filled), encoding="utf-8")
        if section != filled:
            assert NOTHING[lang] in opscheck(*draft, **day).out
    result = opscheck(*check, **day)
    assert (result.code, NOTHING[lang] in result.out) == (0, True)
    approved = plan.read_text(encoding="utf-8").replace("status: draft", "status: approved", 1)
    approval = '  approvals:\n    - {by: strategist, date: 2027-01-04, version: "0.1"}'
    plan.write_text(re.sub(r"  approvals: \[\][^\n]*", approval, approved, count=1), encoding="utf-8")
    result = opscheck(*check, "--format", "json", **day)
    assert (result.code, result.found) == (0, ["opscheck/needs-data"]), "no spend is recorded on the first day"
    assert opscheck(*clauses, **day).code == 0


@pytest.mark.parametrize("page", ["declared-rules.md", "declared-rules.zh.md"])
def test_the_first_rule_of_the_guide_without_python_is_complete(opscheck: Shell, page: str) -> None:
    shown = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "guides" / page).read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    opscheck.write({"ours.yaml": shown[1]})
    result = opscheck("test", "ours.yaml", "--complete")
    assert result.code == 0, result.out


@pytest.mark.parametrize(("one", "other"), [("README.md", "README.zh.md"), ("README.zh.md", "README.md")])
def test_the_readmes_lead_to_each_other_and_have_the_same_commands(one: str, other: str) -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in (one, other)]
    assert f"]({other})" in texts[0]
    blocks = [re.findall(r"^    (python3 .*)$", text.replace(" --lang zh", ""), re.MULTILINE) for text in texts]
    assert blocks[0] == blocks[1]
    assert len(blocks[0]) == 2


def test_the_chinese_readme_shows_what_the_command_says(opscheck: Shell) -> None:
    shown = re.search(r"```text\n(.*?)```", (ROOT / "README.zh.md").read_text(encoding="utf-8"), re.DOTALL)
    said = opscheck("check", "examples/defective", "--as-of", "2026-09-15", "--lang", "zh", cwd=str(ROOT)).out
    assert shown
    assert said.startswith(shown[1])


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")], ids=str
)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page}: {target}"
