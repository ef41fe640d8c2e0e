"""The places of the plan format that name a party, read off the types of the models."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from opscheck.plan import Plan
from opscheck.plan.base import Model, key_of, model_in
from opscheck.plan.types import Party


def places_of_the_format() -> list[str]:
    """Each as a path pattern: ``tasks[*].owner``."""
    return list(_places(Plan, ""))


def in_every_place(party: str) -> dict[str, Any]:
    """The smallest plan, as data, that names a party in every place once."""
    return {**_filled(Plan, party), "schema": "opscheck/v1"}


def _places(model: type[Model], path: str) -> Iterator[str]:
    for key, annotation, is_party, is_list in _fields(model):
        below = model_in(annotation)
        if is_party:
            yield f"{path}{key}"
        elif below is not None:
            yield from _places(below, f"{path}{key}{'[*]' if is_list else ''}.")


def _filled(model: type[Model], party: str) -> dict[str, Any]:
    data: dict[str, Any] = {"id": "x"} if "id" in model.model_fields else {}
    for key, annotation, is_party, is_list in _fields(model):
        below = model_in(annotation)
        value = party if is_party else _filled(below, party) if below is not None else None
        if value:
            data[key] = [value] if is_list else value
    return data


def _fields(model: type[Model]) -> Iterator[tuple[str, Any, bool, bool]]:
    """The key and annotation of each field, whether it names a party, and whether it is a list."""
    for name, info in model.model_fields.items():
        parts = list(_parts(info.annotation))
        is_party = any(isinstance(mark, Party) for mark in (*info.metadata, *parts))
        is_list = any(get_origin(part) is tuple for part in parts)
        yield key_of(model, name), info.annotation, is_party, is_list


def _parts(annotation: Any) -> Iterator[Any]:
    """The annotation, what it is made of, and the marks on it."""
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _parts(part)
