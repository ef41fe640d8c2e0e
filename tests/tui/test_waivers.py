"""The waivers: in which order, what became of each, which are shown, and the ways on from there."""

from pathlib import Path

import pytest
from command import BAD, GOOD, changed
from textual.pilot import Pilot
from tui.driven import done, drive, lines_of, opened, write
from tui.lists import WAIVED, plan, under
from tui.test_hostile import FORBIDDEN, HOSTILE, assert_plain

WIDE = (140, 30)
STATES = ("expired", "ends soon", "holds", "malformed", "unused")


def settled(pilot: Pilot):
    return pilot.pause(0.1)


def rows(lines: list[str]) -> list[str]:
    """The lines of the list, from the sign on."""
    return [line[1:].split("│")[0].strip() for line in lines[2:] if line[1:3] in ("✕ ", "! ", "○ ", "▲ ", "✓ ")]


def test_what_ends_first_comes_first_and_what_has_no_end_last(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", size=WIDE)
    shown = rows(lines)
    assert [row.split("  ")[0][2:].strip() for row in shown] == list(STATES)
    assert ["2026-06-01" in shown[0], "2026-07-10" in shown[1], "2026-12-31" in shown[2]] == [True] * 3
    assert "no end" in shown[4]
    assert under(lines, "all 5", "expired 1", "malformed 1", "unused 1", "ends soon 1", "holds 1")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (0, ["ended on 2026-06-01", "reason: for the spring"]),
        (1, ["ends on 2026-07-10", "see OPS-7", "reason: 早期多投", "✓  early takes 42.0 %"]),
        (2, ["holds, 183 days left", "approved by lin-mei", "reason: the board decided"]),
        (3, ["budget/* is no rule", "reason: everything"]),
        (4, ["has nothing to waive", "reason: nothing needs it"]),
    ],
)
def test_what_is_known_of_a_waiver_stands_beside_it(tmp_path: Path, step: int, said: list[str]):
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", *["j"] * step, size=(160, 30))
    for words in said:
        assert under(lines, words), words


def test_only_a_rule_that_there_is_leads_on_to_an_explanation(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "j", "j", "j", size=WIDE)
    assert not under(lines, "→")
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "enter", "down", "enter", settled, size=WIDE)
    assert under(lines, "│ Why")
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "enter", "down", "enter", "escape", "escape", size=WIDE)
    assert under(lines, "▌✕ expired")
    assert not under(lines, "│ Why")


def test_enter_leads_to_the_finding_that_is_waived_though_the_list_hides_it(tmp_path: Path):
    app = opened(plan(tmp_path, WAIVED))
    drive(app, "4", "j", "j", "enter", "enter", settled, size=WIDE)
    assert app.current_mode == "findings"
    assert app.review.selected.rule == "budget/horizon"


def test_v_shows_the_waiver_of_a_finding_and_the_one_that_a_finding_is_about(tmp_path: Path):
    app = opened(plan(tmp_path, WAIVED))
    lines = drive(app, "a", "slash", *write("rule:budget/horizon"), "enter", "V", settled, size=WIDE)
    assert app.current_mode == "waivers"
    assert under(lines, "▌✓ holds")
    app = opened(plan(tmp_path, WAIVED))
    lines = drive(app, "slash", *write("rule:opscheck/waiver-unused"), "enter", "V", settled, size=WIDE)
    assert under(lines, "▌○ unused")
    assert under(drive(opened(plan(tmp_path, BAD)), "V", settled, size=WIDE, told=True), "this finding is not waived")


def test_words_and_states_narrow_the_list(tmp_path: Path):
    for words, state in (("board", "holds"), ("LIN-MEI", "holds"), ("ops-7", "ends soon"), ("risk/", "unused")):
        lines = drive(opened(plan(tmp_path, WAIVED)), "4", "slash", *write(words.lower()), "enter", size=WIDE)
        assert [row[2:].split("  ")[0].strip() for row in rows(lines)] == [state], words
    click = drive(opened(plan(tmp_path, WAIVED)), "4", lambda pilot: pilot.click("Choices", offset=(9, 0)), size=WIDE)
    assert [row[2:9] for row in rows(click)] == ["expired"]
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "slash", *write("zzz"), settled, "enter", "enter", size=(60, 15))
    assert under(lines, "no waiver is like that")
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "slash", *write("zzz"), settled, "enter", "escape", size=WIDE)
    assert len(rows(lines)) == 5


def test_by_file_each_file_has_a_line_of_its_own(tmp_path: Path):
    plan(tmp_path, WAIVED, "b.yaml")
    plan(tmp_path, BAD.replace("id: retention-2026", "id: other").replace("horizon: P11M", HORIZON), "a.yaml")
    lines = drive(opened(tmp_path), "4", "b", settled, size=WIDE, told=True)
    heads = [line.split("│")[0] for line in lines if line.startswith(" ─ ")]
    assert [head.split()[-2:] for head in heads] == [["1", "─"], ["5", "─"]]
    assert under(lines, "▌✕ expired"), "the cursor stays"
    assert under(lines, "waivers are shown by file")
    again = drive(opened(tmp_path), "4", "b", "b", settled, size=WIDE)
    assert not [line for line in again if line.startswith(" ─ ")]
    drive(opened(tmp_path), "4", "b", "g", "enter", "enter", "escape", "n", "N", size=(60, 15))


HORIZON = "horizon: P11M  # opscheck: ignore[budget/horizon] -- for good"


def test_a_waiver_without_end_holds_without_an_end(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, BAD.replace("horizon: P11M", HORIZON))), "4", size=WIDE)
    assert under(lines, "▌✓ holds", "no end")
    assert under(lines, "holds without an end")


def test_n_goes_to_what_asks_for_something(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "n", "n", size=WIDE)
    assert under(lines, "▌! malformed"), "past the one that holds"
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "n", "n", "N", size=WIDE)
    assert under(lines, "▌▲ ends soon")
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "G", "n", settled, size=WIDE, told=True)
    assert under(lines, "no further waiver")


@pytest.mark.parametrize("key", ["enter", "n", "N", "b", "escape", "slash", "j", "k", "G", "g", "pagedown"])
@pytest.mark.parametrize("size", [(60, 15), (140, 30)])
def test_without_any_waiver_the_screen_says_so_whatever_key_is_pressed(tmp_path: Path, key: str, size: tuple[int, int]):
    lines = drive(opened(plan(tmp_path, GOOD)), "4", key, "enter", size=size)
    assert under(lines, "nothing is waived")


def test_in_a_small_terminal_one_pane_has_the_room(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", size=(60, 15))
    assert len(rows(lines)) == 5
    assert under(lines, "✕ 1", "! 1", "○ 1", "▲ 1", "✓ 1"), "signs, where there is no room for words"
    lines = drive(opened(plan(tmp_path, WAIVED)), "4", "enter", size=(60, 15))
    assert not rows(lines)
    assert under(lines, "▌●E this waiver of budget/expected-return")


def test_everything_is_said_in_chinese(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, WAIVED), lang="zh"), "4", size=WIDE)
    for words in ("已过期", "即将到期", "有效", "格式有误", "未使用", "无期限", "理由："):
        assert under(lines, words), words
    assert under(drive(opened(plan(tmp_path, GOOD), lang="zh"), "4", size=WIDE), "没有豁免")


def test_a_waiver_that_is_taken_out_elsewhere_goes(tmp_path: Path):
    file = plan(tmp_path, WAIVED)
    app = opened(file)

    async def mend(pilot: Pilot) -> None:
        file.write_text(GOOD, encoding="utf-8")
        app.recheck()
        await done(pilot)

    lines = drive(app, "4", "G", "enter", mend, settled, size=(60, 15))
    assert under(lines, "nothing is waived")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_reasons_are_plain_text(tmp_path: Path, name: str):
    reason = "".join(f"\\U{ord(character):08x}" for character in HOSTILE[name])
    text = changed("reason: the board decided", f'reason: "x {reason}"', WAIVED)
    for size in ((60, 15), (140, 30)):
        app = opened(plan(tmp_path, text))
        seen: list[list[str]] = []

        async def look(_: object, app=app, seen=seen) -> None:
            seen.append(lines_of(app))

        drive(app, "4", "j", "j", look, "enter", look, "escape", "b", look, size=size)
        for lines in seen:
            assert_plain(lines, size)
            assert not FORBIDDEN.search("".join(lines))
