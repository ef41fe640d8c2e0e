"""Which findings lie on an item: those whose logical path is inside of it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Generic, TypeVar

from opscheck.engine import PlanReport
from opscheck.engine.locate import item_names
from opscheck.finding import Evidence, Finding, Message
from opscheck.plan.base import Model

AnyModel = TypeVar("AnyModel", bound=Model, covariant=True)
Marks = tuple[Finding, ...]
FEW = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that a picture cannot show, and why. ``path`` is its logical path."""

    name: str
    why: Message
    path: str = ""
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Named(Generic[AnyModel]):
    """A model of the plan with its logical path."""

    path: str
    model: AnyModel


def named(items: Sequence[AnyModel], section: str) -> list[Named[AnyModel]]:
    """The items of a section (``budget.stages``) with their logical paths."""
    names = item_names([_identity(item) for item in items], tuple(section.split(".")))
    return [Named(f"{section}[{name}]", item) for name, item in zip(names, items, strict=True)]


def few(names: Iterable[str]) -> tuple[str, ...]:
    """The first three names for a sentence, and a sign that there are more."""
    first = tuple(islice(names, FEW + 1))
    return (*first[:FEW], "…") if len(first) > FEW else first


def _identity(item: Model) -> dict[str, str]:
    values = {key: item.get(key) for key in item.identity}
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
        if value is not None
    }


@dataclass(slots=True)
class Places:
    """Finds what is said of a place, without looking at every finding."""

    report: PlanReport
    _findings: list[tuple[str, Finding]] = field(init=False)
    _measured: list[tuple[str, Evidence]] = field(init=False)
    _shown: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        found = [(finding.path, finding) for finding in self.report.findings]
        evidence = [(entry.path, entry) for entry in _measured(self.report)]
        self._findings = sorted(found, key=_path)
        self._measured = sorted(evidence, key=_path)

    def marks(self, *paths: str) -> Marks:
        """The findings at these logical paths or below, in the order of the report."""
        found = {id(finding): finding for path in paths for finding in _inside(self._findings, path)}
        self._shown.update(found)
        return tuple(sorted(found.values(), key=Finding.sort_key))

    def rest(self, *sections: str) -> Marks:
        """The findings of some sections that no item has shown so far."""
        found = {id(finding): finding for path in sections for finding in _inside(self._findings, path)}
        unshown = [finding for name, finding in found.items() if name not in self._shown]
        return tuple(sorted(unshown, key=Finding.sort_key))

    def measured(self, path: str) -> list[Evidence]:
        """What rules have measured at just this place."""
        first = bisect_left(self._measured, path, key=_path)
        return [entry for at, entry in _from(self._measured, first, path) if at == path]


def _measured(report: PlanReport) -> Iterator[Evidence]:
    """All evidence with a measure; of a finding that is waived, what it had measured."""
    for outcome in report.outcomes:
        yield from (entry for entry in (*outcome.evidence, *outcome.met) if entry.measure is not None)
    for finding in report.findings:
        if finding.waived and finding.measure is not None:
            yield Evidence(finding.message, finding.span, finding.measure, path=finding.path)


Said = TypeVar("Said", Finding, Evidence)


def _inside(said: Sequence[tuple[str, Said]], path: str) -> Iterable[Said]:
    first = bisect_left(said, path, key=_path)
    return (entry for at, entry in _from(said, first, path) if at == path or at[len(path)] in ".[")


def _from(said: Sequence[tuple[str, Said]], first: int, path: str) -> Iterator[tuple[str, Said]]:
    """The entries from the first one on, as long as their paths begin with this one."""
    for index in range(first, len(said)):
        if not said[index][0].startswith(path):
            return
        yield said[index]


def _path(entry: tuple[str, object]) -> str:
    return entry[0]
