"""The matrix as a Markdown table, to paste into a document: nothing in it can be taken for markup."""

from collections.abc import Iterable, Iterator, Sequence

from opscheck.display import say
from opscheck.finding import Message
from opscheck.matrix import PlanOutcome, Row
from opscheck.matrix.words import NO_RULE, evidence, name, sections, title, total, word
from opscheck.reports.escaping import code, escaped
from opscheck.run import Run
from opscheck.translations import translate

OF_PLAN = "{plan}: {text}"
AT = "{sentence} ({place})"
HEADINGS = ("Clause", "Source", "Rules", "Outcome", "Headroom", "Evidence")
_WITHOUT_PLANS = 3


def render(rows: Sequence[Row], run: Run | None, lang: str) -> Iterator[str]:
    """A table with a row for each clause, below it how many clauses fare how where plans were judged."""
    headings = HEADINGS if run else HEADINGS[:_WITHOUT_PLANS]
    yield _line(escaped(translate(heading, lang)) for heading in headings)
    yield _line("---" for _ in headings)
    for row in rows:
        yield _line([*_of_clause(row, lang), *(_of_plans(row, lang) if run else ())])
    if run:
        yield f"\n{escaped(total(rows, run, lang))}\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(lines: Iterable[str]) -> str:
    return "<br>".join(map(escaped, lines))


def _of_clause(row: Row, lang: str) -> tuple[str, str, str]:
    clause = escaped(f"{row.clause.id} {title(row, lang)}")
    rules = "<br>".join(map(code, row.rules)) or escaped(translate(NO_RULE, lang))
    return clause, escaped(sections(row)), rules


def _of_plans(row: Row, lang: str) -> tuple[str, str, str]:
    outcomes = [word(row.outcome, lang)]
    headrooms, lines = [], []
    for plan in row.plans if row.rules or row.outcome else ():
        if len(row.plans) > 1:
            outcomes.append(_of_plan(plan, row, word(plan.outcome, lang), lang))
        if plan.headroom and plan.headroom.measure is not None:
            headrooms.append(_of_plan(plan, row, say(plan.headroom.measure.message, lang), lang))
        lines += [_of_plan(plan, row, _placed(*said, lang), lang) for said in evidence(plan, lang)]
    return _cell(outcomes), _cell(headrooms), _cell(lines)


def _of_plan(plan: PlanOutcome, row: Row, text: str, lang: str) -> str:
    """The text, with the plan that it is about where there are several."""
    return say(Message(OF_PLAN, {"plan": name(plan, row), "text": text}), lang) if len(row.plans) > 1 else text


def _placed(sentence: str, place: str, lang: str) -> str:
    return say(Message(AT, {"sentence": sentence, "place": place}), lang) if place else sentence
