"""From what the layers of a ruleset say to the rules that run on a file, with their parameters."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from opscheck.core import CORE_RULES
from opscheck.engine import ConfiguredRule
from opscheck.errors import UserError
from opscheck.finding import Message, Severity
from opscheck.meant import closest
from opscheck.plan.messages import MESSAGES
from opscheck.plugins import Plugins
from opscheck.rule import Rule
from opscheck.ruleset.layers import Layer, Setting
from opscheck.source import Span
from opscheck.waivers.policy import Policy, policy_of

_DECLARED = "a ruleset"
"""Where declared rules come from: they are judged like those of a stranger, since an expression may never end."""
_NO_PARAMETERS = "{rule} has no parameters"
_UNKNOWN_PARAMETER = "{rule} has no parameter {field}: it has {known}"
_UNKNOWN_PARAMETER_MEANT = "{rule} has no parameter {field}: did you mean {meant}?"
_TAKEN_TOPIC = "the topic {topic} belongs to {owner}: a ruleset cannot declare rules of it"
_TAKEN_TOPIC_HELP = "give your rules a topic of your own, such as our/large-lines"


class Configured(NamedTuple):
    """What runs on one file: rules, and the severities of opscheck's own findings that were changed."""

    rules: tuple[ConfiguredRule, ...]
    severities: Mapping[str, Severity | None]
    unmatched: tuple[str, ...]  # globs of installed rulesets whose rules no installed plugin has


class Ruleset:
    """A ruleset with all that it extends."""

    def __init__(self, name: str, version: str, layers: Sequence[Layer], plugins: Plugins) -> None:
        self.name = name
        self.version = version
        self._layers = list(layers)
        self._plugins = plugins
        self._configured: dict[tuple[bool, ...], Configured] = {}

    @cached_property
    def digest(self) -> str:
        """Identifies what the ruleset says, whatever files it is spread over."""
        said = [
            [
                layer.files,
                [_said(entry) for entry in layer.settings],
                *([layer.severities] if layer.severities else []),
                *([dict(layer.waivers)] if layer.waivers else []),
            ]
            for layer in self._layers
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:16]

    @property
    def declared(self) -> dict[str, type[Rule]]:
        """The rules that the ruleset, or one that it extends, declares itself, by id. Raises UserError, located."""
        return _declared(self._layers, self._plugins)

    @cached_property
    def policy(self) -> Policy:
        """What holds for waivers."""
        return policy_of(layer.waivers for layer in self._layers)

    def extended(self, layers: Sequence[Layer]) -> "Ruleset":
        """This ruleset with more layers on top: what a configuration adds."""
        return Ruleset(self.name, self.version, [*self._layers, *layers], self._plugins) if layers else self

    def for_file(self, file: str) -> Configured:
        """What runs on a file. Raises UserError, at its place, for a rule or parameter that does not exist."""
        holding = tuple(layer.holds_for(file) for layer in self._layers)
        if holding not in self._configured:
            layers = [layer for layer, holds in zip(self._layers, holding, strict=True) if holds]
            self._configured[holding] = _resolve(layers, self._plugins)
        return self._configured[holding]

    def check(self) -> None:
        """Resolve everything once, overrides included. Raises UserError as ``for_file`` does."""
        _resolve([layer for layer in self._layers if not layer.files], self._plugins)
        _resolve(self._layers, self._plugins)


class _State:
    """What has been said of one rule so far."""

    __slots__ = ("parameters", "places", "severity")

    def __init__(self) -> None:
        self.severity: str | None = None
        self.parameters: dict[str, Any] = {}
        self.places: dict[str, tuple[Span, Span]] = {}


def _resolve(layers: Sequence[Layer], plugins: Plugins) -> Configured:
    states: dict[str, _State] = {}
    unmatched: list[str] = []
    known = {**plugins.rules, **_declared(layers, plugins)}
    for layer in layers:
        for setting in sorted(layer.settings, key=lambda entry: _specificity(entry.pattern)):
            matching = _matching(setting, known)
            if not matching and not layer.installed:
                raise _unknown_rule(setting, known)
            if not matching:
                unmatched.append(setting.pattern)
            for rule_id in matching:
                if rule_id in CORE_RULES and setting.parameters:
                    raise UserError(Message(_NO_PARAMETERS, {"rule": rule_id}), setting.span)
                _apply(states.setdefault(rule_id, _State()), setting)
        if layer.severities:
            _change_severities(states, known, layer.severities)
    rules = tuple(
        _configure(known[rule_id], state, plugins.stranger(rule_id) if rule_id in plugins.rules else _DECLARED)
        for rule_id, state in sorted(states.items())
        if rule_id in known and state.severity != "off"
    )
    severities = {rule_id: _core_severity(rule_id, state) for rule_id, state in states.items() if rule_id in CORE_RULES}
    return Configured(rules, severities, tuple(dict.fromkeys(unmatched)))


def _specificity(pattern: str) -> tuple[bool, int]:
    return (not _is_glob(pattern), len(pattern))


def _is_glob(pattern: str) -> bool:
    return any(character in pattern for character in "*?[")


def _declared(layers: Iterable[Layer], plugins: Plugins) -> dict[str, type[Rule]]:
    """The rules that the layers declare themselves; of two declarations of one id the later one holds."""
    owners = {topic: plugin.distribution for plugin in plugins.all if not plugin.error for topic in plugin.topics}
    declared: dict[str, type[Rule]] = {}
    for setting in (entry for layer in layers for entry in layer.settings):
        if setting.declared is None:
            continue
        topic = setting.pattern.partition("/")[0]
        if topic in owners or topic == "opscheck":
            values = {"topic": topic, "owner": owners.get(topic, "opscheck")}
            raise UserError(Message(_TAKEN_TOPIC, values), setting.span, Message(_TAKEN_TOPIC_HELP))
        declared[setting.pattern] = setting.declared
    return declared


def _known(rules: Iterable[str]) -> list[str]:
    return [*rules, *(rule.id for rule in CORE_RULES.values() if rule.configurable)]


def _matching(setting: Setting, rules: Iterable[str]) -> list[str]:
    if _is_glob(setting.pattern):
        return [rule_id for rule_id in _known(rules) if fnmatchcase(rule_id, setting.pattern)]
    return [setting.pattern] if setting.pattern in _known(rules) else []


def _unknown_rule(setting: Setting, rules: Iterable[str]) -> UserError:
    values: dict[str, object] = {"id": setting.pattern}
    if setting.pattern in CORE_RULES:
        return UserError(Message("{id} cannot be configured", values), setting.span)
    if _is_glob(setting.pattern):
        return UserError(Message("{id} matches no rule of the installed plugins", values), setting.span)
    meant = closest(setting.pattern, _known(rules))
    if meant:
        template = "no installed plugin has the rule {id}: did you mean {meant}?"
        return UserError(Message(template, {**values, "meant": meant}), setting.span)
    return UserError(Message("no installed plugin has the rule {id}", values), setting.span)


def _apply(state: _State, setting: Setting) -> None:
    state.severity = setting.severity or (state.severity if state.severity not in (None, "off") else "on")
    for name, given in setting.parameters.items():
        state.parameters[name] = _joined(state.parameters.get(name), given)
    state.places.update(setting.places)


def _joined(before: Any, given: Any) -> Any:
    """A parameter that is a mapping is changed key by key."""
    return {**before, **given} if isinstance(before, Mapping) and isinstance(given, Mapping) else given


def _change_severities(
    states: dict[str, _State], known: Mapping[str, type[Rule]], severities: Mapping[str, str]
) -> None:
    """Give every severity that rules have by now another one, opscheck's own findings included."""
    for own in CORE_RULES.values():
        if own.configurable and own.on:
            states.setdefault(own.id, _State())
    for rule_id, state in states.items():
        default = known[rule_id].severity if rule_id in known else CORE_RULES[rule_id].severity
        now = default.name if state.severity in (None, "on") else state.severity
        state.severity = severities.get(now or "", state.severity)


def _core_severity(rule_id: str, state: _State) -> Severity | None:
    if state.severity == "off":
        return None
    return CORE_RULES[rule_id].severity if state.severity in (None, "on") else Severity[state.severity or ""]


def _configure(rule: type[Rule], state: _State, origin: str | None) -> ConfiguredRule:
    severity = rule.severity if state.severity in (None, "on") else Severity[state.severity or ""]
    if not state.parameters:
        return ConfiguredRule(rule.model_construct(), severity, origin)
    try:
        return ConfiguredRule(rule.model_validate(_on_defaults(rule, state.parameters)), severity, origin)
    except ValidationError as failed:
        raise _bad_parameter(rule, state, failed.errors(include_url=False)[0]) from None


def _on_defaults(rule: type[Rule], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters, each mapping joined with its default; what is null in it is taken out."""
    joined = dict(parameters)
    for name, given in parameters.items():
        default = rule.model_fields[name].default if name in rule.model_fields else None
        if isinstance(given, Mapping) and isinstance(default, Mapping):
            joined[name] = {key: value for key, value in _joined(default, given).items() if value is not None}
    return joined


def _bad_parameter(rule: type[Rule], state: _State, details: Any) -> UserError:
    name = str(details["loc"][0]) if details["loc"] else ""
    values = {"rule": rule.id, "field": name, "value": str(details["input"]), **(details.get("ctx") or {})}
    key_span, span = state.places.get(name, (None, None))
    if details["type"] == "extra_forbidden":
        meant = closest(name, rule.model_fields)
        values |= {"meant": meant, "known": tuple(rule.model_fields)}
        unknown = _UNKNOWN_PARAMETER if rule.model_fields else _NO_PARAMETERS
        return UserError(Message(_UNKNOWN_PARAMETER_MEANT if meant else unknown, values), key_span)
    template = MESSAGES.get(details["type"])
    reason = Message(template, values) if template else details["msg"]
    return UserError(Message("a parameter of {rule} cannot be read: {reason}", {**values, "reason": reason}), span)


def _said(setting: Setting) -> list[Any]:
    """What a setting says, for the digest."""
    declared = [str(setting.declared.spoken.definition)] if setting.declared else []
    return [setting.pattern, setting.severity, dict(setting.parameters), *declared]
