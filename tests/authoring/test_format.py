"""The reference of the plan format: current, complete, and in both languages."""

import re
from pathlib import Path

import pytest

from opscheck.authoring.format import mappings, pages
from opscheck.plan.base import key_of
from opscheck.plan.build import build
from opscheck.plugins import Plugins
from opscheck.source import load

ROOT = Path(__file__).parents[2]
PAGES = pages(ROOT)
NAMES = {"en": "plan-format.md", "zh": "plan-format.zh.md"}


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_current(name: str) -> None:
    """To bring it up to date: python -m opscheck.authoring.format"""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_every_section_and_every_key_is_there(name: str) -> None:
    sections = re.split(r"^#{2,3} ", PAGES[name], flags=re.MULTILINE)[1:]
    shown = {section.split("\n", 1)[0].strip("`"): section for section in sections}
    for path, model in mappings():
        page = shown[path if "." in path else path.removesuffix("[*]")]
        keys = {key_of(model, field) for field in model.model_fields} - {"refs"}
        assert keys <= set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)), path


def test_every_rule_is_at_each_key_that_it_asks_for() -> None:
    page = PAGES["plan-format.md"]
    for rule in Plugins().rules.values():
        assert not rule.requires or f"](rules/{rule.id}.md)" in page, rule.id


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_are_parts_of_plans(name: str) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGES[name], re.DOTALL)
    assert len(examples) > 15
    for example in examples:
        document = load(example.encode(), name)
        assert document.flaws == [], example
        data = {"schema": "opscheck/v1", "plan": {"id": "p", "currency": "EUR"}, **document.data}
        assert [error for error in build(data).errors if "rate" not in error.template] == [], example


def test_in_chinese_nothing_is_left_in_english() -> None:
    page = re.sub(r"```.*?```", "", PAGES["plan-format.zh.md"], flags=re.DOTALL)
    headings = re.findall(r"^(?:# |\| )([^`|\n]+?)(?: \||$)", page, re.MULTILINE)
    assert [text for text in headings if not re.search(r"[\u4e00-\u9fff]|^\[|^---|^[A-Z][a-z]+$", text)] == []
