"""Finding items of the plan by id and by kind."""

from collections.abc import Iterable
from itertools import chain, count
from typing import TypeVar

from opscheck.plan.base import Item, Kinded

AnyItem = TypeVar("AnyItem", bound=Item)
AnyKinded = TypeVar("AnyKinded", bound=Kinded)


def by_id(items: Iterable[AnyItem]) -> dict[str, AnyItem]:
    """Items by their id; of a duplicate id the first."""
    found: dict[str, AnyItem] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found


def free_id(items: Iterable[Item], wanted: str) -> str:
    """The wanted id, or with a number where an item has it already: ``drill``, ``drill-2``."""
    taken = {item.id for item in items}
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(id_ for id_ in chain([wanted], numbered) if id_ not in taken)


def of_kind(items: Iterable[AnyKinded], kind: str) -> tuple[AnyKinded, ...]:
    """The items of one kind, in the plan's order."""
    return tuple([item for item in items if item.kind == kind])
