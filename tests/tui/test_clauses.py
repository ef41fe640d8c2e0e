"""The clauses: how each fares, which of them are shown, and the ways on to their findings and rules."""

from pathlib import Path

import pytest
from command import BAD, GOOD, changed
from textual.pilot import Pilot
from tui.driven import app_of, done, drive, lines_of, opened, write
from tui.lists import WAIVED, plan, under
from tui.sample import finding, review_of

from opscheck.finding import Severity

WIDE = (140, 40)
TWELVE_MONTHS = "C2.4a"


def settled(pilot: Pilot):
    return pilot.pause(0.1)


def test_each_clause_has_its_outcome_and_what_is_left_of_its_bound(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, BAD)), "3", size=(180, 120))
    assert under(lines, "all 106", "fail 1", "pass 105")
    (missed,) = under(lines, TWELVE_MONTHS, "fail")
    assert "▓░░░░░░░░░   −8.3 %" in missed, "eleven months of twelve"
    (met,) = under(lines, "✓ C1.2a")
    assert "██████████   +200 %" in met


def test_the_outcome_is_chosen_by_a_key_and_by_a_click(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    lines = drive(app, "3", "o", size=WIDE)
    assert not under(lines, "✓ C")
    assert under(lines, "▌✕ C2.4a")
    lines = drive(opened(plan(tmp_path, BAD)), "3", "o", "o", size=WIDE)
    assert not under(lines, "✕ C")
    lines = drive(opened(plan(tmp_path, BAD)), "3", "o", "o", "o", size=WIDE)
    assert under(lines, "▌✓ C1.1a"), "all of them again"
    click = drive(opened(plan(tmp_path, BAD)), "3", lambda pilot: pilot.click("Choices", offset=(12, 0)), size=WIDE)
    assert under(click, "▌✕ C2.4a")
    assert not under(click, "✓ C1.1a")


def test_words_narrow_the_list_by_title_id_and_rule(tmp_path: Path):
    for words in ("twelve", "c2.4a", "budget/horizon", "twelve FAIL"):
        lines = drive(opened(plan(tmp_path, BAD)), "3", "slash", *write(words), "enter", settled, size=WIDE)
        assert under(lines, "▌✕ C2.4a"), words
        assert not under(lines, "C1.1a"), words
    lines = drive(opened(plan(tmp_path, BAD)), "3", "slash", *write("zzz"), settled, size=WIDE)
    assert under(lines, "no clause is like that")
    lines = drive(opened(plan(tmp_path, BAD)), "3", "slash", *write("zzz"), "enter", "enter", "escape", size=WIDE)
    assert under(lines, "▌✓ C1.1a"), "escape drops the filter"


def test_the_cursor_stays_on_its_clause_while_the_filter_changes(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, BAD)), "3", "n", "slash", *write("b"), settled, "enter", size=WIDE)
    assert under(lines, "▌✕ C2.4a")


def test_enter_leads_to_the_finding_and_c_back_to_the_clause(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    lines = drive(app, "3", "n", "enter", "enter", size=WIDE)
    assert app.current_mode == "findings"
    assert app.review.selected.rule == "budget/horizon"
    assert under(lines, "▌●E budget/horizon")
    app = opened(plan(tmp_path, BAD))
    lines = drive(app, "C", settled, size=WIDE)
    assert app.current_mode == "clauses"
    assert under(lines, "▌✕ C2.4a")


def test_c_shows_the_clause_whatever_the_filter_hides(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    lines = drive(app, "3", "o", "o", "1", "C", settled, size=WIDE)
    assert under(lines, "▌✕ C2.4a")


def test_a_finding_about_no_clause_says_so(tmp_path: Path):
    app = opened(plan(tmp_path, changed("expected_return:", "expected_retrun:")))
    lines = drive(app, "slash", *write("rule:opscheck/unknown-key"), "enter", "C", settled, size=WIDE, told=True)
    assert under(lines, "about no clause")


def test_enter_leads_to_the_explanation_of_the_rule_and_escape_back(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    lines = drive(app, "3", "n", "enter", "down", "enter", size=WIDE)
    assert under(lines, "│ Why")
    assert app.current_mode == "clauses"
    seen: list[list[str]] = []

    async def look(_: Pilot) -> None:
        seen.append(lines_of(app))

    app = opened(plan(tmp_path, BAD))
    drive(app, "3", "n", "enter", "down", "enter", "escape", look, "escape", "k", look, size=WIDE)
    assert under(seen[0], "→", "budget/horizon")
    assert under(seen[1], "▌✓"), "the list has the keys again"


def test_going_on_from_an_explanation_leaves_it(tmp_path: Path):
    app = opened(plan(tmp_path, WAIVED))

    async def look(_: Pilot) -> None:
        assert app.screen.focused is not None
        assert app.screen.focused.id == "entry"

    lines = drive(app, "3", "enter", "enter", settled, "n", settled, look, size=WIDE)
    assert not under(lines, "│ Why")
    assert under(lines, "▌✕ C")


def test_n_goes_from_one_clause_that_is_not_met_to_the_next(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, BAD)), "3", "n", "n", settled, size=WIDE, told=True)
    assert under(lines, "no further clause")
    assert under(drive(opened(plan(tmp_path, GOOD)), "3", "n", settled, size=WIDE, told=True), "no further clause")


def test_of_several_plans_each_has_its_part(tmp_path: Path):
    plan(tmp_path, GOOD, "one.yaml")
    plan(tmp_path, BAD.replace("id: retention-2026", "id: other"), "two.yaml")
    lines = drive(opened(tmp_path), "3", "n", size=(160, 60))
    assert under(lines, "▌✕ C2.4a")
    assert under(lines, "other", "fail")
    assert under(lines, "retention-2026", "pass")


def test_of_very_many_findings_and_plans_the_worst_are_shown_and_the_others_counted(tmp_path: Path):
    many = [finding("budget/stage-ratio", line, Severity.info, clauses=("C3.3a",)) for line in range(1, 20_000)]
    review = review_of(*many, finding("budget/stage-ratio", 30_000, clauses=("C3.3a",)))
    lines = drive(app_of(review), "C", settled, "enter", *["down"] * 60, size=(180, 70))
    assert under(lines, "●E budget/stage-ratio at 30 000")
    assert under(lines, "and 19 950 more")
    for number in range(25):
        plan(tmp_path, GOOD.replace("id: retention-2026", f"id: plan-{number}"), f"{number}.yaml")
    plan(tmp_path, BAD.replace("id: retention-2026", "id: the-bad"), "z.yaml")
    lines = drive(opened(tmp_path), "3", "n", size=(180, 70))
    (first, *_) = [line for line in lines if "plan-" in line or "the-bad:" in line]
    assert "the-bad: fail" in first
    assert under(drive(opened(tmp_path), "3", "n", "enter", "G", settled, size=(180, 70)), "and 6 more plans")


def test_without_any_plan_that_can_be_read_nothing_is_judged(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, "schema: opscheck/v1\nplan: [")), "3", "enter", size=WIDE)
    assert len(lines) == WIDE[1]
    assert not under(lines, "✓ C")


def test_in_a_small_terminal_one_pane_has_the_room(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    lines = drive(app, "3", "n", size=(60, 15))
    assert under(lines, "▌✕ C2.4a")
    lines = drive(opened(plan(tmp_path, BAD)), "3", "n", "enter", size=(60, 15))
    assert not under(lines, "▌✕ C2.4a")
    assert under(lines, "▌●E")
    lines = drive(opened(plan(tmp_path, BAD)), "3", "n", "enter", "escape", size=(60, 15))
    assert under(lines, "▌✕ C2.4a")
    assert all(len(line) <= 60 for line in lines)


def test_everything_is_said_in_chinese(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, BAD), lang="zh"), "3", "n", size=WIDE)
    assert under(lines, "全部 106", "未通过 1", "通过 105")
    assert under(lines, "budget/horizon：")
    assert under(
        drive(opened(plan(tmp_path, BAD), lang="zh"), "3", "n", "n", settled, size=WIDE, told=True),
        "没有更多未满足的条款",
    )


def test_the_filter_stays_when_the_plans_are_checked_again(tmp_path: Path):
    file = plan(tmp_path, BAD)
    app = opened(file)

    async def mend(pilot: Pilot) -> None:
        file.write_text(GOOD, encoding="utf-8")
        app.recheck()
        await done(pilot)

    lines = drive(app, "3", "slash", *write("twelve"), "enter", settled, mend, settled, size=WIDE)
    assert under(lines, "▌✓ C2.4a")
    assert not under(lines, "C1.1a")


@pytest.mark.parametrize("key", ["enter", "n", "N", "o", "escape", "slash", "j", "k", "G", "g", "pagedown"])
def test_no_key_fails_where_nothing_is_shown(tmp_path: Path, key: str):
    app = opened(plan(tmp_path, GOOD))
    lines = drive(app, "3", "slash", *write("zzz"), "enter", settled, key, "enter", "escape", size=(60, 15))
    assert len(lines) == 15
