"""How texts and pictures of one line are fitted into panes of any width: nothing is cut, no number is torn apart."""

from pathlib import Path

import pytest
from command import BAD
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input
from tui.driven import done, drive, opened
from tui.lists import plan, under

from opscheck.finding import Measure, Message
from opscheck.plan.quantities import Percent
from opscheck.tui.gauge import fitted, gauge
from opscheck.tui.keys import commands_of
from opscheck.tui.widgets.explanation import BlocksPane
from opscheck.wrapping import wrap


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("it is 3 300 000.00 now", ["it is", "3 300 000.00", "now"]),
        ("takes 42.0 % of it", ["takes 42.0 %", "of it"]),
        ("it takes 30–40 % of it", ["it takes", "30–40 % of it"]),
        ("on 12 or 13 days", ["on 12 or 13", "days"]),
        ("共计3 300 000.00元", ["共计", "3 300 000.00", "元"]),
    ],
)
def test_a_number_stays_whole(text: str, lines: list[str]):
    assert wrap(text, 13) == lines


@given(st.lists(st.integers(0, 10**12)), st.integers(16, 60))
def test_no_number_is_lost_or_torn(numbers: list[int], columns: int):
    said = [f"{number:,}".replace(",", " ") for number in numbers]
    lines = wrap(" and ".join(said), columns)
    assert " ".join(lines) == " and ".join(said)
    assert all(len(line) <= columns for line in lines if " and " in line)
    assert all(any(number in line for line in lines) for number in said if len(number) <= columns)


MEASURE = Measure(Message("{x}", {"x": 1}), Percent("0.42"), "at-most", Percent("0.4"))


@pytest.mark.parametrize("columns", [34, 40, 50, 51, 120])
def test_a_gauge_says_all_that_it_has_to_say(columns: int):
    (line,) = gauge(MEASURE, "en")
    lines = fitted(line, columns)
    assert "".join(lines).replace(" ", "").endswith("42%,atmost40%")
    assert all(cell_len(each) <= columns for each in lines)
    assert lines[0].count("█") > 5


def test_in_a_narrow_pane_what_is_measured_stands_beneath_the_bar(tmp_path: Path):
    lines = drive(opened(plan(tmp_path, BAD)), "3", "n", size=(120, 40))
    assert under(lines, "11 months, at least 12 months"), "\n".join(lines)


REASON = "because the board has looked at it and has found that nothing else can be done before the summer"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (160, 50)])
def test_all_of_what_would_be_written_can_be_seen(tmp_path: Path, size: tuple[int, int]):
    app = opened(plan(tmp_path, BAD))
    shown: list[str] = []

    async def fill_in(pilot: Pilot) -> None:
        app.screen.query_one("#reason", Input).value = REASON
        await pilot.press("enter")
        await done(pilot)
        pane = app.screen.query_one(BlocksPane)
        assert all(cell_len(line) < pane.size.width for line, _ in pane.lines)
        shown.append("".join(line.strip() for line, _ in pane.lines))

    drive(app, "w", fill_in, size=size)
    assert f"-- {REASON}".replace(" ", "") in shown[0].replace(" ", "")


def test_the_help_is_not_cut_in_a_narrow_terminal(tmp_path: Path):
    app = opened(plan(tmp_path, BAD))
    said: list[str] = []

    async def look(_: object) -> None:
        pane = app.screen.query_one(BlocksPane)
        assert all(cell_len(line) < pane.size.width for line, _ in pane.lines)
        said.append(" ".join(" ".join(line for line, _ in pane.lines).split()))

    drive(app, "question_mark", look, size=(60, 15))
    for command in commands_of("findings"):
        assert command.says in said[0], command.id
