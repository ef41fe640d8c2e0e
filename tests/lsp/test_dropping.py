"""Work that can be dropped at any moment, and leaves nothing behind."""

import random
import threading
from contextlib import suppress

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


def test_whenever_it_is_dropped_there_is_the_whole_result_or_none():
    droppable, results, chance = Droppable(), list[object](), random.Random(1)
    jobs = [chance.randrange(200) for _ in range(3000)]

    def work() -> None:
        for size in jobs:
            results.append(droppable.run(lambda size=size: sum(number for number in range(size))))
        results.append("the end")

    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        droppable.drop()
    assert len(results) == len(jobs) + 1
    assert results[-1] == "the end"
    assert all(found in (None, sum(range(size))) for found, size in zip(results, jobs, strict=False))
    assert None in results
