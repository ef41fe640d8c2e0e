"""A session in a real terminal, from the start to a waiver that is written into the file."""

import re
from collections.abc import Iterator

import pytest
from command import BAD, BAD_PLACE, DAY, Shell
from tui.terminal import Terminal

COMMENT = "  # opscheck: ignore[budget/horizon] until=2026-12-31 by=chen-yu created=2026-07-01 -- the board agreed\n"


@pytest.fixture
def sessions(opscheck: Shell) -> Iterator[list[Terminal]]:
    started: list[Terminal] = []
    opscheck.write({"plan.yaml": BAD})
    yield started
    for terminal in started:
        terminal.close()


def start(opscheck: Shell, sessions: list[Terminal], *arguments: str, **options) -> Terminal:
    terminal = Terminal(opscheck, "review", "plan.yaml", "--as-of", DAY, *arguments, **options)
    sessions.append(terminal)
    return terminal


def waive(terminal: Terminal) -> None:
    """Fill in the dialog in one go, look at what would be written, and agree."""
    terminal.type("wthe board agreed\t2026-12-31\tchen-yu\r")
    terminal.wait_for("+  # opscheck: ignore[budget/horizon]", "enter writes it")
    terminal.press("Enter")
    terminal.wait_for("Findings 0/1")


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (60, 15)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_from_the_start_to_a_waiver_in_the_file(opscheck: Shell, sessions: list[Terminal], size: tuple[int, int]):
    terminal = start(opscheck, sessions, size=size)
    lines = terminal.wait_for("budget/horizon", "quit")
    assert len(lines) <= size[1]
    assert any("▌●E" in line for line in lines)
    terminal.press("Enter")
    terminal.wait_for("horizon: P11M", "^^^^")
    waive(terminal)
    terminal.press("q")
    terminal.wait_for("EXIT 0")
    lines = BAD.splitlines(keepends=True)
    lines.insert(BAD_PLACE[0] - 1, COMMENT)
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == "".join(lines)
    assert opscheck.check("plan.yaml").code == 0


def test_whoever_types_ahead_fills_in_the_same_form_every_time(opscheck: Shell, sessions: list[Terminal]):
    terminal = start(opscheck, sessions, size=(160, 50))
    terminal.wait_for("budget/horizon", "quit")
    for number in range(20):
        terminal.type(f"wrehearsal {number}\t2026-12-{number + 10}\tchen-yu\tOPS-{number}\r")
        terminal.wait_for(f"by=chen-yu created=2026-07-01 ticket=OPS-{number} -- rehearsal {number}")
        terminal.press("Escape")
        terminal.wait_for("^^^^")
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == BAD


def test_what_was_written_can_be_taken_back(opscheck: Shell, sessions: list[Terminal]):
    terminal = start(opscheck, sessions)
    terminal.wait_for("budget/horizon", "quit")
    waive(terminal)
    terminal.press("C-z")
    terminal.wait_for("Findings 1/1")
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == BAD


def test_what_is_typed_with_a_click_goes_where_the_click_leads(opscheck: Shell, sessions: list[Terminal]):
    terminal = start(opscheck, sessions)
    lines = terminal.wait_for("budget/horizon", "quit")
    row, line = next((row, line) for row, line in reversed([*enumerate(lines, 1)]) if "waive" in line)
    place = f"0;{line.index('waive') + 1};{row}"
    terminal.type(f"\x1b[<{place}M\x1b[<{place}mreviewed by us")
    terminal.wait_for("reason", "reviewed by us")


def test_the_editor_opens_at_the_line_and_the_plan_is_checked_afterwards(opscheck: Shell, sessions: list[Terminal]):
    opscheck.write({"editor.sh": '#!/bin/sh\necho "$@" > asked.txt\nsed -i "s/horizon: P11M/horizon: P19M/" "$2"\n'})
    (opscheck.folder / "editor.sh").chmod(0o755)
    terminal = start(opscheck, sessions, VISUAL=str(opscheck.folder / "editor.sh"))
    terminal.wait_for("budget/horizon", "quit")
    terminal.press("e")
    terminal.wait_for("no findings")
    assert (opscheck.folder / "asked.txt").read_text() == f"+{BAD_PLACE[0]} plan.yaml\n"


def test_a_file_that_is_saved_elsewhere_is_checked_again(opscheck: Shell, sessions: list[Terminal]):
    terminal = start(opscheck, sessions)
    terminal.wait_for("budget/horizon", "quit")
    opscheck.write({"plan.yaml": "# a line more\n" + BAD})
    terminal.wait_for(f":{BAD_PLACE[0] + 1}")


def styles_of(line: str) -> set[str]:
    """Which styles the escape sequences of a line turn on."""
    return {number for codes in re.findall(r"\x1b\[([0-9;]*)m", line) for number in codes.split(";")}


def test_without_colours_none_is_used_and_one_still_sees_what_is_selected(opscheck: Shell, sessions: list[Terminal]):
    terminal = start(opscheck, sessions, NO_COLOR="1")
    terminal.wait_for("budget/horizon", "▌●E", "quit")
    screens = {"list": terminal.styled()}
    steps = (
        ("2", "Budget by stage"),
        ("3", "o outcome"),
        ("1", "^^^^"),
        ("w", "reason"),
        ("Escape", "^^^^"),
        ("C-p", "go to the findings"),
    )
    for key, shown in steps:
        terminal.press(key)
        terminal.wait_for(shown)
        screens[key] = terminal.styled()
    for screen in screens.values():
        colours = {style for style in styles_of(screen) if style[:1] in "34" and len(style) == 2} - {"39", "49"}
        assert not colours, screen
    (selected,) = (line for line in screens["list"].splitlines() if "▌●E" in line)
    assert "7" in styles_of(selected), "the other way round"


def test_a_plan_that_cannot_be_read_is_a_finding_and_a_mistake_of_the_user_exits_with_2(
    opscheck: Shell, sessions: list[Terminal]
):
    opscheck.write({"plan.yaml": "schema: opscheck/v1\nplan: [\n"})
    start(opscheck, sessions).wait_for("opscheck/syntax", "quit")
    sessions[-1].close()
    terminal = start(opscheck, sessions, "--ruleset", "none-such")
    terminal.wait_for("there is no ruleset", "EXIT 2")
