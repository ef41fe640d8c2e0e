"""The traceability matrix as the page shows it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from opscheck.display import clean
from opscheck.finding import Evidence, Measure, Message, Outcome
from opscheck.matrix import WORST_FIRST, PlanOutcome, Row
from opscheck.matrix.words import NO_RULE, evidence, name, sections, title, word
from opscheck.plan.quantities import Percent
from opscheck.reports.html.anchors import slug
from opscheck.reports.html.speech import counted, say, together
from opscheck.run import Run
from opscheck.translations import translate

LEFT = "{share} left"
BEYOND = "{share} beyond"
LINE = "line {line}"
_MOST_PLANS = 20
MORE_PLANS = "and {count} more plan"
MORE_PLANS_MANY = "and {count} more plans"


class Headroom(NamedTuple):
    """What is nearest to its bound. ``share`` is how much of the bound is left, from -1 to 1, in percent."""

    text: str
    left: str
    share: int
    keeps: bool


class OfPlan(NamedTuple):
    """What there is to say of a plan by a clause; ``name`` is empty where there is only one plan."""

    name: str
    outcome: str
    word: str
    sentences: tuple[tuple[str, str], ...]


class ShownRow(NamedTuple):
    """A clause with its rules, and how the plans fare."""

    id: str
    clause: str
    title: str
    sections: str
    rules: tuple[tuple[str, str], ...]
    no_rule: str
    outcome: str
    word: str
    counts: str
    headroom: Headroom | None
    plans: tuple[OfPlan, ...]
    left_out: str


class OutcomeCount(NamedTuple):
    """How many clauses fare how."""

    outcome: str
    word: str
    clauses: int


def rows(matrix: Sequence[Row], run: Run, lang: str) -> Iterator[ShownRow]:
    """The rows of the matrix."""
    for row in matrix:
        judged = _worst_first(row) if row.rules or row.outcome else []
        yield ShownRow(
            id=slug("clause", row.clause.id),
            clause=row.clause.id,
            title=title(row, lang),
            sections=sections(row),
            rules=tuple((rule, slug("rule", rule) if rule in run.rules else "") for rule in row.rules),
            no_rule="" if row.rules else translate(NO_RULE, lang),
            outcome=_css(row.outcome),
            word=word(row.outcome, lang),
            counts=_counts(row, lang) if len(row.plans) > 1 else "",
            headroom=_headroom(row.headroom, lang),
            plans=tuple(_of_plan(plan, row, lang) for plan in judged[:_MOST_PLANS]),
            left_out=_left_out(len(judged) - _MOST_PLANS, lang),
        )


def _worst_first(row: Row) -> list[PlanOutcome]:
    """The plans of which there is something to say: where there are several, those by which the clause is not met."""
    if len(row.plans) == 1:
        return list(row.plans)
    told = [plan for plan in row.plans if plan.outcome not in (Outcome.passed, Outcome.not_applicable)]
    return sorted(told, key=lambda plan: WORST_FIRST.index(plan.outcome) if plan.outcome else len(WORST_FIRST))


def totals(matrix: Sequence[Row], lang: str) -> list[OutcomeCount]:
    """How many clauses fare how, the worst first."""
    found = Counter(row.outcome for row in matrix)
    return [
        OutcomeCount(_css(outcome), word(outcome, lang), found[outcome])
        for outcome in (*WORST_FIRST, None)
        if found[outcome]
    ]


def met(outcomes: Sequence[Outcome | None]) -> tuple[int, int]:
    """How many clauses are met, and how many apply."""
    return outcomes.count(Outcome.passed), sum(outcome is not Outcome.not_applicable for outcome in outcomes)


def _css(outcome: Outcome | None) -> str:
    return outcome.value if outcome else "unchecked"


def _counts(row: Row, lang: str) -> str:
    found = Counter(plan.outcome for plan in row.plans)
    counts = tuple(f"{found[outcome]} {word(outcome, lang)}" for outcome in (*WORST_FIRST, None) if found[outcome])
    return say(Message("{counts}", {"counts": counts}), lang)


def _headroom(tightest: Evidence | None, lang: str) -> Headroom | None:
    measure = tightest.measure if tightest else None
    if measure is None:
        return None
    text, margin = say(measure.message, lang), measure.margin
    if margin is None:
        return Headroom(text, "", 100 if measure else -100, bool(measure))
    share = int(max(Decimal(-1), min(Decimal(1), margin)) * 100)
    return Headroom(text, _left(measure, lang), share, bool(measure))


def _left(measure: Measure, lang: str) -> str:
    share = Percent(round(abs(measure.margin or Decimal(0)), 3))
    return say(Message(LEFT if measure else BEYOND, {"share": share}), lang)


def _of_plan(plan: PlanOutcome, row: Row, lang: str) -> OfPlan:
    shown_name = name(plan, row) if len(row.plans) > 1 else ""
    sentences = tuple((together(sentence), _short(place, plan.file, lang)) for sentence, place in evidence(plan, lang))
    return OfPlan(shown_name, _css(plan.outcome), word(plan.outcome, lang), sentences)


def _short(place: str, file: str, lang: str) -> str:
    """A place in the plan's own file is a line of it."""
    own, _, line = place.rpartition(":")
    return say(Message(LINE, {"line": line}), lang) if own and own == clean(file) else place


def _left_out(count: int, lang: str) -> str:
    return counted(MORE_PLANS, MORE_PLANS_MANY, count, lang) if count > 0 else ""
