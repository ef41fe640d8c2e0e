"""The schemas of a ruleset and of a configuration, from the keys that their readers know."""

from collections.abc import Iterator, Mapping

from opscheck.authoring.schema import rules
from opscheck.authoring.schema.notations import Schema, definitions, name_notations
from opscheck.catalogue import Catalogue
from opscheck.keys import KnownKey
from opscheck.project.keys import CONFIGURATION, OVERRIDE, RULESET
from opscheck.reports import FORMATS
from opscheck.source import load

_RULES = {"$ref": "#/$defs/Rules"}


def ruleset(catalogue: Catalogue, lang: str) -> Schema:
    """The schema of a ruleset; what is said of rules is in ``lang``, the rest in English."""
    return _file(RULESET, catalogue, lang)


def config(catalogue: Catalogue, lang: str) -> Schema:
    """The schema of a configuration, as ``ruleset``."""
    schema = _file(CONFIGURATION, catalogue, lang)
    schema["properties"]["format"]["enum"] = sorted((*FORMATS, *catalogue.plugins.formats))
    return schema


def keys() -> list[Schema]:
    """What the schemas say of keys, in English."""
    return [_mapping(RULESET), _mapping(CONFIGURATION), rules.declared()]


def _file(known: Mapping[str, KnownKey], catalogue: Catalogue, lang: str) -> Schema:
    defined = rules.definitions(catalogue, lang)
    schema = _mapping(known)
    properties = schema["properties"]
    names = sorted(_names(catalogue))
    for key in known.keys() & {"ruleset", "extends"}:
        properties[key]["examples"] = [*names, *(name for name in known[key].examples if name not in names)]
    needed = {*name_notations(defined), "Period"}
    defined |= definitions(sorted(needed))
    return {**schema, "$defs": dict(sorted(defined.items()))}


def _names(catalogue: Catalogue) -> Iterator[str]:
    """What the installed rulesets are called."""
    for _, path in catalogue.plugins.rulesets:
        data = load(path.read_bytes(), path.name).data
        yield str(data.get("name", path.stem)) if isinstance(data, dict) else path.stem


def _mapping(known: Mapping[str, KnownKey]) -> Schema:
    """A mapping with these keys, and keys of the author's own."""
    properties = {name: {"description": key.description, **_value(name, key)} for name, key in known.items()}
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }


def _value(name: str, key: KnownKey) -> Schema:
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


def _entries(name: str, key: KnownKey) -> Schema:
    if name == "severities":
        return rules.severities()
    found = _mapping(key.keys)
    if name != "limits":  # the other fixed mappings have no keys of the author's own
        del found["patternProperties"]
    return found


def _texts(key: KnownKey) -> Schema:
    one = _text(key)
    examples = one.pop("examples", None)
    listed = {"type": "array", "items": {**one, **({"examples": examples} if examples else {})}}
    return {"anyOf": [one, listed], **({"examples": examples} if examples else {})}


def _text(key: KnownKey) -> Schema:
    text: Schema = {"$ref": f"#/$defs/{key.notation}"} if key.notation else {"type": "string"}
    if key.values:
        text["enum"] = list(key.values)
    if key.examples:
        text["examples"] = list(key.examples)
    if key.pattern:
        text["pattern"] = key.pattern
    if key.form:
        text["errorMessage"] = key.form
    return text
