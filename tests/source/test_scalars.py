"""Plain scalars follow the YAML 1.2 core schema; those that YAML 1.1 reads differently are flaws, and only those."""

import re
from decimal import Decimal
from math import isnan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from source.reading import only_flaw, read


def datum(text: str) -> Any:
    return read(f"- {text}\n").data[0]


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null(text: str) -> None:
    assert datum(text) is None


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("True", True), ("TRUE", True), ("FALSE", False)])
def test_truth_values(text: str, expected: bool) -> None:
    assert datum(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("0", 0), ("-12", -12), ("+7", 7), ("0x1F", 31), ("0o17", 15), ("10", 10)]
)
def test_integers(text: str, expected: int) -> None:
    assert datum(text) == expected
    assert type(datum(text)) is int


@pytest.mark.parametrize("text", ["960000.00", "1.8", "-0.5", ".5", "5.", "1e3", "1.50E-2", "0.10"])
def test_decimals_keep_their_digits(text: str) -> None:
    assert isinstance(datum(text), Decimal)
    assert str(datum(text)) == str(Decimal(text))


def test_money_keeps_its_decimal_text() -> None:
    assert str(datum("960000.00")) == "960000.00"


def test_infinity_and_not_a_number_are_floats() -> None:
    assert datum(".inf") == datum("+.Inf") == float("inf")
    assert datum("-.INF") == float("-inf")
    assert isnan(datum(".nan"))


ORDINARY = (
    "2026-01-05 2026-01 1.2.3 P2W 15% nil truE nULL yellow off-site = . + .. 1e 0x 0xg 0o8 _1 1,000 09:30 ١٢ 5- ~x <<"
)


@pytest.mark.parametrize("text", [*ORDINARY.split(), "5000.00 USD", "N/A", "inf", "no way"])
def test_ordinary_words_stay_text_without_a_flaw(text: str) -> None:
    document = read(f"a: {text}\n")
    assert document.data == {"a": text}
    assert document.flaws == []


@pytest.mark.parametrize("text", ["'1'", '"true"', "|\n  1", ">-\n  null", "''", '"010"', "'yes'"])
def test_quoted_and_block_scalars_are_text(text: str) -> None:
    document = read(f"a: {text}\n")
    assert isinstance(document.data["a"], str)
    assert document.flaws == []


@pytest.mark.parametrize(
    "text",
    ["9" * 5000, "-" + "9" * 151, "1e999999999", "1e100", "0x" + "f" * 5000, "1." + "0" * 9999, "1e" + "9" * 9999],
)
def test_numbers_beyond_any_quantity_stay_text(text: str) -> None:
    assert datum(text) == text


@pytest.mark.parametrize("text", ["9" * 150, "1e99", "-9.9e-99"])
def test_numbers_within_the_range_of_a_double_are_numbers(text: str) -> None:
    assert abs(float(datum(text))) < float("inf")


@pytest.mark.parametrize(
    ("text", "expected", "message"),
    [
        (
            "yes",
            "yes",
            'yes is a truth value in YAML 1.1 and a word in YAML 1.2: write "yes" in quotes, or true or false',
        ),
        ("010", 10, '010 is 8 in YAML 1.1 and 10 in YAML 1.2: write it without the leading zero, or "010" in quotes'),
        ("1:30", "1:30", '1:30 is the number 90 in YAML 1.1 (base 60) and a text in YAML 1.2: write "1:30" in quotes'),
        (
            "1_000",
            "1_000",
            '1_000 is the number 1000 in YAML 1.1 and a text in YAML 1.2: write 1000, or "1_000" in quotes',
        ),
        ("0o17", 15, '0o17 is a text in YAML 1.1 and the number 15 in YAML 1.2: write 15, or "0o17" in quotes'),
        ("08", 8, '08 is a text in YAML 1.1 and the number 8 in YAML 1.2: write 8, or "08" in quotes'),
        (
            "1e3",
            Decimal("1e3"),
            '1e3 is a text in YAML 1.1 and the number 1000 in YAML 1.2: write 1000, or "1e3" in quotes',
        ),
        ("0b101", "0b101", '0b101 is the number 5 in YAML 1.1 and a text in YAML 1.2: write 5, or "0b101" in quotes'),
    ],
)
def test_a_doubtful_value_is_read_as_yaml_1_2_and_told(text: str, expected: Any, message: str) -> None:
    document = read(f"plan:\n  x: {text}  # c\n")
    assert document.data == {"plan": {"x": expected}}
    flaw = only_flaw(document)
    assert (flaw.rule, flaw.message, flaw.path) == ("opscheck/ambiguous-value", message, ("plan", "x"))
    assert flaw.span == ("plan.yaml", 2, 6, 2, 6 + len(text))
    assert not flaw.fatal


DOUBTFUL = "no No NO on On ON off OFF y Y n N -010 0777 0_7 12:30:45 1:30.5 -1:30 1_0.5 0b1_0 -0x1F 0x_1 1.5e3 +1e+3"


@pytest.mark.parametrize("text", DOUBTFUL.split())
def test_other_doubtful_values(text: str) -> None:
    assert only_flaw(read(f"- {text}\n")).path == (0,)


def by_yaml_1_1(text: str) -> Any:
    """A scalar as an independent implementation of YAML 1.1 reads it."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    return yaml.load(f"- {text}\n")[0]


def by_yaml_1_2(text: str) -> Any:
    """A scalar by the table in section 10.3.2 of the YAML 1.2 specification."""
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"0o[0-7]+", text):
        return int(text, 8)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


@given(st.from_regex(r"[-+]?(?:0[ob]?)?[0-9][0-9_]{0,3}(?::[0-9]{1,2})?(?:\.[0-9_]{0,3})?", fullmatch=True))
def test_doubt_is_where_independent_readers_of_both_versions_differ(text: str) -> None:
    old, new = by_yaml_1_1(text), by_yaml_1_2(text)
    document = read(f"- {text}\n")
    differ = isinstance(old, str) != isinstance(new, str) or old != new
    assert bool(document.flaws) == differ, (text, old, new)
    assert document.data[0] == new if not isinstance(new, float) else float(document.data[0]) == new
