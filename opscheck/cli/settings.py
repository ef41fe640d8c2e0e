"""check --show-settings: what would run on which plans, as configurations that say the same."""

import argparse
from collections.abc import Iterator
from typing import Any

from opscheck.authoring.spelling import spelt
from opscheck.catalogue import plain
from opscheck.checking.judging import header_of, status_of
from opscheck.checking.plans import find_plans
from opscheck.checking.selection import Rules
from opscheck.checking.settings import settings_of
from opscheck.cli.options import language, request_of
from opscheck.cli.telling import tell_notices
from opscheck.core import CORE_RULES
from opscheck.display import say
from opscheck.engine import ConfiguredRule
from opscheck.finding import Message
from opscheck.plugins import Plugins
from opscheck.project.config import Config
from opscheck.ruleset import Configured, Ruleset
from opscheck.translations import translate

TITLE = "what runs, as a configuration that says the same"
OF_PLAN = "plan: {file}"
ORIGIN = "from {file}; ruleset {name} {version}"


def show_settings(args: argparse.Namespace, plugins: Plugins) -> None:
    """Print a YAML document for all plans that are judged alike, with every rule that runs and its parameters."""
    request = request_of(args)
    found = find_plans(request, plugins)
    project, configurations = found
    tell_notices(project.warnings, language(args.lang, settings_of(found.first, plugins).lang))
    rules = Rules(request, plugins)
    documents: dict[tuple[Config, str | None, int], tuple[Configured, list[str]]] = {}
    rules.for_plans(project.plans)
    for plan, loaded in project:
        status = status_of(header_of(loaded))
        configured = rules.for_plan(plan, status)
        key = plan.config, status if status in plan.config.rulesets else None, id(configured)
        documents.setdefault(key, (configured, []))[1].append(plan.file)
    if not documents:
        config = configurations.for_folder(configurations.cwd)
        documents[config, None, 0] = rules.ruleset(config).for_file(""), []
    for number, ((config, status, _), (configured, files)) in enumerate(documents.items()):
        lang = language(args.lang, settings_of(config, plugins).lang)
        print("---" if number else f"# {translate(TITLE, lang)}")  # noqa: T201
        origin = _origin(config, rules.ruleset(config, status))
        for remark in (*(Message(OF_PLAN, {"file": file}) for file in files), origin):
            print(f"# {say(remark, lang)}")  # noqa: T201
        print("\n".join(_settings(args, plugins, config, rules.wanted(config, status), configured)))  # noqa: T201


def _origin(config: Config, ruleset: Ruleset) -> Message:
    values = {"file": config.file or Message("no configuration"), "name": ruleset.name, "version": ruleset.version}
    return Message(ORIGIN, values)


def _settings(
    args: argparse.Namespace, plugins: Plugins, config: Config, ruleset: str, configured: Configured
) -> Iterator[str]:
    settings = settings_of(config, plugins)
    yield f"ruleset: {spelt(ruleset)}"
    yield f"fail-on: {args.fail_on or settings.fail_on or 'error'}"
    yield f"format: {args.format or settings.format or 'text'}"
    yield f"lang: {language(args.lang, settings.lang)}"
    yield f"limits: {spelt(_limits(config))}"
    yield from ("rules:", '  "*": off')
    for rule in CORE_RULES.values():
        severity = configured.severities.get(rule.id, rule.default)
        if rule.configurable and severity:
            yield f"  {rule.id}: {severity.name}"
    for entry in configured.rules:
        yield f"  {entry.rule.id}: {spelt(_said(entry))}"


def _limits(config: Config) -> dict[str, int]:
    seconds, megabytes = config.rule_limits
    of_files = {"depth": config.limits.depth, "nodes": config.limits.nodes_per_megabyte}
    return {**of_files, "rule-seconds": seconds, "rule-megabytes": megabytes}


def _said(entry: ConfiguredRule) -> dict[str, Any]:
    names = type(entry.rule).model_fields
    return {"severity": entry.severity.name, **{name: plain(getattr(entry.rule, name)) for name in names}}
