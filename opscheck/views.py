"""Sequences that make their items when they are asked for."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload


class View(Sequence[Any]):
    """What is made of each record when it is asked for."""

    def __init__(self, records: Sequence[Any], made: Callable[[int, Any], Any]) -> None:
        self._records = records
        self._made = made

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        return self._made(index, self._records[index])

    def __iter__(self) -> Iterator[Any]:
        return (self[index] for index in range(len(self)))
