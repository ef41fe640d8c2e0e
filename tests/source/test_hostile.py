"""Whatever the bytes: at most one fatal, located flaw, within two seconds and 300 MB for anything up to 1 MB."""

import json
import subprocess
import sys
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source.reading import BOTH_PARSERS, DATA, needs_c_parser, only_flaw, read

from opscheck.source import Limits, load

MEGABYTE = 1_000_000


def full(part: str) -> bytes:
    """One megabyte of a repeated part."""
    raw = part.encode()
    return (raw * (MEGABYTE // len(raw) + 1))[:MEGABYTE]


def doubling(levels: int, merge: bool = False) -> str:
    """A few hundred bytes that stand for 9 to the power of `levels` values."""
    lines = ["a0: &a0 {k: v}"]
    for level in range(1, levels):
        nine = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} {{<<: [{nine}]}}" if merge else f"a{level}: &a{level} [{nine}]")
    return "\n".join(lines) + "\n"


FLOODS = {
    "brackets": b"[" * 100_000,
    "braces": b"{" * 100_000,
    "dashes": full("- "),
    "question marks": full("? "),
    "question marks on lines": full("?\n"),
    "empty keys": full("a:\n"),
    "numbers in a list": b"[" + full("1,")[:-1] + b"]",
    "empty lists": b"[" + full("[],")[:-1] + b"]",
    "pairs": b"[" + full("a: 1, ")[:-1] + b"]",
    "anchors": full("&a "),
    "anchored items": b"[" + full("&a x,")[:-1] + b"]",
    "aliases": b"- &a x\n" + b"- *a\n" * 190_000,
    "tags": full("!t "),
    "tagged items": b"[" + full("!t x,")[:-1] + b"]",
    "one plain text": full("x"),
    "one key": full("k")[:-3] + b": v",
    "one number": b"a: " + full("9")[:-3],
    "one exponent": b"a: 1e" + full("9")[:-5],
    "one base 60 number": b"a: 1" + full(":1")[:-5],
    "double quotes": full('"'),
    "single quotes": full("'"),
    "quoted keys": full('"a": 1\n'),
    "backslashes": b'"' + full("\\")[:-1],
    "hashes": full("#"),
    "comments": full("#\n"),
    "line ends": full("\n"),
    "carriage returns": full("\r"),
    "spaces": full(" "),
    "tabs": full("\t"),
    "colons": full(":"),
    "commas": full(","),
    "documents": full("--- a\n"),
    "directives": full("%YAML 1.2\n"),
    "text blocks": full("|\n"),
    "line separators": b"a: " + full("\u2028")[: MEGABYTE - 10],
    "doubtful values": full("- yes\n"),
    "number keys": "".join(f"{number}: 1\n" for number in range(100_000)).encode(),
    "steps": b"".join(b" " * depth + b"a:\n" for depth in range(1400)),
    "NUL bytes": b"\0" * MEGABYTE,
    "no pattern": bytes((number * 7919 + number // 13) % 256 for number in range(MEGABYTE)),
    "alias bomb": doubling(20).encode(),
    "merge bomb": doubling(20, merge=True).encode(),
}


def summary_of(raw: bytes, folder: FilePath) -> dict[str, Any]:
    """What a process of its own says about a file; it is killed at its limits."""
    file = folder / "plan.yaml"
    file.write_bytes(raw)
    command = [sys.executable, str(FilePath(__file__).with_name("bomb.py")), str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, (ended.returncode, ended.stderr[-500:])
    summary: dict[str, Any] = json.loads(ended.stdout)
    return summary


@needs_c_parser
@pytest.mark.skipif(sys.platform == "win32", reason="the system cannot limit a process")
@pytest.mark.parametrize("raw", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_stays_within_the_promised_time_and_memory(raw: bytes, tmp_path: FilePath) -> None:
    assert len(raw) <= MEGABYTE + 10
    summary = summary_of(raw, tmp_path)
    assert summary["megabytes"] < 300
    assert len(summary["messages"]) <= 30
    assert not summary["fatal"] or len(summary["messages"]) == 1
    assert all(len(message) < 400 for message in summary["messages"])


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_data_is_at_most_64_levels_deep(opening: str, closing: str, pure: bool) -> None:
    assert read(opening * 64 + "x" + closing * 64, pure=pure).flaws == []
    flaw = only_flaw(read(opening * 65 + "x" + closing * 65, pure=pure))
    assert flaw.fatal
    assert flaw.message == "the data is nested deeper than 64 levels"
    assert flaw.span.column == 64 * len(opening) + 1


def test_levels_behind_aliases_count() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, 100))
    flaw = only_flaw(read(chain))
    assert (flaw.message, flaw.span.line) == ("the data is nested deeper than 64 levels", 64)
    allowed = f"a: &a {'[' * 31}{']' * 31}\nb: {'[' * 32}*a{']' * 32}\n"
    assert read(allowed).flaws == []
    assert only_flaw(read(allowed.replace("*a", "[*a]"))).fatal


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize("merge", [False, True])
def test_values_behind_aliases_count_before_anything_is_repeated(merge: bool, pure: bool) -> None:
    bomb = doubling(20, merge)
    flaw = only_flaw(read(bomb, pure=pure))
    assert len(bomb) < 1500
    assert flaw.message == "the data has more than 250000 values, counting what aliases repeat"
    assert flaw.span.line == 7


def test_an_alias_may_repeat_a_little() -> None:
    assert read(doubling(5)).data["a4"][8][8][8][8] == {"k": "v"}


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize("text", ["a: &x [1, *x]\n", "&x {a: {b: *x}}\n", "a: &x\n  - b: [*x]\n"])
def test_an_alias_inside_its_own_anchor_is_refused(text: str, pure: bool) -> None:
    flaw = only_flaw(read(text, pure=pure))
    assert flaw.message == "the alias *x stands inside its own anchor: it would never end"


def test_a_redefined_anchor_names_the_last_one_before_the_alias() -> None:
    assert read("- &a 1\n- *a\n- &a [2, &a 3]\n- *a\n").data == [1, 1, [2, 3], 3]


def test_a_large_honest_file_may_hold_more_than_a_small_one() -> None:
    assert Limits().for_size(1_000) == Limits().for_size(1_000_000) == (64, 250_000)
    assert Limits().for_size(4_000_000) == (64, 1_000_000)


def test_limits_can_be_set() -> None:
    tight = Limits(depth=2, nodes_per_megabyte=5)
    assert load(b"a: [1, 2]\n", "p", tight).flaws == []
    assert load(b"a: [[1]]\n", "p", tight).fatal
    assert load(b"a: [1, 2, 3]\n", "p", tight).fatal


@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_the_good_plan_has_no_flaw(pure: bool) -> None:
    document = load((DATA / "good-plan.yaml").read_bytes(), "good-plan.yaml", pure=pure)
    assert document.flaws == []
    assert document.data["schema"] == "opscheck/v1"


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_any_bytes_are_read_or_refused_once(pure: bool, raw: bytes) -> None:
    document = load(raw, "plan.yaml", pure=pure)
    assert not document.fatal or (len(document.flaws) == 1 and document.data is None)
    assert all(flaw.message and flaw.span.line >= 1 for flaw in document.flaws)
    assert all(comment.text.startswith("#") for comment in document.comments)
