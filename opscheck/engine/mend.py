"""What would mend a finding: from a rule's places to paths of the data, and for what opscheck itself finds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from opscheck.change import TODO, Change, InsertItem, RemoveComment, RemoveItem, RenameKey, SetValue
from opscheck.finding import Fix, Message, Safety
from opscheck.plan.base import At, key_of, model_in
from opscheck.plan.quantities import Percent, Period
from opscheck.plan.select import Path

RENAME = "rename {field} to {meant}"
FILL_IN = "add {field} with TODO, to be filled in"


_WRITE = {
    "right": "write {right} instead of {value}",
    "meant": "write {meant} instead of {value}",
    "percent": "write {percent} instead of {value}",
}


class Paths(Protocol):
    """Knows the path in the data of each place of a plan."""

    def data_path(self, at: At) -> Path: ...


def located(fix: Fix, values: Mapping[str, Any], paths: Paths) -> Fix:
    """A rule's fix in terms of the data, described with the values of its problem.

    Raises TypeError for a value that a plan could not hold.
    """
    description = Message(fix.description.template, values)
    return replace(fix, description=description, changes=tuple(_located(change, paths) for change in fix.changes))


def _located(change: Change, paths: Paths) -> Change:
    if isinstance(change, RemoveComment):
        return change
    path = paths.data_path(change.at)
    if isinstance(change, SetValue):
        return SetValue(path, plain(change.value))
    if isinstance(change, InsertItem):
        return InsertItem(path, plain(change.item))
    return RenameKey(path, change.name) if isinstance(change, RenameKey) else RemoveItem(path, change.file)


def plain(value: Any) -> Any:
    """A value as the data of a plan holds it. Raises TypeError for what it cannot hold."""
    if isinstance(value, Percent):
        return f"{(Decimal(value) * 100).normalize():f}%"
    if isinstance(value, Decimal):
        exact = Decimal(value)
        return int(exact) if exact == exact.to_integral_value() and int(exact.as_tuple().exponent) >= 0 else exact
    if isinstance(value, Period):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a fix would write {value!r}, which no plan can hold")


# --- what opscheck itself finds


def of_misspelt_key(path: Path, values: Mapping[str, Any]) -> Fix:
    """The key that was meant, in the place of the one that the format does not have."""
    return Fix("safe", Message(RENAME, values), (RenameKey(path, values["meant"]),))


def of_value(path: Path, value: Any, values: Mapping[str, Any], safety: Safety) -> Fix:
    """The value that was meant, in the place of the one that cannot be read."""
    template = next(template for name, template in _WRITE.items() if name in values)
    return Fix(safety, Message(template, values), (SetValue(path, value),))


def of_absence(at: At, key: str) -> Fix | None:
    """A key that an item lacks, to be filled in; None where a list or mapping of its own would have to be made up."""
    model = type(at.owner)
    name = next((name for name in model.model_fields if key_of(model, name) == key), None)
    annotation = model.model_fields[name].annotation if name else None
    if at.steps or name is None or model_in(annotation) is not None:
        return None
    many = isinstance(at.owner.get(key), tuple)
    return Fix("unsafe", Message(FILL_IN), (SetValue(at.owner.at(key), [TODO] if many else TODO),))
