"""The critical path method against brute force: every path is walked, every task is pushed."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from networks import after, assessed, floats, task

LAGS = st.sampled_from([None, "P1D", "P3D", "P1W", "P1M"])
TYPES = st.sampled_from(["FS", "SS", "FF", "SF"])


@st.composite
def graphs(draw: st.DrawFn, types: st.SearchStrategy[str], lags: st.SearchStrategy[str | None]) -> dict[str, Any]:
    """Tasks that wait for earlier ones, written down in any order."""
    ids = [f"t{number}" for number in range(draw(st.integers(1, 7)))]
    tasks = {}
    for index, id_ in enumerate(ids):
        before = draw(st.lists(st.sampled_from(ids[:index]), unique=True)) if index else []
        links = [after(one, draw(types), lag=draw(lags)) for one in before]
        tasks[id_] = task(draw(st.integers(0, 12)), *links)
    return {id_: tasks[id_] for id_ in draw(st.permutations(ids))}


def _days(id_: str, tasks: Mapping[str, Any]) -> int:
    return assessed({id_: {**tasks[id_], "depends_on": []}}).schedule.early[id_].length


@given(graphs(st.just("FS"), st.just(None)))
def test_float_is_what_the_longest_path_through_a_task_lacks_of_the_longest_of_all(tasks: dict[str, Any]):
    length = {id_: _days(id_, tasks) for id_ in tasks}
    waits_for = {id_: [link["task"] for link in one["depends_on"]] for id_, one in tasks.items()}
    paths = [[id_] for id_ in tasks]
    for path in paths:  # grows while it is gone through: every path of the network, however short
        paths.extend([before, *path] for before in waits_for[path[0]])
    found = assessed(tasks)
    longest = max(sum(map(length.__getitem__, path)) for path in paths)
    assert found.schedule.finish - found.schedule.now == longest
    for id_, float_ in floats(found).items():
        through = max(sum(map(length.__getitem__, path)) for path in paths if id_ in path)
        assert float_ == longest - through
        until = max(sum(map(length.__getitem__, path)) for path in paths if path[-1] == id_)
        assert found.schedule.early[id_].finish - found.schedule.now == until


@settings(max_examples=60)
@given(graphs(TYPES, LAGS))
def test_float_is_how_far_a_task_can_be_pushed_before_the_end_moves(tasks: dict[str, Any]):
    found = assessed(tasks)
    end = found.schedule.finish
    assert _end(found, {}) == end
    for id_, float_ in floats(found).items():
        earliest = found.schedule.early[id_].start
        assert _end(found, {id_: earliest + float_}) == end
        assert _end(found, {id_: earliest + float_ + 1}) > end


def _end(found: Any, no_earlier: Mapping[str, int]) -> int:
    """When the network ends, by pushing tasks on until every dependency is kept."""
    length = {id_: span.length for id_, span in found.schedule.early.items()}
    start = {id_: no_earlier.get(id_, found.schedule.now) for id_ in length}
    moved = True
    while moved:
        moved = False
        for link in found.network.links:
            before = start[link.predecessor] + (length[link.predecessor] if link.from_finish else 0)
            allowed = link.delay.after(before) - (0 if link.to_start else length[link.successor])
            if start[link.successor] < allowed:
                start[link.successor], moved = allowed, True
    return max(start[id_] + length[id_] for id_ in length)
