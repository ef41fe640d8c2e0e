"""Waivers in comments: ``# opscheck: ignore[drill/frequency] until=2026-12-31 by=chen-yu -- reason``.

A comment behind a value speaks of its own line, one on a line of its own of the next line that is no comment;
``file-ignore[…]`` speaks of the whole file. Several ids are separated by commas. Before the reason there may be
``until``, ``by``, ``created``, ``ticket`` and ``key``, each as ``name=value`` or ``name="several words"``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

from opscheck.finding import Waived
from opscheck.meant import closest
from opscheck.plan.quantities import day
from opscheck.source import Comment, Document, Span
from opscheck.waivers import MARK
from opscheck.waivers.waiver import Collector, Declared, Fault, Name, Waiver, plans_of

NO_DIRECTIVE = "a comment that begins with opscheck: waives something, and this one does not say what"
DIRECTIVE_HELP = "write # opscheck: ignore[budget/reserve] until=2026-12-31 by=chen-yu -- why it is accepted"
NO_IDS = "this waiver names no rule"
STRAY = "{word} is no part of a waiver: the reason comes after --"
UNKNOWN_OPTION = "a waiver has no {name}: it has {known}"
UNKNOWN_OPTION_MEANT = "a waiver has no {name}: did you mean {meant}?"
TWICE = "{name} is given twice"
NO_DAY = "{name} is {value}, which is not a day of the calendar such as 2026-01-05"
OPTIONS = ("until", "by", "created", "ticket", "key")

_DIRECTIVE = re.compile(rf"#+[ \t]*{re.escape(MARK)}[ \t]*")
_IGNORE = re.compile(r"(file-)?ignore[ \t]*\[([^\[\]]*)\][ \t]*")
_ID = re.compile(r"[^,，、\s]+")
_PART = re.compile(
    r"""\s*(?:--(?:\s+(?P<reason>.*))?\Z|(?P<name>[^\s="]+)=(?:"(?P<quoted>[^"]*)"|(?P<plain>\S*))|(?P<word>\S+))""",
    re.DOTALL,
)
_LONGEST_SHOWN = 60


class _Malformed(Exception):  # noqa: N818 - what the comment is, not a failure of the program
    """The comment is no waiver: a template with values, the offsets of what is wrong, and perhaps what would help."""

    def __init__(self, start: int, end: int, template: str, help_: str | None = None, **values: Any) -> None:
        super().__init__(template)
        self.start, self.end, self.template, self.help, self.values = start, end, template, help_, values


def in_comments(documents: Sequence[Document]) -> Declared:
    """The waivers in the comments of a plan and its fragments, of which the first document is the plan."""
    found = Collector()
    for document in documents:
        if MARK in document.text:
            shared_by = plans_of(document) if document is not documents[0] else ()
            _read(document, shared_by, found)
    return found.declared()


def _read(document: Document, shared_by: tuple[str, ...], found: Collector) -> None:
    directives = [comment for comment in document.comments if _DIRECTIVE.match(comment.text)]
    lines = _lines_spoken_of(document, directives)
    names: Counter[str] = Counter()
    for comment, line in zip(directives, lines, strict=True):
        try:
            for waiver in _waivers(comment, line, names, shared_by):
                found.add(waiver)
        except _Malformed as wrong:
            where = comment.source.span(comment.start + wrong.start, comment.start + wrong.end)
            name = _name(names, _shown(comment.text))
            found.faults.append(Fault(name, where, wrong.template, wrong.values, wrong.help))


def _lines_spoken_of(document: Document, comments: Sequence[Comment]) -> list[int]:
    """The line that each comment speaks of: comments that follow each other line by line speak of the same one."""
    lines: list[int] = []
    below: dict[int, int] = {}
    for comment in reversed(comments):
        line = comment.span.line
        if comment.own_line:
            start = line
            line += 1
            while line not in below and document.line(line).lstrip(" \t").startswith("#"):
                line += 1
            below[start] = line = below.get(line, line)
        lines.append(line)
    return lines[::-1]


def _waivers(comment: Comment, line: int, names: Counter[str], shared_by: tuple[str, ...]) -> Iterator[Waiver]:
    text = comment.text
    head = _DIRECTIVE.match(text)
    start = head.end() if head else 0
    ignore = _IGNORE.match(text, start)
    if not ignore:
        raise _Malformed(start, len(text), NO_DIRECTIVE, DIRECTIVE_HELP)
    ids = list(_ID.finditer(text, *ignore.span(2)))
    if not ids:
        raise _Malformed(start, ignore.end(), NO_IDS, DIRECTIVE_HELP)
    options, reason = _parts(text, ignore.end())
    file = comment.source.file
    for id_ in ids:
        where = comment.source.span(comment.start + id_.start(), comment.start + id_.end())
        yield Waiver(
            rule=id_[0],
            name=_name(names, f"{ignore[1] or ''}ignore[{_shown(id_[0])}]"),
            terms=_terms(options, reason, where),
            file=file,
            line=None if ignore[1] else line,
            key=options.get("key"),
            shared_by=shared_by,
        )


def _terms(options: dict[str, Any], reason: str, where: Span) -> Waived:
    return Waived(
        reason=reason,
        where=where,
        until=options.get("until"),
        approved_by=options.get("by"),
        created=options.get("created"),
        ticket=options.get("ticket"),
    )


def _parts(text: str, position: int) -> tuple[dict[str, Any], str]:
    """The options, days read as such, and the reason, "" where there is none. Raises _Malformed."""
    options: dict[str, Any] = {}
    while found := _PART.match(text, position):
        if found["word"] is None and found["name"] is None:
            return options, (found["reason"] or "").strip()
        if found["word"] is not None:
            raise _Malformed(*found.span("word"), STRAY, DIRECTIVE_HELP, word=_shown(found["word"]))
        _check_name(found, options)
        value = found["quoted"] if found["quoted"] is not None else found["plain"]
        options[found["name"]] = _day(found, value) if found["name"] in ("until", "created") else value or None
        position = found.end()
    return options, ""


def _check_name(found: re.Match[str], options: dict[str, Any]) -> None:
    name = found["name"]
    if name in options:
        raise _Malformed(*found.span("name"), TWICE, name=name)
    if name not in OPTIONS:
        meant = closest(name, OPTIONS)
        template = UNKNOWN_OPTION_MEANT if meant else UNKNOWN_OPTION
        raise _Malformed(*found.span("name"), template, name=_shown(name), meant=meant, known=OPTIONS)


def _day(found: re.Match[str], value: str) -> date:
    try:
        return day(value)
    except PydanticCustomError:
        group = "plain" if found["quoted"] is None else "quoted"
        raise _Malformed(*found.span(group), NO_DAY, name=found["name"], value=_shown(value)) from None


def _name(names: Counter[str], text: str) -> Name:
    """What tells the waiver from the others of its file."""
    names[text] += 1
    return Name(key=text if names[text] == 1 else f"{text}#{names[text]}")


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
