"""Work that can be dropped at any moment, and leaves nothing behind."""

import random
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from opscheck.lsp.dropping import Droppable


def forever(started: threading.Event) -> None:
    started.set()
    while True:
        with suppress(Exception):  # as a rule may do
            sum(range(10))


def test_what_is_dropped_ends_without_a_result_and_the_next_job_is_done():
    droppable, started, results = Droppable(), threading.Event(), list[object]()
    thread = threading.Thread(target=lambda: results.append(droppable.run(lambda: forever(started))))
    thread.start()
    started.wait(60)
    droppable.drop()
    thread.join(60)
    assert results == [None]
    assert droppable.run(lambda: 3) == 3


def test_dropping_nothing_harms_nothing():
    droppable = Droppable()
    droppable.drop()
    assert droppable.run(lambda: 3) == 3
    droppable.drop()
    assert sum(range(1000)) == 499500


def test_whenever_it_is_dropped_there_is_the_whole_result_or_none(turns_of_a_microsecond: None):
    droppable, results, chance = Droppable(), list[tuple[int, int | None]](), random.Random(1)
    dropped, ended = threading.Event(), threading.Event()

    def work() -> None:
        while len(results) < 3000 or (not dropped.is_set() and len(results) < 1_000_000):
            size = chance.randrange(200)
            found = droppable.run(lambda size=size: sum(number for number in range(size)))
            results.append((size, found))
            if found is None:
                dropped.set()
        ended.set()  # what is dropped too late must not arrive here

    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        droppable.drop()
    assert ended.is_set()
    assert all(found in (None, sum(range(size))) for size, found in results)
    assert dropped.is_set()


@pytest.fixture
def turns_of_a_microsecond() -> Iterator[None]:
    """Two threads take turns so often that one is dropped in the middle of its work, not between two jobs."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)
