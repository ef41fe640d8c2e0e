"""Plans that are checked when somebody asks for them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from typing import overload

from opscheck.run import CheckedPlan


class Coming(Sequence[CheckedPlan]):
    """Plans of which the ``given`` ones are at hand; more of them, in their order, come with each step of ``more``."""

    def __init__(self, total: int, given: Sequence[CheckedPlan], more: Iterator[object]) -> None:
        self._total = total
        self._given = given
        self._more = more

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, index: int) -> CheckedPlan: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CheckedPlan]: ...
    def __getitem__(self, index: int | slice) -> CheckedPlan | Sequence[CheckedPlan]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(self._total))]
        index = range(self._total)[index]
        while len(self._given) <= index:
            with redirect_stdout(sys.stderr):  # standard output is for results, whatever a rule prints
                next(self._more)
        return self._given[index]

    def __iter__(self) -> Iterator[CheckedPlan]:
        return (self[index] for index in range(self._total))
