"""TOML gives the same data as YAML would, and knows where it stands."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscheck.project.toml import load_toml

TEXT = """\
# [tool.opscheck] is below
[tool.opscheck]
"fail-on" = 'never'  # not "error"
plans = [
  "a.yaml",  # ]
  'b]"',
]
rules."budget/x".early = \"\"\"
[not.a.header]
"quoted" \\"\"\"
\"\"\"
limits = {depth = 3, "nodes" = 1_000}
[[tool.opscheck.overrides]]
files = ["x"]
[tool.opscheck.overrides.rules]
"a/b" = 2020-01-01
[[ tool . opscheck.overrides ]]
files = "y"
[tool.other]
plans = 1.50
"""


@pytest.fixture(scope="module")
def document():
    return load_toml(TEXT.encode(), "pyproject.toml")


def test_the_data_is_plain(document):
    section = document.data["tool"]["opscheck"]
    assert section["limits"] == {"depth": 3, "nodes": 1000}
    assert section["overrides"] == [{"files": ["x"], "rules": {"a/b": "2020-01-01"}}, {"files": "y"}]
    assert str(document.data["tool"]["other"]["plans"]) == "1.50"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("fail-on",), "'never'"),
        (("rules", "budget/x", "early"), '"""\n[not.a.header]\n"quoted" \\"""\n"""'),
        (("limits",), '{depth = 3, "nodes" = 1_000}'),
        (("overrides", 0, "files"), '["x"]'),
        (("overrides", 0, "rules", "a/b"), "2020-01-01"),
        (("overrides", 1, "files"), '"y"'),
    ],
)
def test_every_value_has_its_place(document, path, text):
    span = document.span(("tool", "opscheck", *path))
    lines = TEXT.splitlines(keepends=True)
    start = sum(map(len, lines[: span.line - 1])) + span.column - 1
    end = sum(map(len, lines[: span.end_line - 1])) + span.end_column - 1
    assert TEXT[start:end] == text


def test_items_and_inline_values_stand_where_the_whole_value_stands(document):
    assert document.span(("tool", "opscheck", "plans", 1)).line == 4
    assert document.span(("tool", "opscheck", "limits", "depth")).line == 12


def test_keys_have_their_places_too(document):
    assert document.key_span(("tool", "opscheck", "fail-on"))[1:] == (3, 1, 3, 10)
    assert document.key_span(("tool", "opscheck"))[1:3] == (2, 7)


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"a = 1\nb = \n", 2, "Invalid value"),
        (b"a = 1\na = 2\n\n\n", 2, "Cannot overwrite a value"),
        (b"a = 1\n\nb = [1", 3, "Unclosed array"),
        (b"a = 1\nb = \xff", 2, "not UTF-8"),
        (b"a = " + b"[" * 100_000, 1, "nested too deeply"),
        (b"a = 1" + b"1" * 5000, 1, "Exceeds the limit"),
    ],
)
def test_what_is_no_toml_is_one_located_flaw(raw, line, message):
    (flaw,) = load_toml(raw, "pyproject.toml").flaws
    assert flaw.fatal
    assert flaw.span.line == line
    assert message.lower() in flaw.message.lower()


@given(st.text(alphabet="ab.=[]{}\"'#\\\n\r ,1-", max_size=40))
def test_whatever_the_text_says(text):
    document = load_toml(text.encode(), "x.toml")
    try:
        assert document.data == tomllib.loads(text) or re.search(r"\d-|\d\.", text)
    except tomllib.TOMLDecodeError:
        assert document.fatal


keys = st.sampled_from(["a", "b-c", '"d e"', "'f.g'"])
values = st.sampled_from(["1", '"x"', "'''\ny\n'''", "[1,\n 2] # z", "{k = 'v', l = []}", '"""\n\\"""x"""'])
tables = st.lists(st.tuples(st.sampled_from(["", "[t%d]\n", "[[u]]\n", "[v.w%d]\n"]), st.dictionaries(keys, values)))


@given(tables)
def test_every_key_of_any_text_has_its_line(parts):
    text = ""
    for number, (header, pairs) in enumerate(part for part in parts if part[0]):
        text += (header % number if "%" in header else header) + "".join(f"{k} = {v}\n" for k, v in pairs.items())
    document = load_toml(text.encode(), "x.toml")
    assert not document.flaws
    lines = text.splitlines()
    for path in _leaves(document.data):
        key = document.key_span(path)
        if key:
            assert str(path[-1]) in lines[key.line - 1][key.column - 1 : key.end_column - 1]


def _leaves(data, path=()):
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        yield (*path, step)
        yield from _leaves(value, (*path, step))
