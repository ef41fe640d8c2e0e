"""What is typed ahead: each key meets what the keys before it have led to, however fast they come."""

import time
from pathlib import Path

import pytest
from command import BAD, changed
from textual.app import ComposeResult
from textual.widgets import Input
from tui.driven import burst, drive, opened, write

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
