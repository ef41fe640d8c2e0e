"""The findings screen, driven by keys."""

from pathlib import Path

import pytest
from command import BAD
from textual.pilot import Pilot
from tui.driven import app_of, done, drive, opened, write
from tui.sample import finding, review_of

from opscheck.finding import Severity

MANY = (
    finding("budget/adds-up", 3),
    finding("budget/stage-ratio", 2, Severity.warning),
    finding("risk/priority", 9, file="risks.yaml"),
    finding("risk/fallback", 4, Severity.info, says="nobody has advice in {rule}"),
)


def counted(pilot: Pilot):
    """Wait until what there is to choose from has been counted."""
    return pilot.pause(0.3)


def selected(lines: list[str]) -> str:
    return next(line for line in lines if line.startswith("▌"))


def test_the_list_shows_groups_severities_and_where_one_is():
    lines = drive(app_of(review_of(*MANY)), "j", size=(60, 15))
    assert [line.split()[:2] for line in lines[2:8]] == [
        ["─", "budget"],
        ["●E", "budget/adds-up"],
        ["▌▲W", "budget/stage-r…"],
        ["─", "risk"],
        ["●E", "risk/priority"],
        ["○I", "risk/fallback"],
    ]
    assert lines[3].endswith("plan.yaml:3")
    assert lines[6].endswith("risks.yaml:9")


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        (["j"], "budget/stage-ratio"),
        (["down", "down"], "risk/priority"),
        (["G"], "risk/fallback"),
        (["end", "k"], "risk/priority"),
        (["G", "g"], "budget/adds-up"),
        (["pagedown"], "risk/fallback"),
        (["n", "n", "N"], "budget/stage-ratio"),
        (["tab", "n"], "budget/stage-ratio"),
    ],
)
def test_keys_move_the_selection(keys: list[str], rule: str):
    review = review_of(*MANY)
    drive(app_of(review), *keys)
    assert review.selected.rule == rule


def test_the_filter_narrows_with_each_letter_and_escape_drops_it():
    review = review_of(*MANY)
    assert " 1 Findings 3/4 " in drive(app_of(review), "slash", *write("rule:r"))[1] + " "
    assert " 1 Findings 1/4 " in drive(app_of(review), "slash", "end", *write("isk/f"))[1] + " "
    assert review.filter == "rule:risk/f"
    drive(app_of(review), "escape")
    assert review.filter == ""


def test_counters_and_facets_count_what_the_filter_shows():
    lines = drive(app_of(review_of(*MANY)), "slash", *write("sev:error"), counted)
    assert "● 2 errors  ▲ 0 warnings  ○ 0 infos" in lines[2]
    assert lines[3] == " sev:   error 2"
    assert lines[4] == " rule:  budget/adds-up 1  risk/priority 1"
    assert lines[5] == " file:  plan.yaml 1  risks.yaml 1"


def test_a_field_that_there_is_not_is_named():
    lines = drive(app_of(review_of(*MANY)), "slash", *write("rul:budget"), counted)
    assert any("there is no field rul: did you mean rule?" in line for line in lines)


def test_a_mark_goes_on_to_the_next_and_can_be_taken_away():
    review = review_of(*MANY)
    lines = drive(app_of(review), "r")
    assert review.selected.rule == "budget/stage-ratio"
    assert " ✓E budget/adds-up" in lines[4]
    drive(app_of(review), "k", "r")
    assert (review.reviewed, review.selected.rule) == (0, "budget/adds-up")


def test_what_is_reviewed_can_be_hidden_and_the_next_is_then_in_its_place():
    review = review_of(*MANY)
    drive(app_of(review), "H", "r", "r")
    assert [found.rule for found in review.findings] == ["risk/priority", "risk/fallback"]
    assert review.selected.rule == "risk/priority"


def test_all_that_is_shown_is_marked_and_nothing_else():
    review = review_of(*MANY)
    drive(app_of(review), "slash", *write("rule:risk"), "enter", "R")
    review.look(text="reviewed:")
    assert [found.rule for found in review.findings] == ["risk/priority", "risk/fallback"]


def test_marks_can_be_taken_back(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text(BAD, encoding="utf-8")
    app = opened(file)
    found = app.review.findings[0]

    async def look(_: Pilot) -> None:
        assert app.review.memory.is_reviewed(found)

    async def look_again(_: Pilot) -> None:
        assert not app.review.memory.is_reviewed(found)
        assert app.review.reviewed == 0

    checked = app.desk.check
    app.desk.check = lambda: pytest.fail("nothing has to be checked for that")
    drive(app, "R", look, "u", done, look_again, "r", look, "u", done, look_again)
    app.desk.check = checked


def test_without_findings_it_says_so():
    assert " no findings" in drive(app_of(review_of()))[3]
    assert any("the filter hides all 4 findings" in line for line in drive(app_of(review_of(*MANY)), "slash", "z", "z"))


def test_enter_goes_on_to_source_and_explanation_and_escape_back():
    review = review_of(*MANY)
    for keys, seen in (
        (["enter"], "plan.yaml:3"),
        (["enter", "enter"], "error · budget/adds-up"),
        (["enter", "escape"], "▌●E"),
    ):
        lines = drive(app_of(review), *keys, size=(60, 15))
        assert any(seen in line for line in lines), (keys, lines)


def test_a_click_selects_and_a_click_on_the_footer_does_what_it_says():
    review = review_of(*MANY)
    drive(app_of(review), lambda pilot: pilot.click("#list", offset=(5, 4)))
    assert review.selected.rule == "risk/priority"
    lines = drive(app_of(review), lambda pilot: pilot.click("Footer", offset=(12, 0)))
    assert review.grouping == "rule", lines[-1]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (100, 15), (120, 30), (160, 50), (20, 5)])
def test_every_size_shows_the_selected_finding_and_nothing_overflows(size: tuple[int, int]):
    lines = drive(app_of(review_of(*MANY)), "j", "t", size=size)
    assert len(lines) == size[1]
    assert all(len(line) <= size[0] for line in lines)
    assert size[1] < 10 or selected(lines)
