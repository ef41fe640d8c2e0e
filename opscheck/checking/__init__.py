"""Checking plans: files, configurations, rulesets and the day, brought together for a command or an editor."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opscheck.checking.baselines import baseline_file, read_baselines
from opscheck.checking.judging import check_loaded, header_of, status_of
from opscheck.checking.plans import Found, find_plans
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.checking.settings import Settings, settings_of
from opscheck.engine import PlanReport
from opscheck.finding import Message, Severity
from opscheck.merge import Loaded
from opscheck.plugins import Plugins
from opscheck.project import Notice, PlanFile, Project
from opscheck.ruleset import Ruleset
from opscheck.run import CheckedFile, CheckedPlan, PluginInfo, RulesetInfo, Run, ToolInfo
from opscheck.version import version
from opscheck.waivers import declared

if TYPE_CHECKING:
    from opscheck.checking.accepting import Declaring

UNCHECKED = "the ruleset {ruleset} names {globs}, and no installed plugin has such rules: they are not checked"
DRAFT = (
    "{file} is a draft, and the ruleset {ruleset} judges it like any other plan; where the configuration says "
    "rulesets: {{draft: draft}}, drafts are judged by the ruleset draft"
)

Watch = Callable[[int, int], None]
"""Told how many of how many plans have been checked."""


class Checking(NamedTuple):
    """What came of a request: the run, what the configuration says of it, and the files that it was about.

    ``notices`` are for whoever asked; they are no findings.
    """

    run: Run
    settings: Settings
    project: Project
    notices: Sequence[Notice] = ()


class Together(NamedTuple):
    """The plans of a run as they were read and judged: ``alone`` is each report without the rules of the portfolio."""

    plans: list[CheckedPlan]
    loaded: list[Loaded]
    alone: list[PlanReport]


def check_paths(
    request: Request,
    plugins: Plugins,
    since: str | None = None,
    *,
    texts: Mapping[Path, bytes] | None = None,
    keep: bool = False,
    watch: Watch | None = None,
) -> Checking:
    """Check every plan of a request; with ``since`` only what is new since a revision is reported.

    ``texts``, by absolute path, take the place of what files hold. ``keep`` keeps what was read of each plan, in
    ``CheckedPlan.loaded``. Raises UserError for a mistake in configuration or rulesets, and for a revision that cannot
    be read.
    """
    found = find_plans(request, plugins, texts)
    project = found.project
    rules = Rules(request, plugins)
    ruleset = rules.ruleset(found.first)
    settings = settings_of(found.first, plugins)
    configured = rules.for_plans(project.plans)
    portfolio = Portfolio.of(project.plans, configured, rules)
    compared = None
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a rule prints
        checks = _Checks(request, rules, found, portfolio, keep=keep, compare=since is not None)
        together = checks.run(watch)
        if since is not None:
            from opscheck.checking.since import since_revision  # what starts git

            compared = since_revision(since, found, rules, together, portfolio, request)
    unmatched = dict.fromkeys(entry.unmatched for entry in configured if entry.unmatched)
    unchecked = [Notice(Message(UNCHECKED, {"ruleset": ruleset.name, "globs": globs})) for globs in unmatched]
    run = Run(
        plans=together.plans,
        ruleset=ruleset_info(ruleset),
        tool=tool_info(plugins),
        skipped_files=project.skipped,
        rules={entry.rule.id: type(entry.rule) for each in configured for entry in each.rules},
        since=compared,
    )
    return Checking(run, settings, project, [*project.warnings, *unchecked, *_of_drafts(request, project, run.plans)])


def _of_drafts(request: Request, project: Project, plans: Sequence[CheckedPlan]) -> Iterator[Notice]:
    """How drafts can be judged, where one has errors because it is judged like any other plan."""
    for plan, checked in zip(project.plans, plans, strict=True):
        unfinished = any(finding.severity is Severity.error for finding in checked.report.findings)
        if checked.status == "draft" and unfinished and not request.ruleset and "draft" not in plan.config.rulesets:
            ruleset = checked.ruleset.name if checked.ruleset else ""
            yield Notice(Message(DRAFT, {"file": plan.file, "ruleset": ruleset}))
            return


class _Checks:
    """Every plan by itself, then all of them together, then what is accepted; plans are kept only where that asks."""

    def __init__(
        self, request: Request, rules: Rules, found: Found, portfolio: Portfolio, *, keep: bool, compare: bool
    ) -> None:
        self._request = request
        self._rules = rules
        self._found = found
        self._project = found.project
        self._portfolio = portfolio
        self._show = keep
        self._keep = compare or bool(portfolio.rules)
        self._together = Together([], [], [])
        self._declaring: list[Declaring] = []

    def run(self, watch: Watch | None) -> Together:
        together = self._together
        for plan, loaded in _watched(self._project, len(self._project.plans), watch):
            self._check(plan, loaded)
        reports = self._portfolio.reports(together.loaded, together.alone)
        for checked, report in zip(together.plans, reports, strict=False):
            checked.report = report
        if self._declaring:
            from opscheck.checking.accepting import waive_all

            configurations = self._found.configurations
            waive_all(self._declaring, self._rules, lambda file: self._project.has_all_plans_of(file, configurations))
        if not self._request.no_baseline:
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
        own = None if self._request.no_waivers else declared(loaded)
        register = None if self._request.no_waivers else self._project.register_of(plan)
        report = check_loaded(self._request, self._rules, plan, loaded)
        status = status_of(header_of(loaded))
        keep = self._show or self._keep or bool(own or register)
        checked = _checked(report, loaded, self._rules.ruleset(plan.config, status), status, keep=keep)
        if self._show:
            checked.loaded = loaded
        self._together.plans.append(checked)
        if self._keep:
            self._together.loaded.append(loaded)
            self._together.alone.append(report)
        if own or register:
            from opscheck.checking.accepting import Declaring  # most plans waive nothing

            self._declaring.append(Declaring(plan, loaded, checked, own, register))


def _checked(report: PlanReport, loaded: Loaded, ruleset: Ruleset, status: str | None, *, keep: bool) -> CheckedPlan:
    return CheckedPlan(
        report=report,
        documents={document.file: document.source for document in loaded.documents} if report.findings or keep else {},
        files=tuple(CheckedFile(document.file, sha256(document.raw).hexdigest()) for document in loaded.documents),
        ruleset=ruleset_info(ruleset),
        status=status,
    )


def _watched(
    plans: Iterable[tuple[PlanFile, Loaded]], total: int, watch: Watch | None
) -> Iterator[tuple[PlanFile, Loaded]]:
    for number, pair in enumerate(plans, 1):
        yield pair
        if watch:
            watch(number, total)


def ruleset_info(ruleset: Ruleset) -> RulesetInfo:
    """Which rules judge."""
    return RulesetInfo(ruleset.name, ruleset.version, ruleset.digest)


def tool_info(plugins: Plugins) -> ToolInfo:
    """Which program judges."""
    versions = {plugin.distribution: plugin.version for plugin in plugins.all if not plugin.error}
    return ToolInfo("opscheck", version(), tuple(PluginInfo(name, of) for name, of in sorted(versions.items())))
