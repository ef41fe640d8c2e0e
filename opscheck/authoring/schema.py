"""The JSON Schema (draft 2020-12) of the plan format, from the models: for editors, and for checks without opscheck.

It describes what an author writes: keys are closed except for ``x-``, closed vocabularies are enumerated, and open ones
have the framework's words as examples. A key without a value is to opscheck an absent key; the schema does not allow
it, so that an editor marks what is still to be filled in.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from opscheck.errors import UserError
from opscheck.extensions import Section
from opscheck.finding import Message
from opscheck.plan import Plan, types
from opscheck.plan.quantities import Money, Percent, Period
from opscheck.translations import translate

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:opscheck:plan:v1"

NO_SCHEMA = "the section {key} of {distribution} has no JSON Schema: {error}"
_PART_OF = "Makes this file a fragment: the plans that it is a part of, relative to this file"
NOTATIONS: Mapping[str, tuple[Any, str]] = {
    "Id": (types.Id, "Lower-case letters and digits, joined by hyphens"),
    "Day": (types.Day, "A day, such as 2026-01-05"),
    "Month": (types.Month, "A month, such as 2026-01"),
    "Period": (Period, "A period in ISO 8601: P9D, P2W, P1M or PT72H"),
    "Percent": (Percent, "A percentage such as 15%, or the ratio 0.15"),
    "Portion": (types.Portion, "0% to 100%, or a ratio from 0 to 1"),
    "Money": (Money, "An amount in the plan's currency, or in another one that plan.rates knows: 5000.00 USD"),
    "Amount": (types.Amount, "An amount that is not negative, in the plan's currency or, as 5000.00 USD, in another"),
    "Quantity": (types.Quantity, "A value in its KPI's or indicator's unit: a number, or a percentage such as 15%"),
    "Currency": (types.Currency, "A currency code of ISO 4217"),
    "Unit": (types.Unit, "What a value is measured in; a currency code of ISO 4217 for amounts"),
}

# What the framework calls things; a plan may use words of its own beside these.
_WORDS: Mapping[str, str] = {
    "Driver.kind": "market technology policy",
    "Context.methods": "value-chain-analysis agile-operations",
    "Context.value_chain": "content-distribution customer-service promotion fulfilment",
    "Objective.area": "customer-lifetime-value resource-efficiency market-responsiveness",
    "Stage.kind": "early middle late other",
    "Stage.covers": "tool-procurement team-formation pilot-validation technology-upgrade marketing channel-expansion "
    "ecosystem brand",
    "Line.category": "people technology finance",
    "Reserve.method": "expected-value",
    "Department.duties": "customer-needs system-support budget-control plan-execution",
    "Person.roles": "operations-strategist data-analyst content-creator technical-developer customer-experience",
    "Person.skills": "industry-insight sql python machine-learning multi-platform stability scalability feedback-loop",
    "Training.kind": "external knowledge-base",
    "Meeting.kind": "weekly retrospective joint effect-review",
    "Workspace.holds": "documents communication progress",
    "Governance.appraisal": "drill-results",
    "Tool.kind": "crm marketing-automation bi tracking other",
    "Tool.capabilities": "multi-channel smart-tags email sms push ab-testing real-time end-to-end",
    "Data.domains": "behaviour transaction marketing",
    "DataQuality.checks": "accuracy completeness",
    "AdjustmentStep.step": "monitor diagnose validate evaluate",
    "Kpi.kind": "retention conversion average-order-value cac ltv labor-cost marketing-roi nps satisfaction "
    "decision-cycle response-speed cross-department-completion on-time-delivery improvements-per-year "
    "training-coverage onboarding-time brand-value market-share partner-health inventory-turnover repurchase other",
    "Kpi.group": "core outcome capability competitiveness",
    "Kpi.segment": "high-value",
    "Kpi.dimension": "brand-value market-share ecosystem-health",
    "Phase.kind": "diagnosis design pilot rollout other",
    "Phase.methods": "user-research data-collection competitor-analysis",
    "Phase.content": "benchmark tooling process budget-allocation",
    "Review.kind": "internal external",
    "Deliverable.kind": "diagnosis-report technical-roadmap itemized-budget pilot-report operations-handbook other",
    "Risk.category": "technical market operational regulatory supply-chain financial reputational",
    "Risk.strategies": "redundancy recovery stress-test scenario-plans standard-process compliance-monitoring "
    "expert-advice budget-control reserve rapid-response sentiment-monitoring",
    "Risk.fallback": "alternative-supplier alternative-solution legal-consultation",
    "Response.kind": "avoid mitigate transfer accept",
    "ContingencyPlan.purpose": "decision cooperation technical",
    "Channel.kind": "sms app-push email",
    "Indicator.dimension": "technical market operational financial",
    "Drill.scenario": "system-failure data-leak natural-disaster safety-incident public-criticism",
    "Drill.form": "tabletop role-play live",
    "Drill.purpose": "decision cooperation technical",
}


def plan_schema(lang: str = "en", sections: Iterable[Section] = ()) -> dict[str, Any]:
    """The schema of a plan file or a fragment, with descriptions in English (``en``) or Chinese (``zh``).

    ``sections`` are those that plugins read. Raises UserError for one that has no JSON Schema.
    """
    schema = Plan.model_json_schema(schema_generator=_Generator)
    definitions = schema.pop("$defs")
    _offer_words(definitions)
    for part in (schema, definitions):
        _name_notations(part)
    definitions |= {name: {"description": text, **_plain(type_)} for name, (type_, text) in NOTATIONS.items()}
    for section in sections:
        _admit_section(schema, definitions, section)
    _admit_fragments(schema, definitions["Header"])
    whole = {"$schema": DIALECT, "$id": ID, **schema, "$defs": dict(sorted(definitions.items()))}
    for part in _described(whole):
        part["description"] = translate(part["description"], lang)
    return whole


def descriptions() -> Iterator[str]:
    """Every description of the schema, in English."""
    return (part["description"] for part in _described(plan_schema()))


class _Generator(GenerateJsonSchema):
    """Says what an author writes: no nulls, no defaults, no titles made of names, and no unknown keys."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        return value

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        found = super().model_schema(schema)
        del found["title"]
        found["properties"]["refs"] = found["properties"].pop("refs")  # what a model alone has comes first
        return {**found, "patternProperties": {"^x-": True}, "additionalProperties": False}


def _plain(type_: Any) -> dict[str, Any]:
    return TypeAdapter(type_).json_schema(schema_generator=_Generator)


def _offer_words(definitions: Mapping[str, Any]) -> None:
    for place, words in _WORDS.items():
        model, key = place.split(".")
        value = definitions[model]["properties"][key]
        value.get("items", value)["examples"] = words.split()


def _name_notations(schema: dict[str, Any]) -> None:
    """Replace every notation that is spelt out by its name."""
    named = [(_plain(type_), name) for name, (type_, _) in NOTATIONS.items()]
    for part in list(_parts(schema)):
        spelt = {key: value for key, value in part.items() if key != "description"}
        for notation, name in named:
            if spelt and {"type": "string", **spelt} == {"type": "string", **notation}:  # a key's type goes unsaid
                for key in spelt:
                    del part[key]
                part["$ref"] = f"#/$defs/{name}"


def _admit_fragments(schema: dict[str, Any], header: dict[str, Any]) -> None:
    """A file is a plan, with ``plan.id``, or a fragment, with ``part_of`` and no ``include`` of its own."""
    part_of = {"description": _PART_OF, "type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
    properties = schema["properties"]
    own = {name: properties.pop(name) for name in ("schema", "include")}
    schema["properties"] = {**own, "part_of": part_of, **properties}
    schema["required"] = ["schema"]
    plan = {"required": ["plan"], "properties": {"plan": {"required": header.pop("required")}}}
    fragment = {"properties": {"include": {"maxItems": 0}}}
    schema |= {"if": {"required": ["part_of"]}, "then": fragment, "else": plan}


def _admit_section(schema: dict[str, Any], definitions: dict[str, Any], section: Section) -> None:
    """Add a plugin's section, its definitions under its own key so that they meet no other's."""
    template = f"#/$defs/{section.key}.{{model}}"
    try:
        found = section.model.model_json_schema(schema_generator=_Generator, ref_template=template)
    except Exception as error:  # noqa: BLE001 - a stranger's model may fail in any way
        values = {"key": section.key, "distribution": section.distribution, "error": f"{type(error).__name__}: {error}"}
        raise UserError(Message(NO_SCHEMA, values)) from None
    own = {f"{section.key}.{name}": value for name, value in found.pop("$defs", {}).items()}
    for part in (found, own):
        _name_notations(part)
    definitions |= own
    schema["properties"][section.key] = found


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a schema, the outer ones first."""
    if isinstance(schema, dict):
        yield schema
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _parts(below)


def _described(schema: Any) -> Iterator[dict[str, Any]]:
    """The parts of a schema that have a description."""
    return (part for part in _parts(schema) if isinstance(part.get("description"), str))
