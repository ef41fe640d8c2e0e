"""Networks in a few words, calculated. Monday 2026-07-06 is the day of the run and instant 0."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from opscheck_schedule_quality.assessment import Assessment
from opscheck_schedule_quality.workdays import opens

from opscheck import Plan

MONDAY = date(2026, 7, 6)
_ZERO = opens(MONDAY)


def task(days: int, *depends_on: Mapping[str, Any] | str, start: date = MONDAY, **more: Any) -> dict[str, Any]:
    """A task of so many working days that may start on a Monday, or a milestone if it takes none.

    What it waits for is an id (finish-to-start), or the keys of a dependency.
    """
    kind = "task" if days else "milestone"
    finish = start + timedelta(days=(days - 1) // 5 * 7 + (days - 1) % 5) if days else start
    links = [{"task": link} if isinstance(link, str) else dict(link) for link in depends_on]
    return {"kind": kind, "start": str(start), "finish": str(finish), "depends_on": links, **more}


def after(task: str, type_: str = "FS", **more: Any) -> dict[str, Any]:
    """A dependency."""
    return {"task": task, "type": type_, **{key.replace("_", "-"): value for key, value in more.items()}}


def assessed(
    tasks: Mapping[str, Mapping[str, Any]],
    *,
    as_of: date = MONDAY,
    progress: Mapping[str, Mapping[str, str]] | None = None,
    **header: Any,
) -> Assessment:
    """The assessment of a plan with these tasks."""
    data = {
        "schema": "opscheck/v1",
        "plan": {"id": "p", **header},
        "tasks": [{"id": id_, **rest} for id_, rest in tasks.items()],
        "actuals": {"progress": [{"task": id_, **rest} for id_, rest in (progress or {}).items()]},
    }
    return Assessment(Plan.model_validate(data).judged(as_of))


def early(assessment: Assessment) -> dict[str, tuple[int, int]]:
    """The early start and finish of each task, in working days from the Monday on."""
    return {id_: (start - _ZERO, finish - _ZERO) for id_, (start, finish) in _sorted(assessment.schedule.early)}


def late(assessment: Assessment) -> dict[str, tuple[int, int]]:
    """The late start and finish of each unfinished task."""
    return {id_: (start - _ZERO, finish - _ZERO) for id_, (start, finish) in _sorted(assessment.schedule.late)}


def floats(assessment: Assessment) -> dict[str, int]:
    """The total float of each unfinished task."""
    return dict(assessment.schedule.floats)


def _sorted(spans: Mapping[str, tuple[int, int]]) -> list[tuple[str, tuple[int, int]]]:
    return sorted(spans.items())
