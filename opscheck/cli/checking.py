"""Checking plans for a command: files, configurations, rulesets and the day, brought together."""

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from opscheck import clock
from opscheck.cli.options import LANGUAGES, add_ruleset_options, globs, language
from opscheck.core import CORE_RULES
from opscheck.display import clean, say
from opscheck.engine import ConfiguredRule, PlanReport, check
from opscheck.engine.isolate import RuleLimits
from opscheck.errors import UserError
from opscheck.finding import Message, Severity
from opscheck.framework import Clause, load_clauses
from opscheck.merge import Loaded
from opscheck.plugins import Plugins, load_module
from opscheck.project import ImporterOf, PlanFile, Project, discover
from opscheck.project.config import STATUSES, UNKNOWN_VALUE, Config, Configurations
from opscheck.project.files import read
from opscheck.project.globs import matches
from opscheck.reports import FORMATS
from opscheck.ruleset import Configured, Ruleset, load_ruleset, read_layers
from opscheck.run import CheckedFile, CheckedPlan, PluginInfo, RulesetInfo, Run, ToolInfo
from opscheck.source import Span
from opscheck.version import version
from opscheck.waivers import declared

if TYPE_CHECKING:
    from opscheck.baseline import Baseline
    from opscheck.cli.accepting import Declaring
    from opscheck.extensions import Section

BASELINE = "opscheck-baseline.json"
UNREADABLE_BASELINE = "the baseline {file} cannot be read: {reason}"
DEFAULT_RULESET = "standard"
NOT_SELECTED = "{glob} matches no rule of the ruleset {ruleset}"
NO_INPUT = "standard input is closed: there is no plan to read from it"
UNCHECKED = "the ruleset {ruleset} names {globs}, and no installed plugin has such rules: they are not checked"
DRAFT = (
    "{file} is a draft, and the ruleset {ruleset} judges it like any other plan; where the configuration says "
    "rulesets: {{draft: draft}}, drafts are judged by the ruleset draft"
)
NO_FORMAT = "there is no report format {name}: the formats are {known}"
NO_FORMAT_MEANT = "there is no report format {name}: did you mean {meant}?"
FORMAT_OF_PLUGIN = "it comes with the plugin that has the topic {topic}: install it, and name it in require-plugins"
PROGRESS = "checked {number} of {total} plans"
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
    accepted = parser.add_argument_group("accepted findings")
    accepted.add_argument("--no-waivers", action="store_true", help="as if nothing were waived")
    accepted.add_argument("--no-baseline", action="store_true", help="as if there were no baseline")


class Settings(NamedTuple):
    """What the configuration says of the run as a whole: that of the first plan, else of the current folder."""

    lang: str | None
    format: str | None
    fail_on: str | None
    limits: RuleLimits


class Checking(NamedTuple):
    """What a command gets: the run, what the configuration says of it, and the files that it was about."""

    run: Run
    settings: Settings
    project: Project


class Rules:
    """The configured rules for each plan, by its configuration and its path."""

    def __init__(self, args: argparse.Namespace, plugins: Plugins) -> None:
        self._args = args
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
        return self._args.ruleset or config.rulesets.get(status or "") or config.ruleset or DEFAULT_RULESET

    def _load(self, config: Config, status: str | None) -> Ruleset:
        place = ("rulesets", status) if status else ("ruleset",) if config.ruleset else None
        span = config.span_of(*place) if place and not self._args.ruleset else None
        folder = Path.cwd() if self._args.ruleset else config.folder
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
        """What runs on each plan, whatever its status. Raises UserError if --select leaves nothing that runs on any."""
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
        rules = [entry for entry in configured.rules if _is_chosen(entry.rule.id, chosen, ignored)]
        off = {rule_id: None for rule_id in _configurable() if any(matches(rule_id, glob) for glob in ignored)}
        return configured._replace(rules=tuple(rules), severities={**configured.severities, **off})


def _configurable() -> list[str]:
    return [rule.id for rule in CORE_RULES.values() if rule.configurable]


def is_selected(args: argparse.Namespace) -> Callable[[str], bool]:
    """Whether --select and --ignore let a rule run, if its ruleset does."""
    chosen, ignored = globs(args.select), globs(args.ignore)
    return lambda rule_id: _is_chosen(rule_id, chosen, ignored)


def _is_chosen(rule_id: str, chosen: list[str], ignored: list[str]) -> bool:
    if any(matches(rule_id, glob) for glob in ignored):
        return False
    return not chosen or any(matches(rule_id, glob) for glob in chosen)


def find_plans(args: argparse.Namespace, plugins: Plugins) -> tuple[Project, Configurations]:
    """The plans that the command line names. What was odd about the files is said on stderr."""
    configurations = Configurations(args.config, os.environ, isolated=args.isolated)
    project = discover(
        args.paths,
        configurations,
        force_exclude=args.force_exclude,
        strict_files=args.strict_files,
        stdin=_standard_input() if args.stdin_filename or "-" in args.paths else None,
        stdin_filename=args.stdin_filename,
        importer_of=_importers(plugins),
    )
    configured = project.plans[0].config if project.plans else configurations.for_folder(configurations.cwd)
    lang = language(args.lang, settings_of(configured, plugins).lang) if project.warnings else ""
    for notice in project.warnings:
        place = f"{notice.span.file}:{notice.span.line}: " if notice.span else ""
        tell(clean(place) + say(notice.message, lang))
    return project, configurations


def _importers(plugins: Plugins) -> ImporterOf | None:
    if not plugins.importers:
        return None
    from opscheck.importing import importers  # most installations have none

    return importers(plugins.importers, load_module)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise UserError(Message(NO_INPUT))
    return sys.stdin.buffer


class Together(NamedTuple):
    """The plans of a run as they were read and judged: ``alone`` is each report without the rules of the portfolio."""

    plans: list[CheckedPlan]
    loaded: list[Loaded]
    alone: list[PlanReport]


def check_paths(args: argparse.Namespace, plugins: Plugins, since: str | None = None) -> Checking:
    """Check every plan that the command line names; with ``since`` only what is new since a revision is reported.

    Raises UserError for a mistake in configuration or rulesets, and for a revision that cannot be read.
    """
    gc.set_threshold(*_RARELY)
    project, configurations = find_plans(args, plugins)
    rules = Rules(args, plugins)
    first = project.plans[0].config if project.plans else configurations.for_folder(configurations.cwd)
    ruleset = rules.ruleset(first)
    settings = settings_of(first, plugins)
    lang = language(args.lang, settings.lang)
    configured = rules.for_plans(project.plans)
    portfolio = Portfolio.of(project.plans, configured, rules)
    compared = None
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a rule prints
        checks = _Checks(args, rules, project, portfolio, keep=since is not None, lang=lang)
        together = checks.run(configurations)
        if since is not None:
            from opscheck.cli.since import since_revision  # what starts git

            folders = args.paths or ([] if args.stdin_filename else ["."])
            compared = since_revision(since, folders, configurations, rules, project, together, portfolio, args)
    for unmatched in dict.fromkeys(entry.unmatched for entry in configured):
        if unmatched:
            tell(say(Message(UNCHECKED, {"ruleset": ruleset.name, "globs": unmatched}), lang))
    _tell_of_drafts(args, project, together.plans, lang)
    run = Run(
        plans=together.plans,
        ruleset=ruleset_info(ruleset),
        tool=tool_info(plugins),
        skipped_files=project.skipped,
        rules={entry.rule.id: type(entry.rule) for each in configured for entry in each.rules},
        since=compared,
    )
    return Checking(run, settings, project)


def _tell_of_drafts(args: argparse.Namespace, project: Project, plans: Sequence[CheckedPlan], lang: str) -> None:
    """Say how drafts can be judged, where one has errors because it is judged like any other plan."""
    for plan, checked in zip(project.plans, plans, strict=True):
        unfinished = any(finding.severity is Severity.error for finding in checked.report.findings)
        if checked.status == "draft" and unfinished and not args.ruleset and "draft" not in plan.config.rulesets:
            ruleset = checked.ruleset.name if checked.ruleset else ""
            tell(say(Message(DRAFT, {"file": plan.file, "ruleset": ruleset}), lang))
            return


def settings_of(config: Config, plugins: Plugins) -> Settings:
    """What a configuration says of the run as a whole. Raises UserError for a format or language that is none."""
    if config.format is not None:
        check_format(config.format, plugins, config.span_of("format"))
    if config.lang is not None and config.lang not in LANGUAGES:
        values = {"key": "lang", "value": config.lang, "known": LANGUAGES}
        raise UserError(Message(UNKNOWN_VALUE, values), config.span_of("lang"))
    return Settings(config.lang, config.format, config.fail_on, RuleLimits(*config.rule_limits))


def check_format(name: str, plugins: Plugins, span: Span | None = None) -> None:
    """Raises UserError if there is no report format of this name."""
    known = sorted((*FORMATS, *plugins.formats))
    if name in known:
        return
    from opscheck.plan.build import closest

    meant = closest(name, known)
    template = NO_FORMAT_MEANT if meant else NO_FORMAT
    help_ = Message(FORMAT_OF_PLUGIN, {"topic": name.partition("/")[0]}) if "/" in name else None
    raise UserError(Message(template, {"name": name, "meant": meant, "known": tuple(known)}), span, help_)


class Portfolio(NamedTuple):
    """The rules about all plans together, and what a stranger's may take: as the first plan's configuration says."""

    rules: Sequence[ConfiguredRule]
    limits: RuleLimits
    sections: Sequence["Section"]

    @classmethod
    def of(cls, plans: Sequence[PlanFile], configured: Sequence[Configured], rules: Rules) -> "Portfolio":
        found: dict[str, ConfiguredRule] = {}
        for entry in (rule for each in configured for rule in each.rules if rule.rule.scope == "portfolio"):
            found.setdefault(entry.rule.id, entry)
        limits = RuleLimits(*plans[0].config.rule_limits) if plans else RuleLimits()
        chosen = list(found.values())
        return cls(chosen, limits, rules.sections(chosen))

    def reports(self, loaded: Sequence[Loaded], alone: Sequence[PlanReport]) -> Sequence[PlanReport]:
        """The reports with what these rules say."""
        if not self.rules:
            return alone
        from opscheck.engine.portfolio import check_portfolio

        return check_portfolio(list(zip(loaded, alone, strict=True)), self.rules, self.limits, self.sections)


class _Checks:
    """Every plan by itself, then all of them together, then what is accepted; plans are kept only where that asks."""

    def __init__(
        self, args: argparse.Namespace, rules: Rules, project: Project, portfolio: Portfolio, *, keep: bool, lang: str
    ) -> None:
        self._args = args
        self._rules = rules
        self._project = project
        self._portfolio = portfolio
        self._keep = keep or bool(portfolio.rules)
        self._lang = lang
        self._together = Together([], [], [])
        self._declaring: list[Declaring] = []

    def run(self, configurations: Configurations) -> Together:
        together = self._together
        for plan, loaded in _with_progress(self._project, self._lang):
            self._check(plan, loaded)
        reports = self._portfolio.reports(together.loaded, together.alone)
        for checked, report in zip(together.plans, reports, strict=False):
            checked.report = report
        if self._declaring:
            from opscheck.cli.accepting import waive_all

            waive_all(self._declaring, self._rules, lambda file: self._project.has_all_plans_of(file, configurations))
        if not self._args.no_baseline:
            self._mark_known()
        return together

    def _mark_known(self) -> None:
        """Mark the findings that are in a baseline."""
        files = [baseline_file(plan.config) for plan in self._project.plans]
        baselines = read_baselines(files)
        for file, checked in zip(files, self._together.plans, strict=True):
            if file in baselines:
                checked.report = baselines[file].mark(checked.report)

    def _check(self, plan: PlanFile, loaded: Loaded) -> None:
        own = None if self._args.no_waivers else declared(loaded)
        register = None if self._args.no_waivers else self._project.register_of(plan)
        report = check_loaded(self._args, self._rules, plan, loaded)
        status = status_of(header_of(loaded))
        keep = self._keep or bool(own or register)
        checked = _checked(report, loaded, self._rules.ruleset(plan.config, status), status, keep=keep)
        self._together.plans.append(checked)
        if self._keep:
            self._together.loaded.append(loaded)
            self._together.alone.append(report)
        if own or register:
            from opscheck.cli.accepting import Declaring  # most plans waive nothing

            self._declaring.append(Declaring(plan, loaded, checked, own, register))


def baseline_file(config: Config) -> Path:
    """Where the baseline of a configuration is: as it says, else beside it, else at the root of the repository."""
    folder = config.folder if config.file else config.root
    return folder / (config.baseline or BASELINE)


def read_baselines(files: Sequence[Path]) -> dict[Path, "Baseline"]:
    """The baselines of those files that are there. Raises UserError for one that is damaged."""
    there = [file for file in dict.fromkeys(files) if os.path.lexists(file)]
    if not there:
        return {}
    from opscheck.baseline import read_baseline  # most projects have none

    return {file: read_baseline(_read(file), file.name) for file in there}


def _read(file: Path) -> bytes:
    raw, problem = read(file)
    if problem:
        raise UserError(Message(UNREADABLE_BASELINE, {"file": file.name, "reason": problem}))
    return raw


def check_loaded(args: argparse.Namespace, rules: Rules, plan: PlanFile, loaded: Loaded) -> PlanReport:
    """Check one plan by itself, as it was read, as of the day of the run."""
    return judge(rules, plan, loaded, clock.as_of(args.as_of, os.environ, header_of(loaded)))


def judge(rules: Rules, plan: PlanFile, loaded: Loaded, day: date) -> PlanReport:
    """One plan by its own rules, as of a day."""
    configured = rules.for_plan(plan, status_of(header_of(loaded)))
    limits = RuleLimits(*plan.config.rule_limits)
    sections = rules.sections(configured.rules)
    return check(loaded, configured.rules, day, configured.severities, lambda: rules.clauses, limits, sections)


def _checked(report: PlanReport, loaded: Loaded, ruleset: Ruleset, status: str | None, *, keep: bool) -> CheckedPlan:
    return CheckedPlan(
        report=report,
        documents={document.file: document.source for document in loaded.documents} if report.findings or keep else {},
        files=tuple(CheckedFile(document.file, sha256(document.raw).hexdigest()) for document in loaded.documents),
        ruleset=ruleset_info(ruleset),
        status=status,
    )


def header_of(loaded: Loaded) -> object:
    """What stands under ``plan``, whatever that is."""
    return loaded.data.get("plan") if isinstance(loaded.data, dict) else None


def status_of(header: object) -> str | None:
    """The status that a plan's header declares; None where it declares none."""
    status = header.get("status") if isinstance(header, dict) else None
    return status if status in STATUSES else None


def ruleset_info(ruleset: Ruleset) -> RulesetInfo:
    """Which rules judge."""
    return RulesetInfo(ruleset.name, ruleset.version, ruleset.digest)


def tool_info(plugins: Plugins) -> ToolInfo:
    """Which program judges."""
    versions = {plugin.distribution: plugin.version for plugin in plugins.all if not plugin.error}
    return ToolInfo("opscheck", version(), tuple(PluginInfo(name, of) for name, of in sorted(versions.items())))


def _with_progress(project: Project, lang: str) -> Iterator[tuple[PlanFile, Loaded]]:
    """The plans one at a time; on a terminal a run of more than a second says how far it is."""
    total = len(project.plans)
    silent_until = time.monotonic() + _SILENT_SECONDS
    shown = False
    for number, pair in enumerate(project, 1):
        yield pair
        if sys.stderr.isatty() and time.monotonic() > silent_until:
            silent_until = time.monotonic() + 0.1
            said = say(Message(PROGRESS, {"number": number, "total": total}), lang)
            print(f"\r{said}", end="", file=sys.stderr, flush=True)  # noqa: T201
            shown = True
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201


def tell(text: str) -> None:
    """Say something on stderr."""
    print(f"opscheck: {text}", file=sys.stderr)  # noqa: T201


def show_files(args: argparse.Namespace, plugins: Plugins) -> None:
    """List the plans that would be checked."""
    project, _ = find_plans(args, plugins)
    for plan in project.plans:
        print(clean(plan.file))  # noqa: T201
