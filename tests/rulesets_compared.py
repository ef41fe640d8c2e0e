"""What a shipped ruleset changes against standard: as data, for what the documentation says of it."""

from pathlib import Path
from typing import Any

from opscheck.catalogue import plain
from opscheck.core import CORE_RULES
from opscheck.engine import ConfiguredRule
from opscheck.plugins import Plugins
from opscheck.ruleset import Configured, load_ruleset

PLUGINS = Plugins()


def configured(name: str) -> Configured:
    return load_ruleset(name, PLUGINS, folder=Path(__file__).parent).for_file("plan.yaml")


def by_id(name: str) -> dict[str, ConfiguredRule]:
    return {entry.rule.id: entry for entry in configured(name).rules}


def parameters(entry: ConfiguredRule) -> dict[str, Any]:
    """The parameters as YAML writes them, those in a mapping each by itself."""
    found: dict[str, Any] = {}
    for name in type(entry.rule).model_fields:
        value = plain(getattr(entry.rule, name))
        found |= value if isinstance(value, dict) else {name: value}
    return found


def spelt(value: Any) -> str:
    return f"[{', '.join(map(spelt, value))}]" if isinstance(value, list) else str(value)


def changes(name: str) -> dict[str, tuple[str, str]]:
    """For each rule that has other parameters or does not run: what it is under standard, and here."""
    found = {}
    here = by_id(name)
    for rule_id, before in by_id("standard").items():
        after = here.get(rule_id)
        if after is None:
            found[rule_id] = "on", "off"
            continue
        old, new = parameters(before), parameters(after)
        names = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        if names:
            found[rule_id] = _said(old, names), _said(new, names)
    return found


def severities(name: str) -> dict[str, tuple[str, str]]:
    """For each rule whose severity is another one: that under standard, and here."""
    here, standard = by_id(name), by_id("standard")
    return {
        rule_id: (before.severity.name, here[rule_id].severity.name)
        for rule_id, before in standard.items()
        if rule_id in here and here[rule_id].severity is not before.severity
    }


def own_findings(name: str) -> dict[str, str]:
    """Opscheck's own findings that are configured otherwise than by default."""
    said = {rule_id: severity.name if severity else "off" for rule_id, severity in configured(name).severities.items()}
    defaults = {rule.id: rule.default.name if rule.default else "off" for rule in CORE_RULES.values()}
    return {rule_id: word for rule_id, word in said.items() if defaults[rule_id] != word}


def _said(values: dict[str, Any], names: list[str]) -> str:
    return ", ".join(f"{name}: {spelt(values[name])}" for name in names if name in values) or "nothing"
