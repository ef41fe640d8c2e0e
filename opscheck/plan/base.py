"""What every part of a plan has in common: frozen, exact about its keys, and able to say where it stands."""

from functools import cache, lru_cache
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


class Part(NamedTuple):
    """A model below another: itself, the one right above it if that is not the outermost, and the path to it."""

    model: "Model"
    above: "Model | None"
    path: tuple[str | int, ...]


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
        return At(self, _keys(steps))

    def get(self, key: str) -> Any:
        """The value of a key as the plan spells it (``kind``, ``from``, ``x-acme``); None where it is absent."""
        attribute = _attributes(type(self)).get(key)
        return self.__dict__[attribute] if attribute else (self.model_extra or {}).get(key)

    @property
    def given(self) -> bool:
        """Whether the plan says anything here: an absent or empty mapping is not given."""
        return bool(self.__pydantic_fields_set__)


def parts_of(model: Model) -> list[Part]:
    """Every model below this one, in the order of the format. It is nowhere in them itself: that would be a cycle."""
    found: list[Part] = []
    _add_parts(model, None, (), found)
    return found


def _add_parts(model: Model, above: Model | None, path: tuple[str | int, ...], found: list[Part]) -> None:
    values = model.__dict__
    for key, name in _nested(type(model)):
        value = values[name]
        if isinstance(value, tuple):
            for index, item in enumerate(value):
                _add_part(Part(item, above, (*path, key, index)), found)
        elif isinstance(value, Model):  # and not the exchange rates, which are no items
            _add_part(Part(value, above, (*path, key)), found)
    for key, value in (model.__pydantic_extra__ or {}).items():
        if isinstance(value, Model):  # a plugin's section
            _add_part(Part(value, above, (*path, key)), found)


def _add_part(part: Part, found: list[Part]) -> None:
    found.append(part)
    model = part.model
    if model.__pydantic_extra__ or _nested(type(model)):
        _add_parts(model, model, part.path, found)


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


@lru_cache(maxsize=4_096)
def _keys(steps: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The steps with those apart that are written as one, ``reserves.contingency``."""
    return tuple(key for step in steps for key in (step.split(".") if isinstance(step, str) else [step]))


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
def _attributes(model: type[Any]) -> dict[str | int, str]:
    """The attribute for each key of a model; none for what is no model."""
    return {key_of(model, name): name for name in model.model_fields} if issubclass(model, Model) else {}


def absent(value: Any) -> bool:
    """Whether a value says nothing: no value, an empty list, a mapping without keys."""
    if value is None or isinstance(value, tuple):
        return not value
    kind: Any = type(value)
    return bool(_attributes(kind)) and not value.given


def given_below(value: Any, key: str | int) -> Any:
    """What a model gives at a key; None where it gives nothing there, and for what is no model."""
    kind: Any = type(value)
    names = _attributes(kind)
    found = value.__dict__[names[key]] if key in names else value.get(key) if names else None
    return None if absent(found) else found
