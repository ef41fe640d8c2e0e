"""The lines of a plan that a finding is about, as the page quotes them."""

from collections.abc import Iterator
from typing import NamedTuple

from opscheck.finding import Finding
from opscheck.reports.excerpt import MORE_LINE, MORE_LINES, MOST_RELATED, contributing, excerpt
from opscheck.reports.html.speech import counted, say
from opscheck.run import Run
from opscheck.source import Span

_WIDEST = 400  # the page breaks lines, a screen does not


class Line(NamedTuple):
    """A line with one value marked, and what is said of it. ``file`` is empty where the line before has the same."""

    file: str
    number: int
    before: str
    value: str
    after: str
    note: str = ""
    contributes: bool = False


def quoted(run: Run, finding: Finding, lang: str) -> Iterator[Line]:
    """The finding's own line with its arithmetic, then those that it rests on."""
    yield _line(run, finding.span, "", say(finding.arithmetic, lang) if finding.arithmetic else "")
    file = finding.span.file
    for related in contributing(finding)[:MOST_RELATED]:
        span = related.span
        shown_file = "" if span.file == file else f"{span.file}:{span.line}"
        yield _line(run, span, shown_file, say(related.message, lang), contributes=True)
        file = span.file


def left_out(finding: Finding, lang: str) -> str:
    """How many contributing lines are more than anybody reads; empty where none is."""
    more = len(contributing(finding)) - MOST_RELATED
    return counted(MORE_LINE, MORE_LINES, more, lang) if more > 0 else ""


def _line(run: Run, span: Span, file: str, note: str, *, contributes: bool = False) -> Line:
    text = run.line(span.file, span.line)
    shown = excerpt(text, span.column, span.end_column if span.line == span.end_line else None, _WIDEST)
    return Line(file, span.line, *shown.parts, note, contributes)
