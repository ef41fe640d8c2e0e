"""The plans of the benchmarks are what their table says of them, and the table is the same in both languages."""

import re
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from opscheck.checking import check_paths
from opscheck.checking.request import Request
from opscheck.run import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import compare
import pages
from generate import variants


def checked(folder: Path) -> Run:
    return check_paths(Request((str(folder),), isolated=True, as_of="2026-07-01", evidence=False)).run


def test_nothing_is_wrong_with_generated_plans_nor_with_all_of_them_together(tmp_path: Path):
    variants(8, tmp_path / "plans")
    assert list(checked(tmp_path / "plans").findings) == []


def test_flawed_ones_have_findings_some_of_them_with_another_plan(tmp_path: Path):
    variants(12, tmp_path / "plans", flawed=0.5)
    rules = {finding.rule for finding in checked(tmp_path / "plans").findings}
    assert "portfolio/allocation" in rules
    assert len(rules) > 4


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    one, other = (variants(3, tmp_path / name, seed=7, flawed=0.5) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


# --- the table in the pages


@pytest.fixture
def page(tmp_path: Path) -> Path:
    for name in ("performance.md", "performance.zh.md"):
        (tmp_path / name).write_text(f"before\n{pages.BEGIN}\nold\n{pages.END}\nafter\n", encoding="utf-8")
    return tmp_path / "performance.md"


def test_both_pages_have_the_table_of_one_run() -> None:
    assert pages.table(pages.PAGE.with_suffix(".zh.md")) == [*map(pages.in_chinese, pages.table(pages.PAGE))]


def test_it_is_written_into_both_pages_and_nothing_else_of_them_changes(page: Path) -> None:
    pages.write(["**One plan** (6 runs)", "", "| seconds | MB |", "| --- | ---: |", "| 0.300 | 45 |"], page)
    said = page.with_suffix(".zh.md").read_text(encoding="utf-8")
    table = "**一份方案**（运行 6 次）\n\n| 秒 | MB |\n| --- | ---: |\n| 0.300 | 45 |"
    assert said == f"before\n{pages.BEGIN}\n{table}\n{pages.END}\nafter\n"
    assert pages.table(page)[0] == "**One plan** (6 runs)"


def test_words_that_nobody_has_translated_are_an_error_before_anything_is_written(page: Path) -> None:
    with pytest.raises(ValueError, match="does not say in Chinese: furlongs"):
        pages.write(["| furlongs |"], page)
    assert pages.table(page) == ["old"]


def test_whatever_the_comparison_says_can_be_said_in_chinese(tmp_path: Path) -> None:
    said: list[str] = []
    few = Namespace(plans=2, runs=1, growth=[1], many=[2], without_yamllint=True)
    compare.table(few, tmp_path, said.append)
    titles = [line for line in map(pages.in_chinese, said) if line.startswith("**")]
    assert len(titles) == 5
    assert not re.search("[a-z]", "".join(titles))
