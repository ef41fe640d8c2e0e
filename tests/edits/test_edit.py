"""Edits of bytes: what they replace, what they leave alone, and when they are refused."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source.generated import documents

from opscheck.edits import Edit, Refused, apply, texts_of, verified
from opscheck.source import load

BOM = b"\xef\xbb\xbf"


def edit(raw: bytes, old: str, new: str) -> Edit:
    """The edit that replaces the first occurrence of some text."""
    document = load(raw, "plan.yaml")
    start = document.text.index(old)
    return Edit.replace(document, start, start + len(old), new)


def test_offsets_count_bytes_of_the_file_with_its_byte_order_mark():
    raw = BOM + "方案: 旧\r\nb: 1\r\n".encode()
    assert apply(raw, [edit(raw, "旧", "新的")]) == BOM + "方案: 新的\r\nb: 1\r\n".encode()


def test_several_edits_are_made_in_any_order():
    raw = b"a: 1\nb: 2\n"
    edits = [edit(raw, "2", "20"), edit(raw, "1", "10")]
    assert apply(raw, edits) == apply(raw, edits[::-1]) == b"a: 10\nb: 20\n"


def test_edits_that_overlap_are_refused():
    raw = b"a: 123\n"
    with pytest.raises(Refused, match="same place"):
        apply(raw, [edit(raw, "12", "x"), edit(raw, "23", "y")])
    with pytest.raises(Refused, match="same place"):
        apply(raw, [Edit(3, 3, b"", b"x"), Edit(3, 3, b"", b"y")])


@pytest.mark.parametrize("moved", [Edit(3, 4, b"9", b"1"), Edit(3, 99, b"1\n", b""), Edit(-1, 0, b"", b"")])
def test_bytes_that_are_not_what_they_were_are_refused(moved: Edit):
    with pytest.raises(Refused, match="not what it was"):
        apply(b"a: 1\n", [moved])


@given(st.binary(max_size=40), st.data())
def test_every_byte_outside_of_the_edits_stays(raw: bytes, data: st.DataObject):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(raw)), min_size=2, max_size=6)) if raw else [])
    edits = [
        Edit(start, end, raw[start:end], data.draw(st.binary(max_size=5))) for start, end in list(pairwise(cuts))[::2]
    ]
    new = apply(raw, edits)
    outside, kept, read = b"", b"", 0
    for each in edits:
        outside += raw[read : each.start]
        read = each.end
    outside += raw[read:]
    position = 0
    for index, each in enumerate(edits):
        before = each.start - (edits[index - 1].end if index else 0)
        kept += new[position : position + before]
        position += before + len(each.new)
    assert kept + new[position:] == outside


# --- verification


def test_a_verified_edit_gives_the_document_as_it_will_be():
    raw = b"a: 1  # one\nb: 2\n"
    document = verified(load(raw, "plan.yaml"), [edit(raw, "2", "3")], data={"a": 1, "b": 3})
    assert document.raw == b"a: 1  # one\nb: 3\n"


@pytest.mark.parametrize(
    ("old", "new", "data", "reason"),
    [
        ("2", "3", {"a": 1, "b": 4}, "another value"),
        ("2", "2.0", {"a": 1, "b": 2}, "another value"),
        ("2", "'2'", {"a": 1, "b": 2}, "another value"),
        ("b: 2", "c: 2", {"a": 1, "b": 2}, "another value"),
        ("2", "[2", {"a": 1, "b": 2}, "could not be read"),
        ("# one", "# two", {"a": 1, "b": 2}, "a comment"),
        ("  # one", "", {"a": 1, "b": 2}, "a comment"),
        ("2", "2 # two", {"a": 1, "b": 2}, "a comment"),
        ("2", "yes", {"a": 1, "b": "yes"}, "a flaw that it has not now"),
    ],
)
def test_any_doubt_refuses(old: str, new: str, data: object, reason: str):
    raw = b"a: 1  # one\nb: 2\n"
    with pytest.raises(Refused) as refused:
        verified(load(raw, "plan.yaml"), [edit(raw, old, new)], data=data)
    assert reason in refused.value.message.template


def test_an_alias_that_shares_the_value_is_a_doubt():
    raw = b"a: &x [1]\nb: *x\n"
    with pytest.raises(Refused):
        verified(load(raw, "plan.yaml"), [edit(raw, "1", "2")], data={"a": [2], "b": [1]})


def test_a_comment_may_be_added_where_it_is_meant():
    document = load(b"a: 1\n# two\nb: 2\n", "plan.yaml")
    comment = Edit.insert(document, 0, "# one\n")
    assert verified(document, [comment], comments=["# one", *texts_of(document)]).raw == b"# one\na: 1\n# two\nb: 2\n"


@given(documents())
def test_without_edits_a_document_is_what_it_was(text: str):
    document = load(text.encode(), "plan.yaml")
    assert verified(document, []).raw == document.raw
