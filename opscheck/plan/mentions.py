"""Where a plan names the ids of other things."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from opscheck.plan.base import At, Model, key_of
from opscheck.plan.types import Party, Ref


class Mention(NamedTuple):
    """A place that names the id of something else: an item of ``section``, or a party where section is None."""

    owner: Model
    steps: tuple[str | int, ...]
    id: str
    section: str | None

    @property
    def at(self) -> At:
        """Where it stands."""
        return At(self.owner, self.steps)


def mentions(model: Model) -> Iterator[Mention]:
    """Every place in ``model`` itself that names an id of something else, in the order of the format."""
    return iter(mentions_in(model))


def mentions_in(model: Model) -> list[Mention]:
    """The same as a list."""
    found = []
    values = model.__dict__
    for name, key, section in _mentioning(type(model)):
        value = values[name]
        if isinstance(value, tuple):
            found += [Mention(model, (key, index), id_, section) for index, id_ in enumerate(value)]
        elif value is not None:
            found.append(Mention(model, (key,), value, section))
    return found


@cache
def _mentioning(model: type[Model]) -> tuple[tuple[str, str, str | None], ...]:
    """The attributes of a model that hold ids of other things: name, key, and the section that they refer to."""
    return tuple((name, key, mark.section if isinstance(mark, Ref) else None) for name, key, mark in marked(model))


@cache
def marked(model: type[Model]) -> tuple[tuple[str, str, Ref | Party], ...]:
    """The attributes of a model that hold ids of other things: name, key, and what marks them."""
    found = []
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_marks(info.annotation)]
        mark = next((mark for mark in marks if isinstance(mark, Ref | Party)), None)
        if mark is not None:
            found.append((name, key_of(model, name), mark))
    return tuple(found)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _marks(part)
