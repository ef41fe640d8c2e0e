"""The schema of a plan and of a fragment, from the models."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import JsonSchemaValue

from opscheck.authoring.schema.notations import NOTATIONS, Generator, Schema, definitions, name_notations
from opscheck.authoring.schema.words import WORDS
from opscheck.blame import told
from opscheck.errors import UserError
from opscheck.extensions import Section
from opscheck.finding import Message
from opscheck.plan import Plan

NO_SCHEMA = "the section {key} of {distribution} has no JSON Schema: {error}"
_PART_OF = "Makes this file a fragment: the plans that it is a part of, relative to this file"
_PERCENT_OR_NOT = {"const": "percent"}, {"$ref": "#/$defs/Unit"}
_NUMBER = "A number: only what is measured in percent is written as a percentage"
_LIST = "A list belongs here, even of one: [a, b], or a line with - for each"
_QUANTITY = {"$ref": "#/$defs/Quantity"}


def plan(sections: Iterable[Section]) -> Schema:
    """The schema in English. Raises UserError for a section that has no JSON Schema."""
    schema = Plan.model_json_schema(schema_generator=_Generator)
    models = schema.pop("$defs")
    _offer_words(models)
    for part in (schema, models):
        name_notations(part)
    models |= definitions(NOTATIONS)
    for section in sections:
        _admit_section(schema, models, section)
    for model in models.values():
        _judge_by_unit(model)
    _admit_fragments(schema, models["Header"])
    _explain_lists(schema, models)
    return {**schema, "$defs": dict(sorted(models.items()))}


class _Generator(Generator):
    """Models of the plan are closed but for keys of the author's own; what each has of its own comes before refs."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        found = super().model_schema(schema)
        del found["title"]
        found["properties"]["refs"] = found["properties"].pop("refs")
        return {**found, "patternProperties": {"^x-": True}, "additionalProperties": False}


def _offer_words(models: Mapping[str, Any]) -> None:
    for place, words in WORDS.items():
        model, key = place.split(".")
        value = models[model]["properties"][key]
        value.get("items", value)["examples"] = words.split()


def _judge_by_unit(model: Schema) -> None:
    """What is measured in percent is written as a percentage, and what is measured in another unit is not."""
    properties = model.get("properties", {})
    measured = [key for key, value in properties.items() if _QUANTITY.items() <= value.items()]
    if "unit" in properties and measured:
        in_percent, in_another = ({"required": ["unit"], "properties": {"unit": unit}} for unit in _PERCENT_OR_NOT)
        numbers = {"properties": {key: {"type": "number", "errorMessage": _NUMBER} for key in measured}}
        percentages = {"properties": {key: {"$ref": "#/$defs/Percent"} for key in measured}}
        model |= {"if": in_percent, "then": percentages, "else": {"if": in_another, "then": numbers}}


def _explain_lists(schema: Schema, models: Mapping[str, Any]) -> None:
    """Say in words how a list is written, where something else stands."""
    for part in (schema, *models.values()):
        for value in part.get("properties", {}).values():
            if isinstance(value, dict) and value.get("type") == "array":
                value["errorMessage"] = _LIST


def _admit_fragments(schema: Schema, header: Schema) -> None:
    """A file is a plan, with ``plan.id``, or a fragment, with ``part_of`` and no ``include`` of its own.

    ``schema`` may be absent: the ``plans`` of a configuration may say of a file that it is a plan.
    """
    part_of = {"description": _PART_OF, "type": "array", "items": {"$ref": "#/$defs/Text"}, "minItems": 1}
    properties = schema["properties"]
    own = {name: properties.pop(name) for name in ("schema", "include")}
    schema["properties"] = {**own, "part_of": part_of, **properties}
    schema.pop("required")
    whole = {"required": ["plan"], "properties": {"plan": {"required": header.pop("required")}}}
    fragment = {"properties": {"include": {"maxItems": 0}}}
    schema |= {"if": {"required": ["part_of"]}, "then": fragment, "else": whole}


def _admit_section(schema: Schema, models: Schema, section: Section) -> None:
    """Add a plugin's section, its definitions under its own key so that they meet no other's."""
    template = f"#/$defs/{section.key}.{{model}}"
    try:
        found = section.model.model_json_schema(schema_generator=_Generator, ref_template=template)
    except Exception as error:  # noqa: BLE001 - a stranger's model may fail in any way
        values = {"key": section.key, "distribution": section.distribution, "error": told(error)}
        raise UserError(Message(NO_SCHEMA, values)) from None
    own = {f"{section.key}.{name}": value for name, value in found.pop("$defs", {}).items()}
    for part in (found, own):
        name_notations(part)
    models |= own
    schema["properties"][section.key] = found
