"""The schema of what a ruleset or a configuration says about rules: severities, parameters, rules of its own."""

from collections.abc import Iterator

from opscheck.authoring.explanation import Explanation, explain
from opscheck.authoring.schema.notations import Generator, Schema
from opscheck.catalogue import Catalogue, parameters_schema
from opscheck.core import CORE_RULES, CoreRule
from opscheck.declared.definition import PARAMETER, TAKEN, Definition
from opscheck.finding import Severity
from opscheck.rule import RULE_ID, Rule
from opscheck.ruleset import WORDS
from opscheck.translations import translate

SEVERITY = "on and off, or how bad what the rule finds is; on is the rule's own severity"
DEFAULT = "{summary} By default: {severity}."
OF_CLAUSES = "{summary} Clauses: {clauses}. By default: {severity}."
MEANING = "{meaning} ({origin})"
MANY = "All rules whose ids match; an id says more than a glob, and a longer glob more than a shorter one"
OWN = "A rule of the ruleset's own, declared with assert, or the severity and parameters of one that it extends"
DECLARED = "A rule that the ruleset declares itself"
_DECLARES = "for", "assert"
_DECLARATION = {"anyOf": [{"required": [key]} for key in _DECLARES]}
_SEVERITY = {"$ref": "#/$defs/Severity"}


def definitions(catalogue: Catalogue, lang: str) -> Schema:
    """``Rules``, and what it refers to."""
    nested: Schema = {}
    known = {rule.id: _rule(catalogue, rule, nested, lang) for rule in catalogue.rules.values()}
    known |= {rule.id: _core_rule(rule, lang) for rule in CORE_RULES.values() if rule.configurable}
    topics = "|".join(sorted({"opscheck", *(rule_id.partition("/")[0] for rule_id in known)}))
    rule = declared()
    start = {key: rule["properties"][key] for key in _DECLARES}
    own = {"if": _DECLARATION, "then": {"$ref": "#/$defs/Rule"}, "else": _mapping(start, closed=False)}
    rules = {
        "type": "object",
        "properties": known,
        "patternProperties": {
            r"[*?\[]": _setting(translate(MANY, lang), _mapping(dict.fromkeys(_DECLARES, False), closed=False)),
            rf"^(?!({topics})/){RULE_ID.pattern}$": _setting(translate(OWN, lang), own),
        },
        "additionalProperties": False,
    }
    severity = {"description": translate(SEVERITY, lang), "enum": list(WORDS)}
    return {"Rules": rules, "Severity": severity, "Rule": rule, **nested}


def severities() -> Schema:
    """What becomes of each severity."""
    names = list(Severity.__members__)
    return {"properties": {name: {"enum": [*names, "off"]} for name in names}, "additionalProperties": False}


def _setting(description: str, mapping: Schema) -> Schema:
    """A severity alone, or a mapping: ``anyOf`` offers both, and ``then`` alone says what is wrong with a mapping."""
    either = [_SEVERITY, {"type": "object"}]
    return {"description": description, "anyOf": either, "if": {"type": "object"}, "then": mapping}


def _mapping(parameters: Schema, *, closed: bool, severity: Schema = _SEVERITY) -> Schema:
    properties = {"severity": severity, **parameters}
    return {"type": "object", "properties": properties, **({"additionalProperties": False} if closed else {})}


def _rule(catalogue: Catalogue, rule: type[Rule], nested: Schema, lang: str) -> Schema:
    explained = explain(catalogue, rule, lang)
    prefix = rule.id.replace("/", ".")
    schema = parameters_schema(rule, f"#/$defs/{prefix}.{{model}}")
    nested |= {f"{prefix}.{name}": model for name, model in schema.get("$defs", {}).items()}
    parameters = dict(_parameters(schema, explained, lang))
    severity = {**_SEVERITY, "default": rule.severity.name}
    return _setting(_summary(explained, lang), _mapping(parameters, closed=True, severity=severity))


def _core_rule(rule: CoreRule, lang: str) -> Schema:
    severity = rule.default.name if rule.default else "off"
    said = translate(DEFAULT, lang, summary=translate(rule.summary, lang), severity=severity)
    return _setting(said, _mapping({}, closed=True))


def _summary(explained: Explanation, lang: str) -> str:
    clauses = ", ".join(clause.id for clause in explained.clauses)
    values = {"summary": explained.paragraphs[0], "severity": explained.severity, "clauses": clauses}
    return translate(OF_CLAUSES if clauses else DEFAULT, lang, **values)


def _parameters(schema: Schema, explained: Explanation, lang: str) -> Iterator[tuple[str, Schema]]:
    for parameter in explained.parameters:
        found = {key: value for key, value in schema["properties"][parameter.name].items() if key != "origin"}
        if isinstance(found.get("additionalProperties"), dict) and isinstance(found["default"], dict):
            found["additionalProperties"] = {"anyOf": [found["additionalProperties"], {"type": "null"}]}  # is taken out
        said = translate(MEANING, lang, meaning=parameter.meaning, origin=parameter.origin)
        yield parameter.name, {**found, "description": said}


def declared() -> Schema:
    """A rule that a ruleset declares itself, in English."""
    schema = Definition.model_json_schema(schema_generator=Generator)
    del schema["title"]
    schema["description"] = DECLARED
    schema["properties"]["params"]["propertyNames"] = {"pattern": f"^{PARAMETER}$", "not": {"enum": list(TAKEN)}}
    return schema
