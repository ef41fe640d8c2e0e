"""A plan is known by one line of its bytes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opscheck.plan import FORMAT as PLAN_FORMAT
from opscheck.plan import Plan
from opscheck.plan.shape import keys_of
from opscheck.project.recognition import FORMAT, SECTIONS, Marks, header_flaw
from opscheck.source import load


@pytest.mark.parametrize(
    "text",
    [
        "schema: opscheck/v1",
        "schema:   opscheck/v9\n",
        "plan: {}\nschema: opscheck/v1\n",
        "plan: {}\r\nschema: opscheck/v1\r\n",
        "plan: {}\rschema: opscheck/v1\r",
        "schema: 'opscheck/v1'",
        'schema: "opscheck/v1"',
        '"schema": opscheck/v1',
        "schema : opscheck/v1",
        "schema:\n  opscheck/v1\n",
        "# 计划\n---\nschema: opscheck/v1",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_line_says_so(text, encoding):
    assert Marks(text.encode(encoding)).header


@pytest.mark.parametrize(
    "text",
    [
        "",
        "schema: other/v1",
        "  schema: opscheck/v1",
        "# schema: opscheck/v1",
        "x-schema: opscheck/v1",
        "schemas: opscheck/v1",
        "a: 'schema: opscheck/v1'",
    ],
)
def test_other_texts_do_not(text):
    assert not Marks(text.encode()).header


@given(st.binary(max_size=60), st.binary(max_size=60), st.sampled_from([b"\n", b"\r", b"\r\n"]))
def test_whatever_stands_on_the_other_lines(before, after, line_end):
    assert Marks(b"x" + before + line_end + b"schema: opscheck/v1" + line_end + after).header


@pytest.mark.parametrize("text", ["part_of: a", "a: 1\npart_of : a", "a: 1\r'part_of': a", '"part_of":', "\npart_of:"])
def test_a_fragment_says_of_what_it_is_a_part(text):
    assert Marks(text.encode()).part_of


@pytest.mark.parametrize("text", ["# part_of: a", " part_of: a", "x_part_of: a", "a: part_of: b", "part_off: a", ""])
def test_the_word_alone_makes_no_fragment(text):
    assert not Marks(text.encode()).part_of


def test_two_sections_of_the_format_show_a_plan_that_lost_its_header():
    assert Marks(b"budget: {}\nrisks: []\n").sections
    assert Marks(b'"budget":\r\r\nrisks:').sections
    assert not Marks(b"budget: {}\nbudget: {}\n").sections
    assert not Marks(b"budget: {}\n  risks: []\nrisks:x\nrisky: 1\n").sections


def test_ordinary_files_have_no_two_sections():
    workflow = b"name: test\non: push\njobs:\n  build:\n    steps: []\n"
    compose = b"services:\n  web: {image: x}\nvolumes:\n  data: {}\n"
    config_map = b"apiVersion: v1\nkind: ConfigMap\ndata:\n  plan: x\n"
    assert not any(Marks(raw).sections for raw in (workflow, compose, config_map))


def test_the_sections_are_those_of_the_format():
    assert sorted(SECTIONS) == sorted(set(keys_of(Plan)) - {"schema", "include", "refs"})
    assert FORMAT == PLAN_FORMAT


@pytest.mark.parametrize(
    ("text", "line"), [("# note\nbudget: {}\nrisks: []\n", 2), ("budget: {}\nrisks: []\nschema: opschek/v1\n", 3)]
)
def test_the_flaw_stands_at_the_wrong_header_or_at_the_first_section(text, line):
    flaw = header_flaw(load(text.encode(), "p.yaml"))
    assert (flaw.rule, flaw.span.line) == ("opscheck/schema", line)
    assert "schema: opscheck/v1" in flaw.message


def test_a_text_that_is_no_yaml_has_a_place_too():
    assert header_flaw(load(b"budget: [\nrisks: }\n", "p.yaml")).span.line == 1


def test_the_good_plan_is_recognised():
    marks = Marks((Path(__file__).parents[1] / "data" / "good-plan.yaml").read_bytes())
    assert marks.header
    assert not marks.part_of
