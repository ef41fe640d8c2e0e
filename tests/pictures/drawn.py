"""A plan with its report and its pictures."""

from dataclasses import is_dataclass
from datetime import date
from typing import Any, NamedTuple

from core.plans import AS_OF, GOOD, judged, loaded, piece

from opscheck.display import say
from opscheck.engine import PlanReport
from opscheck.finding import Finding
from opscheck.pictures import Pictures, pictures
from opscheck.plan import Plan
from opscheck.plan.build import build
from opscheck.plugins import Plugins
from opscheck.waivers import declared
from opscheck.waivers.apply import Asked, waive
from opscheck.waivers.policy import Policy
from opscheck.waivers.terms import Terms


class Drawn(NamedTuple):
    plan: Plan
    report: PlanReport
    pictures: Pictures


def drawn(text: str, as_of: date = AS_OF) -> Drawn:
    """The pictures of a plan, or of a piece of one, as the standard ruleset judges it."""
    read = loaded(piece(text))
    plan = build(read.data).plan
    assert plan is not None
    report = judged(read, as_of)
    own = declared(read)
    if own:
        (report,) = waive([Asked(report, read, Terms(Policy(), Plugins().rules), own)])
    return Drawn(plan, report, pictures(plan, report))


def good(*changes: tuple[str, str], as_of: date = AS_OF) -> Pictures:
    """The pictures of the good plan with some of its text replaced."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return drawn(text, as_of).pictures


def marks_in(part: Any) -> list[Finding]:
    """All findings that a picture shows anywhere."""
    if isinstance(part, Finding):
        return [part]
    if isinstance(part, dict):
        return marks_in(tuple(part.values()))
    if isinstance(part, tuple | list):
        return [mark for inner in part for mark in marks_in(inner)]
    if is_dataclass(part):
        return [mark for name in part.__dataclass_fields__ for mark in marks_in(getattr(part, name))]
    return []


def rules(marks: Any) -> list[str]:
    return [mark.rule for mark in marks]


def left_out(picture: Any) -> dict[str, str]:
    """What is left out, and why."""
    return {left.name: say(left.why) for left in picture.left_out}
