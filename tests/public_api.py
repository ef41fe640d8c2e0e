"""The public interface as it is: recorded in ``data/public-api.json`` and documented in ``docs/api.md`` and ``.zh.md``.

    python tests/public_api.py

writes all anew: the record, the pages below their prose, and what is to be translated in ``data/public-api.zh.po``.
"""

import enum
import inspect
import json
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from inspect import cleandoc
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

import opscheck
from opscheck import cli, hookspecs, testing
from opscheck.plan import types
from opscheck.plan.base import Model, key_of

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "tests" / "data" / "public-api.json"
PAGE = ROOT / "docs" / "api.md"
MARK = "<!-- What is below is written by python tests/public_api.py from the documentation in the code. -->\n"


# --- the record


def record() -> dict[str, Any]:
    """Everything that somebody may rely on, as plain data."""
    return {
        "api_version": hookspecs.API_VERSION,
        "names": {name: described(getattr(opscheck, name)) for name in sorted(opscheck.__all__)},
        "testing": {name: described(getattr(testing, name)) for name in sorted(testing.__all__)},
        "rule_keywords": _rule_keywords(),
        "hooks": {name: signature(getattr(hookspecs, name)) for name in hooks()},
        "deprecated": {name: [old.since, old.instead] for name, old in sorted(opscheck._DEPRECATED.items())},
        "exit_codes": {
            "nothing at or above --fail-on": 0,
            "findings": 1,
            "a mistake of the user or of a plugin": cli.USAGE_ERROR,
            "Ctrl-C": cli.INTERRUPTED,
        },
    }


def hooks() -> list[str]:
    """The names of the hooks, in their order."""
    return [name for name in vars(hookspecs) if name.startswith("opscheck_")]


def described(value: Any) -> Any:
    """A name of the interface as plain data: a class by its members, a function by its signature."""
    if not inspect.isclass(value) or get_origin(value):
        return signature(value) if inspect.isroutine(value) else spelt(value)
    members = {**_fields(value), **_methods(value)}
    bases = [base.__name__ for base in value.__mro__[1:] if base is not object and base.__name__ in PUBLIC_BASES]
    constructor = {} if issubclass(value, BaseModel | enum.Enum) else {"()": signature(value)}
    return {"bases": bases, **constructor, "members": members}


PUBLIC_BASES = {*opscheck.__all__, "tuple", "Decimal", "Exception", "Enum", "IntEnum", "BaseModel"}


def _fields(value: type) -> dict[str, str]:
    if issubclass(value, enum.Enum):
        return {member.name: repr(member.value) for member in value}
    if issubclass(value, BaseModel):
        return {name: _field(value, name) for name in value.model_fields}
    if is_dataclass(value):
        return {each.name: spelt(each.type) for each in fields(value)}
    if issubclass(value, tuple):
        return {name: spelt(value.__annotations__[name]) for name in getattr(value, "_fields", ())}
    return {name: "attribute" for name in getattr(value, "__slots__", ()) if not name.startswith("_")}


def _field(model: type[BaseModel], name: str) -> str:
    info = model.model_fields[name]
    key = info.alias or name
    required = ", required" if info.is_required() else ""
    return f"{spelt(info.annotation)}{required}" + (f", in a plan {key}" if key != name else "")


def _methods(value: type) -> dict[str, str]:
    """Its own public methods and properties, and those of bases that are not public themselves."""
    found: dict[str, str] = {}
    for owner in reversed(value.__mro__):
        if owner.__module__.partition(".")[0] == "opscheck" and (owner is value or owner.__name__ not in PUBLIC_BASES):
            for name, member in vars(owner).items():
                if not name.startswith(("_", "model_")) and name not in _fields(value):
                    found.update(_method(name, member))
    return found


def _method(name: str, member: Any) -> dict[str, str]:
    if isinstance(member, property):
        return {name: f"property -> {_returned(member.fget)}"}
    if isinstance(member, cached_property):
        return {name: f"property -> {_returned(member.func)}"}
    if isinstance(member, classmethod | staticmethod):
        return {name: f"{signature(member.__func__)}"}
    return {name: signature(member)} if inspect.isroutine(member) else {}


def _returned(function: Any) -> str:
    return spelt(inspect.signature(function).return_annotation)


def _rule_keywords() -> list[str]:
    parameters = inspect.signature(opscheck.Rule.__pydantic_init_subclass__).parameters.values()
    return [_parameter(parameter) for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY]


def signature(function: Any) -> str:
    """A signature with its types and defaults, as text."""
    try:
        own = inspect.signature(function)
    except ValueError:
        return "(…)"
    returned = "" if inspect.isclass(function) else f" -> {spelt(own.return_annotation)}"
    pieces: list[str] = []
    for parameter in own.parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not any(piece.startswith("*") for piece in pieces):
            pieces.append("*")
        pieces.append(_parameter(parameter))
    return f"({', '.join(pieces)}){returned}"


def _parameter(parameter: inspect.Parameter) -> str:
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    annotation = "" if parameter.annotation is parameter.empty else f": {spelt(parameter.annotation)}"
    default = "" if parameter.default is parameter.empty else f" = {_value(parameter.default)}"
    return f"{stars}{parameter.name}{annotation}{default}"


def _value(value: Any) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


_NAMED = {id(value): name for name, value in reversed(vars(types).items()) if get_origin(value) is Annotated}


def spelt(annotation: Any) -> str:
    """A type as one would write it, the same in every version of Python."""
    if id(annotation) in _NAMED:
        return _NAMED[id(annotation)]
    if annotation is inspect.Parameter.empty:
        return "Any"
    if annotation in (None, type(None)):
        return "None"
    if annotation is ...:
        return "..."
    if isinstance(annotation, str):
        return annotation
    if isinstance(annotation, typing.ForwardRef):
        return annotation.__forward_arg__
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return spelt(arguments[0])
    if origin in (UnionType, typing.Union):
        return " | ".join(map(spelt, arguments))
    if origin is typing.Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    if isinstance(annotation, list):
        return f"[{', '.join(map(spelt, annotation))}]"
    if origin is not None:
        return f"{origin.__name__}[{', '.join(map(spelt, arguments))}]"
    return annotation.__name__ if hasattr(annotation, "__name__") else _value(annotation)


# --- the page

_DESCRIBED = {
    "API_VERSION": "The version of the plugin interface, an int. A plugin declares the one that it is written for.",
    "TODO": "What a fix writes where only the author knows what belongs there; a finding until it is filled in.",
    "hookimpl": "Marks the functions of a plugin module that implement hooks.",
    "Result": "What a rule may say: a Problem, Pass, NotApplicable or NeedsData.",
    "Results": "What `check` returns: an iterator of these.",
    "Amount": "`Money` that is not negative, as `960000.00` or `5000.00 USD`, converted into the plan's currency.",
    "Day": "A `datetime.date`, written `2026-01-05`.",
    "Flag": "A `bool`, written `true` or `false` and nothing else.",
    "Id": "A `str` of lower-case letters and digits, joined by hyphens.",
    "Many": "`Many[T]`: a tuple of items, empty where the plan has none.",
    "Month": "A `str` such as `2026-01`.",
    "Number": "A `Decimal`.",
    "One": "`One[T]`: a mapping that is never None; one that is absent has nothing given.",
    "Portion": "A `Percent` from 0 % to 100 %.",
    "Text": "A `str` that is not empty.",
}


def page(path: Path = PAGE, say: Callable[[str], str] = str) -> str:
    """A page: its prose as it stands, and below it the documentation of every name; ``say`` gives its language."""
    return path.read_text(encoding="utf-8").partition(MARK)[0] + MARK + "".join(_sections(say))


def _sections(say: Callable[[str], str]) -> Iterator[str]:
    yield f"\n## {say('The hooks')}\n"
    for name in hooks():
        hook = getattr(hookspecs, name)
        yield f"\n### `{name}{signature(hook)}`\n\n{say(inspect.getdoc(hook) or '')}\n"
    for heading, names in groups().items():
        yield f"\n## {say(heading)}\n"
        for name in names:
            yield from _entry(name, getattr(opscheck, name), say)
    yield "\n## `opscheck.testing`\n"
    for name in testing.__all__:
        yield from _entry(name, getattr(testing, name), say)


def groups() -> dict[str, list[str]]:
    """The names by subject, as `__all__` has them below its comments."""
    source = (ROOT / "opscheck" / "__init__.py").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {"The interface": []}
    for line in source.partition("__all__ = [")[2].partition("\n]")[0].splitlines():
        if comment := re.fullmatch(r" {4}# (.*)", line):
            found[comment[1].capitalize()] = []
        elif name := re.search(r'"(\w+)"', line):
            found[list(found)[-1]].append(name[1])
    return found


def _entry(name: str, value: Any, say: Callable[[str], str]) -> Iterator[str]:
    is_class = inspect.isclass(value) and not get_origin(value)
    callable_ = inspect.isroutine(value) or (is_class and not issubclass(value, BaseModel | enum.Enum))
    heading = f"{name}{signature(value)}" if callable_ else name
    yield f"\n### `{heading}`\n\n{_fenced(say(_DESCRIBED.get(name) or inspect.getdoc(value) or ''))}\n"
    if not is_class:
        return
    if issubclass(value, Model):
        yield from _table(value, say)
    for member, text in _methods(value).items():
        kind, _, rest = text.partition(" -> ") if text.startswith("property") else (text, "", "")
        doc = say(" ".join((inspect.getdoc(getattr(value, member)) or "").split("\n\n")[0].split()))
        yield f"\n- `{member}: {rest}`" if kind == "property" else f"\n- `{member}{text}`"
        yield say(": {meaning}").replace("{meaning}", doc) if doc else ""
    yield "\n" if _methods(value) else ""


def _fenced(text: str) -> str:
    """A docstring as Markdown: a paragraph that lists words with their meaning stays as it is laid out."""
    return re.sub(r"(?m)^((?:    .*\n?)+)", lambda block: f"\n```text\n{cleandoc(block[0])}\n```\n", text)


def _table(model: type[Model], say: Callable[[str], str]) -> Iterator[str]:
    own = [name for name in model.model_fields if name != "refs" or model is Model]
    if not own:
        return
    yield f"\n| {say('key')} | {say('type')} | |\n|---|---|---|\n"
    for name in own:
        key, info = key_of(model, name), model.model_fields[name]
        attribute = "" if key == name else " " + say("(attribute {name})").replace("{name}", f"`{name}`")
        type_ = spelt(info.annotation).replace("|", "\\|")
        yield f"| `{key}`{attribute} | `{type_}` | {say(info.description or '')} |\n"


if __name__ == "__main__":
    import public_api_chinese as chinese

    RECORD.write_text(json.dumps(record(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    chinese.update()
    chinese.PAGE.write_text(chinese.page(), encoding="utf-8")
