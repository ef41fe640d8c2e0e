"""Why findings are accepted, and the edits that write it down: comments above their lines, or entries of waivers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from opscheck.checking.bench import Bench
from opscheck.edits import Edit, Refused
from opscheck.edits.changes import plan_items
from opscheck.edits.lines import line_end, newline
from opscheck.edits.planned import Planned
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.fixer import Judged
from opscheck.merge import merge
from opscheck.project.plans import PlanFile
from opscheck.source import Document
from opscheck.waivers.waiver import THE_PLAN

NOT_WRITTEN = "{file} stays as it was: {reason}"
NO_REASON = "there is no reason: say why the finding is accepted"
ONE_LINE = "a comment has room for a reason of one line: an entry of waivers takes longer ones"
BY_ENTRY = "--register writes an entry"


class Acceptance(NamedTuple):
    """Why a finding is accepted, until which day (inclusive), who says so, and where more is written about it.

    ``comment`` writes it as a comment above the finding's line, else it becomes an entry of ``waivers``. ``key``
    narrows it to one of the things that a rule finds at one place.
    """

    reason: str
    until: date | None = None
    approved_by: str | None = None
    ticket: str | None = None
    comment: bool = False
    key: str | None = None

    def check(self) -> None:
        """Raises UserError where the reason is none, or cannot be written as a comment."""
        if not self.reason.strip():
            raise UserError(Message(NO_REASON))
        if self.comment and len(self.reason.splitlines()) > 1:
            raise UserError(Message(ONE_LINE), help=Message(BY_ENTRY))


class Wanted(NamedTuple):
    """A finding to be waived, in the plan in which it stands."""

    plan: PlanFile
    judged: Judged
    finding: Finding

    @property
    def at(self) -> str:
        """The place, as a waiver spells it."""
        return self.finding.path or THE_PLAN


class Asked(NamedTuple):
    """A finding to be waived, and why."""

    wanted: Wanted
    acceptance: Acceptance


def planned(bench: Bench, asked: Sequence[Asked]) -> list[tuple[Path, Planned]]:
    """The files that change when findings of one plan are accepted, with the edits that do it. Raises UserError."""
    file = asked[0].wanted.finding.span.file
    try:
        if asked[0].acceptance.comment:
            paths = asked[0].wanted.judged.paths
            return [(paths[each.document.file], each) for each in _comments(asked)]
        return [_entries(bench, asked)]
    except Refused as refused:
        raise UserError(Message(NOT_WRITTEN, {"file": file, "reason": refused.message})) from None


def _entries(bench: Bench, asked: Sequence[Asked]) -> tuple[Path, Planned]:
    """Entries of the register beside the plan, else of the plan's own."""
    plan, judged, _ = asked[0].wanted
    register, path = bench.project.register_of(plan), bench.project.register_path(plan)
    loaded = merge(register) if register else judged.loaded
    entries = [_entry(each, judged.report.plan if register else None) for each in asked]
    made = plan_items(loaded, ("waivers",), entries)
    return path or judged.paths[made.document.file], made


def _entry(asked: Asked, plan: str | None) -> dict[str, str]:
    wanted, acceptance = asked
    entry = {
        "plan": plan,
        "rule": wanted.finding.rule,
        "at": wanted.at,
        "key": acceptance.key,
        "reason": acceptance.reason,
        "approved_by": acceptance.approved_by,
        "until": acceptance.until,
        "ticket": acceptance.ticket,
        "created": wanted.judged.report.as_of,
    }
    return {name: str(value) for name, value in entry.items() if value is not None}


def _directive(wanted: Wanted, acceptance: Acceptance) -> str:
    options = {
        "until": acceptance.until,
        "by": acceptance.approved_by,
        "created": wanted.judged.report.as_of,
        "ticket": acceptance.ticket,
        "key": acceptance.key,
    }
    said = "".join(f" {name}={_quoted(str(value))}" for name, value in options.items() if value)
    return f"# opscheck: ignore[{wanted.finding.rule}]{said} -- {acceptance.reason}"


def _quoted(value: str) -> str:
    return value if value and not any(character.isspace() for character in value) else f'"{value}"'


def _comments(asked: Iterable[Asked]) -> list[Planned]:
    """The edits that put comments on lines of their own above the lines of findings, as far to the right."""
    above: dict[str, dict[int, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    documents = {each.file: each for one in asked for each in one.wanted.judged.loaded.documents}
    for one in asked:
        span = one.wanted.finding.span
        start = documents[span.file].source.offset(span.line, 1)
        above[span.file][start][_directive(*one)] = None
    return [_with_comments(documents[file], lines) for file, lines in above.items()]


def _with_comments(document: Document, lines: Mapping[int, Iterable[str]]) -> Planned:
    """The edits that put these comments above the lines that start there."""
    edits = [_above(document, start, texts) for start, texts in lines.items()]
    new = [(start, 0, number, text) for start, texts in lines.items() for number, text in enumerate(texts)]
    old = [(comment.start, 1, 0, comment.text) for comment in document.comments]
    return Planned(document, edits, document.data, [text for *_, text in sorted([*new, *old])])


def _above(document: Document, start: int, texts: Iterable[str]) -> Edit:
    end = line_end(document.text, start)
    line = document.text[start:end]
    indent = line[: len(line) - len(line.lstrip(" "))]
    return Edit.insert(document, start, "".join(indent + text + newline(document.text, end) for text in texts))
