"""Undo takes back what was written and keeps what somebody else has saved in the file since."""

from pathlib import Path

import pytest
from command import BAD, changed
from hypothesis import given
from hypothesis import strategies as st
from tui.driven import plugins

from opscheck.checking.drafting import Acceptance
from opscheck.checking.request import Request
from opscheck.checking.waiving import Rewritten
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.tui.back import take_back, without
from opscheck.tui.desk import Desk

TWO = changed("expected_return: 1.8", "expected_return: 1.4", BAD)


def lines(text: str) -> bytes:
    return "".join(f"{word}\n" for word in text.split()).encode()


@pytest.mark.parametrize(
    ("old", "new", "now", "then"),
    [
        ("a b c", "a w b c", "a w b c", "a b c"),
        ("a b c", "a w b c", "top a w b c end", "top a b c end"),
        ("a b c", "a w b c", "a w b x", "a b x"),
        ("a b c", "a B c", "x a B c", "x a b c"),
        ("a b c d e", "a w b c v d e", "a w b x c v d e", "a b x c d e"),
        ("a b", "w a b", "w a b c", "a b c"),
        ("a b", "a b w", "x a b w", "x a b"),
        ("a b c", "a c", "x a c", "x a b c"),
        ("", "w", "w", ""),
    ],
)
def test_only_what_was_written_goes(old: str, new: str, now: str, then: str):
    assert without(lines(now), lines(old), lines(new)) == lines(then)


@pytest.mark.parametrize(
    ("old", "new", "now"),
    [
        ("a b c", "a w b c", "a b c"),
        ("a b c", "a w b c", "a W b c"),
        ("a b c", "a w b c", "A w b c"),
        ("a b c", "a w b c", "a w B c"),
        ("a b c", "a w b c", "a w x b c"),
        ("a b c", "a w v b c", "a w x b c"),
        ("a b c", "a c", "x"),
        ("a", "a w", ""),
    ],
)
def test_what_has_been_changed_there_since_stays(old: str, new: str, now: str):
    assert without(lines(now), lines(old), lines(new)) is None


texts = st.lists(st.sampled_from("abcdefgh"), max_size=12).map(" ".join).map(lines)


@given(texts, texts, texts)
def test_what_comes_of_it_is_the_old_text_with_what_was_changed_since(old: bytes, new: bytes, now: bytes):
    assert without(new, old, new) == old
    then = without(now, old, new)
    if then is not None:
        assert len(then) - len(now) == len(old) - len(new)


@given(texts, texts, texts)
def test_what_was_added_around_it_is_kept(old: bytes, new: bytes, added: bytes):
    for now, then in ((b"X\n" + added + new, b"X\n" + added + old), (new + b"X\n" + added, old + b"X\n" + added)):
        assert without(now, old, new) in (then, None)


def test_several_levels_after_changes_from_elsewhere(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text(TWO, encoding="utf-8")
    desk = Desk(Request(paths=(str(file),), as_of="2026-07-01", isolated=True), plugins())
    for number in (0, 1):
        found = list(desk.check().run.standing)
        desk.write(desk.waivers(found[:1], Acceptance(f"reason {number}", comment=True)), Message(str(number)))
        file.write_text(f"# {number}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert desk.undo() == Message("1")
    assert desk.undo() == Message("0")
    assert file.read_text(encoding="utf-8") == "# 1\n# 0\n" + TWO


def test_of_several_files_all_are_taken_back_or_none(tmp_path: Path):
    written = []
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(lines("a w b"))
        written.append(Rewritten(tmp_path / name, name, lines("a b"), lines("a w b")))
    (tmp_path / "one").write_bytes(lines("a W b"))
    with pytest.raises(UserError):
        take_back(written)
    assert [(tmp_path / name).read_bytes() for name in ("one", "two")] == [lines("a W b"), lines("a w b")]
    (tmp_path / "one").write_bytes(lines("a w b"))
    take_back(written)
    assert [(tmp_path / name).read_bytes() for name in ("one", "two")] == [lines("a b")] * 2


def test_a_file_that_is_gone_is_said_to_be(tmp_path: Path):
    with pytest.raises(UserError):
        take_back([Rewritten(tmp_path / "none", "none", b"a", b"b")])
