"""Changes in the style of what stands around them, for one example of each way of writing."""

from decimal import Decimal
from textwrap import dedent
from typing import Any

import pytest

from opscheck.change import Change, InsertItem, RemoveComment, RemoveItem, RenameKey, SetValue
from opscheck.edits import Refused, verified
from opscheck.edits.changes import plan_change
from opscheck.merge import merge
from opscheck.source import load

RISK = {"id": "cash", "cause": "TODO", "steps": ["TODO"]}


def after(text: str, change: Change) -> str:
    """A text after a change, which is verified."""
    planned = plan_change(merge(load(text.encode(), "plan.yaml")), change)
    return verified(planned.document, planned.edits, data=planned.data, comments=planned.comments).raw.decode()


def check(before: str, change: Change, wanted: str) -> None:
    assert after(dedent(before), change) == dedent(wanted)


def refused(text: str, change: Change) -> str:
    with pytest.raises(Refused) as error:
        after(dedent(text), change)
    return str(error.value)


# --- a value in the place of another


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("a: 15\n", "a: 15%\n"),
        ("a: 15", "a: 15%"),
        ("\ufeffa: 15\r\nb: 1\r\n", "\ufeffa: 15%\r\nb: 1\r\n"),
        ("a: 15\rb: 1\r", "a: 15%\rb: 1\r"),
        ("a: '15 %'\n", "a: '15%'\n"),
        ('a: "15 %"   # of all\n', 'a: "15%"    # of all\n'),
        ("a: 15 # of all\n", "a: 15% # of all\n"),
        ("a: 15    # of all\n", "a: 15%   # of all\n"),
        ("{a: 15, b: 1}\n", "{a: 15%, b: 1}\n"),
        ("{a: 15,    b: 1}\n", "{a: 15%,   b: 1}\n"),
        ("{a: 15,  b: 1}\n", "{a: 15%, b: 1}\n"),
        ("? a\n: 15\n", "? a\n: 15%\n"),
        ('"a":\n  15\n', '"a":\n  15%\n'),
        ("a: \n", "a: 15%\n"),
        ("a:\n", "a: 15%\n"),
        ("a:   # soon\n", "a: 15% # soon\n"),
        ("a:        # soon\n", "a: 15%    # soon\n"),
        ("{a: , b: 1}\n", "{a: 15%, b: 1}\n"),
        ("b: 1\n", "b: 1\na: 15%\n"),
        ("b: 1", "b: 1\na: 15%"),
        ("b: 1\r\n\r\n# end\r\n", "b: 1\r\na: 15%\r\n\r\n# end\r\n"),
        ("{b: 1}\n", "{b: 1, a: 15%}\n"),
        ("{ b: 1 }\n", "{ b: 1, a: 15% }\n"),
        ("{b: 1,}\n", "{b: 1, a: 15%}\n"),
        ('{"b":1,"c":"x"}\n', '{"b":1,"c":"x", "a": "15%"}\n'),
        ("b:    1\nlong: 2\n", "b:    1\nlong: 2\na:    15%\n"),
    ],
)
def test_a_value_is_written_where_it_belongs(before: str, wanted: str):
    assert after(before, SetValue(("a",), "15%")) == wanted


def test_a_number_keeps_the_decimals_of_the_one_before():
    assert after("a: 3000000.00\n", SetValue(("a",), Decimal("450000"))) == "a: 450000.00\n"
    assert after("a: 300\n", SetValue(("a",), Decimal("45.00"))) == "a: 45\n"
    assert after("a: 300\n", SetValue(("a",), Decimal("45.5"))) == "a: 45.5\n"
    assert after("a: '1,000.00'\n", SetValue(("a",), Decimal("1000.00"))).startswith("a: 1000.00")


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("a: &x 15\nb: *x\n", "anchor"),
        ("b: &x 15\na: *x\n", "anchor"),
        ("a: !!str 15\n", "anchor"),
        ("a: {b: 15,\n  c: 1}\n", "several lines"),
        ("a: |\n  15\n", "several lines"),
        ("a: [1]\n", "a whole list"),
        ("a: 1\n...\n", "nothing"),
    ],
)
def test_what_is_not_clear_is_refused(before: str, reason: str):
    path = ("a", "b") if "{" in before else ("a",)
    if reason == "nothing":
        assert after(before, SetValue(path, "15%")) == before.replace("1", "15%")
    else:
        assert reason in refused(before, SetValue(path, "15%"))


# --- keys


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("amuont: 1\n", "amount: 1\n"),
        ("ownr:   x   # who\nb: 1\n", "amount: x   # who\nb: 1\n"),
        ("ownr:    x   # who\n", "amount:  x   # who\n"),
        ("ownr: x     # who\n", "amount: x   # who\n"),
        ("ownr   : x\n", "amount : x\n"),
        ("'ownr': x\n", "'amount': x\n"),
        ('{"ownr": x, b: 1}\n', '{"amount": x, b: 1}\n'),
        ("ownr:\n  - x\n", "amount:\n  - x\n"),
    ],
)
def test_a_key_gets_its_right_name(before: str, wanted: str):
    key = next(iter(load(before.encode(), "").data))
    assert after(before, RenameKey((key,), "amount")) == wanted


def test_a_key_that_is_there_already_is_not_written_twice():
    assert "already" in refused("amuont: 1\namount: 2\n", RenameKey(("amuont",), "amount"))


# --- items


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (
            """
            risks:
              - id: a
                cause: x
                steps: [y]   # one
              # end
            b: 1
            """,
            """
            risks:
              - id: a
                cause: x
                steps: [y]   # one
              - id: cash
                cause: TODO
                steps: [TODO]
              # end
            b: 1
            """,
        ),
        (
            """
            risks:
            -   id:    a
                steps:
                - y
            """,
            """
            risks:
            -   id:    a
                steps:
                - y
            -   id: cash
                cause: TODO
                steps:
                - TODO
            """,
        ),
        (
            """
            risks:
                  - "id":    'a'
                    "cause": 'x'
            """,
            """
            risks:
                  - "id":    'a'
                    "cause": 'x'
                  - "id":    'cash'
                    "cause": 'TODO'
                    "steps": ['TODO']
            """,
        ),
        (
            """
            risks:
              - {id: a, cause: x}
              - {id: b}  # last
            """,
            """
            risks:
              - {id: a, cause: x}
              - {id: b}  # last
              - {id: cash, cause: TODO, steps: [TODO]}
            """,
        ),
        ("risks: [{id: a}]\n", "risks: [{id: a}, {id: cash, cause: TODO, steps: [TODO]}]\n"),
        ("risks: [ { id: a } ]\n", "risks: [ { id: a }, { id: cash, cause: TODO, steps: [TODO] } ]\n"),
        ("{risks: []}\n", "{risks: [{id: cash, cause: TODO, steps: [TODO]}]}\n"),
        (
            "b:\n    - 1\nrisks: []   # none\n",
            "b:\n    - 1\nrisks:      # none\n    - id: cash\n      cause: TODO\n      steps: [TODO]\n",
        ),
        ("b: 1\nrisks: []\n", "b: 1\nrisks:\n  - id: cash\n    cause: TODO\n    steps: [TODO]\n"),
        ("risks:\nb: 1\n", "risks:\n  - id: cash\n    cause: TODO\n    steps: [TODO]\nb: 1\n"),
        ("b: 1", "b: 1\nrisks: [{id: cash, cause: TODO, steps: [TODO]}]"),
    ],
)
def test_an_item_is_written_as_its_neighbours_are(before: str, wanted: str):
    check(before, InsertItem(("risks",), RISK), wanted)


@pytest.mark.parametrize(
    ("before", "index", "wanted"),
    [
        ("w:\n  - {a: 1}\n  - {a: 2}\n  - {a: 3}\nb: 1\n", 1, "w:\n  - {a: 1}\n  - {a: 3}\nb: 1\n"),
        ("w:\n  - a: 1\n    b: 2\n  - a: 2", 1, "w:\n  - a: 1\n    b: 2"),
        ("w:\r\n  - a: 1\r\n    b: 2\r\n  - a: 2", 0, "w:\r\n  - a: 2"),
        ("w:\n  - {a: 1}\nb: 1\n", 0, "w: []\nb: 1\n"),
        ("w: [{a: 1}, {a: 2}]\n", 0, "w: [{a: 2}]\n"),
        ("w: [{a: 1}, {a: 2}]\n", 1, "w: [{a: 1}]\n"),
        ("w: [{a: 1}]\n", 0, "w: []\n"),
    ],
)
def test_an_item_goes_with_its_lines(before: str, index: int, wanted: str):
    assert after(before, RemoveItem(("w", index))) == wanted


@pytest.mark.parametrize(
    "text",
    ["w:\n  - a: 1  # mine\n  - a: 2\n", "w:\n  # mine\n  - a: 1\n", "w:\n  - a: 1\n    # mine\n    b: 2\n  - a: 2\n"],
)
def test_a_comment_is_never_lost(text: str):
    assert "comment" in refused(text, RemoveItem(("w", 0)))


@pytest.mark.parametrize(
    ("before", "line", "column", "wanted"),
    [
        ("a: 1  # ignore[x] -- y\nb: 2\n", 1, 7, "a: 1\nb: 2\n"),
        ("a: 1\r\n  # ignore[x] -- y\r\nb: 2\r\n", 2, 12, "a: 1\r\nb: 2\r\n"),
        ("a: 1\n# ignore[x]", 2, 1, "a: 1"),
        ("# ignore[x]\na: 1\n", 1, 10, "a: 1\n"),
        ("a: 1  # ignore[x, y] -- z\n", 1, 16, "a: 1  # ignore[y] -- z\n"),
        ("a: 1  # ignore[x, y,z] -- z\n", 1, 19, "a: 1  # ignore[x,z] -- z\n"),
        ("a: '#' # ignore[x]\n", 1, 17, "a: '#'\n"),
    ],
)
def test_a_comment_goes_or_one_word_of_its_list(before: str, line: int, column: int, wanted: str):
    assert after(before, RemoveComment(("plan.yaml", line, column))) == wanted


def test_what_is_no_comment_is_not_removed():
    assert "no comment" in refused("a: '# x'\n", RemoveComment(("plan.yaml", 1, 5)))
    assert "no comment" in refused("a: 1 # x\n", RemoveComment(("other.yaml", 1, 7)))


# --- plans in several files


def test_the_edit_goes_into_the_file_in_which_the_place_stands():
    main = load(b"risks:\n  - {id: a}\n", "plan.yaml")
    part = load(b"risks:\n  - {id: b, cause: x}\nbudget: {total: 1}\n", "part.yaml")
    loaded = merge(main, [part])

    def edited(change: Any) -> tuple[str, str]:
        planned = plan_change(loaded, change)
        new = verified(planned.document, planned.edits, data=planned.data)
        return new.file, new.text

    assert edited(SetValue(("risks", 1, "cause"), "z"))[1].startswith("risks:\n  - {id: b, cause: z}\n")
    assert edited(SetValue(("risks", 0, "cause"), "z")) == ("plan.yaml", "risks:\n  - {id: a, cause: z}\n")
    assert edited(InsertItem(("risks",), {"id": "c"}))[0] == "part.yaml"
    assert edited(SetValue(("budget", "horizon"), "P1Y"))[1].endswith("budget: {total: 1, horizon: P1Y}\n")
    assert edited(SetValue(("plan", "id"), "x"))[1] == "risks:\n  - {id: a}\nplan:\n  id: x\n"
