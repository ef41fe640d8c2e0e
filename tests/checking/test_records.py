"""What is kept of many plans is what would be kept of few."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscheck.checking.records import Records
from opscheck.sorting import Sorted
from opscheck.views import View

changes = st.lists(st.tuples(st.integers(0, 20), st.text(max_size=5)), max_size=10)


@given(st.lists(st.text(max_size=5), max_size=20), st.integers(0, 20), changes)
def test_whether_they_are_in_memory_or_on_disk_makes_no_difference(items: list[str], most: int, changes: list):
    records: Records[str] = Records(most)
    for item in items:
        records.append(item)
    for index, new in changes:
        if index < len(items):
            records.replace(index, new)
            items[index] = new
    assert records.are_on_disk == (len(items) > most)
    assert len(records) == len(items)
    assert list(records) == list(records) == items
    assert records[1:3] == items[1:3]
    assert [records[index] for index in range(len(items))] == items


def full(**options: Any) -> Any:
    """A temporary file on a disk that is full."""
    return Path("/dev/full").open("w+b", buffering=options.get("buffering", -1))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("fill", [Records[str](1).append, Sorted[str](str, 1).add], ids=["records", "sorted"])
def test_where_a_disk_is_full_its_folder_is_named(fill: Callable[[str], None], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    fill("first")
    with pytest.raises(OSError, match="No space") as refused:
        fill("x" * 100_000)
    assert refused.value.filename == tempfile.gettempdir()


def test_a_view_makes_each_record_when_it_is_asked_for():
    made = []
    view = View(["a", "b", "c"], lambda index, record: made.append(index) or f"{index}{record}")
    assert made == []
    assert view[1] == "1b"
    assert view[-1] == "2c"
    assert made == [1, 2]
    assert list(view[:2]) == ["0a", "1b"]
