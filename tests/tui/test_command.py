"""The command itself, where there is no terminal."""

import subprocess

from command import BAD, BAD_PLACE, DAY, GOOD, Shell, command


def test_without_a_terminal_it_says_so(opscheck: Shell):
    opscheck.write({"plan.yaml": GOOD})
    result = opscheck("review", "plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert "needs a terminal" in result.err
    assert "opscheck check" in result.err


def talk(opscheck: Shell, *lines: str, arguments: tuple[str, ...] = ()) -> str:
    """What a conversation says."""
    stdin = "".join(f"{line}\n" for line in lines)
    result = opscheck("review", "plan.yaml", "--plain", "--as-of", DAY, *arguments, stdin=stdin)
    assert (result.code, result.err) == (0, "")
    assert "\x1b" not in result.out
    return result.out


def test_line_by_line_one_lists_opens_filters_and_quits(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD})
    said = talk(opscheck, "list", "open 1", "why", "filter sev:info", "open", "filter", "quit", "list")
    place = f"1. error, budget/horizon, plan.yaml line {BAD_PLACE[0]}: the budget covers"
    assert said.count(place) == 2
    assert f"line {BAD_PLACE[0]}: horizon: P11M" in said
    assert "no finding is shown" in said
    assert said.count("1 finding\n") == 3


def test_line_by_line_a_waiver_is_shown_before_it_is_written_and_can_be_taken_back(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD})
    waiver = ("waive", "the board agreed", "2026-12-31", "chen-yu", "comment")
    said = talk(opscheck, *waiver, "no")
    assert "+  # opscheck: ignore[budget/horizon] until=2026-12-31 by=chen-yu" in said
    assert "nothing is written" in said
    assert (opscheck.folder / "plan.yaml").read_text(encoding="utf-8") == BAD
    said = talk(opscheck, *waiver, "yes", "undo", *waiver, "yes")
    assert said.count("1 written\n0 findings") == 2
    assert opscheck.check("plan.yaml").code == 0


def test_line_by_line_what_is_not_understood_says_so_and_goes_on(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD})
    said = talk(opscheck, "dance", "open 7", "open x", "waive", "", "", "", "", "undo", "help")
    for text in (
        "dance is not understood",
        "there is no finding 7: they are numbered from 1 to 1",
        "there is no finding x",
        "there is no reason",
        "there is nothing to take back",
        "quit: leave",
    ):
        assert text in said


def test_line_by_line_in_chinese(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD})
    assert "1 个问题" in talk(opscheck, "list", arguments=("--lang", "zh"))


def packet(kind: bytes, payload: bytes) -> bytes:
    """What a web server and an application that it serves tell each other."""
    return kind + len(payload).to_bytes(4, "big") + payload


def test_a_browser_can_stand_in_the_place_of_the_terminal(opscheck: Shell):
    opscheck.write({"plan.yaml": BAD})
    driver = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "COLUMNS": "100", "ROWS": "30"}
    with subprocess.Popen(
        [command(), "review", "plan.yaml", "--as-of", DAY],
        cwd=opscheck.folder,
        env=opscheck.environment(**driver),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as served:
        assert served.stdin
        assert served.stdout
        assert served.stdout.readline() == b"__GANGLION__\n"
        served.stdin.write(packet(b"D", b"2"))
        served.stdin.flush()
        shown = b""
        while b"Budget by stage" not in shown:
            piece = served.stdout.read1()
            assert piece, shown
            shown += piece
        assert b"budget/horizon" in shown
        served.stdin.write(packet(b"D", b"q"))
        served.stdin.flush()
        served.stdout.read()
    assert served.returncode == 0
