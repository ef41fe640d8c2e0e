"""One rule on one plan: what the clause asks for and the plan lacks, then what the rule itself says."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from opscheck.plan import Plan
from opscheck.plan.base import At, Model, absent
from opscheck.plan.select import Path, Step, covers, parse_pattern, select, spell
from opscheck.rule import NeedsData, NotApplicable, Note, Problem, Rule

HAS_NO = "{owner} has no {field}"
PLAN_HAS_NO = "the plan has no {field}"
UNREADABLE = "{path} cannot be read"
NOT_GIVEN = "the plan gives no {path}"
NO_ITEMS = "the plan has no {path}"

PathOf = Callable[[At], Path]


def judge(rule: Rule, plan: Plan, unreadable: Iterable[Path], path_of: PathOf) -> Iterator[Note]:
    """Everything that there is to say about the plan by this rule.

    ``unreadable`` are paths of the data that hold something which cannot be read, ``path_of`` the path of a place.
    Raises whatever the rule raises.
    """
    each = parse_pattern(rule.each) if rule.each else None
    patterns = [parse_pattern(pattern) for pattern in (*rule.given, *rule.requires, *rule.reads)]
    of_plan = [pattern for pattern in patterns if each is None or pattern[: len(each)] != each]
    blocked = _unreadable(of_plan, unreadable)
    if blocked is not None:
        yield NeedsData(None, UNREADABLE, path=spell(blocked))
        return
    for pattern in rule.given:
        if all(match.missing for match in select(plan, parse_pattern(pattern))):
            yield NeedsData(None, NOT_GIVEN, path=pattern)
            return
    required = [parse_pattern(pattern) for pattern in rule.requires]
    absences = list(_absences(rule, plan, [pattern for pattern in required if pattern in of_plan]))
    yield from absences
    if each is None:
        if not absences:
            yield from _said(rule, plan)
        return
    relative = [pattern[len(each) :] for pattern in patterns if pattern not in of_plan]
    needed = [pattern[len(each) :] for pattern in required if pattern not in of_plan]
    yield from _judge_items(rule, plan, each, relative, needed, unreadable, path_of, bool(absences))


def _judge_items(
    rule: Rule,
    plan: Plan,
    each: tuple[Step, ...],
    relative: list[tuple[Step, ...]],
    needed: list[tuple[Step, ...]],
    unreadable: Iterable[Path],
    path_of: PathOf,
    lacking: bool,
) -> Iterator[Note]:
    items = [match.value for match in select(plan, each) if not match.missing]
    if not items and not lacking:
        yield NotApplicable(None, NO_ITEMS, path=rule.each)
    for item in items:
        blocked = _unreadable(relative, _below(path_of(item.at()), unreadable)) if unreadable else None
        if blocked is not None:
            yield NeedsData(item.at(*blocked), UNREADABLE, path=item.at(*blocked))
            continue
        absences = list(_absences(rule, item, needed))
        yield from absences or _said(rule, item, plan)


def _said(rule: Rule, *subject: Any) -> Iterator[Note]:
    for note in rule.check(*subject):
        if not isinstance(note, Note):
            raise TypeError(f"check() yielded {note!r}, which is neither a Problem nor a Pass")
        yield note


def _unreadable(patterns: list[tuple[Step, ...]], unreadable: Iterable[Path]) -> Path | None:
    return next((path for path in unreadable for pattern in patterns if covers(pattern, path)), None)


def _below(start: Path, paths: Iterable[Path]) -> list[Path]:
    return [path[len(start) :] for path in paths if path[: len(start)] == start]


def _absences(rule: Rule, root: Model, patterns: list[tuple[Step, ...]]) -> Iterator[Problem]:
    """A problem for each thing that is asked for and lacking, once however much of it is asked for."""
    seen = set()
    for pattern in patterns:
        for match in select(root, pattern):
            if not match.missing and not absent(match.value):
                continue
            lacking = spell(match.missing[:1])
            where = (id(match.at.owner), match.at.steps, lacking)
            if where not in seen:
                seen.add(where)
                yield _absence(rule, match.at, lacking)


def _absence(rule: Rule, at: At, lacking: str) -> Problem:
    template = PLAN_HAS_NO if isinstance(at.owner, Plan) and not at.steps else HAS_NO
    return Problem(at, template, key=lacking, help=summary(type(rule)), owner=at, field=lacking)


def summary(rule: type[Rule]) -> str:
    """The first line of a rule's documentation: what it asks for."""
    return (rule.__doc__ or "").strip().partition("\n")[0].strip()
