"""One rule on one plan: what the clause asks for and the plan lacks, then what the rule itself says."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import takewhile
from typing import Any, NamedTuple

from opscheck.engine.mend import of_absence
from opscheck.plan import Plan
from opscheck.plan.base import At, Model, absent
from opscheck.plan.select import Path, Pattern, has_all, has_any, parse_pattern, select, spell
from opscheck.plan.unreadable import Unreadable
from opscheck.rule import NeedsData, NotApplicable, Problem, Rule, heard, lacking_at

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


def judge(rule: Rule, plan: Plan, unreadable: Unreadable, path_of: PathOf) -> Iterable[Any]:
    """Everything that there is to say about the plan by this rule: notes, unless the rule says something else.

    ``unreadable`` are paths of the data that hold something which cannot be read, ``path_of`` the path of a place.
    Raises whatever the rule raises.
    """
    asked = _asked(type(rule))
    if unreadable:
        for blocked in (path for pattern in asked.of_plan for path in unreadable.within(pattern)):
            return [NeedsData(None, UNREADABLE, path=spell(blocked))]
    for pattern in asked.given:
        if not has_any(plan, pattern):
            return [NeedsData(None, NOT_GIVEN, path=spell(pattern))]
    absences = _absences(rule, plan, asked.required_of_plan)
    if asked.each is not None:
        return _of_items(rule, plan, asked, absences, partial(_blocked, asked.of_item, unreadable, path_of))
    return absences or heard(rule.check(plan), "check")


def _of_items(
    rule: Rule, plan: Plan, asked: _Asked, absences: Sequence[Problem], blocked: Callable[[Model], At | None]
) -> Iterator[Any]:
    yield from absences
    items = [match.value for match in select(plan, asked.each or ()) if not match.missing]
    if not items and not absences:
        yield NotApplicable(None, NO_ITEMS, path=rule.each)
    for item in items:
        place = blocked(item)
        if place is not None:
            yield NeedsData(place, UNREADABLE, path=place)
        else:
            yield from _absences(rule, item, asked.required_of_item) or heard(rule.check(item, plan), "check")


def _blocked(patterns: list[Pattern], unreadable: Unreadable, path_of: PathOf, item: Model) -> At | None:
    """The key or list of an item in which something cannot be read that a pattern asks for."""
    if not unreadable:
        return None
    start = path_of(item.at())
    path = next(filter(None, (unreadable.first_in(start, pattern) for pattern in patterns)), None)
    return None if path is None else item.at(*takewhile(lambda step: isinstance(step, str), path[len(start) :]))


def _absences(rule: Rule, root: Model, patterns: list[Pattern]) -> Sequence[Problem]:
    """A problem for each thing that is asked for and lacking, once however much of it is asked for."""
    missed = [pattern for pattern in patterns if not has_all(root, pattern)]
    if not missed:  # as nearly always
        return ()
    lacking = {
        (id(match.at.owner), match.at.steps, spell(match.missing[:1])): match.at
        for pattern in missed
        for match in select(root, pattern)
        if match.missing or absent(match.value)
    }
    return [_absence(rule, at, key) for (_, _, key), at in lacking.items()]


def _absence(rule: Rule, at: At, lacking: str) -> Problem:
    fix = of_absence(at, lacking) if rule.fixable else None
    return lacking_at(at, lacking, help=summary(type(rule)), fix=fix)


@cache
def summary(rule: type[Rule]) -> str:
    """The first paragraph of a rule's documentation, in one line: what it asks for."""
    return " ".join((rule.__doc__ or "").strip().partition("\n\n")[0].split())
