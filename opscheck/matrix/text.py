"""The matrix for the terminal: a line for each clause, and below it what the plans have to show for it."""

from collections.abc import Iterator, Sequence

from opscheck.display import clean, pad, say, width
from opscheck.finding import Message
from opscheck.matrix import PlanOutcome, Row
from opscheck.matrix.words import NO_RULE, evidence, name, sections, title, total, word
from opscheck.run import Run
from opscheck.translations import translate

HEADROOM = "headroom: {measure}"
_INDENT = " " * 9
_GAP = 2


def render(rows: Sequence[Row], run: Run | None, lang: str) -> Iterator[str]:
    """Every row, then how many clauses fare how where plans were judged."""
    table = [_cells(row, lang) for row in rows]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for row, cells in zip(rows, table, strict=True):
        padded = [pad(cell, columns + _GAP) for cell, columns in zip(cells, widths, strict=True) if columns]
        yield "".join(padded).rstrip() + "\n"
        if row.rules:
            yield from (f"{_INDENT}{line}\n" for plan in row.plans for line in _of_plan(plan, row, lang))
    if run:
        yield f"\n{total(rows, run, lang)}\n"


def _cells(row: Row, lang: str) -> tuple[str, ...]:
    outcome = word(row.outcome, lang) if row.plans else ""
    rules = ", ".join(row.rules) or translate(NO_RULE, lang)
    return tuple(map(clean, (row.clause.id, outcome, title(row, lang), sections(row), rules)))


def _of_plan(plan: PlanOutcome, row: Row, lang: str) -> Iterator[str]:
    indent = ""
    if len(row.plans) > 1:
        yield clean(f"{name(plan, row)}: {word(plan.outcome, lang)}")
        indent = "  "
    if plan.headroom and plan.headroom.measure is not None:
        yield indent + say(Message(HEADROOM, {"measure": plan.headroom.measure.message}), lang)
    for sentence, place in evidence(plan, lang):
        yield f"{indent}{sentence}   {place}".rstrip()
