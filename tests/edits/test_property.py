"""Whatever the file and whatever the change: it is made exactly, or refused; never wrong."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from edits.styles import TEXTS, scalars, written
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from source.generated import documents

from opscheck.change import Change, InsertItem, RemoveItem, RenameKey, SetValue
from opscheck.edits import Edit, Refused, texts_of, verified
from opscheck.edits.changes import plan_change
from opscheck.merge import merge
from opscheck.source import Document, load

ITEMS = st.dictionaries(st.sampled_from(["id", "owner", "原因"]), scalars.filter(lambda x: x is not None), min_size=1)
tally: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    """What it has come to is printed at the end (``pytest -s``)."""
    yield
    print("", *(f"{count:6} {what}" for what, count in sorted(tally.items(), key=lambda pair: -pair[1])), sep="\n")
    assert tally["bytes changed outside of the edits"] == 0
    assert tally["applied"] > tally["refused"] / 2


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for step, below in steps for place in places(below, (*path, step)))]


def value_at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


@st.composite
def changes(draw: st.DrawFn, data: Any) -> Change:
    """A change of any kind at any place, sensible or not."""
    found = places(data)[1:]
    assume(found)
    path = draw(st.sampled_from(found))
    value = value_at(data, path)
    kind = draw(st.sampled_from(["set", "set", "new", "rename", "insert", "remove"]))
    if kind == "set":
        return SetValue(path, draw(st.sampled_from(TEXTS[:9]) | st.integers(0, 99)))
    if kind == "new":
        owner = path if isinstance(value, dict) or value is None else path[:-1]
        return SetValue((*owner, "new"), draw(st.sampled_from(["x", {"y": "TODO"}, ["TODO"], 7])))
    if kind == "rename":
        return RenameKey(path, draw(st.sampled_from(["k", "longer-name", "新"])))
    if kind == "insert":
        lists = [place for place in found if isinstance(value_at(data, place), list)] or [path]
        return InsertItem(draw(st.sampled_from(lists)), draw(ITEMS | st.sampled_from(["TODO", "方案"])))
    items = [place for place in found if isinstance(place[-1], int)] or [path]
    return RemoveItem(draw(st.sampled_from(items)))


def wanted(data: Any, change: Change) -> Any:
    """The data after a change, done the plain way; raises what it raises where the change makes no sense."""
    data = deepcopy(data)
    owner = value_at(data, change.at[:-1])
    last = change.at[-1]
    if isinstance(change, SetValue):
        if owner is None:
            value_at(data, change.at[:-2])[change.at[-2]] = {last: change.value}
        else:
            owner[last] = change.value
    elif isinstance(change, RenameKey):
        assert change.name not in owner
        pairs = [(change.name if key == last else key, value) for key, value in owner.items()]
        owner.clear()
        owner.update(pairs)
    elif isinstance(change, InsertItem):
        owner[last] = [*(owner[last] or []), change.item]
    else:
        assert isinstance(owner, list)
        del owner[last]
    return data


def outside(raw: bytes, edits: list[Edit], new: bool) -> bytes:
    """What stands outside of the edits, before or after them."""
    pieces, shift, read = [], 0, 0
    for edit in sorted(edits):
        start, end = edit.start + (shift if new else 0), edit.end + (shift if new else 0)
        pieces.append(raw[read:start])
        shift += len(edit.new) - len(edit.old)
        read = start + len(edit.new) if new else end
    return b"".join([*pieces, raw[read:]])


def line_ends(raw: bytes) -> set[str]:
    return set(re.findall("\r\n|\r|\n", raw.decode()))


def examine(raw: bytes, data: st.DataObject) -> None:
    document = load(raw, "plan.yaml")
    assume(not document.fatal and isinstance(document.data, dict))
    change = data.draw(changes(document.data))
    try:
        planned = plan_change(merge(document), change)
        new = verified(planned.document, planned.edits, data=planned.data)
    except Refused as refused:
        tally["refused"] += 1
        tally[f"  {type(change).__name__}: {refused.message.template}"] += 1
        return
    tally["applied"] += 1
    tally["bytes changed outside of the edits"] += sum(
        old != now
        for old, now in zip(outside(raw, planned.edits, False), outside(new.raw, planned.edits, True), strict=True)
    )
    assert outside(raw, planned.edits, new=False) == outside(new.raw, planned.edits, new=True)
    assert load(new.raw, "plan.yaml").data == wanted(document.data, change)
    assert texts_of(new) == texts_of(document)
    assert line_ends(new.raw) <= (line_ends(raw) or {"\n"})
    assert new.raw.endswith((b"\n", b"\r")) == raw.endswith((b"\n", b"\r"))
    assert new.raw.startswith(b"\xef\xbb\xbf") == raw.startswith(b"\xef\xbb\xbf")
    assert not Counter(flaw.message for flaw in new.flaws) - Counter(flaw.message for flaw in document.flaws)
    _change_again(new, change)


def _change_again(new: Document, change: Change) -> None:
    """A value that is there already is not written once more."""
    if isinstance(change, SetValue) and isinstance(change.value, str | int):
        again = plan_change(merge(new), change)
        assert verified(again.document, again.edits, data=again.data).raw == new.raw


COUNT = int(os.environ.get("OPSCHECK_EDITS", "300"))


@given(written(), st.data())
@settings(max_examples=COUNT)
def test_in_every_style_a_change_is_exact_or_refused(raw: bytes, data: st.DataObject):
    examine(raw, data)


@given(documents(), st.data())
@settings(max_examples=COUNT)
def test_in_odd_documents_a_change_is_exact_or_refused(text: str, data: st.DataObject):
    examine(text.encode(), data)
