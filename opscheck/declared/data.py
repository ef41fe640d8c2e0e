"""A plan as CEL sees it: maps, lists, texts, doubles and timestamps; what the plan lacks is not there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from opscheck.plan.base import Kinded, Model, absent, key_of
from opscheck.plan.quantities import Band, Period


def as_cel(value: Any) -> Any:
    """A value of the plan or a parameter as CEL takes it.

    Every number is a double, a percentage the ratio, a period its text (``P2W``), a date the timestamp of its midnight
    in UTC. Absent values are left out of a mapping, so that ``has(self.amount)`` is false.
    """
    if isinstance(value, Model):
        return _model(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, Period):
        return value.text
    if isinstance(value, Band):
        return [as_cel(value.low), as_cel(value.high)]
    if isinstance(value, Mapping):
        return {str(key): as_cel(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, Sequence):
        return [as_cel(entry) for entry in value]
    return str(value)


def _model(model: Model) -> dict[str, Any]:
    data = {key: as_cel(value) for key, value in _fields(model) if not absent(value)}
    if isinstance(model, Kinded):
        data["kind"] = model.kind
    return data


def _fields(model: Model) -> list[tuple[str, Any]]:
    own = [(key_of(type(model), name), getattr(model, name)) for name in type(model).model_fields]
    return [*own, *(model.model_extra or {}).items()]
