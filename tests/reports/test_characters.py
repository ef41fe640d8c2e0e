"""Hostile characters are spelt out, ordinary text of any language stays, and columns are counted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscheck.display import clean, pad, pieces, width

JOINERS = "\u200c\u200d"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202egpj.exe", "abc\\u202egpj.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("pass\u200bword\ufeff", "pass\\u200bword\\ufeff"),
        ("line\u2028end\u2029", "line\\u2028end\\u2029"),
        ("\ue000\U000f0000", "\\ue000\\U000f0000"),
        ("\ud800", "\\ud800"),
        ("a\U000e0041", "a\\U000e0041"),
        ("\u3164\u115f", "\\u3164\\u115f"),
        ("\ufdd0\uffff", "\\ufdd0\\uffff"),
        ("x\ufe00\ufe01\ufe02", "x\ufe00\\ufe01\\ufe02"),
        ("付\u200d款", "付\\u200d款"),
        ("\u200d", "\\u200d"),
    ],
)
def test_what_steers_or_hides_is_spelt_out(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "电商平台后期运营方案\u3000（试点）",
        "Überprüfung für 3\u00a0Tage",
        "e\u0301te\u0301",
        "👩\u200d💻 👨🏽\u200d🚀 ❤\ufe0f",
        "می\u200cخواهم",
        "क्\u200dष",
        "葛\U000e0100城",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert clean(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_of_the_forbidden_categories_is_left(text: str) -> None:
    left = {unicodedata.category(character) for character in clean(text) if character not in JOINERS}
    assert not left & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    assert clean(clean(text)) == clean(text)
    assert len(list(pieces(text))) == len(text)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("plan", 4),
        ("方案", 4),
        ("ｐｌ", 4),
        ("e\u0301", 1),
        ("한국", 4),
        ("👩\u200d💻", 2),
        ("…–·", 3),
        ("", 0),
    ],
)
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_pad_fills_columns() -> None:
    assert [pad(text, 6) + "|" for text in ("ab", "方案", "toolong")] == ["ab    |", "方案  |", "toolong|"]
