"""A plan through its history: a table with a sparkline for people, JSON and CSV for programs."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from opscheck.display import clean, counted, pad, say, width
from opscheck.finding import Message
from opscheck.history.trend import Row
from opscheck.reports import csv
from opscheck.run import RulesetInfo, ToolInfo
from opscheck.translations import translate

VERSION = 1
SUMMARY = "{revisions} of {file}, each as of {day}, ruleset {ruleset}"
ITS_DAY = "the day of its commit"
_BARS = "▁▂▃▄▅▆▇█"
_HEADINGS = ("date", "commit", "errors", "warnings", "infos", "clauses met", "subject")
_NUMBERS = range(2, 6)
_LONGEST_SUBJECT = 60
COLUMNS = (
    "date", "commit", "as_of", "file", "errors", "warnings", "infos", "clauses_met", "clauses_of", "subject",
)  # fmt: skip


class History(NamedTuple):
    """The rows of a plan, oldest first. ``day`` is the one by which all are judged, None for each its own."""

    file: str
    plan: str | None
    rows: Sequence[Row]
    ruleset: RulesetInfo
    tool: ToolInfo
    day: str | None


def table(history: History, lang: str) -> Iterator[str]:
    """A line for each commit, and how errors and met clauses went, drawn in a line of bars."""
    rows = [tuple(translate(heading, lang) for heading in _HEADINGS), *map(_cells, history.rows)]
    if len({row.file for row in history.rows}) > 1:
        files = [translate("file", lang), *(clean(row.file) for row in history.rows)]
        rows = [(*cells[:2], file, *cells[2:]) for cells, file in zip(rows, files, strict=True)]
    numbers = range(_NUMBERS.start + len(rows[0]) - len(_HEADINGS), _NUMBERS.stop + len(rows[0]) - len(_HEADINGS))
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        aligned = (
            " " * (wide - width(cell)) + cell if index in numbers else pad(cell, wide)
            for index, (cell, wide) in enumerate(zip(cells, widths, strict=True))
        )
        yield "  ".join(aligned).rstrip() + "\n"
    yield "\n"
    if history.rows:
        yield from _sparklines(history.rows, lang)
    values = {
        "revisions": counted("{count} revision", "{count} revisions", len(history.rows), lang),
        "file": history.file,
        "day": history.day or Message(ITS_DAY),
        "ruleset": f"{history.ruleset.name} {history.ruleset.version}".strip(),
    }
    yield say(Message(SUMMARY, values), lang) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    judged = row.judged
    subject = clean(row.commit.subject)
    return (
        row.commit.day.isoformat(),
        row.commit.id[:8],
        str(judged.errors),
        str(judged.warnings),
        str(judged.infos),
        f"{judged.met}/{judged.asked}",
        subject if len(subject) <= _LONGEST_SUBJECT else subject[: _LONGEST_SUBJECT - 1] + "…",
    )


def _sparklines(rows: Sequence[Row], lang: str) -> Iterator[str]:
    lines = {
        translate("errors", lang): [row.judged.errors for row in rows],
        translate("warnings", lang): [row.judged.warnings for row in rows],
        translate("clauses met", lang): [row.judged.met for row in rows],
    }
    wide = max(map(width, lines))
    for name, numbers in lines.items():
        yield f"{pad(name, wide)}  {sparkline(numbers)}  {numbers[0]} -> {numbers[-1]}\n"


def sparkline(numbers: Sequence[int]) -> str:
    """The numbers as bars: the lowest bar is the least of them, the highest the most; all equal are all low."""
    least, most = min(numbers), max(numbers)
    steps = len(_BARS) - 1
    return "".join(_BARS[(number - least) * steps // (most - least) if most > least else 0] for number in numbers)


def as_json(history: History, lang: str) -> Iterator[str]:
    """One object: the plan, and each revision with the outcome of every clause that was judged."""
    report = {
        "version": VERSION,
        "tool": {**history.tool._asdict(), "plugins": [plugin._asdict() for plugin in history.tool.plugins]},
        "ruleset": history.ruleset._asdict(),
        "plan": {"id": history.plan, "file": history.file},
        "revisions": [_revision(row) for row in history.rows],
    }
    yield json.dumps(report, indent=2) + "\n"


def _revision(row: Row) -> dict[str, Any]:
    judged = row.judged
    return {
        "commit": row.commit.id,
        "date": row.commit.day.isoformat(),
        "subject": row.commit.subject,
        "as_of": row.as_of.isoformat(),
        "file": row.file,
        "errors": judged.errors,
        "warnings": judged.warnings,
        "infos": judged.infos,
        "clauses": {"met": judged.met, "of": judged.asked, "outcomes": dict(judged.clauses)},
    }


def as_csv(history: History, lang: str) -> Iterator[str]:
    """A line for each commit, with a heading."""
    yield csv.row(COLUMNS)
    for row in history.rows:
        judged = row.judged
        counts = (judged.errors, judged.warnings, judged.infos, judged.met, judged.asked)
        commit = row.commit
        texts = (commit.day.isoformat(), commit.id, row.as_of.isoformat(), row.file, *map(str, counts), commit.subject)
        yield csv.row([csv.harmless(text) for text in texts])


FORMATS: dict[str, Callable[[History, str], Iterator[str]]] = {"table": table, "json": as_json, "csv": as_csv}
