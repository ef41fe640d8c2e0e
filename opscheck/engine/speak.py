"""From what a rule says to findings and evidence: places become lines and logical paths."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, Protocol

from opscheck.engine.locate import Located
from opscheck.engine.mend import located
from opscheck.finding import Evidence, Finding, Measure, Message, Related, Severity
from opscheck.plan.base import At, Model
from opscheck.plan.quantities import Band, Money, Percent, Period
from opscheck.plan.select import Path
from opscheck.rule import Note, Problem, Rule
from opscheck.source import Span


class Places(Protocol):
    """Knows where the places of one plan, or of several, stand."""

    def span_at(self, at: At, key: str | None = None) -> Span: ...
    def logical_at(self, at: At) -> str: ...
    def refs_at(self, at: At) -> tuple[str, ...]: ...
    def data_path(self, at: At) -> Path: ...


def finding(rule: Rule, severity: Severity, problem: Problem, places: Places, plan: str | None) -> Finding:
    """A problem as a finding of this plan. Raises TypeError for what no report could say."""
    values = _values(problem, places)
    refuse_nonsense(problem, values)
    if problem.fix and not rule.fixable:
        raise TypeError("a problem brings a fix, and the rule does not say fixable=True")
    related = dict.fromkeys(places.span_at(at) for at in problem.related)
    return Finding(
        rule=rule.id,
        severity=severity,
        message=Message(problem.template, values),
        span=places.span_at(problem.at, problem.key),  # of a key that is there and empty
        path=places.logical_at(problem.at),
        key=problem.key,
        plan=plan,
        clauses=rule.clauses,
        arithmetic=Message(problem.arithmetic, values) if problem.arithmetic else None,
        help=Message(problem.help, values) if problem.help else None,
        related=tuple(Related(span, Message("")) for span in related),
        measure=_measure(problem, values),
        fix=located(problem.fix, values, places) if problem.fix else None,
    )


def evidence_of(note: Note, places: Places) -> Evidence:
    """What a rule says on passing, or why it did not judge, with its place."""
    values = _values(note, places)
    refuse_nonsense(note, values)
    message, measure = Message(note.template, values), _measure(note, values)
    if note.at is None:
        return Evidence(message, None, measure)
    return Evidence(message, places.span_at(note.at), measure, places.refs_at(note.at), places.logical_at(note.at))


def evidence_of_finding(found: Finding) -> Evidence:
    """What a finding says of the outcome of its rule."""
    return Evidence(found.message, found.span, found.measure, path=found.path)


def _measure(note: Note, values: Mapping[str, Any]) -> Measure | None:
    """What was measured, its name filled in with the values of the note."""
    if note.measure is None:
        return None
    return replace(note.measure, what=Message(note.measure.what.template, values))


def _values(note: Note, places: Places) -> dict[str, Any]:
    """A note's values, each place spelt as its logical path."""
    return {name: places.logical_at(value) if _is_place(value) else value for name, value in note.values.items()}


def _is_place(value: object) -> bool:
    return isinstance(value, _PLACES)


_PLACES = (At, Located)


def refuse_nonsense(note: Note, values: Mapping[str, Any]) -> None:
    """Raises TypeError where a report could not say the note, or not send it to another process."""
    measure = note.measure
    if isinstance(note, Problem):
        _refuse_problem(note)
    if not isinstance(note.template, str):
        raise _no_text(note.template)
    if measure is not None and not isinstance(measure.what.template, str):
        raise _no_text(measure.what.template)
    if not _PLAIN.issuperset(map(type, values.values())):
        _refuse_values(values)


_PLAIN = frozenset((str, int, bool, NoneType, tuple, Decimal, Percent, Money, Period, Band, date, At))
"""What nearly all values are: asking whether they can be called takes longer than the rule did."""


def _refuse_values(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, Model) or callable(value):
            raise TypeError(f"the value {name} of a message is a {type(value).__name__}, which no report can show")


def _refuse_problem(problem: Problem) -> None:
    for at in (problem.at, *problem.related):
        if not _is_place(at):
            raise TypeError(f'a problem stands at {at!r:.60}, which is no place such as plan.header.at("title")')
    for text in (problem.arithmetic, problem.help, problem.key):
        if text is not None and not isinstance(text, str):
            raise _no_text(text)


def _no_text(text: object) -> TypeError:
    return TypeError(f"a message or key is {text!r}, which is no text")
