"""The paths of the data that hold something which cannot be read: asked often, so found without searching."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator

from opscheck.plan.select import ANY, Path, Step


class Unreadable:
    """A set of paths that also answers for path patterns and for lists that lost items."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._paths: set[Path] = set()
        self._by_pattern: dict[tuple[Step, ...], list[Path]] = defaultdict(list)
        self._lost: dict[Path, list[int]] = defaultdict(list)
        self._moved: dict[Path, list[int]] = {}
        for path in paths:
            self.add(path)

    def __bool__(self) -> bool:
        return bool(self._paths)

    def __contains__(self, path: Path) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[Path]:
        return iter(self._paths)

    def add(self, path: Path) -> None:
        """Remember that what stands at a path cannot be read."""
        if path not in self._paths:
            self._paths.add(path)
            self._by_pattern[tuple(ANY if isinstance(step, int) else step for step in path)].append(path)

    def remove_item(self, path: Path) -> None:
        """Remember that an item was taken out of its list, so that those behind it moved up."""
        insort(self._lost[path[:-1]], int(path[-1]))
        self._moved.pop(path[:-1], None)

    def in_data(self, path: Path) -> Path:
        """A path of the plan as a path of the data: an item that was taken out of a list still counts there."""
        if not self._lost:
            return path
        found: Path = ()
        for step in path:
            if isinstance(step, int) and found in self._lost:
                step += bisect_right(self._moves(found), step)
            found = (*found, step)
        return found

    def _moves(self, items: Path) -> list[int]:
        """For each lost item of a list, the place from which on an item has moved up because of it."""
        if items not in self._moved:
            self._moved[items] = [lost - before for before, lost in enumerate(self._lost[items])]
        return self._moved[items]

    def within(self, pattern: tuple[Step, ...]) -> list[Path]:
        """The paths that are values of the pattern, or contain one."""
        if not self._paths:
            return []
        lengths = range(1, len(pattern) + 1)
        return [path for length in lengths for path in self._by_pattern.get(pattern[:length], ())]
