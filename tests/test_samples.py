"""The samples of every page of the documentation: YAML that opscheck reads, commands with options that there are."""

import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from opscheck.authoring.schema import config_schema, plan_schema, ruleset_schema
from opscheck.catalogue import Catalogue
from opscheck.cli import COMMANDS
from opscheck.plugins import Plugins
from opscheck.project.keys import CONFIGURATION, RULESET
from opscheck.source import load

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/guides/*.md")])
CATALOGUE = Catalogue(Plugins())
SCHEMAS = {
    "plan": Draft202012Validator(plan_schema()),
    "ruleset": Draft202012Validator(ruleset_schema(CATALOGUE)),
    "config": Draft202012Validator(config_schema(CATALOGUE)),
}
SECTIONS = set(SCHEMAS["plan"].schema["properties"])
HEADER = {"schema": "opscheck/v1", "plan": {"id": "p"}}


def samples(page: Path) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def kind_of(data: Any) -> str | None:
    """What a sample claims to be; None for what other programs read."""
    keys = set(data) if isinstance(data, dict) else set()
    if keys and keys <= SECTIONS and not isinstance(data.get("waivers"), dict):
        return "plan"
    if keys and keys <= set(RULESET) and (keys & {"name", "extends"} or keys == {"waivers"}):
        return "ruleset"
    is_job = isinstance(data, dict) and isinstance(data.get("plans"), dict)  # of GitLab, by the name of plans
    return "config" if keys and keys <= set(CONFIGURATION) and not is_job else None


def commands(page: Path) -> list[list[str]]:
    """The commands that stand alone on lines of code, and in samples of a shell."""
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"^(?: {4}|\$ )opscheck (.*)$", text, re.MULTILINE)
    return [shlex.split(re.split(r" {2,}| > ", line)[0], comments=True) for line in lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_yaml_that_is_shown_can_be_read(page: Path) -> None:
    for sample in samples(page):
        document = load(sample.encode(), page.name)
        assert [flaw for flaw in document.flaws if flaw.rule == "opscheck/syntax"] == [], sample
        kind = kind_of(document.data)
        if kind and "…" not in sample:
            data = {**HEADER, **document.data} if kind == "plan" else document.data
            if kind == "plan":
                data["plan"] = {**HEADER["plan"], **data["plan"]}  # type: ignore[dict-item]
            assert [(error.json_path, error.message) for error in SCHEMAS[kind].iter_errors(data)] == [], sample


def test_samples_of_each_kind_are_recognized() -> None:
    kinds = [kind_of(load(sample.encode(), "x").data) for page in PAGES for sample in samples(page)]
    assert all(kinds.count(kind) >= 2 for kind in SCHEMAS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_that_are_shown_have_options_that_there_are(page: Path) -> None:
    for command, *arguments in commands(page):
        assert command in COMMANDS, (page.name, command)
        module = import_module(f"opscheck.cli.{command.replace('-', '_')}")
        if hasattr(module, "parser") and not {"…", "..."} & set(arguments):
            module.parser(command, "").parse_args(arguments)


@pytest.mark.parametrize(
    "page", [*ROOT.glob("docs/*.zh.md"), *ROOT.glob("docs/guides/*.zh.md")], ids=lambda page: page.name
)
def test_a_page_shows_the_same_commands_in_both_languages(page: Path) -> None:
    english = page.with_name(page.name.replace(".zh.md", ".md"))
    assert [_bare(words) for words in commands(page)] == [_bare(words) for words in commands(english)]


def _bare(words: list[str]) -> list[str]:
    """A command without its language and without texts."""
    text = " ".join(word for word in words if " " not in word and not re.search("[\u4e00-\u9fff]", word))
    return text.replace(" --lang zh", "").split()
