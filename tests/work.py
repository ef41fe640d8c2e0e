"""How much work something is, counted instead of timed: the same on any machine, however busy."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(action: Callable[[], object]) -> int:
    """How many functions it calls, those of the interpreter among them."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


def grows_in_proportion(prepared: Callable[[int], Callable[[], object]], size: int, times: int = 4) -> bool:
    """Whether so many times as much is not much more than so many times the work: n log n passes, n² does not."""
    small, large = (calls(prepared(count)) for count in (size, size * times))
    return large <= small * times * 1.6
