"""What is wrong with a text is told at the place that has to change, in plain words."""

import pytest
from source.reading import BOTH_PARSERS, covered, only_flaw, read

from opscheck.source import Span

SLIPS = {
    "tab": ("a:\n\tb: 1\n", 2, "\t", "a tab"),
    "unclosed single quote": ("a: 'x\nb: 1\n", 1, "'", "quote that opens here is never closed"),
    "unclosed double quote": ('a: 1\nb: "x\n', 2, '"', "quote that opens here is never closed"),
    "unclosed list": ("a: [1, 2\nb: 3\n", 2, ":", "a comma or a closing ] is missing"),
    "unclosed braces": ("a: {x: 1, y: 2\nb: 3\n", 2, ":", "a comma or a closing } is missing"),
    "open until the end": ("a: [1,\n\n", 1, ",", "the text ends inside brackets"),
    "no space after the colon": ("plan:\n  id:x\n  title: y\n", 2, "id:", "write id: x"),
    "no space in the first line": ("a:1\nb: 2\n", 1, "a:", "write a: 1"),
    "full-width colon": ("a: 1\n标题：方案\nb: 2\n", 2, "：", "full-width colon"),
    "full-width colon at first": ("标题：方案\r\nb: 2\r\n", 1, "：", "full-width colon"),
    "percent sign": ("a: %x\n", 1, "%", "cannot start with %"),
    "at sign": ("a: @x\n", 1, "@", "cannot start with @"),
    "backtick": ("a: `x`\n", 1, "`", "cannot start with `"),
    "second colon": ("title: one: two\n", 1, ":", "put the value in quotes"),
    "too deep": ("a: 1\n  b: 2\n", 2, ":", "indented deeper"),
    "not deep enough": ("a:\n    b: 1\n  c: 2\n", 3, "c", "indented like the others"),
    "item out of line": ("a:\n  - x\n  y: 1\n", 3, "y", "like the other items"),
    "no colon": ("a: 1\nfoo\nb: 2\n", 2, "f", "lacks its colon"),
    "text behind quotes": ('a: "x" y\nb: 1\n', 1, "y", "check the quotes"),
    "unknown escape": ('a: "C:\\plans"\n', 1, "\\", "no escape"),
    "unfinished escape": ('a: "\\u12"\n', 1, "\\", "no escape"),
    "escape beyond all characters": ('a: "\\n"\nb: "\\U99999999"\n', 2, "\\", "no escape"),
    "star": ("a: * x\n", 1, "*", "cannot start with & or *"),
    "dash behind a key": ("a: - x\n", 1, "-", "a list item cannot start here"),
    "two commas": ("a: [1,,2]\n", 1, ",", "a value is missing"),
    "text behind the pipe": ("a: | text\n  x\n", 1, "t", "text block"),
    "text behind the data": ("{a: 1}\nb: 2\n", 2, "b", "the data ends before this"),
    "directive that ends too soon": ("%YAML\r\n---\r\n", 1, "L", "a line that starts with %"),
    "undefined alias": ("a: *foo\n", 1, "*foo", "no anchor &foo"),
    "alias of a later anchor": ("a: *b\nc: &b 1\n", 1, "*b", "no anchor &b"),
}


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize(("text", "line", "marked", "message"), SLIPS.values(), ids=SLIPS.keys())
def test_a_text_that_is_no_yaml_is_one_fatal_flaw_at_the_slip(
    text: str, line: int, marked: str, message: str, pure: bool
) -> None:
    document = read(text, pure=pure)
    flaw = only_flaw(document)
    assert (flaw.rule, flaw.fatal, document.data) == ("opscheck/syntax", True, None)
    assert message in flaw.message
    assert (flaw.span.line, covered(document, flaw)) == (line, marked)


@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_a_tag_whose_escapes_are_no_utf8_is_malformed(pure: bool) -> None:
    flaw = only_flaw(read("a: 15%\nb: !%ed%a0%80 x\n", pure=pure))
    assert (flaw.fatal, flaw.message, flaw.span.line) == (True, "the tag is malformed: leave it out", 2)


def test_a_bracket_that_is_never_closed_is_related() -> None:
    flaw = only_flaw(read("a:\n  [1, 2\nb: 3\n"))
    assert flaw.related == ((Span("plan.yaml", 2, 3, 2, 4), "the bracket opens here"),)


def test_a_duplicate_key_is_told_at_the_second_and_related_to_the_first() -> None:
    document = read("plan:\n  id: a\n  'id': b\n")
    flaw = only_flaw(document)
    assert document.data == {"plan": {"id": "a"}}
    assert flaw.message == "the key id stands twice in one mapping: the first one counts"
    assert (flaw.path, flaw.span) == (("plan", "id"), Span("plan.yaml", 3, 3, 3, 7))
    assert flaw.related == ((Span("plan.yaml", 2, 3, 2, 5), "it stands here first"),)
    assert document.span(("plan", "id")).line == 2


@pytest.mark.parametrize("key", ["1", "1.5", "true", "~", "null", "-3", "0x1F", ".inf"])
def test_a_key_that_is_no_text_is_taken_by_its_text(key: str) -> None:
    document = read(f"{key}: x\n")
    assert document.data == {key: "x"}
    assert covered(document, only_flaw(document)) == key
    assert "put it in quotes" in document.flaws[0].message


def test_quoted_keys_and_dates_are_texts() -> None:
    document = read("'1': a\n\"true\": b\n2026-01-05: c\n!!str 2: d\n2026-01: e\n")
    assert list(document.data) == ["1", "true", "2026-01-05", "2", "2026-01"]
    assert document.flaws == []


def test_a_missing_key_is_told() -> None:
    assert "a key is missing" in only_flaw(read("? \n: x\n")).message


@pytest.mark.parametrize("key", ["? [a]\n", "? {a: b}\n", "? - a\n"])
def test_a_collection_as_a_key_is_left_out(key: str) -> None:
    document = read(f"x: 1\n{key}: v\nz: 2\n")
    assert document.data == {"x": 1, "z": 2}
    assert "cannot be a key" in only_flaw(document).message


def test_an_alias_to_a_text_is_a_key_and_to_a_collection_is_none() -> None:
    document = read("a: &x [1]\nb: &y text\n*y : c\n*x : d\n")
    assert document.data == {"a": [1], "b": "text", "text": "c"}
    assert covered(document, only_flaw(document)) == "*x"


@pytest.mark.parametrize("key", ["on", "Off", "YES", "no"])
def test_a_word_is_no_doubtful_key_though_yaml_1_1_reads_it_as_a_truth_value(key: str) -> None:
    document = read(f"a: {{{key}: x}}\n")  # `on` is a key of the plan format
    assert (document.data, document.flaws) == ({"a": {key: "x"}}, [])


def test_coordinates_and_quoted_words_are_fine_as_keys() -> None:
    assert read("{x: 1, y: 2, n: 3, 'on': 4, 010x: 5}").flaws == []


def test_a_merge_key_is_left_out_and_told() -> None:
    document = read("base: &b {x: 1}\na:\n  <<: *b\n  y: 2\n'<<': 3\n")
    assert document.data == {"base": {"x": 1}, "a": {"y": 2}, "<<": 3}
    flaw = only_flaw(document)
    assert (flaw.rule, flaw.path, covered(document, flaw)) == ("opscheck/ambiguous-value", ("a", "<<"), "<<")


@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_only_the_first_of_several_documents_counts(pure: bool) -> None:
    document = read("a: 1\n---\na: yes\nb: !x [1]\n---\n...\n", pure=pure)
    assert document.data == {"a": 1}
    assert only_flaw(document).span == Span("plan.yaml", 2, 1, 2, 4)


def test_an_error_in_a_later_document_is_the_only_flaw() -> None:
    flaw = only_flaw(read("a: yes\n---\nb: 'x\n"))
    assert (flaw.fatal, flaw.span.line) == (True, 3)


@pytest.mark.parametrize("text", ["", "\n\n", "# c\n", "---\n", "--- # c\n", "\ufeff"])
def test_a_text_without_data_is_no_flaw(text: str) -> None:
    document = read(text)
    assert (document.data, document.flaws) == (None, [])


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize(
    ("text", "expected", "tag"),
    [
        ("!foo 12", "12", "!foo"),
        ("!python/object/apply:os.system [echo]", ["echo"], "!python/object/apply:os.system"),
        ("!!python/name:os.system x", "x", "!!python/name:os.system"),
        ("!<tag:x.org,2000:y> {k: 1}", {"k": 1}, "!<tag:x.org,2000:y>"),
        ("!!set {k, m}", {"k": None, "m": None}, "!!set"),
        ("!!timestamp 2026-01-05", "2026-01-05", "!!timestamp"),
        ("!!binary aGk=", "aGk=", "!!binary"),
        ("!x &a 'q'", "q", "!x"),
        ("&a !x 'q'", "q", "!x"),
        ("!!map text", "text", "!!map"),
        ("!!str [1]", [1], "!!str"),
    ],
)
def test_an_unknown_tag_is_told_and_constructs_nothing(text: str, expected: object, tag: str, pure: bool) -> None:
    document = read(f"k: {text}\n", pure=pure)
    assert document.data == {"k": expected}
    assert covered(document, only_flaw(document)) == tag
    assert document.flaws[0].path == ("k",)


def test_known_tags_say_how_to_read_a_value() -> None:
    document = read("- !!str 12\n- !!str\n- !!int 12\n- !!float '1.50'\n- !!null ''\n- !!seq [1]\n- !!map {}\n- ! 1\n")
    assert [str(datum) for datum in document.data] == ["12", "", "12", "1.50", "None", "[1]", "{}", "1"]
    assert [type(datum).__name__ for datum in document.data] == "str str int Decimal NoneType list dict str".split()
    assert document.flaws == []


@pytest.mark.parametrize("pure", BOTH_PARSERS)
@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_line_breaks_of_yaml_1_1_are_ordinary_characters_and_told_once(character: str, pure: bool) -> None:
    document = read(f"a: 'q{character}q'\nb: x{character}y{character}z  # {character}\nc: 1\n", pure=pure)
    assert document.data == {"a": f"q{character}q", "b": f"x{character}y{character}z", "c": 1}
    assert only_flaw(document).span == Span("plan.yaml", 2, 5, 2, 6)
    assert document.span(("c",)).line == 3


def test_they_are_fine_inside_quotes_and_told_in_comments_and_blocks() -> None:
    assert read('a: "x\u2028y"\n').flaws == []
    assert only_flaw(read("a: 1 # \u2028\n")).span.column == 8
    assert only_flaw(read("a: |\n  x\u2029y\n")).span.line == 2


def test_one_that_hides_a_mistake_is_related_to_it() -> None:
    flaw = only_flaw(read("a: b\u2028c: d\n"))
    assert flaw.fatal
    assert flaw.related[0][0] == Span("plan.yaml", 1, 5, 1, 6)


@pytest.mark.parametrize("pure", BOTH_PARSERS)
def test_a_byte_order_mark_inside_the_text_is_told(pure: bool) -> None:
    document = read("a: 1\n\ufeffb: 2\n", pure=pure)
    assert document.data == {"a": 1, "\ufeffb": 2}
    assert only_flaw(document).span == Span("plan.yaml", 2, 1, 2, 2)


def test_a_flood_of_one_kind_is_counted() -> None:
    document = read("- yes\n" * 120 + "- 010\n- !x 1\n")
    truths = [flaw for flaw in document.flaws if "truth value" in flaw.template]
    more = [flaw for flaw in document.flaws if "more places" in flaw.template]
    assert (len(truths), len(document.flaws)) == (20, 23)
    assert more[0].message == "100 more places in this file have the same flaw; the first of them is here"
    assert more[0].span.line == 21


def test_flaws_come_in_the_order_of_the_text() -> None:
    document = read("- {a: 1, a: yes}\n- 010\n- !x 1\n")
    assert [flaw.span.line for flaw in document.flaws] == [1, 1, 2, 3]


def test_messages_quote_only_the_start_of_a_long_text() -> None:
    for text in (
        f"'{'k' * 5000}': 1\n'{'k' * 5000}': 2\n",
        f"!{'t' * 5000} x",
        f"*{'a' * 5000}",
        f"a: 1\nb:{'x' * 5000}\n",
    ):
        assert len(read(text).flaws[0].message) < 200
