"""Find, load and check plugins: installed distributions with an entry point in group ``opscheck``."""

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from opscheck import hookspecs
from opscheck.blame import told
from opscheck.core import CORE_RULES
from opscheck.finding import Message
from opscheck.loading import RefusedError, bounded
from opscheck.rule import Rule
from opscheck.translations import add_package

if TYPE_CHECKING:
    from opscheck.extensions import Extension, Extensions, Section

GROUP = "opscheck"
OWN = "opscheck"
_EXTENSION_HOOKS = ("opscheck_sections", "opscheck_formats", "opscheck_importers")
OTHER_API = (
    "it is written for version {written_for} of the plugin interface (opscheck_api), "
    "and this opscheck has version {ours}"
)
NO_API = "its module does not say opscheck_api = {ours}, the version of the plugin interface that it is written for"
RETURNS_NOTHING = "{hook}() returned nothing: it is to return a list, which may be empty"
CANNOT_BE_USED = "the plugin {name} of {distribution} {version} cannot be used: {error}"
hookimpl = pluggy.HookimplMarker("opscheck")


@dataclass(slots=True)
class Plugin:
    """One plugin as it was found: where it comes from, what it brings, and what is wrong with it."""

    name: str
    module: str
    distribution: str
    version: str
    api: int | None = None
    rules: list[type[Rule]] = field(default_factory=list)
    rulesets: list[Path] = field(default_factory=list)
    frameworks: list[Path] = field(default_factory=list)
    extensions: "Extensions | None" = None
    seconds: float = 0.0
    """How long it took to load."""
    error: Message | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """What stands before the slash in the ids of its rules."""
        return tuple(dict.fromkeys(rule.id.partition("/")[0] for rule in self.rules))

    @property
    def claims(self) -> Iterator[tuple[str, str]]:
        """What no other plugin may bring as well: a kind and a name."""
        yield from (("topic", topic) for topic in self.topics)
        yield from self.extensions.claims if self.extensions else ()


class Plugins:
    """All plugins of this installation, in a fixed order. A plugin that cannot be used says why in its ``error``."""

    def __init__(self, found: Iterable[EntryPoint] | None = None) -> None:
        points = entry_points(group=GROUP) if found is None else found
        self._manager = pluggy.PluginManager("opscheck")
        self._manager.add_hookspecs(hookspecs)
        self.all = [self._load(point) for point in sorted(set(points), key=_order)]
        self._refuse_conflicts()

    @property
    def errors(self) -> list[Plugin]:
        """The plugins that cannot be used."""
        return [plugin for plugin in self.all if plugin.error]

    @property
    def complaints(self) -> list[Message]:
        """Which plugins cannot be used, and why."""
        names = ("name", "distribution", "version", "error")
        return [Message(CANNOT_BE_USED, {name: getattr(plugin, name) for name in names}) for plugin in self.errors]

    @cached_property
    def rules(self) -> dict[str, type[Rule]]:
        """Every rule of every plugin that can be used, by id."""
        return {rule.id: rule for plugin in self._usable() for rule in plugin.rules}

    @cached_property
    def plugin_of(self) -> dict[str, Plugin]:
        """The plugin that each rule comes from, by the rule's id."""
        return {rule.id: plugin for plugin in self._usable() for rule in plugin.rules}

    def stranger(self, rule_id: str) -> str | None:
        """The third-party distribution that brings a rule; None for opscheck's own and for a ruleset's."""
        plugin = self.plugin_of.get(rule_id)
        return plugin.distribution if plugin and plugin.distribution != OWN else None

    @property
    def rulesets(self) -> Iterator[tuple[Plugin, Path]]:
        """Every ruleset file, with the plugin that brings it."""
        return ((plugin, path) for plugin in self._usable() for path in plugin.rulesets)

    @property
    def frameworks(self) -> list[Path]:
        """Every catalogue of clauses."""
        return [path for plugin in self._usable() for path in plugin.frameworks]

    @property
    def sections(self) -> list["Section"]:
        """Every section of a plan that a plugin reads."""
        return [section for brought in self._extensions for section in brought.sections]

    @property
    def formats(self) -> dict[str, "Extension"]:
        """Every report format of a plugin, by name."""
        return {format_.name: format_ for brought in self._extensions for format_ in brought.formats}

    @property
    def importers(self) -> list["Extension"]:
        """Every importer of a plugin."""
        return [importer for brought in self._extensions for importer in brought.importers]

    @property
    def _extensions(self) -> Iterator["Extensions"]:
        return (plugin.extensions for plugin in self._usable() if plugin.extensions)

    def _usable(self) -> list[Plugin]:
        return [plugin for plugin in self.all if not plugin.error]

    def _load(self, point: EntryPoint) -> Plugin:
        distribution = point.dist
        plugin = Plugin(
            name=point.name,
            module=point.value,
            distribution=(distribution and distribution.name) or "?",
            version=(distribution and distribution.version) or "?",
        )
        start = perf_counter()
        try:
            with bounded():
                self._register(plugin, importlib.import_module(point.module))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way while it loads
            failed = Message("{error}", {"error": told(error)})
            plugin.error = error.message if isinstance(error, RefusedError) else failed
        plugin.seconds = perf_counter() - start
        return plugin

    def _register(self, plugin: Plugin, module: ModuleType) -> None:
        plugin.api = getattr(module, "opscheck_api", None)
        if plugin.api is None:
            raise RefusedError(NO_API, ours=hookspecs.API_VERSION)
        if plugin.api != hookspecs.API_VERSION:
            raise RefusedError(OTHER_API, written_for=str(plugin.api), ours=hookspecs.API_VERSION)
        _refuse_misspelt_hooks(module)
        self._manager.register(module, name=plugin.module)
        self._manager.check_pending()
        rules = [_checked_rule(rule) for rule in _contribution(module, "opscheck_rules")]
        plugin.rulesets = _files(module, "opscheck_rulesets")
        plugin.frameworks = _files(module, "opscheck_frameworks")
        plugin.extensions = _extensions(module, plugin.distribution)
        if plugin.distribution != OWN:  # our own are tried once and for all, by our tests
            _refuse_unsound(rules, plugin.extensions)
        plugin.rules = rules
        add_package(module)

    def _refuse_conflicts(self) -> None:
        """A topic belongs to one plugin, so that no two rules can have one id."""
        owners = {("topic", "opscheck"): "opscheck itself"}
        for plugin in self._usable():
            ids = [rule.id for rule in plugin.rules]
            twice = next((rule for rule in ids if ids.count(rule) > 1), None)
            taken = next((claim for claim in plugin.claims if claim in owners), None)
            if twice:
                plugin.error = Message("it brings the rule {rule} twice", {"rule": twice})
            elif taken:
                values = {"claim": " ".join(taken), "owner": owners[taken]}
                plugin.error = Message("the {claim} already belongs to {owner}", values)
            else:
                owners.update(dict.fromkeys(plugin.claims, plugin.distribution))


def _order(point: EntryPoint) -> tuple[bool, str, str]:
    """opscheck's own plugins come first, so that no stranger can take a topic away from them."""
    return (point.dist is None or point.dist.name != OWN, point.value, point.name)


def _refuse_misspelt_hooks(module: ModuleType) -> None:
    known = [name for name in vars(hookspecs) if name.startswith("opscheck_")]
    for name, value in vars(module).items():
        is_meant = hasattr(value, "opscheck_impl") or (name.startswith("opscheck_") and callable(value))
        if is_meant and name not in known:
            raise RefusedError("it implements {name}, which is no hook: the hooks are {known}", name=name, known=known)
        if name in known and not hasattr(value, "opscheck_impl"):
            raise RefusedError("its {name} lacks the @hookimpl decorator", name=name)


def _contribution(module: ModuleType, hook: str) -> list[Any]:
    implementation = getattr(module, hook, None)
    if implementation is None:
        return []
    brought = implementation()
    if brought is None:
        raise RefusedError(RETURNS_NOTHING, hook=hook)
    return list(brought)


def _extensions(module: ModuleType, distribution: str) -> "Extensions | None":
    if not any(hasattr(module, hook) for hook in _EXTENSION_HOOKS):
        return None
    from opscheck.extensions import Extensions, UnusableError  # most plugins have none

    try:
        return Extensions(module, distribution)
    except UnusableError as refused:
        raise RefusedError(str(refused)) from None


def _files(module: ModuleType, hook: str) -> list[Path]:
    paths = [Path(path) for path in _contribution(module, hook)]
    for path in paths:
        if not path.is_file():
            raise RefusedError("{hook}() names {path}, and there is no such file", hook=hook, path=str(path))
    return paths


def _checked_rule(rule: Any) -> type[Rule]:
    if not (isinstance(rule, type) and issubclass(rule, Rule) and rule.id):
        raise RefusedError("opscheck_rules() returned {what}, which is no Rule with an id", what=repr(rule))
    if rule.id in CORE_RULES:
        raise RefusedError("the id {rule} is opscheck's own", rule=rule.id)
    return rule


def _refuse_unsound(rules: list[type[Rule]], extensions: "Extensions | None") -> None:
    from opscheck.sound import complaints  # only strangers need it

    sections = [section.root for section in extensions.sections] if extensions else []
    for complaint in (complaint for rule in rules for complaint in complaints(rule, sections)):
        raise RefusedError(complaint.template, **complaint.values)
