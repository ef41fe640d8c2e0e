"""The paths of the data that hold something which cannot be read: asked often, so found without searching."""

from bisect import bisect_right, insort
from collections import defaultdict

from opscheck.plan.select import ANY, Path, Pattern


class Unreadable:
    """A set of paths that also answers for path patterns and for lists that lost items."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._owners: set[Path] = set()
        self._lists: set[Path] = set()
        self._by_start: dict[tuple[Pattern, int], dict[Path, Path]] = {}
        self._by_pattern: dict[Pattern, list[Path]] = defaultdict(list)
        self._lost: dict[Path, list[int]] = defaultdict(list)
        self._moved: dict[Path, list[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._paths)

    def __contains__(self, path: Path) -> bool:
        return path in self._paths

    def add(self, path: Path) -> None:
        """Remember that what stands at a path cannot be read."""
        if path not in self._paths:
            self._paths.add(path)
            self._owners.update(path[:length] for length in range(len(path)))
            self._by_start.clear()
            if path and isinstance(path[-1], int):
                self._lists.add(path[:-1])
            self._by_pattern[tuple(ANY if isinstance(step, int) else step for step in path)].append(path)

    def include(self, other: "Unreadable") -> None:
        """Remember all that another one does, of a part of the same data."""
        for path in other._paths:
            self.add(path)
        for items, lost in other._lost.items():
            for index in lost:
                self.remove_item((*items, index))

    def touches(self, path: Path) -> bool:
        """Whether what stands at a path, or anything in it, cannot be read."""
        return path in self._paths or path in self._owners

    def incomplete(self, path: Path) -> bool:
        """Whether a list has an item that cannot be read, so that nobody knows what it lacks."""
        return path in self._lists

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

    def first_in(self, start: Path, pattern: Pattern) -> Path | None:
        """The first of the paths within a pattern that begins with ``start``, an item of a list."""
        key = pattern, len(start)
        if key not in self._by_start:
            paths = reversed(self.within(pattern))
            self._by_start[key] = {path[: len(start)]: path for path in paths if len(path) >= len(start)}
        return self._by_start[key].get(start)

    def within(self, pattern: Pattern) -> list[Path]:
        """The paths that are values of the pattern, or contain one."""
        if not self._paths:
            return []
        lengths = range(1, len(pattern) + 1)
        return [path for length in lengths for path in self._by_pattern.get(pattern[:length], ())]
