"""Positions as editors count them, in every encoding, and edits between two states of a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, Range, TextEdit

from opscheck.lsp.edits import text_edits
from opscheck.lsp.positions import MARK, Positions
from opscheck.source import Text

ENCODINGS = ("utf-8", "utf-16", "utf-32")
BYTES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
texts = st.text(st.sampled_from("ab é留😀\u0301\u2028\x85\x0c\r\n\t"), max_size=40)
encodings = st.sampled_from(ENCODINGS)


def units(text: str, encoding: str) -> int:
    codec, size = BYTES[encoding]
    return len(text.encode(codec)) // size


@given(texts, encodings, st.booleans())
def test_a_position_counts_units_of_its_line_and_leads_back(text, encoding, marked):
    positions = Positions(Text("plan.yaml", text), encoding, marked=marked)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # inside of a line end is no place
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        mark = units(MARK, encoding) if marked and len(before) == 1 else 0
        expected = Position(len(before) - 1, units(before[-1], encoding) + mark)
        assert positions.position(offset) == expected
        assert positions.offset(expected) == offset


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 10), ("utf-16", 6), ("utf-32", 5)])
def test_an_emoji_takes_as_many_units_as_its_encoding_says(encoding, column):
    positions = Positions(Text("plan.yaml", "留😀: x"), encoding)
    assert positions.position(5).character == column


def test_a_position_inside_of_a_character_is_that_of_the_character():
    positions = Positions(Text("plan.yaml", "a😀b"), "utf-16")
    assert positions.offset(Position(0, 2)) == 1


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("place", [(0, 99), (1, 99), (7, 0)])
def test_a_position_outside_is_the_end_of_its_line_or_of_the_text(encoding, place):
    text = "留😀\nab"
    positions = Positions(Text("plan.yaml", text), encoding)
    assert positions.offset(Position(*place)) == (2 if place[0] == 0 else 5)


def test_an_unknown_encoding_is_refused():
    with pytest.raises(ValueError):
        Positions(Text("plan.yaml", ""), "utf-7")


# --- edits


def applied(text: str, edits: list[TextEdit], encoding: str) -> str:
    """The text as an editor has it after the edits, all of which count places of the text before."""
    positions = Positions(Text("plan.yaml", text), encoding)
    places = [(positions.offset(edit.range.start), positions.offset(edit.range.end), edit.new_text) for edit in edits]
    for (_, end, _), (start, _, _) in pairwise(places):
        assert end <= start
    for start, end, new in reversed(places):
        text = text[:start] + new + text[end:]
    return text


@given(texts, texts, encodings)
def test_the_edits_between_two_texts_make_one_of_the_other(old, new, encoding):
    edits = text_edits(new, Positions(Text("plan.yaml", old), encoding))
    assert applied(old, edits, encoding) == new
    assert bool(edits) == (old != new)


@given(st.lists(st.sampled_from(["a: 1\n", "b: 留\r\n", "c\n", "\n"]), max_size=30), st.data())
def test_only_the_lines_that_change_are_touched(lines, data):
    place = data.draw(st.integers(0, len(lines)))
    old, new = "".join(lines), "".join([*lines[:place], "new: x\n", *lines[place:]])
    edits = text_edits(new, Positions(Text("plan.yaml", old), "utf-16"))
    assert len(edits) == 1
    assert edits[0].new_text.count("\n") == 1
    assert applied(old, edits, "utf-16") == new


def test_a_change_within_a_line_is_no_more_than_that():
    edits = text_edits("a: 1\nhorizon: P19M\nb: 2\n", Positions(Text("plan.yaml", "a: 1\nhorizon: P11M\nb: 2\n")))
    assert edits == [TextEdit(Range(Position(1, 11), Position(1, 12)), "9")]
