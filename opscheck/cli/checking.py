"""Checking plans for a command: files, configurations, rulesets and the day, brought together."""

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from opscheck import clock
from opscheck.cli.options import LANGUAGES, add_ruleset_options, globs, language
from opscheck.core import CORE_RULES
from opscheck.display import clean, say
from opscheck.engine import ConfiguredRule, PlanReport, check
from opscheck.engine.isolate import RuleLimits
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.framework import Clause, load_clauses
from opscheck.merge import Loaded
from opscheck.plugins import Plugins
from opscheck.project import PlanFile, Project, discover
from opscheck.project.config import UNKNOWN_VALUE, Config, Configurations
from opscheck.project.globs import matches
from opscheck.reports import FORMATS
from opscheck.ruleset import Configured, Ruleset, load_ruleset, read_layers
from opscheck.run import CheckedFile, CheckedPlan, PluginInfo, RulesetInfo, Run, ToolInfo
from opscheck.version import version

DEFAULT_RULESET = "standard"
NOT_SELECTED = "{glob} matches no rule of the ruleset {ruleset}"
NO_INPUT = "standard input is closed: there is no plan to read from it"
UNCHECKED = "the ruleset {ruleset} names {globs}, and no installed plugin has such rules: they are not checked"
_SILENT_SECONDS = 1.0
_RARELY = (100_000, 50, 50)  # plans hold no cycles: looking for them takes a third of the time of a large one


def add_checking_options(parser: argparse.ArgumentParser) -> None:
    """Which files, which rules and which day."""
    add_ruleset_options(parser)
    group = parser.add_argument_group("files and time")
    group.add_argument("--as-of", metavar="DATE", help="judge by this day, such as 2026-07-01 (default: today)")
    group.add_argument("--stdin-filename", metavar="NAME", help="read a plan from standard input under this name")
    group.add_argument("--force-exclude", action="store_true", help="leave out excluded files even if they are named")
    group.add_argument("--strict-files", action="store_true", help="finding no plan at all is an error")


class Settings(NamedTuple):
    """What the configuration says of the run as a whole: that of the first plan, else of the current folder."""

    lang: str | None
    format: str | None
    fail_on: str | None


class Rules:
    """The configured rules for each plan, by its configuration and its path."""

    def __init__(self, args: argparse.Namespace, plugins: Plugins) -> None:
        self._args = args
        self._plugins = plugins
        self._rulesets: dict[Config, Ruleset] = {}
        self._selected: dict[int, Configured] = {}

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """The clauses of all frameworks, which only a plan that sets one aside needs."""
        return load_clauses(self._plugins.frameworks)

    def ruleset(self, config: Config) -> Ruleset:
        """The ruleset of a configuration with what the configuration adds. Raises UserError, located."""
        if config not in self._rulesets:
            config.check_plugins({plugin.distribution: plugin.version for plugin in self._plugins.all})
            self._rulesets[config] = self._load(config)
        return self._rulesets[config]

    def _load(self, config: Config) -> Ruleset:
        if self._args.ruleset:
            base = load_ruleset(self._args.ruleset, self._plugins, folder=Path.cwd())
        else:
            name, span = config.ruleset or DEFAULT_RULESET, config.span_of("ruleset") if config.ruleset else None
            base = load_ruleset(name, self._plugins, folder=config.folder, span=span)
        layers = list(read_layers(config.document, config.section)) if config.document else []
        ruleset = base.extended(layers)
        ruleset.check()
        return ruleset

    def for_plan(self, plan: PlanFile) -> Configured:
        """What runs on one plan, after --select and --ignore."""
        ruleset = self.ruleset(plan.config)
        configured = ruleset.for_file(plan.config.relative(plan.path))
        key = id(configured)  # the ruleset keeps it, so the number stays its own
        if key not in self._selected:
            self._selected[key] = self._select(configured, ruleset)
        return self._selected[key]

    def for_plans(self, plans: Sequence[PlanFile]) -> list[Configured]:
        """What runs on each plan. Raises UserError if --select leaves nothing that runs on any of them."""
        configured = [self.for_plan(plan) for plan in plans]
        chosen = globs(self._args.select)
        if chosen and configured and not any(entry.rules for entry in configured):
            values = {"glob": ",".join(chosen), "ruleset": self.ruleset(plans[0].config).name}
            raise UserError(Message(NOT_SELECTED, values))
        return configured

    def _select(self, configured: Configured, ruleset: Ruleset) -> Configured:
        chosen, ignored = globs(self._args.select), globs(self._args.ignore)
        ids = [*self._plugins.rules, *_configurable()]
        for glob in (*chosen, *ignored):
            if not any(matches(rule_id, glob) for rule_id in ids):
                raise UserError(Message(NOT_SELECTED, {"glob": glob, "ruleset": ruleset.name}))
        rules = [entry for entry in configured.rules if _is_chosen(entry, chosen, ignored)]
        off = {rule_id: None for rule_id in _configurable() if any(matches(rule_id, glob) for glob in ignored)}
        return configured._replace(rules=tuple(rules), severities={**configured.severities, **off})


def _configurable() -> list[str]:
    return [rule.id for rule in CORE_RULES.values() if rule.configurable]


def _is_chosen(entry: ConfiguredRule, chosen: list[str], ignored: list[str]) -> bool:
    rule_id = entry.rule.id
    if any(matches(rule_id, glob) for glob in ignored):
        return False
    return not chosen or any(matches(rule_id, glob) for glob in chosen)


def find_plans(args: argparse.Namespace) -> tuple[Project, Configurations]:
    """The plans that the command line names. What was odd about the files is said on stderr."""
    configurations = Configurations(args.config, os.environ, isolated=args.isolated)
    project = discover(
        args.paths,
        configurations,
        force_exclude=args.force_exclude,
        strict_files=args.strict_files,
        stdin=_standard_input() if args.stdin_filename or "-" in args.paths else None,
        stdin_filename=args.stdin_filename,
    )
    for notice in project.warnings:
        place = f"{notice.span.file}:{notice.span.line}: " if notice.span else ""
        tell(f"{place}{say(notice.message, language(args.lang))}")
    return project, configurations


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise UserError(Message(NO_INPUT))
    return sys.stdin.buffer


class Together(NamedTuple):
    """The plans of a run as they were read and judged: ``alone`` is each report without the rules of the portfolio."""

    plans: list[CheckedPlan]
    loaded: list[Loaded]
    alone: list[PlanReport]


def check_paths(args: argparse.Namespace, plugins: Plugins, since: str | None = None) -> tuple[Run, Settings]:
    """Check every plan that the command line names; with ``since`` only what is new since a revision is reported.

    Raises UserError for a mistake in configuration or rulesets, and for a revision that cannot be read.
    """
    gc.set_threshold(*_RARELY)
    project, configurations = find_plans(args)
    rules = Rules(args, plugins)
    first = project.plans[0].config if project.plans else configurations.for_folder(configurations.cwd)
    ruleset = rules.ruleset(first)
    settings = settings_of(first)
    configured = rules.for_plans(project.plans)
    portfolio = Portfolio.of(project.plans, configured)
    compared = None
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a rule prints
        together = _check_all(args, rules, project, portfolio, keep=since is not None)
        if since is not None:
            from opscheck.cli.since import since_revision  # what starts git

            folders = args.paths or ([] if args.stdin_filename else ["."])
            compared = since_revision(since, folders, configurations, rules, project, together, portfolio)
    for unmatched in dict.fromkeys(entry.unmatched for entry in configured):
        if unmatched:
            tell(say(Message(UNCHECKED, {"ruleset": ruleset.name, "globs": unmatched}), language(args.lang)))
    run = Run(
        plans=together.plans,
        ruleset=ruleset_info(ruleset),
        tool=tool_info(plugins),
        skipped_files=project.skipped,
        rules={entry.rule.id: type(entry.rule) for each in configured for entry in each.rules},
        since=compared,
    )
    return run, settings


def settings_of(config: Config) -> Settings:
    """What a configuration says of the run as a whole. Raises UserError for a format or language that is none."""
    for key, value, known in (("format", config.format, sorted(FORMATS)), ("lang", config.lang, LANGUAGES)):
        if value is not None and value not in known:
            values = {"key": key, "value": value, "known": tuple(known)}
            raise UserError(Message(UNKNOWN_VALUE, values), config.span_of(key))
    return Settings(config.lang, config.format, config.fail_on)


class Portfolio(NamedTuple):
    """The rules about all plans together, and what a stranger's may take: as the first plan's configuration says."""

    rules: Sequence[ConfiguredRule]
    limits: RuleLimits

    @classmethod
    def of(cls, plans: Sequence[PlanFile], configured: Sequence[Configured]) -> "Portfolio":
        found: dict[str, ConfiguredRule] = {}
        for entry in (rule for each in configured for rule in each.rules if rule.rule.scope == "portfolio"):
            found.setdefault(entry.rule.id, entry)
        return cls(list(found.values()), RuleLimits(*plans[0].config.rule_limits) if plans else RuleLimits())

    def reports(self, loaded: Sequence[Loaded], alone: Sequence[PlanReport]) -> Sequence[PlanReport]:
        """The reports with what these rules say."""
        if not self.rules:
            return alone
        from opscheck.engine.portfolio import check_portfolio

        return check_portfolio(list(zip(loaded, alone, strict=True)), self.rules, self.limits)


def _check_all(
    args: argparse.Namespace,
    rules: Rules,
    project: Project,
    portfolio: Portfolio,
    *,
    keep: bool,
) -> Together:
    """Every plan by itself, then all of them together; only for that, or to ``keep`` them, are they not forgotten."""
    together = Together([], [], [])
    keep = keep or bool(portfolio.rules)
    for plan, loaded in _with_progress(project):
        day = clock.as_of(args.as_of, os.environ, _header(loaded))
        report = judge(rules, plan, loaded, day)
        together.plans.append(_checked(report, loaded, keep=keep))
        if keep:
            together.loaded.append(loaded)
            together.alone.append(report)
    for checked, report in zip(together.plans, portfolio.reports(together.loaded, together.alone), strict=False):
        checked.report = report
    return together


def judge(rules: Rules, plan: PlanFile, loaded: Loaded, day: date) -> PlanReport:
    """One plan by its own rules, as of a day."""
    configured = rules.for_plan(plan)
    limits = RuleLimits(*plan.config.rule_limits)
    return check(loaded, configured.rules, day, configured.severities, lambda: rules.clauses, limits)


def _header(loaded: Loaded) -> Any:
    return loaded.data.get("plan") if isinstance(loaded.data, dict) else None


def _checked(report: PlanReport, loaded: Loaded, *, keep: bool) -> CheckedPlan:
    return CheckedPlan(
        report=report,
        documents={document.file: document.source for document in loaded.documents} if report.findings or keep else {},
        files=tuple(CheckedFile(document.file, sha256(document.raw).hexdigest()) for document in loaded.documents),
    )


def ruleset_info(ruleset: Ruleset) -> RulesetInfo:
    """Which rules judge."""
    return RulesetInfo(ruleset.name, ruleset.version, ruleset.digest)


def tool_info(plugins: Plugins) -> ToolInfo:
    """Which program judges."""
    versions = {plugin.distribution: plugin.version for plugin in plugins.all if not plugin.error}
    return ToolInfo("opscheck", version(), tuple(PluginInfo(name, of) for name, of in sorted(versions.items())))


def _with_progress(project: Project) -> Iterator[tuple[PlanFile, Loaded]]:
    """The plans one at a time; on a terminal a run of more than a second says how far it is."""
    total = len(project.plans)
    silent_until = time.monotonic() + _SILENT_SECONDS
    shown = False
    for number, pair in enumerate(project, 1):
        yield pair
        if sys.stderr.isatty() and time.monotonic() > silent_until:
            silent_until = time.monotonic() + 0.1
            print(f"\rchecked {number} of {total} plans", end="", file=sys.stderr, flush=True)  # noqa: T201
            shown = True
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201


def tell(text: str) -> None:
    """Say something on stderr."""
    print(f"opscheck: {text}", file=sys.stderr)  # noqa: T201


def show_files(args: argparse.Namespace) -> None:
    """List the plans that would be checked."""
    project, _ = find_plans(args)
    for plan in project.plans:
        print(clean(plan.file))  # noqa: T201
