"""What a fix changes, in the plan's own terms: where and what, never offsets.

``at`` is a place of the plan (``stage.at("amount")``) where a rule speaks, and a path of the data in a finding. A value
is what the data will hold: text, a number, a list or mapping of them, or a quantity such as ``Percent("15%")``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

TODO = "TODO"
"""What a fix writes where only the author knows what belongs there; it is a finding until it is filled in."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """The place holds this value. Where there is none yet the key is written, with what leads to it."""

    at: Any
    value: Any


@dataclass(frozen=True, slots=True)
class RenameKey:
    """The key at the place has another name; its value stays."""

    at: Any
    name: str


@dataclass(frozen=True, slots=True)
class InsertItem:
    """The list at the place has one more item, at its end. Where there is no list yet it is written, too."""

    at: Any
    item: Mapping[str, Any] | str


@dataclass(frozen=True, slots=True)
class RemoveItem:
    """The item of a list at the place is gone; ``file`` names the file if it is none of the plan's own."""

    at: Any
    file: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveComment:
    """The comment at a position is gone; of one that lists several words in brackets, only the word at the position.

    ``at`` is the name of a file, then line and column, counted from 1.
    """

    at: tuple[str, int, int]


Change: TypeAlias = SetValue | RenameKey | InsertItem | RemoveItem | RemoveComment
