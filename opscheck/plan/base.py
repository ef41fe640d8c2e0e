"""What every part of a plan has in common: frozen, exact about its keys, and able to say where it stands."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from opscheck.plan.types import Id, Many, Mapped, Text, Word


def field(description: str, *, alias: str | None = None) -> Any:
    """An optional value, None where the plan lacks it."""
    return Field(default=None, description=description, alias=alias)


def section(description: str) -> Any:
    """An optional mapping or list. It is never None: an absent mapping is one with nothing given, a list is empty."""
    return Field(default=None, description=description)


class At(NamedTuple):
    """A place in the plan: a model, and the keys and list indices that lead on from it."""

    owner: "Model"
    steps: tuple[str | int, ...]


class Model(BaseModel):
    """A mapping of the plan. Only ids are required; a key that begins with ``x-`` is the author's own."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True, validate_default=True)
    __pydantic_extra__: dict[Annotated[str, StringConstraints(pattern="^x-")], Mapped[Any]]

    identity: ClassVar[tuple[str, ...]] = ("id",)
    """The keys that tell one item of a list from the others, in the order in which they are written."""

    refs: Many[Text] = section("Evidence: paths in the repository or URLs")

    def at(self, *steps: str | int) -> At:
        """The place of a key below this model: ``stage.at("amount")``, ``budget.at("reserves.contingency", "amount")``.

        The place need not exist: what is reported there is shown at the nearest thing that does.
        """
        keys: list[str | int] = []
        for step in steps:
            keys.extend(step.split(".") if isinstance(step, str) else [step])
        return At(self, tuple(keys))

    def get(self, key: str) -> Any:
        """The value of a key as the plan spells it (``kind``, ``from``, ``x-acme``); None where it is absent."""
        attribute = _attributes(type(self)).get(key)
        return getattr(self, attribute) if attribute else (self.model_extra or {}).get(key)

    @property
    def given(self) -> bool:
        """Whether the plan says anything here: an absent or empty mapping is not given."""
        return bool(self.model_fields_set)

    def children(self) -> Iterator[tuple[tuple[str | int, ...], "Model"]]:
        """The models directly below this one, with the steps that lead to each."""
        for key, name in _nested(type(self)):
            value = getattr(self, name)
            if isinstance(value, Model):
                yield (key,), value
            elif isinstance(value, tuple):  # and not the exchange rates, which are no items
                for index, item in enumerate(value):
                    yield (key, index), item
        for key, value in (self.model_extra or {}).items():
            if isinstance(value, Model):  # a plugin's section
                yield (key,), value


class Item(Model):
    """An item that other sections refer to by its id."""

    id: Id = Field(description="Lower-case kebab; unique within its section")


class Kinded(Item):
    """An item whose kind is what it is in the framework's vocabulary; its id where it declares none."""

    declared_kind: Word | None = Field(
        default=None, alias="kind", description="What it is in the framework's vocabulary; by default its id"
    )

    @property
    def kind(self) -> str:
        return self.declared_kind or self.id


def key_of(model: type[Model], attribute: str) -> str:
    """The key under which a plan writes a model's attribute."""
    return model.model_fields[attribute].alias or attribute


def model_in(annotation: Any) -> type[Model] | None:
    """The model that a field's annotation speaks of, alone or in a list; None where it holds plain values."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next(filter(None, (model_in(part) for part in get_args(annotation))), None)


@cache
def _nested(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """The key and the attribute of each field that holds a model or a list of them."""
    fields = model.model_fields.items()
    return tuple((key_of(model, name), name) for name, info in fields if model_in(info.annotation))


@cache
def _attributes(model: type[Model]) -> dict[str, str]:
    """The attribute for each key of a model."""
    return {key_of(model, name): name for name in model.model_fields}


def absent(value: object) -> bool:
    """Whether a value says nothing: no value, an empty list, a mapping without keys."""
    return value is None or value == () or (isinstance(value, Model) and not value.given)
