"""Every key and value has an exact span; what does not exist is shown at the nearest thing that does."""

import pytest
from source.reading import BOTH_PARSERS, read, shown

from opscheck.source import Positions, Span

PLAN = """\
# 方案
plan:
  id: demo   # note
  标题: "电商 # 平台"
  empty:
stages:
- {id: early, amount: 960000.00, tags: [a, 'b c', {k: v}]}
-
  id: late
  text: |
    first
      second

  # not text
- [x: 1, y]
"""


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("plan", "id"), "demo"),
        (("plan", "标题"), '"电商 # 平台"'),
        (("stages", 0), "{id: early, amount: 960000.00, tags: [a, 'b c', {k: v}]}"),
        (("stages", 0, "amount"), "960000.00"),
        (("stages", 0, "tags"), "[a, 'b c', {k: v}]"),
        (("stages", 0, "tags", 1), "'b c'"),
        (("stages", 0, "tags", 2, "k"), "v"),
        (("stages", 1), "id: late\n  text: |\n    first\n      second"),
        (("stages", 1, "text"), "|\n    first\n      second"),
        (("stages", 2, 0), "x: 1"),
        (("stages", 2, 0, "x"), "1"),
    ],
)
def test_the_span_of_a_value(path: tuple[str | int, ...], text: str, pure: bool) -> None:
    assert shown(read(PLAN, pure=pure), path) == text


def test_spans_count_lines_and_columns_from_one_in_characters() -> None:
    assert read(PLAN).span(("plan", "标题")) == Span("plan.yaml", 4, 7, 4, 16)
    assert read("😀: x\n").span(("😀",)) == Span("plan.yaml", 1, 4, 1, 5)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_end_as_they_do_in_editors(newline: str) -> None:
    document = read(PLAN.replace("\n", newline))
    assert document.span(("stages", 0, "amount")) == read(PLAN).span(("stages", 0, "amount"))
    assert document.line(3) == "  id: demo   # note"


def test_the_span_of_a_key() -> None:
    document = read(PLAN)
    assert document.key_span(("plan", "标题")) == Span("plan.yaml", 4, 3, 4, 5)
    assert document.key_span(("stages", 0, "tags", 2, "k")) is not None


@pytest.mark.parametrize("path", [(), ("stages", 0), ("plan", "absent"), ("absent",), ("plan", "id", "below")])
def test_items_the_root_and_what_is_absent_have_no_key(path: tuple[str | int, ...]) -> None:
    assert read(PLAN).key_span(path) is None


def test_an_empty_value_is_shown_at_its_key() -> None:
    assert shown(read(PLAN), ("plan", "empty")) == "empty"


@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_an_empty_item_is_shown_at_its_dash(pure: bool) -> None:
    document = read("a:\n  - x\n  -   # nothing\n  - y\n", pure=pure)
    assert document.span(("a", 1)) == Span("plan.yaml", 3, 3, 3, 4)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("plan", "absent"), "plan"),
        (("plan", "id", "deeper"), "id"),
        (("plan", "absent", 3, "deeper"), "plan"),
        (("stages", 7), "stages"),
        (("stages", -1), "stages"),
        (("stages", "0"), "stages"),
        (("stages", 0, "absent"), "id"),
        (("stages", 2, 1, "absent"), "y"),
        (("absent",), "plan"),
    ],
)
def test_what_is_absent_is_shown_at_the_nearest_key(path: tuple[str | int, ...], text: str) -> None:
    assert shown(read(PLAN), path) == text


def test_nothing_at_all_is_shown_at_the_start() -> None:
    assert read("# only a comment\n").span(("plan", "id")) == Span("plan.yaml", 1, 1, 1, 1)


@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_spans_start_behind_anchor_and_tag(pure: bool) -> None:
    text = "a: &x !!str yes\nb: !!map &y # c\n  k: v\nc: &z\n- 1\nd: &w [1]\n"
    document = read(text, pure=pure)
    assert [shown(document, (key,)) for key in "abcd"] == ["yes", "k: v", "- 1", "[1]"]
    assert document.flaws == []


@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_an_alias_is_shown_itself_and_what_is_in_it_where_it_was_written(pure: bool) -> None:
    document = read("a: &x {k: [1, 2]}\nb: *x\n", pure=pure)
    assert document.data["b"] is document.data["a"]
    assert document.span(("b",)) == Span("plan.yaml", 2, 4, 2, 6)
    assert document.span(("b", "k", 1)) == document.span(("a", "k", 1))


def test_lines_are_given_without_their_ends_and_none_beyond_the_text() -> None:
    document = read("a: 1\r\nb: 2")
    assert [document.line(number) for number in range(4)] == ["", "a: 1", "b: 2", ""]


def test_trees_of_several_files_can_be_joined() -> None:
    first, second = read("stages:\n- {id: a}\n"), read("# fragment\nstages:\n- {id: b}\nrisks: []\n")
    assert first.root
    assert second.root
    ours, theirs = dict(first.root[4]), second.root[4]
    ours["stages"] = (*ours["stages"][:4], [*ours["stages"][4], *theirs["stages"][4]], ours["stages"][5])
    ours["risks"] = theirs["risks"]
    joined = Positions((*first.root[:4], ours, first.root[5]), first.source)
    assert joined.span(("stages", 0, "id")).line == 2
    assert joined.span(("stages", 1, "id")).line == 3
    assert joined.span(("risks",)) == second.span(("risks",))
