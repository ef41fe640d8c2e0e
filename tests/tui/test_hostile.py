"""Whatever stands in a plan is shown as plain text, and nothing of it runs, moves the cursor or breaks the screen."""

import re
from pathlib import Path
from typing import Any

import pytest
from command import GOOD
from ruamel.yaml import YAML
from textual.pilot import Pilot
from tui.driven import done, drive, lines_of, opened, write

HOSTILE = {
    "a closing tag": "[/x]",
    "an action": "[@click=app.quit]press here[/]",
    "a style": "[bold red]x[/bold red] \\[b]",
    "escapes": "\x1b[2J\x1b]0;owned\x07\x1b[31m",
    "C1": "\x9b31m\x85\x90",
    "bidi": "\u202eabc\u2066\u200f",
    "long": "x" * 10_000,
    "wide": "宽" * 300,
    "combining": "e" + "\u0301" * 500,
    "emoji": "👩\u200d👩\u200d👧\ufe0f 🇩🇪",
    "tabs and lines": "a\tb\nc\r\nd",
    "nothing visible": "\u200b\u2060\ufeff\u3164",
}
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u2060\ufeff]")
WALK = (
    "j",
    "enter",
    "full_stop",
    "G",
    "enter",
    "G",
    "escape",
    "escape",
    "b",
    "b",
    "b",
    "b",
    "b",
    "G",
    "question_mark",
    "escape",
)


def with_hostile_values(value: Any, hostile: str, *, keep: frozenset[str]) -> Any:
    """The data of a plan with the text in every field that is a text, but for a few that make it a plan."""
    if isinstance(value, dict):
        return {
            key: each if key in keep else with_hostile_values(each, hostile, keep=keep) for key, each in value.items()
        }
    if isinstance(value, list):
        return [with_hostile_values(each, hostile, keep=keep) for each in value]
    return hostile if isinstance(value, str) else value


def assert_plain(lines: list[str], size: tuple[int, int]) -> None:
    for line in lines:
        assert not FORBIDDEN.search(line), repr(line)
    assert len(lines) == size[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_in_every_field_of_a_plan(tmp_path: Path, name: str):
    data = YAML(typ="safe", pure=True).load(GOOD)
    file = tmp_path / "plan.yaml"
    hostile = with_hostile_values(data, HOSTILE[name], keep=frozenset(["schema"]))
    with file.open("w", encoding="utf-8") as stream:
        YAML(typ="safe", pure=True).dump(hostile, stream)
    for size in ((60, 15), (160, 50)):
        app = opened(file)
        assert app.review.findings
        seen: list[list[str]] = []

        async def look(_: object, app=app, seen=seen) -> None:
            seen.append(lines_of(app))

        steps = [step for key in WALK for step in (key, look)]
        drive(app, *steps, size=size)
        assert len(seen) == len(WALK)
        for lines in seen:
            assert_plain(lines, size)


EVERYWHERE = (
    *("2", "j", "right_square_bracket", "right_square_bracket", "enter", "escape", "n", "p", "enter"),
    *("3", "n", "enter", "enter", "escape", "escape", "o"),
    *("4", "j", "enter", "escape", "b"),
    *("1", "i", "escape", "w", "x", "enter", "ctrl+t", "escape", "F", "escape", "ctrl+p", "escape"),
)
KEPT = frozenset(
    ["schema", "id", "kind", "owner", "phase", "phases", "people", "person", "rule", "at", "horizon", "date"]
)


def two_plans(folder: Path, hostile: str) -> Path:
    """One plan with hostile ids as well, and one with a waiver and a fix, the texts of which are hostile."""
    data = YAML(typ="safe", pure=True).load(GOOD)
    named = with_hostile_values(data, hostile, keep=frozenset(["schema"]))
    texts = with_hostile_values(data, hostile, keep=KEPT)
    texts["plan"]["id"] = "other"
    texts["budget"] |= {"horizon": "P11M", "expected_retrun": hostile}
    waiver = {"rule": "budget/horizon", "at": "budget.horizon", "reason": hostile, "approved_by": hostile}
    texts["waivers"] = [waiver, {"rule": hostile, "at": hostile, "reason": "x" + hostile, "ticket": hostile}]
    for name, plan in (("one.yaml", named), ("two.yaml", texts)):
        with (folder / name).open("w", encoding="utf-8") as stream:
            YAML(typ="safe", pure=True).dump(plan, stream)
    return folder


@pytest.mark.parametrize("name", HOSTILE)
def test_on_every_screen_and_in_every_dialog_whatever_is_clicked(tmp_path: Path, name: str):
    size = (100, 30)
    text = HOSTILE[name][:2000]  # which no screen has room for either
    app = opened(two_plans(tmp_path, text))

    async def walk(pilot: Pilot) -> None:
        for key in EVERYWHERE:
            await pilot.press(key)
            await app.typed.join()
            assert_plain(lines_of(app), size)
        for screen in "1234":
            await pilot.press("escape", "escape", screen)
            for place in range(2, 29, 6):
                await pilot.click(offset=(place * 3, place))
                assert_plain(lines_of(app), size)
        assert app.is_running

    drive(app, walk, size=size)


@pytest.mark.parametrize("name", HOSTILE)
def test_as_a_key_a_file_name_and_a_comment(tmp_path: Path, name: str):
    quoted = YAML(typ="safe", pure=True)
    file = tmp_path / ("[" + re.sub(r"[/\x00\r\n]", "_", HOSTILE[name])[:40] + "].yaml")
    with file.open("w", encoding="utf-8") as stream:
        stream.write("schema: opscheck/v1\n# [/x] [@click=app.quit]\n")
        quoted.dump({"plan": {"id": "a", HOSTILE[name]: 1}, HOSTILE[name]: {"b": 2}}, stream)
    assert_plain(drive(opened(file), "G", "k", "enter", size=(80, 24)), (80, 24))


@pytest.mark.parametrize("text", ["[/x]", "[@click=app.quit]", "宽宽", "é́́"])
def test_as_a_filter_and_as_a_reason(tmp_path: Path, text: str):
    file = tmp_path / "plan.yaml"
    file.write_text(GOOD.replace("horizon: P19M", "horizon: P11M"), encoding="utf-8")
    assert_plain(drive(opened(file), "slash", *text, "escape", size=(80, 24)), (80, 24))
    lines = drive(opened(file), "w", *text, "enter", done, size=(80, 24))
    assert_plain(lines, (80, 24))


def test_three_hundred_nested_maps_open_and_show_their_text(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text("schema: opscheck/v1\n" + "".join("  " * depth + f"k{depth}:\n" for depth in range(300)))
    lines = drive(opened(file), "enter", "g", size=(120, 30))
    assert any("opscheck/syntax" in line for line in lines)
    assert any("schema: opscheck/v1" in line for line in lines)
    drive(opened(file), "enter", "G", "l", "l", size=(120, 30))


def test_a_plan_of_forty_thousand_lines_opens_and_is_read_to_its_end(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    lines = [f"    - {{id: note-{number}, text: 'number {number}'}}" for number in range(40_000)]
    bad = GOOD.replace("horizon: P19M", "horizon: P11M")
    file.write_text(bad + "x-notes:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    shown = drive(opened(file), "enter", "G", size=(120, 30))
    assert any("note-39999" in line for line in shown)
    shown = drive(opened(file), "slash", *write("horizon"), "escape", size=(120, 30))
    assert any("horizon: P11M" in line for line in shown)
