"""What is typed ahead: each key meets what the keys before it have led to, however fast they come."""

import time
from pathlib import Path

import pytest
from command import BAD, changed
from textual.app import ComposeResult
from textual.events import MouseDown, MouseEvent, MouseUp
from textual.pilot import Pilot
from textual.widgets import Input
from tui.driven import burst, drive, lines_of, opened, write

from opscheck.tui.dialogs.waive import WaiveDialog
from opscheck.tui.patience import _GLANCE, _GLANCES

TWO = changed("expected_return: 1.8", "expected_return: 1.4", BAD)


def plan(folder: Path, text: str = BAD) -> Path:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return folder / "plan.yaml"


def test_the_form_of_a_waiver_can_be_written_in_one_go(tmp_path: Path):
    app = opened(plan(tmp_path))
    form = burst(
        "w", *write("reviewed, a"), "tab", *write("2026-12-31"), "tab", *write("ann"), "shift+tab", "end", "backspace"
    )
    said: list[str] = []

    async def read(_: object) -> None:
        said.extend(field.value for field in app.screen.query(Input))

    drive(app, form, read)
    assert said == ["reviewed, a", "2026-12-3", "ann", ""]
    assert not app.review.reviewed, "no letter is taken as a command"


def test_so_it_can_where_the_machine_does_something_else_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def body(dialog: WaiveDialog) -> ComposeResult:
        time.sleep(_GLANCE * _GLANCES + 1)
        yield from own_body(dialog)

    own_body = WaiveDialog.body
    monkeypatch.setattr(WaiveDialog, "body", body)
    said: list[str] = []

    async def read(_: object) -> None:
        said.extend(field.value for field in app.screen.query(Input))

    app = opened(plan(tmp_path))
    drive(app, burst("w", *write("reviewed"), "tab", *write("2026-12-31")), read)
    assert said == ["reviewed", "2026-12-31", "", ""]


def test_letters_after_the_slash_are_the_filter_and_those_after_enter_are_commands(tmp_path: Path):
    app = opened(plan(tmp_path, TWO))
    drive(app, burst("slash", *write("budget"), "enter", "r"))
    assert (app.review.filter, app.review.reviewed, app.review.grouping) == ("budget", 1, "topic")
    app = opened(plan(tmp_path, TWO))
    drive(app, burst("3", "slash", *write("bud"), "enter", "1", "slash", *write("hor"), "escape", "b"))
    assert (app.current_mode, app.review.filter, app.review.grouping) == ("findings", "hor", "rule")


def test_keys_after_leaving_a_dialog_are_those_of_the_screen_again(tmp_path: Path):
    app = opened(plan(tmp_path, TWO))
    drive(app, burst("question_mark", "j", "escape", "j", "w", "x", "escape", "b", "x", "escape", "b"))
    assert (app.review.position, app.review.grouping) == (1, "severity")
    assert app.review.selected.rule == "budget/expected-return"


# --- the mouse


def clicked(word: str, *keys: str):
    """Click on a word of the last line that has it and type on at once, as it comes from a terminal."""

    async def act(pilot: Pilot) -> None:
        row, line = next((row, line) for row, line in reversed([*enumerate(lines_of(pilot.app))]) if word in line)
        for kind in (MouseDown, MouseUp):
            pilot.app.post_message(_at(kind, line.index(word), row))
        await burst(*keys)(pilot)

    return act


def _at(kind: type[MouseEvent], x: int, y: int) -> MouseEvent:
    return kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)


def test_what_is_typed_after_a_click_that_opens_a_dialog_goes_into_the_dialog(tmp_path: Path):
    app = opened(plan(tmp_path))
    said: list[str] = []

    async def read(_: object) -> None:
        said.extend(field.value for field in app.screen.query(Input))

    drive(app, clicked("waive", *write("reviewed"), "tab", *write("2026")), read)
    assert said == ["reviewed", "2026", "", ""]
    assert not app.review.reviewed, "no letter is taken as a command"


def test_keys_after_a_click_on_a_screens_name_are_commands_of_that_screen(tmp_path: Path):
    app = opened(plan(tmp_path))
    drive(app, clicked("3 Clauses", "slash", *write("bud"), "enter"))
    assert (app.current_mode, app.review.filter, app.review.grouping) == ("clauses", "", "topic")


def test_a_click_on_another_finding_selects_it_before_the_next_key(tmp_path: Path):
    app = opened(plan(tmp_path, TWO))
    marked = app.review.findings[1]
    drive(app, clicked("budget/expected-return", "r"))
    assert app.review.memory.is_reviewed(marked)
    assert app.review.reviewed == 1
