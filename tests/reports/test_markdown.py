"""Markdown, read by a CommonMark parser with GitHub's tables: what a plan says is text, and a row is a row."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from command import BAD, Shell
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token
from reports.hostile import runs
from reports.sample import checked, document, finding, report, run

from opscheck.display import clean
from opscheck.finding import Message, Severity, Waived
from opscheck.reports.escaping import code, escaped
from opscheck.run import CheckedPlan, Run
from opscheck.source import Span

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAN = document("plan: {id: demo}\n")
PLACE = Span("plan.yaml", 3, 12, 3, 16)
FOUND = finding("budget/horizon", PLACE, "the budget covers {n} months", n=11)
BLOCKS = {"heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "inline"}


def cells(tokens: list[Token]) -> Iterator[list[Token]]:
    """The contents of each cell of the tables, headings of columns left out."""
    for index, token in enumerate(tokens):
        if token.type == "td_open":
            yield tokens[index + 1].children or []


def text_of(children: list[Token]) -> str:
    """What a reader sees."""
    breaks = {"<br>": "\n"}
    return "".join(breaks.get(child.content, child.content) for child in children)


def read(text: str) -> list[Token]:
    """The report, in which nothing but opscheck's own headings, tables and line breaks has a form."""
    tokens = PARSER.parse(text)
    assert {re.sub("_(open|close)$", "", token.type) for token in tokens} <= BLOCKS
    for token in tokens:
        for child in token.children or ():
            own_break = child.type == "html_inline" and child.content == "<br>"
            assert own_break or child.type in ("text", "text_special", "code_inline"), child
    return tokens


def test_a_real_run(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    mark, message, place, rule = cells(read(opscheck.check("--format", "markdown").out))
    assert text_of(mark) == "🔴 error"
    assert text_of(message).startswith("the budget covers 11 months, less than 12 months")
    assert text_of(place) == f"plan.yaml:{BAD[: BAD.index('P11M')].count(chr(10)) + 1}"
    assert text_of(rule) == "budget/horizon"


@settings(max_examples=100)
@given(runs())
def test_whatever_a_plan_says_is_text_in_its_cell(run_: Run) -> None:
    shown = list(cells(read(report("markdown", run_))))
    assert len(shown) == 4 * len(run_.standing)
    places = [text_of(place) for place in shown[2::4]]
    for finding_ in run_.standing:
        assert clean(f"{finding_.span.file}:{finding_.span.line}").replace("`", "ˋ").replace("|", "¦").strip() in places


@pytest.mark.parametrize(
    "text",
    [
        "a | b",
        "\\| x",
        "**bold** _it_ ~~no~~ `code`",
        "<b>x</b> <!-- y --> &lt;",
        "[a](https://a.b) ![x](y) <https://a.b>",
        "https://evil.example www.evil.example @octocat #1",
        "a\\",
        "$x$",
    ],
)
def test_text_is_text_in_a_table_and_in_a_heading(text: str) -> None:
    one = checked(PLAN, findings=[finding("a/b", PLACE, "{x}", x=text)], title=text)
    tokens = read(report("markdown", run(one)))
    assert text_of(list(cells(tokens))[1]) == text
    headings = [
        text_of(tokens[index + 1].children) for index, token in enumerate(tokens) if token.type == "heading_open"
    ]
    assert headings == ["opscheck", text]


@pytest.mark.parametrize("text", ["https://a.example", "www.a.example", "a@b.example", "ftp://a.example"])
def test_nothing_becomes_a_link_where_addresses_do_by_themselves(text: str) -> None:
    """GitHub and GitLab make links of bare addresses, before anything is unescaped."""
    assert text not in escaped(text)


@pytest.mark.parametrize("title", ["", " ", "\u3000", None])
def test_a_plan_without_a_title_has_a_heading_all_the_same(title: str | None) -> None:
    shown = report("markdown", run(checked(PLAN, findings=[FOUND], title=title)))
    assert "### demo\n" in shown


def test_the_worst_come_first_and_accepted_findings_do_not_come() -> None:
    mild, bad = replace(FOUND, severity=Severity.info, message=Message("mild")), replace(FOUND, message=Message("bad"))
    waived = replace(FOUND, waived=Waived("known", PLACE))
    shown = list(cells(read(report("markdown", run(checked(PLAN, findings=[mild, waived, bad]))))))
    assert [text_of(message) for message in shown[1::4]] == ["bad", "mild"]


def test_code_cannot_be_left() -> None:
    assert code("a`b|c") == "`aˋb¦c`"


# --- what a service takes


def many(count: int, text: str = "x") -> list[CheckedPlan]:
    """Plans with findings of every severity, the worst in the last plans."""
    severities = sorted(Severity)
    return [
        checked(
            document(f"plan: {{id: p{number}}}\n", f"p{number}.yaml"),
            findings=[replace(FOUND, severity=severities[number * 3 // count], message=Message(f"{text} {number}"))],
            title=f"Plan {number}",
        )
        for number in range(count)
    ]


def test_more_than_fits_into_the_summary_of_a_step_is_left_out_and_the_last_line_says_how_much() -> None:
    shown = report("markdown", run(*many(900, "long " * 400)))
    assert 900_000 < len(shown.encode()) < 2**20
    rows = [line for line in shown.splitlines() if line.startswith(("| 🔴", "| 🟡", "| 🔵"))]
    assert [sum(row.startswith(f"| {mark}") for row in rows) for mark in "🔴🟡🔵"] == [300, len(rows) - 300, 0]
    left = 900 - len(rows)
    assert shown.endswith(f"\n\n{left} findings are left out here, where no more have room: other formats have them\n")
    assert len(re.findall("^### ", shown, re.MULTILINE)) == len(rows), "no plan has an empty table"


def test_what_fits_is_shown_whole_and_nothing_is_said() -> None:
    shown = report("markdown", run(*many(90)))
    assert shown.count("\n| ") == 90 * 3
    assert "left out" not in shown


@pytest.mark.parametrize("room", [0, 1, 150, 400, 1000, 3000, 10_000])
def test_however_little_room_there_is_every_finding_is_shown_or_counted(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr("opscheck.reports.markdown.ROOM", room)
    shown = report("markdown", run(*many(30)))
    tables = shown.partition("\n### ")[1:] if "### " in shown else ()
    assert len("".join(tables).partition("findings are left")[0].encode()) <= room + 10
    (said,) = re.findall(r"(\d+) findings? (?:is|are) left out", shown) or ["0"]
    assert len(list(cells(read(shown)))) // 4 + int(said) == 30
