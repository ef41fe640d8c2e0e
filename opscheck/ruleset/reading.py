"""Reading rulesets and the rules of a configuration from YAML, each mistake at its place."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from opscheck.errors import UserError, reason
from opscheck.finding import Message, Severity
from opscheck.looking import content, real
from opscheck.meant import closest
from opscheck.plugins import Plugins
from opscheck.project.files import repository_of
from opscheck.project.keys import OVERRIDE, RULESET
from opscheck.project.reading import TEXT, WRONG_TYPE
from opscheck.rule import RULE_ID
from opscheck.ruleset.layers import WORDS, Layer, Setting
from opscheck.ruleset.resolving import Ruleset
from opscheck.source import Document, Span, load
from opscheck.waivers.policy import read_policy

_BAD_ID = "{id} is no rule id: it is topic/what-it-checks in lower case"
_UNKNOWN_KEY = "a ruleset has no key {key}: it has {known}"
_UNKNOWN_KEY_MEANT = "a ruleset has no key {key}: did you mean {meant}?"


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
