"""How texts and pictures of one line are fitted into panes of any width: nothing is cut, no number is torn apart."""

from pathlib import Path

import pytest
from command import BAD
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tui.driven import drive, opened
from tui.lists import plan, under

from opscheck.finding import Measure, Message
from opscheck.plan.quantities import Percent
from opscheck.tui.gauge import fitted, gauge
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
