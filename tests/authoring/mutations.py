"""Data with one thing in it changed, for what must judge it alike."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

GONE = object()
Place = tuple[str | int, ...]


class Mutation(NamedTuple):
    """One change: a value set, a key renamed, or an entry taken out."""

    place: Place
    value: Any = None
    key: str | None = None

    def applied(self, data: Any) -> Any:
        """A copy of the data with the change in it."""
        changed = deepcopy(data)
        owner = changed
        for step in self.place[:-1]:
            owner = owner[step]
        if self.key is not None:
            owner[self.key] = owner.pop(self.place[-1])
        elif self.value is GONE:
            del owner[self.place[-1]]
        else:
            owner[self.place[-1]] = self.value
        return changed


def mutations(data: Any, values: list[Any], keys: list[str]) -> st.SearchStrategy[Mutation]:
    """Changes of any place in the data: to one of ``values``, of a key to one of ``keys`` or to a misspelt one."""
    places = list(_places(data))
    named = [place for place in places if isinstance(place[-1], str)]
    anywhere = st.sampled_from(places)
    return st.one_of(
        st.tuples(anywhere, st.sampled_from(values)).map(lambda change: Mutation(*change)),
        anywhere.map(lambda place: Mutation(place, GONE)),
        st.tuples(st.sampled_from(named), st.none(), st.sampled_from(keys)).map(lambda change: Mutation(*change)),
        st.sampled_from(named).map(lambda place: Mutation(place, None, f"{place[-1]}x")),
    )


def _places(data: Any, above: Place = ()) -> Iterator[Place]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in entries:
        yield (*above, step)
        yield from _places(value, (*above, step))
