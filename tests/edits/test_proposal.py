"""A fix as edits of one text: made at once, they give what its changes give one after the other."""

import pytest

from opscheck.change import InsertItem, RenameKey, SetValue
from opscheck.edits import Refused, apply
from opscheck.edits.proposal import propose
from opscheck.finding import Fix, Message
from opscheck.merge import merge
from opscheck.source import load


def proposed(text: str, *changes, fragments: tuple[str, ...] = ()):
    documents = [load(each.encode(), f"{number}.yaml") for number, each in enumerate([text, *fragments])]
    return propose(merge(documents[0], documents[1:]), Fix("safe", Message("mend it"), changes))


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_several_changes_are_edits_of_the_text_as_it_was(start: str, end: str) -> None:
    text = start + end.join(["total: 100 # 一共", "stages:", "  - {id: early, amount: 40}", ""])
    document, edits = proposed(text, SetValue(("total",), 110), SetValue(("stages", 0, "amount"), 50))
    assert [(edit.old, edit.new) for edit in edits] == [(b"100", b"110"), (b"40", b"50")]
    assert apply(document.raw, edits).decode() == text.replace("100", "110").replace("40", "50")


def test_changes_that_build_on_each_other_are_one_edit() -> None:
    text = "a: 1\nrisks:\n  - id: cash\nz: 1\n"
    document, edits = proposed(text, InsertItem(("risks",), {"id": "x"}), SetValue(("risks", 1, "id"), "late"))
    assert apply(document.raw, edits).decode() == "a: 1\nrisks:\n  - id: cash\n  - id: late\nz: 1\n"
    assert len(edits) == 1


def test_an_edit_of_a_fragment_is_of_its_text() -> None:
    document, edits = proposed("a: 1\n", RenameKey(("buget",), "budget"), fragments=("buget: {total: 1}\n",))
    assert (document.file, apply(document.raw, edits)) == ("1.yaml", b"budget: {total: 1}\n")


@pytest.mark.parametrize(
    ("text", "changes", "fragments"),
    [
        ("a: &x 1\n", [SetValue(("a",), 2)], ()),
        ("a: 1\n", [SetValue(("a",), 2), SetValue(("b",), 2)], ("b: 1\n",)),
        ("a: [1,\n  2]\n", [SetValue(("a", 0), 2)], ()),
    ],
)
def test_what_fix_would_not_touch_is_refused(text: str, changes, fragments) -> None:
    with pytest.raises(Refused):
        proposed(text, *changes, fragments=fragments)
