"""How far a run is, and how long the rest takes."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from command import DAY, GOOD

from opscheck.cli import main, telling
from opscheck.cli.telling import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(telling, "time", clock)
    return clock


class Watched(NamedTuple):
    """A run that somebody watches."""

    clock: Clock
    stream: io.StringIO
    progress: Progress

    def checked(self, number: int, total: int, seconds: float) -> str:
        """What is seen after so many plans, each of which took so long."""
        with redirect_stderr(self.stream):
            for each in range(1, number + 1):
                self.clock.seconds += seconds
                self.progress(each, total)
        return self.stream.getvalue()

    def cleared(self) -> str:
        with redirect_stderr(self.stream):
            self.progress.clear()
        return self.stream.getvalue()


@pytest.fixture
def watched(clock: Clock) -> Watched:
    return Watched(clock, Terminal(), Progress("en"))


def test_what_it_took_to_find_the_plans_is_not_taken_for_what_they_take(watched: Watched):
    watched.clock.seconds += 300
    assert watched.checked(101, 1101, 0.02).endswith("of 1101 plans, about 20 s left")


def test_nothing_is_foretold_of_a_few_plans(watched: Watched):
    seen = watched.checked(49, 1000, 1)
    assert "checked 49 of 1000 plans" in seen
    assert "left" not in seen


def test_a_short_run_says_nothing(watched: Watched):
    assert watched.checked(99, 100, 0.01) == ""


def test_the_line_goes_when_all_are_checked_and_when_something_else_is_written(watched: Watched):
    assert watched.checked(100, 200, 0.5).endswith("left")
    cleared = watched.cleared()
    assert cleared.endswith("left\r\x1b[K")
    assert watched.cleared() == cleared
    assert watched.checked(200, 200, 0.5).endswith("checked 199 of 200 plans\r\x1b[K")


def test_only_a_terminal_is_told(clock: Clock):
    assert Watched(clock, io.StringIO(), Progress("en")).checked(100, 200, 1) == ""


# --- a whole command


class Hurried(Clock):
    """A clock on which every look is long after the last one."""

    def monotonic(self) -> float:
        self.seconds += 10
        return self.seconds


def _told(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, list[str]]:
    """The exit code, and what was seen on the terminal, one after the other."""
    monkeypatch.setattr(telling, "time", Hurried())
    with redirect_stderr(Terminal()) as stream, redirect_stdout(io.StringIO()):
        code = main([*arguments, "--isolated", "--as-of", DAY, "--jobs", "1"])
    return code, stream.getvalue().split("\r\x1b[K")


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two plans and a file that is none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPSCHECK_CACHE", str(tmp_path / "cache"))
    (tmp_path / "plans").mkdir()
    for name, text in {"a": GOOD, "b": "name: a workflow\n", "c": GOOD.replace("retention-2026", "c")}.items():
        (tmp_path / "plans" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_search_says_how_far_it_is_until_the_first_plan_is_checked(plans: Path, monkeypatch: pytest.MonkeyPatch):
    _, told = _told(monkeypatch, "check", "plans")
    assert told == [
        "",
        "finding plans: 1 in 1 files",
        "finding plans: 1 in 2 files",
        "finding plans: 2 in 3 files",
        "checked 1 of 2 plans",
        "",
    ]


def test_it_says_so_in_chinese(plans: Path, monkeypatch: pytest.MonkeyPatch):
    _, told = _told(monkeypatch, "check", "plans", "--lang", "zh")
    assert told[1:3] == ["正在查找方案：1 个（已看 1 个文件）", "正在查找方案：1 个（已看 2 个文件）"]


def test_the_line_goes_before_a_mistake_is_named(plans: Path, monkeypatch: pytest.MonkeyPatch):
    (plans / "plans" / "deep").mkdir()
    (plans / "plans" / "deep" / "opscheck.yaml").write_text("rulset: strict\n", encoding="utf-8")
    (plans / "plans" / "deep" / "plan.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(telling, "time", Hurried())
    with redirect_stderr(Terminal()) as stream:
        assert main(["check", "plans", "--as-of", DAY]) == 2
    *_, progress, mistake = stream.getvalue().split("\r\x1b[K")
    assert progress.startswith("finding plans")
    assert mistake.startswith("opscheck: plans/deep/opscheck.yaml:1:1: a configuration has no key rulset")


def test_the_line_goes_before_the_plans_that_were_found_are_listed(plans: Path, monkeypatch: pytest.MonkeyPatch):
    code, told = _told(monkeypatch, "check", "plans", "--show-files")
    assert (code, told[-1]) == (0, "")
    assert told[-2] == "finding plans: 2 in 3 files"
