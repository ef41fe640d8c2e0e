"""Rulesets: which rules run, how severely and with which numbers, for which files.

A ruleset is data. What it extends comes first, then its own rules, then its ``severities``, which change those that all
rules have by then (``{warning: error}``), then its overrides for some files; whatever comes later wins, so that whoever
extends a ruleset can change anything in it, however deep. Within one mapping an exact id wins over a glob, and a longer
glob over a shorter one. A parameter that is a mapping is changed key by key.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError

from opscheck.core import CORE_RULES
from opscheck.engine import ConfiguredRule
from opscheck.errors import UserError, reason
from opscheck.finding import Message, Severity
from opscheck.looking import content, real
from opscheck.plan.build import closest
from opscheck.plan.messages import MESSAGES
from opscheck.plugins import Plugins
from opscheck.project.config import TEXT, WRONG_TYPE
from opscheck.project.files import repository_of
from opscheck.project.globs import matches
from opscheck.project.keys import OVERRIDE, RULESET
from opscheck.rule import RULE_ID, Rule
from opscheck.source import Document, Span, load
from opscheck.waivers.policy import Policy, policy_of, read_policy

WORDS = ("on", "off", *Severity.__members__)
_NO_PARAMETERS = "{rule} has no parameters"
_UNKNOWN_PARAMETER = "{rule} has no parameter {field}: it has {known}"
_UNKNOWN_PARAMETER_MEANT = "{rule} has no parameter {field}: did you mean {meant}?"
_TAKEN_TOPIC = "the topic {topic} belongs to {owner}: a ruleset cannot declare rules of it"
_TAKEN_TOPIC_HELP = "give your rules a topic of your own, such as our/large-lines"
_BAD_ID = "{id} is no rule id: it is topic/what-it-checks in lower case"
_UNKNOWN_KEY = "a ruleset has no key {key}: it has {known}"
_UNKNOWN_KEY_MEANT = "a ruleset has no key {key}: did you mean {meant}?"


class Setting(NamedTuple):
    """What a ruleset says about the rules that a glob matches."""

    pattern: str
    severity: str | None  # "on", "off", a severity, or None where only parameters are set
    parameters: Mapping[str, Any]
    span: Span
    places: Mapping[str, tuple[Span, Span]]  # the key and the value of each parameter
    declared: type[Rule] | None = None  # the rule, where it is declared and not only configured


class Layer(NamedTuple):
    """Settings that hold together: for all files, or for those that match one of the globs; or what waivers may do."""

    settings: Sequence[Setting]
    files: tuple[str, ...] = ()
    installed: bool = False  # it came with a plugin, which may name the rules of others that are not installed
    severities: Mapping[str, str] = {}  # what becomes of each severity that the layers before this one gave
    waivers: Mapping[str, Any] = MappingProxyType({})

    def holds_for(self, file: str) -> bool:
        """Whether the layer speaks of this file, a path with ``/`` relative to the repository root."""
        return not self.files or any(matches(file, glob) for glob in self.files)


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


# --- resolving


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
        _configure(known[rule_id], state, plugins.stranger(rule_id))
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


# --- reading


def load_ruleset(name: str, plugins: Plugins, *, folder: Path, span: Span | None = None) -> Ruleset:
    """A ruleset by name (``standard``, ``acme/recommended``, pinned ``standard@1``) or by path (``./ours.yaml``).

    ``folder`` is where a relative path starts; ``span`` is where the name stands. Raises UserError, located.
    """
    reader = _Reader(plugins, repository_of(Path(real(folder))) or Path(real(folder)))
    file = reader.read(name, folder, span, ())
    return Ruleset(file.name, file.version, file.layers, plugins)


class _File(NamedTuple):
    name: str
    version: str
    layers: list[Layer]


class _Reader:
    """Reads a ruleset file and those it extends, never outside the root."""

    def __init__(self, plugins: Plugins, root: Path) -> None:
        self._plugins = plugins
        self._root = root

    def read(self, name: str, folder: Path, span: Span | None, trail: tuple[Path, ...]) -> _File:
        wanted, _, version = name.partition("@")
        path, document = self._find(wanted, folder, span)
        if path in trail:
            values = {"names": tuple(part.name for part in (*trail, path))}
            raise UserError(Message("rulesets extend each other in a circle: {names}", values), span)
        data = _mapping(document, (), "a ruleset")
        _check_keys(document, data)
        file = _File(str(data.get("name") or path.stem), str(data.get("version") or ""), [])
        if version and version != file.version:
            pinned = {"name": wanted, "version": version, "installed": file.version}
            raise UserError(Message("{name} is pinned to version {version}, and {installed} is here", pinned), span)
        for place, base in _names(document, data.get("extends")):
            file.layers.extend(self.read(base, path.parent, document.span(place), (*trail, path)).layers)
        file.layers.extend(read_layers(document, (), installed=self._is_installed(path)))
        return file

    def _is_installed(self, path: Path) -> bool:
        return path.parent in self._plugin_folders()

    def _find(self, name: str, folder: Path, span: Span | None) -> tuple[Path, Document]:
        if name.startswith(".") or name.endswith((".yaml", ".yml")):
            path = Path(real(folder / name))
            if not any(path.is_relative_to(root) for root in (self._root, *self._plugin_folders())):
                raise UserError(Message("the ruleset {name} lies outside the repository", {"name": name}), span)
            return path, _read_document(path, name, span)
        return self._find_installed(name, span)

    def _plugin_folders(self) -> list[Path]:
        return [Path(real(path.parent)) for _, path in self._plugins.rulesets]

    def _find_installed(self, name: str, span: Span | None) -> tuple[Path, Document]:
        installed = [path for _, path in self._plugins.rulesets]
        for path in installed:
            if path.stem == name.rpartition("/")[2]:
                document = _read_document(path, path.name, span)
                if isinstance(document.data, dict) and document.data.get("name", path.stem) == name:
                    return Path(real(path)), document
        meant = closest(name, [path.stem for path in installed])
        values = {"name": name, "meant": meant}
        template = "there is no ruleset {name}: did you mean {meant}?" if meant else "there is no ruleset {name}"
        raise UserError(Message(template, values), span)


def _read_document(path: Path, name: str, span: Span | None) -> Document:
    try:
        document = load(content(path), name)
    except OSError as error:
        values = {"name": name, "reason": reason(error)}
        raise UserError(Message("the ruleset {name} cannot be read: {reason}", values), span) from None
    for flaw in document.flaws:
        if flaw.rule == "opscheck/syntax":  # `off` is ambiguous only to YAML 1.1
            raise UserError(Message(flaw.template, flaw.values), flaw.span)
    return document


def _mapping(document: Document, path: tuple[str | int, ...], what: str) -> dict[str, Any]:
    value: Any = document.data
    for step in path:
        value = value[step]
    if value is None:
        return {}
    if not isinstance(value, dict):
        values = {"what": Message(what)}
        raise UserError(Message("{what} must be a mapping of keys to values", values), document.span(path))
    return value


def _check_keys(document: Document, data: Mapping[str, Any]) -> None:
    """Refuse keys that no ruleset has, and what is no text where one stands."""
    for key, value in data.items():
        if key in RULESET:
            if RULESET[key].kind is str and not RULESET[key].listed and not isinstance(value, str | None):
                raise UserError(Message(WRONG_TYPE, {"key": key, "wanted": Message(TEXT)}), document.span((key,)))
        elif not key.startswith("x-"):
            meant = closest(key, RULESET)
            values: dict[str, object] = {"key": key, "meant": meant, "known": tuple(RULESET)}
            template = _UNKNOWN_KEY_MEANT if meant else _UNKNOWN_KEY
            raise UserError(Message(template, values), document.key_span((key,)))


def _names(document: Document, value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    names = value if isinstance(value, list) else [] if value is None else [value]
    for index, name in enumerate(names):
        place: tuple[str | int, ...] = ("extends", index) if isinstance(value, list) else ("extends",)
        if not isinstance(name, str):
            raise UserError(Message("extends takes names or paths of rulesets", {}), document.span(place))
        yield place, name


def read_layers(document: Document, path: tuple[str | int, ...], *, installed: bool = False) -> Iterator[Layer]:
    """The layers that the mapping at ``path`` declares with its ``rules``, ``severities``, ``overrides`` and
    ``waivers``.

    Used for ruleset files and for configurations alike. Raises UserError, located.
    """
    owner = _mapping(document, path, "a ruleset")
    if owner.get("rules") is not None:
        yield Layer(_settings(document, (*path, "rules")), installed=installed)
    if owner.get("severities") is not None:
        yield Layer((), severities=_severities(document, (*path, "severities")))
    if owner.get("waivers") is not None:
        yield Layer((), waivers=read_policy(document, (*path, "waivers"), owner["waivers"]))
    overrides = [] if owner.get("overrides") is None else owner["overrides"]
    if not isinstance(overrides, list):
        raise UserError(Message("overrides must be a list of files and rules", {}), document.span((*path, "overrides")))
    for index in range(len(overrides)):
        place = (*path, "overrides", index)
        entry = _mapping(document, place, "an override")
        files = entry.get("files")
        files = [files] if isinstance(files, str) else files
        if not (files and isinstance(files, list) and all(isinstance(glob, str) for glob in files)) or (
            set(entry) != set(OVERRIDE)
        ):
            raise UserError(
                Message("an override has files (globs) and rules, and nothing else", {}), document.span(place)
            )
        yield Layer(_settings(document, (*place, "rules")), tuple(files), installed)


def _severities(document: Document, path: tuple[str | int, ...]) -> dict[str, str]:
    given = _mapping(document, path, "severities")
    for name, value in given.items():
        if name not in Severity.__members__ or value not in (*Severity.__members__, "off"):
            values = {"known": tuple(Severity.__members__)}
            span = document.key_span((*path, name)) or document.span(path)
            raise UserError(Message("severities takes pairs of {known}; the second may be off", values), span)
    return given


def _settings(document: Document, path: tuple[str | int, ...]) -> list[Setting]:
    return [
        _setting(document, (*path, pattern), pattern, value)
        for pattern, value in _mapping(document, path, "rules").items()
    ]


def _setting(document: Document, path: tuple[str | int, ...], pattern: str, value: Any) -> Setting:
    span = document.key_span(path) or document.span(path)
    if isinstance(value, str) and value in WORDS:
        return Setting(pattern, value, {}, span, {})
    if _is_declaration(value):
        return _declaration(document, path, pattern, value)
    if not isinstance(value, dict):
        values = {"id": pattern, "expected": WORDS}
        raise UserError(
            Message("{id} takes one of {expected}, or a mapping of severity and parameters", values),
            document.span(path),
        )
    severity = value.get("severity")
    if severity is not None and severity not in WORDS:
        values = {"value": str(severity), "expected": WORDS}
        raise UserError(
            Message("{value} is no severity: it is one of {expected}", values), document.span((*path, "severity"))
        )
    parameters = {name: given for name, given in value.items() if name != "severity"}
    return Setting(pattern, severity, parameters, span, _places(document, path, parameters))


def _places(document: Document, path: tuple[str | int, ...], parameters: Iterable[str]) -> dict[str, tuple[Span, Span]]:
    spans = {name: document.span((*path, name)) for name in parameters}
    return {name: (document.key_span((*path, name)) or span, span) for name, span in spans.items()}


def _is_declaration(value: Any) -> bool:
    """Whether a rule is declared here, and not only configured."""
    return isinstance(value, dict) and ("assert" in value or "for" in value)


def _declaration(document: Document, path: tuple[str | int, ...], rule_id: str, value: Mapping[str, Any]) -> Setting:
    from opscheck.declared import declare  # only rulesets that declare rules need it

    span = document.key_span(path) or document.span(path)
    if not RULE_ID.fullmatch(rule_id):
        raise UserError(Message(_BAD_ID, {"id": rule_id}), span)
    severity = value.get("severity")
    return Setting(rule_id, "off" if severity == "off" else "on", {}, span, {}, declare(rule_id, value, document, path))


def _said(setting: Setting) -> list[Any]:
    """What a setting says, for the digest."""
    declared = [str(setting.declared.spoken.definition)] if setting.declared else []  # type: ignore[attr-defined]
    return [setting.pattern, setting.severity, dict(setting.parameters), *declared]
