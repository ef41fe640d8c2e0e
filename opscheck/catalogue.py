"""What there is to know about the installed rules: as data, for lists, explanations and pages."""

from typing import Any

from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.json_schema import DEFAULT_REF_TEMPLATE, GenerateJsonSchema

from opscheck.core import CORE_RULES
from opscheck.documentation import documentation
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.framework import Clause, load_clauses
from opscheck.meant import closest
from opscheck.plugins import Plugins
from opscheck.rule import Rule


class Catalogue:
    """The installed rules with their plugins and the clauses they check."""

    def __init__(self, plugins: Plugins) -> None:
        self.plugins = plugins
        self.rules = dict(sorted(plugins.rules.items()))
        self.clauses: dict[str, Clause] = load_clauses(plugins.frameworks)

    def rules_of(self, clause: str) -> list[str]:
        """The ids of the rules that check a clause."""
        return [rule.id for rule in self.rules.values() if clause in rule.clauses]

    def describe(self, rule: type[Rule]) -> dict[str, Any]:
        """A rule as JSON has it: id, summary, severity, clauses, plugin, parameters as JSON Schema, scope, fixable."""
        plugin = self.plugins.plugin_of[rule.id]
        return {
            "id": rule.id,
            "summary": documentation(rule).summary,
            "severity": rule.severity.name,
            "clauses": list(rule.clauses),
            "plugin": {"name": plugin.distribution, "version": plugin.version, "module": plugin.module},
            "parameters": parameters_schema(rule),
            "scope": rule.scope,
            "fixable": rule.fixable,
        }

    def find(self, rule_id: str) -> type[Rule]:
        """A rule by id. Raises UserError with a did-you-mean where there is none."""
        rule = self.rules.get(rule_id)
        if rule is None:
            meant = closest(rule_id, [*self.rules, *CORE_RULES])
            template = "there is no rule {id}: did you mean {meant}?" if meant else "there is no rule {id}"
            raise UserError(Message(template, {"id": rule_id, "meant": meant}))
        return rule


def parameters_schema(rule: type[Rule], ref_template: str = DEFAULT_REF_TEMPLATE) -> dict[str, Any]:
    """The JSON Schema of a rule's parameters, each with its default as a ruleset would write it.

    Raises UserError where a parameter has a type that JSON Schema does not know.
    """
    schema = _model_schema(rule, ref_template) if rule.model_fields else {}
    properties = dict(schema.get("properties", {}))
    for name, field in rule.model_fields.items():
        properties[name] = {**properties[name], "default": plain(field.default)}
        properties[name].pop("title", None)
    own = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **own}


class _QuietJsonSchema(GenerateJsonSchema):
    """Our own defaults, such as Percent, are spelt by ``plain``: pydantic need not warn that it cannot."""

    ignored_warning_kinds = {"non-serializable-default"}  # noqa: RUF012 - pydantic declares it of the instance


def _model_schema(rule: type[Rule], ref_template: str) -> dict[str, Any]:
    try:
        return rule.model_json_schema(schema_generator=_QuietJsonSchema, ref_template=ref_template)
    except PydanticInvalidForJsonSchema:
        raise UserError(Message("a parameter of {id} has a type without a JSON Schema", {"id": rule.id})) from None


def plain(value: Any) -> Any:
    """A parameter's value as YAML and JSON write it."""
    from decimal import Decimal

    from opscheck.plan.quantities import Band, Percent, Period

    if isinstance(value, Band):
        return [plain(value.low), plain(value.high)]
    if isinstance(value, tuple | list | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, Percent):
        return f"{(Decimal(value) * 100).normalize():f}%"
    if isinstance(value, Period):
        return value.text
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
