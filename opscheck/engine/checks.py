"""What opscheck itself looks at in every plan, beside format and ids: placeholders, stale data, set-aside clauses."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from opscheck.meant import closest
from opscheck.plan import Plan
from opscheck.plan.quantities import Period
from opscheck.plan.references import PlanProblem
from opscheck.plan.select import Path

PLACEHOLDER = "{value} is a placeholder: fill it in"
STALE = "actuals are recorded up to {data_date}, more than a month before {as_of}"
STALE_HELP = "record what happened since, then move plan.data_date on"
NEEDS_DATA = "{rule} cannot judge this approved plan: {reason}"
EVIDENCE_MISSING = "{place} is a declaration, and no refs show that it holds ({rule})"
EVIDENCE_HELP = "name in refs, there or in its section, the path or URL of what shows it"
SET_ASIDE_INCOMPLETE = "a clause is set aside only with a reason and an approver: it is checked as before"
UNKNOWN_CLAUSE = "no framework has a clause {id}"
UNKNOWN_CLAUSE_MEANT = "no framework has a clause {id}: did you mean {meant}?"
_WORDS = "TODO|TBD|TBC|FIXME|XXX"
_PLACEHOLDER = re.compile(rf"(?:{_WORDS})(?![\w-])|(?i:{_WORDS})$|\?\?\?|(?:待定|待办)(?!\w)|待补充|待填写")
_HINTS = tuple(hint.encode() for hint in (*_WORDS.lower().split("|"), "???", "待", "\\u", "\\x"))
_MONTH = Period("P1M")


def placeholders(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in the data that only says that something is to be written there, the author's own keys left out."""
    if isinstance(data, str):
        if _PLACEHOLDER.match(data.strip()) and path[-1:] != ("id",):
            yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if not key.startswith("x-"):
                yield from placeholders(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from placeholders(value, (*path, index))


def may_hold_placeholder(text: str) -> bool:
    """Whether it is worth looking through the data of this text."""
    # bytes are many times faster than a text that is not all ASCII, and a search for a word at a time than one for all
    lowered = text.encode("utf-8", "surrogatepass").lower()
    return any(hint in lowered for hint in _HINTS)


def stale_data(plan: Plan) -> Iterator[PlanProblem]:
    """One finding where the record of what happened is more than a month behind."""
    data_date = plan.header.data_date
    if data_date is not None and _MONTH.after(data_date) < plan.as_of:
        values = {"data_date": data_date, "as_of": plan.as_of}
        yield PlanProblem("opscheck/stale-data", plan.header.at("data_date"), STALE, values, help=STALE_HELP)


def incomplete_applicability(plan: Plan) -> Iterator[PlanProblem]:
    """A clause that is said not to apply, by nobody or for no reason."""
    for entry in plan.applicability:
        if entry.applies is False and not (entry.clause and entry.reason and entry.approved_by):
            yield PlanProblem("opscheck/schema", entry.at(), SET_ASIDE_INCOMPLETE, {})


def unknown_clauses(plan: Plan, known: Collection[str]) -> Iterator[PlanProblem]:
    """A clause that is said not to apply and that no framework has."""
    for entry in plan.applicability:
        if entry.clause is not None and entry.clause not in known:
            meant = closest(entry.clause, known)
            template = UNKNOWN_CLAUSE_MEANT if meant else UNKNOWN_CLAUSE
            values = {"id": entry.clause, "meant": meant}
            yield PlanProblem("opscheck/unknown-reference", entry.at("clause"), template, values)
