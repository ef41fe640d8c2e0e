"""Sorting more than fits into memory gives what sorting in memory gives."""

import gc
import os
import sys
import tracemalloc
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscheck.sorting import Sorted

KEYS = st.one_of(st.integers(0, 5), st.integers())
HOSTILE = st.text(st.characters(), max_size=5)  # lone surrogates and control characters as well


def filled(items, key: Callable = itemgetter(0), **options) -> Sorted:
    found = Sorted(key, **options)
    for item in items:
        found.add(item)
    return found


@given(st.lists(st.tuples(KEYS, HOSTILE), max_size=200), st.integers(0, 7))
def test_the_order_is_that_of_sorted_and_stable(items, most):
    assert list(filled(items, most=most)) == sorted(items, key=itemgetter(0))


def test_many_items_of_one_key_keep_their_order_through_all_levels_of_runs():
    items = [(number % 3, number) for number in range(10_000)]
    assert list(filled(items, most=7)) == sorted(items, key=itemgetter(0))


def test_nothing_at_all():
    assert list(Sorted(itemgetter(0))) == []


@pytest.mark.parametrize("most", [3, 1000])
def test_it_can_be_iterated_over_again_within_itself_and_after_more_was_added(most):
    items = [(number * 7 % 20, number) for number in range(20)]
    found = filled(items, most=most)
    right = sorted(items)
    assert [(one, other) for one in found for other in found] == [(one, other) for one in right for other in right]
    found.add((5, 20))
    assert list(found) == sorted([*items, (5, 20)])


def test_what_fits_into_memory_need_not_pickle_and_writes_no_file(monkeypatch):
    monkeypatch.setitem(sys.modules, "tempfile", None)  # importing it fails
    items = [(2, lambda: None), (1, lambda: None)]
    assert list(filled(items, most=2)) == items[::-1]


def test_the_file_has_no_name_and_is_closed_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = filled([(number,) for number in range(10)], most=3)
    file = found._file
    assert file is not None
    assert not list(tmp_path.iterdir())
    del found
    gc.collect()
    assert file.closed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the platform has no device that is always full")
def test_a_full_disk_is_an_error_of_the_system(monkeypatch):
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: open("/dev/full", "wb", buffering=0))  # noqa: SIM115
    with pytest.raises(OSError, match="No space left"):
        filled([(number,) for number in range(10)], most=3)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork a process")
def test_a_forked_process_may_read_while_its_parent_does():
    found = filled([(number % 10, number) for number in range(2_000)], most=50)
    ours = iter(found)
    begun = [next(ours) for _ in range(200)]
    child = os.fork()
    if not child:
        os._exit(0 if len(list(found)) == 2_000 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [*begun, *ours] == list(found)


def test_memory_does_not_grow_with_the_items():
    def peak(count: int) -> int:
        tracemalloc.start()
        found = filled(((number * 7919 % count, "x" * 100) for number in range(count)), most=500)
        assert sum(1 for _ in found) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2_000)  # what is imported and compiled on the way is not counted
    assert peak(50_000) < 2 * peak(5_000)
