"""Where a cursor stands: | marks it in the text."""

from collections.abc import Callable, Iterator

import pytest
from command import GOOD
from hypothesis import example, given
from hypothesis import strategies as st
from work import grows_in_proportion

from opscheck.lsp.cursor import Cursor, cursor_at
from opscheck.source import Node, load
from opscheck.source.spans import CHILDREN, END, KEY_START, START


def at(text: str) -> Cursor | None:
    offset = text.index("|")
    return cursor_at(text.replace("|", "", 1), offset)


def place(text: str) -> tuple:
    found = at(text)
    assert found is not None
    return found.path, found.word, found.is_key, found.is_value


KEY, VALUE, EITHER = (True, False), (False, True), (True, True)


@pytest.mark.parametrize(
    ("text", "path", "word", "kind"),
    [
        ("|", (), "", KEY),
        ("pl|", (), "pl", KEY),
        ("plan:\n  id: x\nbu|\n", (), "bu", KEY),
        ("plan:\n  |", ("plan",), "", EITHER),
        ("plan:\n  id: x\n  sta|\n", ("plan",), "sta", EITHER),
        ("plan:\n  status: dr|", ("plan", "status"), "dr", VALUE),
        ("plan:\n  status: |\n  title: x\n", ("plan", "status"), "", VALUE),
        ("plan:\n  status:|", ("plan", "status"), "", VALUE),
        ("tasks:\n  - |", ("tasks", 0), "", EITHER),
        ("tasks:\n- |", ("tasks", 0), "", EITHER),
        ("tasks:\n- id: a\n- id: b\n  ph|", ("tasks", 0), "ph", EITHER),
        ("tasks:\n  - id: a\n    phase: pi|", ("tasks", 0, "phase"), "pi", VALUE),
        ("tasks:\n  - phase: pi|", ("tasks", 0, "phase"), "pi", VALUE),
        ("tasks:\n  - id: a\n    depends_on:\n      - task: b|", ("tasks", 0, "depends_on", 0, "task"), "b", VALUE),
        ("tasks:\n  - id: a\n    depends_on:\n    - task: b\n    ph|", ("tasks", 0), "ph", EITHER),
        ("tasks:\n  - id: a\n\n    # a remark: here\n    |", ("tasks", 0), "", EITHER),
        ("tasks:\n  - {id: a, ph|}", ("tasks", 0), "ph", KEY),
        ("tasks:\n  - {|", ("tasks", 0), "", KEY),
        ("tasks:\n  - {id: a, phase: pi|, goal: x}", ("tasks", 0, "phase"), "pi", VALUE),
        ("tasks:\n  - {id: a, depends_on: [{task: |}]}", ("tasks", 0, "depends_on", 0, "task"), "", VALUE),
        ("tasks:\n  - {id: a, depends_on: [{task: x}], ph|}", ("tasks", 0), "ph", KEY),
        ("tasks: [{id: a,\n  ph|", ("tasks", 0), "ph", KEY),
        ("tasks: [\n  {id: 'a, b', ph|", ("tasks", 0), "ph", KEY),
        ("tasks: [\n  {id: a}, # {\n  {id: b, ph|", ("tasks", 0), "ph", KEY),
        (
            "budget:\n  stages:\n    - {id: e, phases: [diagnosis, de|]}",
            ("budget", "stages", 0, "phases", 0),
            "de",
            VALUE,
        ),
        ("context:\n  methods:\n    - a\n    - b|", ("context", "methods", 0), "b", EITHER),
        ("context:\n  methods: [a]\n  iteration: {cadence: |", ("context", "iteration", "cadence"), "", VALUE),
        ("- - |", (0, 0), "", EITHER),
        ('"plan":\n  "status": dr|', ("plan", "status"), "dr", VALUE),
        ("plan:\n  title: &t x\n  owner: &o ch|", ("plan", "owner"), "ch", VALUE),
        ("plan:\r\n  status: dr|\r\n  id: x\r\n", ("plan", "status"), "dr", VALUE),
        ("plan:\n  title: it's [fine {here\n  status: dr|", ("plan", "status"), "dr", VALUE),
        ("plan:\n  title: a, b: 我😀\n  owner: 陈|", ("plan", "owner"), "陈", VALUE),
        ('plan:\n  owner: "ch|', ("plan", "owner"), '"ch', VALUE),
    ],
)
def test_the_place_of_the_cursor(text, path, word, kind):
    assert place(text) == (path, word, *kind)


@pytest.mark.parametrize(
    "text",
    [
        "# a rem|ark\n",
        "plan: # ab|\n",
        "plan:\n  id: x # ab|",
        "tasks: [a, # ab|",
        "plan:\n  title: >\n    a text: wi|\n",
        "plan:\n  title: >\n    a text\n\n    wi|\n",
    ],
)
def test_nothing_is_completed_in_comments_and_long_texts(text):
    assert at(text) is None


@pytest.mark.parametrize(
    ("text", "siblings", "has_colon"),
    [
        ("plan:\n  id: x\n  |\n  title: y\n", ("id", "title"), False),
        ("plan:\n  id: x\n  st|: y\n  title: y\n", ("id", "title"), True),
        ("plan:\n  id: x\n  st|atus: y\n  title: y\n", ("id", "title"), True),
        ("tasks:\n  - id: a\n    |\n    goal: b\n  - id: c\n    owner: d\n", ("id", "goal"), False),
        ("tasks:\n  - id: a\n  - |\n", (), False),
        ("tasks:\n  - id: a\n    owner: x\n  - id: b\n    |\n", ("id",), False),
        ("tasks:\n  - {id: a, |, goal: b}\n", ("id", "goal"), False),
        ("tasks:\n  - {id: a, ph|: x, goal: b}\n", ("id", "goal"), True),
        ("plan:\n  id: x\nbudget:\n  total: 1\n|\n", ("budget",), False),
    ],
)
def test_the_keys_that_are_there_already(text, siblings, has_colon):
    found = at(text)
    assert found is not None
    assert (found.siblings, found.has_colon) == (siblings, has_colon)


def test_the_word_begins_behind_the_blank():
    text = "plan:\n  status:   dr"
    found = cursor_at(text, len(text))
    assert found is not None
    assert text[found.start :] == "dr"


def test_behind_a_text_of_several_lines_the_keys_go_on():
    text = "plan:\n  title: |-\n    text: [\n    - {\n  status: dr"
    found = cursor_at(text, len(text))
    assert found is not None
    assert (found.path, found.word) == (("plan", "status"), "dr")


def nodes(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    yield path, node
    children = node[CHILDREN]
    pairs = children.items() if isinstance(children, dict) else enumerate(children or ())
    for step, child in pairs:
        yield from nodes(child, (*path, step))


def test_at_every_value_and_key_of_a_plan_the_path_is_that_of_the_parser():
    document = load(GOOD.encode(), "plan.yaml")
    assert document.root is not None
    for path, node in nodes(document.root):
        anywhere = tuple(0 if isinstance(step, int) else step for step in path)
        if node[CHILDREN] is None and node[START] < node[END]:
            found = cursor_at(GOOD, node[START] + 1)
            assert found is not None
            assert (found.path, found.is_value, found.start) == (anywhere, True, node[START]), path
        if node[KEY_START] >= 0:
            found = cursor_at(GOOD, node[KEY_START] + 1)
            assert found is not None
            assert (found.path, found.is_key, found.has_colon) == (anywhere[:-1], True, True), path
            assert path[-1] not in found.siblings


@pytest.mark.parametrize(
    "text", ["a" + " " * 100_000, "[" * 20_000, "- " * 20_000, '"' + "\\" * 50_000, "{a: " * 5_000]
)
def test_a_hostile_line_takes_work_in_proportion(text):
    def looking(eighths: int) -> Callable[[], object]:
        part = text[: len(text) * eighths // 8]
        return lambda: cursor_at(part, len(part))

    assert grows_in_proportion(looking, 2)


def test_a_cursor_beyond_the_end_of_the_text_is_at_its_end():
    assert cursor_at("kpis:", 99) == cursor_at("kpis:", 5)


@given(st.text("ab:- #[]{},'\"\n\r |>&!é😀", max_size=60), st.integers(0, 60))
@example("\r\n", 1)
def test_any_text_has_a_place_or_none(text, offset):
    offset = min(offset, len(text))
    found = cursor_at(text, offset)
    assert found is None or found.start <= offset
