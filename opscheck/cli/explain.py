"""opscheck explain: why a rule exists, its parameters and where each number comes from, its examples."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from opscheck.cli.options import new_parser

if TYPE_CHECKING:
    from opscheck.catalogue import Catalogue
    from opscheck.core import CoreRule


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("rule", metavar="RULE", help="a rule id, such as budget/stage-ratio")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.catalogue import Catalogue
    from opscheck.cli.loading import load_plugins
    from opscheck.core import CORE_RULES

    broken = False
    if args.rule in CORE_RULES:
        lines = _explain_core(CORE_RULES[args.rule])
    else:
        plugins, broken = load_plugins()
        lines = list(_explain(Catalogue(plugins), args.rule))
    print("\n".join(lines))  # noqa: T201
    return 2 if broken else 0


def _explain_core(rule: "CoreRule") -> list[str]:
    lines = [f"{rule.id} ({rule.severity.name}, opscheck's own)", "", rule.summary]
    return lines if rule.configurable else [*lines, "", "No ruleset can change or turn it off."]


def _explain(catalogue: "Catalogue", rule_id: str) -> Iterator[str]:
    from opscheck.catalogue import parameters_schema
    from opscheck.documentation import EXAMPLE_DAY, documentation

    rule = catalogue.find(rule_id)
    text = documentation(rule)
    plugin = catalogue.plugins.plugin_of[rule.id]
    yield f"{rule.id} ({rule.severity.name}, {plugin.distribution} {plugin.version})"
    yield from ("", text.summary, "", f"Why: {text.why}")
    if rule.clauses:
        yield from ("", "Clauses:")
    for clause_id in rule.clauses:
        clause = catalogue.clauses.get(clause_id)
        if clause:
            sections = ", ".join(f"§{section}" for section in clause.source)
            yield f"  {clause.id} {clause.title['en']} ({clause.framework} {sections})"
            yield f"    {clause.text.get('en', '')}"
    parameters = parameters_schema(rule)["properties"]
    if parameters:
        yield from ("", "Parameters:")
    for name, schema in parameters.items():
        yield f"  {name}: {_spell(schema['default'])}"
        yield f"    {schema.get('description', '')}"
        yield f"    {_origin(schema.get('origin', {}))}"
    for heading, examples in (("Good", text.good), ("Bad", text.bad)):
        for example in examples:
            day = "" if example.as_of == EXAMPLE_DAY else f", as of {example.as_of}"
            yield from ("", f"{heading}{day}:")
            yield from (f"    {line}" for line in example.text.splitlines())


def _spell(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_spell, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_spell(entry)}" for key, entry in value.items()) + "}"
    return str(value)


def _origin(origin: dict[str, str]) -> str:
    if "ours" in origin:
        return f"our choice: {origin['ours']}"
    if "case" in origin:
        return f"reported of one case, not the framework's own: {origin['case']}"
    return "the framework's number"
