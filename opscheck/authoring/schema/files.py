"""The schemas of a ruleset and of a configuration, from the keys that their readers know."""

from collections.abc import Iterable, Mapping
from typing import Any

from opscheck.authoring.schema import rules
from opscheck.authoring.schema.notations import definitions, name_notations
from opscheck.catalogue import Catalogue
from opscheck.keys import Key
from opscheck.project.keys import CONFIGURATION, OVERRIDE, RULESET

_RULES = {"$ref": "#/$defs/Rules"}


def ruleset(catalogue: Catalogue, lang: str) -> dict[str, Any]:
    """The schema of a ruleset; what is said of rules is in ``lang``, the rest in English."""
    return _file(RULESET, {}, catalogue, lang)


def config(catalogue: Catalogue, lang: str, choices: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The schema of a configuration, as ``ruleset``; ``choices`` are the words that a key's text must be one of."""
    return _file(CONFIGURATION, choices, catalogue, lang)


def keys() -> list[dict[str, Any]]:
    """What the schemas say of keys, in English."""
    return [_mapping(RULESET), _mapping(CONFIGURATION), rules.declared()]


def _file(
    known: Mapping[str, Key], choices: Mapping[str, Iterable[str]], catalogue: Catalogue, lang: str
) -> dict[str, Any]:
    defined = rules.definitions(catalogue, lang)
    schema = _mapping(known)
    properties = schema["properties"]
    for key, words in choices.items():
        properties[key] |= {"enum": list(words)}
    names = sorted({path.stem for _, path in catalogue.plugins.rulesets})
    for key in known.keys() & {"ruleset", "extends"}:
        properties[key]["examples"] = [*names, *(name for name in known[key].examples if name not in names)]
    needed = {*name_notations(defined), "Period"}
    defined |= definitions(sorted(needed))
    return {**schema, "$defs": dict(sorted(defined.items()))}


def _mapping(known: Mapping[str, Key]) -> dict[str, Any]:
    """A mapping with these keys, and keys of the author's own."""
    properties = {name: {"description": key.description, **_value(name, key)} for name, key in known.items()}
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }


def _value(name: str, key: Key) -> dict[str, Any]:
    if key.kind is dict:
        return _RULES if name == "rules" else {"type": "object", **_entries(name, key)}
    if key.kind is list:
        override = {**_mapping(OVERRIDE), "required": list(OVERRIDE)}
        del override["patternProperties"]
        override["properties"]["files"]["anyOf"][1]["minItems"] = 1
        return {"type": "array", "items": override}
    if key.kind is int:
        return {"type": "integer", "minimum": 1, "maximum": key.most}
    return _texts(key) if key.listed else _text(key)


def _entries(name: str, key: Key) -> dict[str, Any]:
    if name == "severities":
        return rules.severities()
    found = _mapping(key.keys)
    if name != "limits":  # the other fixed mappings have no keys of the author's own
        del found["patternProperties"]
    return found


def _texts(key: Key) -> dict[str, Any]:
    one = _text(key)
    examples = one.pop("examples", None)
    listed = {"type": "array", "items": {**one, **({"examples": examples} if examples else {})}}
    return {"anyOf": [one, listed], **({"examples": examples} if examples else {})}


def _text(key: Key) -> dict[str, Any]:
    said = {
        "enum": list(key.values),
        "examples": list(key.examples),
        "pattern": key.pattern,
        "patternErrorMessage": key.form,
    }
    kind = {"$ref": f"#/$defs/{key.notation}"} if key.notation else {"type": "string"}
    return {**kind, **{name: value for name, value in said.items() if value}}
