"""Finding items of the plan by id and by kind."""

from collections.abc import Iterable
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


def of_kind(items: Iterable[AnyKinded], kind: str) -> tuple[AnyKinded, ...]:
    """The items of one kind, in the plan's order."""
    return tuple(item for item in items if item.kind == kind)
