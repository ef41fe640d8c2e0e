"""What a change of the good plan is."""

from typing import NamedTuple


class Break(NamedTuple):
    rule: str
    old: str
    new: str
    at: str = ""  # a piece of the line that the finding points at; by default the changed text's first line
    follows: tuple[str, ...] = ()
    times: int = 1  # how often ``old`` stands in the plan
