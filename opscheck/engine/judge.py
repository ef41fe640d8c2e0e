"""One rule on one plan: what the clause asks for and the plan lacks, then what the rule itself says."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import takewhile
from typing import Any, NamedTuple

from opscheck.engine.mend import of_absence
from opscheck.plan import Plan
from opscheck.plan.base import At, Model, absent
from opscheck.plan.select import Path, Pattern, has_all, parse_pattern, select, spell
from opscheck.plan.unreadable import Unreadable
from opscheck.rule import NeedsData, NotApplicable, Note, Problem, Rule, heard, lacking_at

UNREADABLE = "{path} cannot be read"
NOT_GIVEN = "the plan gives no {path}"
NO_ITEMS = "the plan has no {path}"

PathOf = Callable[[At], Path]


class _Asked(NamedTuple):
    """What a rule asks for: of the plan as a whole, and in each item of ``each``, where ``required`` begins."""

    each: Pattern | None
    given: list[Pattern]
    of_plan: list[Pattern]
    required_of_plan: list[Pattern]
    of_item: list[Pattern]
    required_of_item: list[Pattern]


@cache
def _asked(rule: type[Rule]) -> _Asked:
    each = parse_pattern(rule.each) if rule.each else None
    given, required, read = (
        [parse_pattern(text) for text in texts] for texts in (rule.given, rule.requires, rule.reads)
    )
    below = len(each) if each else 0

    def split(patterns: list[Pattern]) -> tuple[list[Pattern], list[Pattern]]:
        of_item = [pattern for pattern in patterns if each and pattern[:below] == each]
        return [pattern for pattern in patterns if pattern not in of_item], of_item

    of_plan, of_item = split([*given, *required, *read])
    required_of_plan, required_of_item = split(required)
    return _Asked(each, given, of_plan, required_of_plan, of_item, [pattern[below:] for pattern in required_of_item])


def judge(rule: Rule, plan: Plan, unreadable: Unreadable, path_of: PathOf) -> Iterator[Note]:
    """Everything that there is to say about the plan by this rule.

    ``unreadable`` are paths of the data that hold something which cannot be read, ``path_of`` the path of a place.
    Raises whatever the rule raises.
    """
    asked = _asked(type(rule))
    for blocked in (path for pattern in asked.of_plan for path in unreadable.within(pattern)):
        yield NeedsData(None, UNREADABLE, path=spell(blocked))
        return
    for pattern in asked.given:
        if all(match.missing for match in select(plan, pattern)):
            yield NeedsData(None, NOT_GIVEN, path=spell(pattern))
            return
    absences = list(_absences(rule, plan, asked.required_of_plan))
    yield from absences
    if asked.each is not None:
        items = [match.value for match in select(plan, asked.each) if not match.missing]
        if not items and not absences:
            yield NotApplicable(None, NO_ITEMS, path=rule.each)
        for item in items:
            yield from _judge_item(rule, plan, item, asked, unreadable, path_of)
    elif not absences:
        yield from _said(rule, plan)


def _judge_item(
    rule: Rule, plan: Plan, item: Model, asked: _Asked, unreadable: Unreadable, path_of: PathOf
) -> Iterator[Note]:
    blocked = _blocked(item, asked.of_item, unreadable, path_of) if unreadable else None
    if blocked is not None:
        yield NeedsData(blocked, UNREADABLE, path=blocked)
        return
    absences = list(_absences(rule, item, asked.required_of_item))
    yield from absences or _said(rule, item, plan)


def _blocked(item: Model, patterns: list[Pattern], unreadable: Unreadable, path_of: PathOf) -> At | None:
    """The key or list of an item in which something cannot be read that a pattern asks for."""
    start = path_of(item.at())
    path = next(filter(None, (unreadable.first_in(start, pattern) for pattern in patterns)), None)
    return None if path is None else item.at(*takewhile(lambda step: isinstance(step, str), path[len(start) :]))


def _said(rule: Rule, *subject: Any) -> Iterator[Note]:
    for note in heard(rule.check(*subject), "check"):
        if not isinstance(note, Note):
            raise TypeError(f"check() yielded {note!r}, which is neither a Problem nor a Pass")
        yield note


def _absences(rule: Rule, root: Model, patterns: list[Pattern]) -> Iterator[Problem]:
    """A problem for each thing that is asked for and lacking, once however much of it is asked for."""
    seen = set()
    for pattern in patterns:
        if has_all(root, pattern):  # as nearly always
            continue
        for match in select(root, pattern):
            if not match.missing and not absent(match.value):
                continue
            lacking = spell(match.missing[:1])
            where = (id(match.at.owner), match.at.steps, lacking)
            if where not in seen:
                seen.add(where)
                yield _absence(rule, match.at, lacking)


def _absence(rule: Rule, at: At, lacking: str) -> Problem:
    fix = of_absence(at, lacking) if rule.fixable else None
    return lacking_at(at, lacking, help=summary(type(rule)), fix=fix)


@cache
def summary(rule: type[Rule]) -> str:
    """The first paragraph of a rule's documentation, in one line: what it asks for."""
    return " ".join((rule.__doc__ or "").strip().partition("\n\n")[0].split())
