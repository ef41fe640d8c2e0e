"""The plans of a run, of which there may be a hundred thousand: of most of them nothing is kept but the name."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from opscheck.project.config import Config
from opscheck.source import Flaw
from opscheck.views import View


class Kind(Enum):
    """Why a file is looked at."""

    plan = "plan"
    headerless = "headerless"  # has sections of a plan and not its first line
    foreign = "foreign"  # named by the configuration, and YAML neither by its name nor by its first line
    stray = "stray"  # a fragment that does not lead to a plan


class PlanFile(NamedTuple):
    """One plan to check, not yet read; ``file`` is the name to show. A stray fragment brings its flaws."""

    path: Path
    file: str
    config: Config
    kind: Kind = Kind.plan
    fragments: Sequence[Path] = ()
    flaws: Sequence[Flaw] = ()


_MORE = PlanFile._fields.index("kind")  # what follows from the path stands before it


class Plans:
    """Collects plans by their paths without links. ``plain`` makes the plan of such a path: where there is no more to
    tell of one, its name is kept, from ``folder`` on if it is below.
    """

    def __init__(self, folder: str, plain: Callable[[str], PlanFile]) -> None:
        self._names: set[str] = set()
        self._made = _Made(os.path.join(folder, ""), plain, {})

    def put(self, real: str, plan: PlanFile) -> None:
        """A plan, in the place of one of which less was known."""
        name = self._name(real)
        self._names.add(name)
        if os.fspath(plan.path) != real or plan[_MORE:] != (Kind.plan, (), ()):
            self._made.others[name] = plan

    def get(self, real: str) -> PlanFile | None:
        """The plan of a path, as far as it is known."""
        name = self._name(real)
        return self._made.plan(name) if name in self._names else None

    def __len__(self) -> int:
        return len(self._names)

    def is_sure_of(self, real: str) -> bool:
        """Whether the path is a plan, and not only a fragment that may yet lead to one."""
        name = self._name(real)
        known = self._made.others.get(name)
        return name in self._names and (known is None or known.kind is not Kind.stray)

    def __iter__(self) -> Iterator[tuple[str, PlanFile]]:
        return ((self._made.path(name), self._made.plan(name)) for name in self._names)

    def in_order(self) -> Sequence[PlanFile]:
        """All plans by their names as shown, those of one name by their paths; each is made when it is asked for."""
        made, names = self._made, list(self._names)
        names.sort(key=made.path if any(map(os.path.isabs, names)) else None)
        names.sort(key=lambda name: made.plan(name).file)
        return View(_as_one_text(names), lambda _, name: made.plan(name))

    def _name(self, real: str) -> str:
        return real.removeprefix(self._made.below)


def _as_one_text(names: Sequence[str]) -> Sequence[str]:
    """The names, held as one text, which takes a third of what as many texts take."""
    text, ends = "".join(names), array("Q", accumulate(map(len, names)))
    return View(ends, lambda index, end: text[ends[index - 1] if index else 0 : end])


class _Made(NamedTuple):
    """Makes plans of their names again."""

    below: str
    plain: Callable[[str], PlanFile]
    others: dict[str, PlanFile]

    def plan(self, name: str) -> PlanFile:
        return self.others.get(name) or self.plain(self.path(name))

    def path(self, name: str) -> str:
        return os.path.join(self.below, name)
