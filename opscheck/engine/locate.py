"""From a place in the plan to its line and to its logical path by item ids."""

from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, NamedTuple

from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.plan.base import At
from opscheck.plan.build import Built
from opscheck.plan.data import value_at
from opscheck.plan.select import Path
from opscheck.plan.shape import model_at
from opscheck.source import Span


class Located(NamedTuple):
    """A place of a plan that is not at hand any more. ``order`` is the index of that plan, once that is known."""

    span: Span
    logical: str
    data: Path
    refs: tuple[str, ...]
    order: int = -1
    plan: str | None = None


class Locator:
    """Answers where things stand. The plan is walked only when something is asked."""

    def __init__(self, loaded: Loaded, built: Built) -> None:
        self._loaded = loaded
        self._built = built
        self._names: dict[Path, list[str]] = {}

    @cached_property
    def _paths(self) -> dict[int, Path]:
        plan = self._built.plan
        return {id(part.model): part.path for part in plan.parts} if plan is not None else {}

    def data_path(self, at: At) -> Path:
        """The path in the data, however far it exists."""
        start = () if isinstance(at.owner, Plan) else self._paths.get(id(at.owner))
        if start is None:
            raise TypeError(f"a place is below a {type(at.owner).__name__} that is no part of this plan")
        return self._built.unreadable.in_data((*start, *at.steps))

    def span(self, path: Path) -> Span:
        """What to underline: a value, the key of a list or mapping, an item's id, or the nearest of these."""
        positions = self._loaded.positions
        while path and not self._exists(path):
            path = path[:-1]
        value = value_at(self._loaded.data, path)
        if isinstance(value, dict | list):
            if isinstance(value, dict) and path and isinstance(path[-1], int) and "id" in value:
                return positions.span((*path, "id"))
            return positions.key_span(path) or _first_line(positions.span(path), self._loaded)
        return positions.span(path)

    def span_at(self, at: At, key: str | None = None) -> Span:
        """What to underline for a place; for ``key`` below it, where the place has such a key."""
        path = self.data_path(at)
        return self.span((*path, key) if key else path)

    def logical_at(self, at: At) -> str:
        """The logical path of a place."""
        return self.logical(self.data_path(at))

    def refs_at(self, at: At) -> tuple[str, ...]:
        """The evidence that the plan names at a place: of the item there, else of the nearest section around it."""
        return refs_along(self._loaded.data, self.data_path(at))

    def located(self, at: At) -> Located:
        """All that can be asked of a place, for when the plan is gone."""
        path = self.data_path(at)
        return Located(self.span(path), self.logical(path), path, refs_along(self._loaded.data, path))

    def knows(self, at: At) -> bool:
        """Whether the place is one of this plan."""
        return id(at.owner) in self._paths

    def _exists(self, path: Path) -> bool:
        owner = value_at(self._loaded.data, path[:-1])
        if isinstance(owner, dict):
            return path[-1] in owner
        return isinstance(owner, list) and isinstance(path[-1], int) and path[-1] < len(owner)

    def logical(self, path: Path) -> str:
        """``budget.stages[early].amount``: items by what identifies them, so that moving lines changes nothing."""
        text = ""
        for length, step in enumerate(path, 1):
            if isinstance(step, int):
                text += f"[{self._item_name(path[:length])}]"
            else:
                text += f".{step}" if text else step
        return text

    def find(self, logical: str) -> Path | None:
        """The path in the data whose logical path this is; None where there is none."""
        return self._find((), self._loaded.data, logical)

    def _find(self, path: Path, value: Any, rest: str) -> Path | None:
        if not rest:
            return path
        for step, spelt in self._steps(path, value):
            if rest.startswith(spelt):
                found = self._find((*path, step), value[step], rest[len(spelt) :])
                if found is not None:
                    return found
        return None

    def _steps(self, path: Path, value: Any) -> Iterator[tuple[str | int, str]]:
        """The steps that lead on from a path, each as a logical path spells it."""
        if isinstance(value, dict):
            yield from ((key, f".{key}" if path else key) for key in value)
        elif isinstance(value, list):
            yield from ((index, f"[{name}]") for index, name in enumerate(self._names_in(path)))

    def _item_name(self, path: Path) -> str:
        names = self._names_in(path[:-1])
        index = int(path[-1])
        return names[index] if index < len(names) else str(index)

    def _names_in(self, items_at: Path) -> list[str]:
        """The names of a list's items, found once for all that is reported in it."""
        if items_at not in self._names:
            items = value_at(self._loaded.data, items_at)
            self._names[items_at] = item_names(items, items_at) if isinstance(items, list) else []
        return self._names[items_at]


def refs_along(data: Any, path: Path) -> tuple[str, ...]:
    """The refs of the nearest mapping on the path that has any; those of the plan as a whole are nobody's evidence."""
    refs: tuple[str, ...] = ()
    for step in path:
        data = value_at(data, (step,))
        named = data.get("refs") if isinstance(data, dict) else None
        texts = named if isinstance(named, list) else []
        refs = tuple(text for text in texts if isinstance(text, str)) or refs
    return refs


def item_names(items: list[Any], path: Path) -> list[str]:
    """What identifies each item of the list at a path of the data, else its index. No two are alike.

    The second item of the same name is ``name#2``.
    """
    identity = identity_of(tuple(step for step in path if isinstance(step, str)))
    seen: Counter[str] = Counter()
    names: dict[str, None] = {}
    for index, item in enumerate(items):
        plain = name = _identify(item, identity) or str(index)
        while name in names:
            seen[plain] += 1
            name = f"{plain}#{seen[plain] + 1}"
        names[name] = None
    return list(names)


def _identify(item: Any, identity: tuple[str, ...]) -> str:
    """What tells an item from the others; empty where nothing does."""
    if isinstance(item, str):
        return item
    if not isinstance(item, dict):
        return ""
    parts = [str(item[key]) for key in identity if isinstance(item.get(key), str | int)]
    return "/".join(filter(None, parts))


@cache
def identity_of(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that identify an item of the list at these keys of the format."""
    model = model_at(keys)
    return model.identity if model else ("id",)


def _first_line(span: Span, loaded: Loaded) -> Span:
    if span.line == span.end_line:
        return span
    end = len(loaded.line(span.file, span.line).rstrip())
    return span._replace(end_line=span.line, end_column=max(end + 1, span.column + 1))
