"""Sections that plugins read: their models come from strangers, so they are tried in a process of their own.

What the child has found readable is read once more here, since a model cannot be sent from one process to another.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from opscheck.engine.isolate import NONSENSE, Failure, RuleLimits, can_isolate, failure_of, in_worker
from opscheck.extensions import Section
from opscheck.plan.build import Built, Readable, read_section, section_of


class FailedSection(NamedTuple):
    """A section that its plugin could not read, and why."""

    section: Section
    failure: Failure


def read_sections(built: Built, data: Any, sections: Sequence[Section], limits: RuleLimits) -> list[FailedSection]:
    """Put the models of the sections that the plan has into the plan, and what is wrong with them into ``built``."""
    there = [section for section in sections if built.plan is not None and data.get(section.key) is not None]
    failed = []
    for section, part in _tried(there, data, limits):
        model = part if isinstance(part, Failure) else _model(section, part, data)
        if isinstance(part, Failure) or isinstance(model, Failure):
            failed.append(FailedSection(section, part if isinstance(part, Failure) else model))
            built.unreadable.add((section.key,))
            model = None
        else:
            built.errors.extend(part.errors)
            built.unreadable.include(part.unreadable)
        _replace(built, section.key, model)
    return failed


def _tried(sections: Sequence[Section], data: Any, limits: RuleLimits) -> Any:
    if can_isolate():
        return in_worker(sections, lambda section: _read(section, data), limits)
    return ((section, _read(section, data)) for section in sections)


def _read(section: Section, data: Any) -> Readable | Failure:
    try:
        return read_section(section.root, section.key, data)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's model may fail in any way
        return failure_of(error)


def _model(section: Section, part: Readable, data: Any) -> Any:
    """The section's model, None where nothing of it could be read."""
    try:
        model = section_of(section.root, section.key, part, data)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it need not do twice the same
        return failure_of(error)
    if model is None or isinstance(model, section.model):
        return model
    return Failure(NONSENSE, {"error": f"{type(model).__name__} is not {section.model.__name__}"})


def _replace(built: Built, key: str, model: Any) -> None:
    extra = built.plan.__pydantic_extra__ if built.plan is not None else {}
    if model is None:
        extra.pop(key, None)
    else:
        extra[key] = model
