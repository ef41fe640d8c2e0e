"""What would do nothing is not offered: the footer and the palette show what can be done with what is selected."""

from pathlib import Path

import pytest
from command import BAD, GOOD, changed
from tui.driven import drive, opened, write
from tui.lists import WAIVED, plan

MISSPELT = changed("expected_return:", "expected_retrun:", BAD)
WIDE = (160, 30)


def footer(*steps, text: str = MISSPELT, folder: Path, size: tuple[int, int] = WIDE) -> str:
    return drive(opened(plan(folder, text)), *steps, size=size)[-1]


def test_a_fix_is_offered_where_there_is_one(tmp_path: Path):
    assert "f fix" in footer("slash", *write("fixable:"), "enter", folder=tmp_path)
    assert "f fix" not in footer("slash", *write("horizon"), "enter", folder=tmp_path)


def test_what_opscheck_itself_says_cannot_be_waived_and_what_is_waived_not_again(tmp_path: Path):
    assert "w waive" in footer("slash", *write("horizon"), "enter", folder=tmp_path)
    assert "w waive" not in footer("slash", *write("unknown-key"), "enter", folder=tmp_path)
    waived = ("a", "slash", *write("waived: rule:budget/horizon"), "enter")
    assert "w waive" not in footer(*waived, text=WAIVED, folder=tmp_path)


def test_the_end_of_the_way_offers_no_way_on(tmp_path: Path):
    assert "⏎ source" in footer(folder=tmp_path)
    assert "⏎ source" not in footer("enter", "enter", folder=tmp_path)


@pytest.mark.parametrize("screen", ["1", "2", "3", "4"])
def test_without_findings_nothing_is_offered_that_needs_one(tmp_path: Path, screen: str):
    shown = footer(screen, text=GOOD, folder=tmp_path)
    for word in ("fix", "waive", "edit", "reviewed", "n next", "group", "source", "plans"):
        assert word not in shown, shown
    assert "q quit" in shown


def test_the_palette_offers_the_same(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, BAD)), "ctrl+p", *write("fix"), lambda pilot: pilot.pause(0.5), size=WIDE)
    assert not any("would change" in line for line in lines)
    lines = drive(opened(plan(tmp_path, MISSPELT)), "ctrl+p", *write("fix"), lambda pilot: pilot.pause(0.5), size=WIDE)
    assert any("would change" in line for line in lines)
