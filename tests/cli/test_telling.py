"""How far a run is, and how long the rest takes."""

import io
from contextlib import redirect_stderr
from typing import NamedTuple

import pytest

from opscheck.cli import telling
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
