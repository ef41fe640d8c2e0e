"""Which rules judge each plan: its configuration's ruleset, less what was not selected."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from opscheck.checking.request import Request
from opscheck.core import CORE_RULES
from opscheck.engine import ConfiguredRule
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.framework import Clause, load_clauses
from opscheck.plugins import Plugins
from opscheck.project.config import Config
from opscheck.project.globs import matches
from opscheck.project.plans import PlanFile
from opscheck.ruleset import Configured, Ruleset, load_ruleset, read_layers

if TYPE_CHECKING:
    from opscheck.extensions import Section

DEFAULT_RULESET = "standard"
NOT_SELECTED = "{glob} matches no rule of the ruleset {ruleset}"


class Rules:
    """The configured rules for each plan, by its configuration and its path."""

    def __init__(self, request: Request, plugins: Plugins, cwd: Path | None = None) -> None:
        self._cwd = cwd or Path.cwd()
        self._request = request
        self._plugins = plugins
        self._rulesets: dict[tuple[Config, str | None], Ruleset] = {}
        self._selected: dict[int, Configured] = {}

    @property
    def installed(self) -> Collection[str]:
        """The ids of all installed rules."""
        return self._plugins.rules

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """The clauses of all frameworks, which only a plan that sets one aside needs."""
        return load_clauses(self._plugins.frameworks)

    def sections(self, rules: Sequence[ConfiguredRule]) -> list["Section"]:
        """The sections that plugins read of a plan: those of distributions of which a rule runs."""
        distributions = {entry.origin for entry in rules if entry.origin}
        return [section for section in self._plugins.sections if section.distribution in distributions]

    def ruleset(self, config: Config, status: str | None = None) -> Ruleset:
        """The ruleset of a configuration, for plans of a status, with what the configuration adds.

        Raises UserError, located.
        """
        key = config, status if status in config.rulesets else None
        if key not in self._rulesets:
            config.check_plugins({plugin.distribution: plugin.version for plugin in self._plugins.all})
            self._rulesets[key] = self._load(*key)
        return self._rulesets[key]

    def wanted(self, config: Config, status: str | None = None) -> str:
        """The name or path of that ruleset, as the command line or the configuration has it."""
        return self._request.ruleset or config.rulesets.get(status or "") or config.ruleset or DEFAULT_RULESET

    def _load(self, config: Config, status: str | None) -> Ruleset:
        place = ("rulesets", status) if status else ("ruleset",) if config.ruleset else None
        span = config.span_of(*place) if place and not self._request.ruleset else None
        folder = self._cwd if self._request.ruleset else config.folder
        base = load_ruleset(self.wanted(config, status), self._plugins, folder=folder, span=span)
        layers = list(read_layers(config.document, config.section)) if config.document else []
        ruleset = base.extended(layers)
        ruleset.check()
        return ruleset

    def for_plan(self, plan: PlanFile, status: str | None = None) -> Configured:
        """What runs on one plan of a status, after --select and --ignore."""
        ruleset = self.ruleset(plan.config, status)
        configured = ruleset.for_file(plan.config.relative(plan.path))
        key = id(configured)  # the ruleset keeps it, so the number stays its own
        if key not in self._selected:
            self._selected[key] = self._select(configured, ruleset)
        return self._selected[key]

    def for_plans(self, plans: Sequence[PlanFile]) -> list[Configured]:
        """What runs on any plan, whatever its status, once each. Raises UserError if --select leaves nothing."""
        configured = list({id(found): found for found in map(self.for_plan, plans)}.values())
        chosen = self._request.select
        if chosen and configured and not any(entry.rules for entry in configured):
            values = {"glob": ",".join(chosen), "ruleset": self.ruleset(plans[0].config).name}
            raise UserError(Message(NOT_SELECTED, values))
        return configured

    def _select(self, configured: Configured, ruleset: Ruleset) -> Configured:
        chosen, ignored = self._request.select, self._request.ignore
        ids = [*self._plugins.rules, *_configurable()]
        for glob in (*chosen, *ignored):
            if not any(matches(rule_id, glob) for rule_id in ids):
                raise UserError(Message(NOT_SELECTED, {"glob": glob, "ruleset": ruleset.name}))
        rules = [entry for entry in configured.rules if _is_chosen(entry.rule.id, chosen, ignored)]
        off = {rule_id: None for rule_id in _configurable() if any(matches(rule_id, glob) for glob in ignored)}
        return configured._replace(rules=tuple(rules), severities={**configured.severities, **off})


def _configurable() -> list[str]:
    return [rule.id for rule in CORE_RULES.values() if rule.configurable]


def is_selected(request: Request) -> Callable[[str], bool]:
    """Whether --select and --ignore let a rule run, if its ruleset does."""
    return lambda rule_id: _is_chosen(rule_id, request.select, request.ignore)


def _is_chosen(rule_id: str, chosen: Sequence[str], ignored: Sequence[str]) -> bool:
    if any(matches(rule_id, glob) for glob in ignored):
        return False
    return not chosen or any(matches(rule_id, glob) for glob in chosen)
