"""Plain data to a Plan, with every error of format named at its own path.

A value that cannot be read is taken out and the rest is read without it, so that an error in one place hides nothing in
another; what was taken out is remembered, so that no rule reports it as absent.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from opscheck.plan import Plan, messages
from opscheck.plan.base import Model
from opscheck.plan.data import without
from opscheck.plan.format_errors import FormatError, FormatErrorReader, Reading
from opscheck.plan.quantities import Exchange, decimal_or_none
from opscheck.plan.select import Path
from opscheck.plan.unreadable import Unreadable

_MOST_ERRORS = 200


class Built(NamedTuple):
    """A plan, what is wrong with its format, and which paths could not be read (in the paths of the data)."""

    plan: Plan | None
    errors: list[FormatError]
    unreadable: Unreadable


def build(data: Any) -> Built:
    """Read plain data as a plan. The plan is None only where the data is no mapping at all."""
    if not isinstance(data, dict):
        return Built(None, [FormatError("opscheck/schema", (), messages.NO_PLAN, {})], Unreadable())
    plan, part = _read(Plan, data, _exchange(data), _readable)
    return Built(plan, part.errors, part.unreadable)


class Readable(NamedTuple):
    """What can be read of some data, what is wrong with the rest, and which paths that is."""

    data: dict[str, Any]
    errors: list[FormatError]
    unreadable: Unreadable


def read_section(root: type[Model], key: str, data: Mapping[str, Any]) -> Readable:
    """What ``root``, whose only field is a plugin's section, can read of a plan's data.

    Raises whatever the section's model raises, and ValueError where it refuses what is not there.
    """
    return _read(root, {key: data[key]}, _exchange(data), _readable_section)[1]


def section_of(root: type[Model], key: str, part: Readable, data: Mapping[str, Any]) -> Any:
    """The section as its model reads what ``read_section`` has left."""
    return root.model_validate(part.data, context=_exchange(data)).get(key)


_Root = TypeVar("_Root", bound=Model)


def _read(
    root: type[_Root],
    data: dict[str, Any],
    exchange: Exchange,
    readable: Callable[[dict[str, Any], set[Path]], dict[str, Any]],
) -> tuple[_Root, Readable]:
    unreadable = Unreadable()
    errors: list[FormatError] = []
    while True:
        try:
            model = root.model_validate(data, context=exchange)
            return model, Readable(data, _limited(_independent(errors, unreadable)), unreadable)
        except ValidationError as failed:
            details = failed.errors(include_url=False)
        readers = [FormatErrorReader(root, data, detail, unreadable) for detail in details]
        found = [reader.read(brief=len(errors) + index >= _MOST_ERRORS) for index, reader in enumerate(readers)]
        errors.extend(error._replace(path=unreadable.in_data(error.path)) for error in _without_meant(found))
        data = readable(data, {reading.gone for reading in found})
        _remember(unreadable, found)


def _readable_section(data: dict[str, Any], removed: set[Path]) -> dict[str, Any]:
    rest: dict[str, Any] = without(data, removed)
    if rest == data:
        raise ValueError("the model of the section refuses what is not there")
    return rest


def _readable(data: dict[str, Any], removed: set[Path]) -> dict[str, Any]:
    """The data without what cannot be read; a plan whose id is gone gets one, so that the rest is still read."""
    rest: dict[str, Any] = without(data, removed)
    header = rest.get("plan")
    if not isinstance(header, dict) or "id" not in header:
        rest = {**rest, "plan": {**(header if isinstance(header, dict) else {}), "id": "unnamed"}}
    return rest


def _without_meant(found: list[Reading]) -> Iterator[FormatError]:
    """The errors of one round; that a misspelt key is missing, too, is not said."""
    meant = {reading.meant for reading in found}
    return (reading.error for reading in found if reading.missing is None or reading.missing not in meant)


def _remember(unreadable: Unreadable, found: list[Reading]) -> None:
    """Note what one round took out, in the paths that the data had before it."""
    gone = dict.fromkeys(unreadable.in_data(reading.gone) for reading in found)
    meant = [unreadable.in_data(reading.meant) for reading in found if reading.meant]
    for path in (*gone, *meant):
        unreadable.add(path)
    for path in gone:
        if isinstance(path[-1], int):
            unreadable.remove_item(path)


def _independent(errors: list[FormatError], unreadable: Unreadable) -> list[FormatError]:
    """One error for each place, without those that follow from another one."""
    first = {(error.rule, error.path): error for error in reversed(errors)}
    return [error for error in reversed(first.values()) if not any(cause in unreadable for cause in error.causes)]


def _limited(errors: list[FormatError]) -> list[FormatError]:
    if len(errors) <= _MOST_ERRORS:
        return errors
    more = FormatError("opscheck/schema", (), messages.MORE, {"count": len(errors) - _MOST_ERRORS})
    return [*errors[:_MOST_ERRORS], more]


def _exchange(data: Mapping[str, Any]) -> Exchange:
    """The plan's currency and rates, read ahead so that amounts can be converted while they are read."""
    header = data.get("plan")
    if not isinstance(header, dict):
        return Exchange()
    rates = header.get("rates")
    currency = header.get("currency")
    numbers = {
        code: decimal_or_none(rate.get("rate"))
        for code, rate in (rates.items() if isinstance(rates, dict) else ())
        if isinstance(rate, dict)
    }
    known = {code: number for code, number in numbers.items() if number is not None and number > 0}
    return Exchange(currency if isinstance(currency, str) else None, known)
