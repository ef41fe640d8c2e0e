"""Bytes become text only as UTF-8; anything else is one flaw at the first bad byte that says what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source.reading import only_flaw

from opscheck.source import Document, load


def refused(raw: bytes) -> Document:
    document = load(raw, "plan.yaml")
    assert only_flaw(document).fatal
    assert (document.data, document.root, document.comments) == (None, None, ())
    return document


def place(document: Document) -> tuple[int, int]:
    return document.flaws[0].span[1:3]


def test_utf8_is_read_with_and_without_a_byte_order_mark() -> None:
    plain, marked = load("标题: 方案\n".encode(), "p"), load("标题: 方案\n".encode("utf-8-sig"), "p")
    assert plain.data == marked.data == {"标题": "方案"}
    assert plain.span(("标题",)) == marked.span(("标题",))
    assert marked.text == "标题: 方案\n"
    assert marked.raw.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_wide_encodings_are_refused(encoding: str) -> None:
    assert "save the file as UTF-8" in refused("schema: x".encode(encoding)).flaws[0].message


def test_utf16_that_has_a_mark_is_named() -> None:
    assert refused("a: 1".encode("utf-16")).flaws[0].values == {"encoding": "UTF-16"}
    assert refused("a: 1".encode("utf-32")).flaws[0].values == {"encoding": "UTF-32"}


def test_a_bad_byte_is_shown_at_its_place_in_characters() -> None:
    document = refused("a: 1\n标题: é".encode() + b"\xe9\n")
    assert place(document) == (2, 6)
    assert document.flaws[0].message == "the byte 0xE9 is not UTF-8: save the file as UTF-8"
    assert document.line(1) == "a: 1"


def test_a_control_character_is_shown_even_if_a_bad_byte_follows() -> None:
    assert place(refused(b"a: 1\nb: \x1b[0m \xff")) == (2, 4)


def test_surrogates_cut_characters_and_overlong_forms_are_no_utf8() -> None:
    for raw in (b"a: \xed\xa0\x80", b"a: \xe4\xb8", b"a: \xc0\xaf", b"a: \xf4\x90\x80\x80"):
        assert place(refused(raw)) == (1, 4)


FORBIDDEN = (*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF)


def test_every_character_that_yaml_forbids_is_refused() -> None:
    for code in FORBIDDEN:
        assert place(refused(f"a: 1\nb: x{chr(code)}".encode())) == (2, 5), f"U+{code:04X}"


@pytest.mark.parametrize("character", ["\t", "\xa0", "\xb7", "\u0100", "\uff0c", "\uffc2", "\ufffd", "\U0001fffe"])
def test_what_is_like_a_forbidden_character_is_none(character: str) -> None:
    assert load(f"a: x{character}y".encode(), "plan.yaml").data == {"a": f"x{character}y"}


def test_a_doubled_byte_order_mark_is_refused() -> None:
    assert place(refused("\ufeff\ufeffa: 1".encode())) == (1, 1)


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes) -> None:
    document = load(raw, "plan.yaml")
    assert not document.fatal or len(document.flaws) == 1
