"""Checking plans: files, configurations, rulesets and the day, brought together for a command or an editor."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opscheck.checking.baselines import baseline_file, read_baselines
from opscheck.checking.checker import Checked, Checker, Keep
from opscheck.checking.plans import Found, find_plans
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.provenance import ruleset_info, tool_info
from opscheck.checking.records import Records
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.checking.settings import Settings, settings_of
from opscheck.engine import ConfiguredRule, PlanReport
from opscheck.finding import Message
from opscheck.merge import Loaded
from opscheck.plugins import Plugins
from opscheck.project import Notice, Project
from opscheck.reports import DEFAULT_FORMAT, WHOLE, shows_evidence
from opscheck.run import CheckedPlan, Run
from opscheck.views import View

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from opscheck.engine.portfolio import Gathering
    from opscheck.engine.verdicts import Verdicts

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
    plugins: Plugins | None = None,
    since: str | None = None,
    *,
    texts: Mapping[Path, bytes] | None = None,
    keep: bool = False,
    watch: Watch | None = None,
    jobs: int | None = None,
    executor: "Executor | None" = None,
    size: int | None = None,
) -> Checking:
    """Check every plan of a request; with ``since`` only what is new since a revision is reported.

    Args:
        plugins: the installed ones by default.
        texts: by absolute path, what takes the place of what files hold.
        keep: whether what was read of each plan, and by which rules it was judged, is kept in ``CheckedPlan.loaded``
            and ``rules``.
        watch: told after each plan how many of how many are checked.
        jobs: in how many processes; by default as many as pay.
        executor: where the plans are checked instead: any ``concurrent.futures.Executor`` whose processes have the
            same files under the same paths, and the same versions of opscheck and its plugins. ``size`` says how many
            plans it can check at a time (by default, as many as there are processors here).

    Raises UserError for a mistake in configuration or rulesets, for a revision that cannot be read, and for an executor
    that cannot be used.
    """
    plugins = plugins or Plugins()
    found = find_plans(request, plugins, texts)
    project = found.project
    rules = Rules(request, plugins)
    ruleset = rules.ruleset(found.first)
    settings = settings_of(found.first, plugins)
    if request.evidence is None:
        request = request._replace(evidence=shows_evidence(settings.format or DEFAULT_FORMAT))
    configured = rules.for_plans(project.plans)
    portfolio = Portfolio.of(project.plans, configured, rules)
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a rule prints
        shows = keep or settings.format in WHOLE
        checks = _Checks(request, rules, found, portfolio, Keep(shows, since is not None))
        checks.collect(_Means(plugins, jobs, executor, size), watch)
        checks.judge_together()
        plans = checks.plans()
        compared = None
        if since is not None:
            from opscheck.checking.since import since_revision  # what starts git

            plans = list(plans)
            compared = since_revision(since, found, rules, checks.together(plans), portfolio, request)
    unmatched = dict.fromkeys(entry.unmatched for entry in configured if entry.unmatched)
    unchecked = [Notice(Message(UNCHECKED, {"ruleset": ruleset.name, "globs": globs})) for globs in unmatched]
    run = Run(
        plans=plans,
        ruleset=ruleset_info(ruleset),
        tool=tool_info(plugins),
        skipped_files=project.skipped,
        rules={entry.rule.id: type(entry.rule) for each in configured for entry in each.rules},
        since=compared,
        complaints=plugins.complaints,
    )
    return Checking(run, settings, project, [*project.warnings, *unchecked, *checks.of_drafts])


class _Means(NamedTuple):
    """With what plans are checked."""

    plugins: Plugins
    jobs: int | None
    executor: "Executor | None"
    size: int | None


class _Checks:
    """Every plan by itself, then all of them together, then what is accepted."""

    def __init__(self, request: Request, rules: Rules, found: Found, portfolio: Portfolio, keep: Keep) -> None:
        self._request = request
        self._rules = rules
        self._found = found
        self._project = found.project
        self._portfolio = portfolio
        self._keep = keep
        has_all = keep.shows or keep.compares
        self._records: Records[Checked] = Records(**({"most": float("inf")} if has_all else {}))
        self._declaring: list[int] = []
        self._reports: Sequence[PlanReport] | None = None
        self._verdicts: Verdicts | None = None
        self.of_drafts: list[Notice] = []

    # --- every plan by itself

    def collect(self, means: _Means, watch: Watch | None) -> None:
        """Check each plan, in order, wherever that is done."""
        total = len(self._project.plans)
        for index, checked in enumerate(self._checked(means)):
            if checked.gathered is not None:
                self._gathering.add(index, checked.plan.report.plan, checked.gathered)
            self._records.append(checked._replace(gathered=None))
            if checked.declares:
                self._declaring.append(index)
            if checked.is_unfinished_draft and not self.of_drafts:
                self.of_drafts += self._of_draft(index, checked)
            if watch:
                watch(index + 1, total)

    def _checked(self, means: _Means) -> Iterator[Checked]:
        processes = self._processes(means)
        if processes == 1 and means.executor is None:
            checker = Checker(self._request, self._rules, self._portfolio, self._keep, os.environ)
            return (checker.check(self._project, plan) for plan in self._project.plans)
        from opscheck.checking import executing, work  # a few plans are checked here

        own = means.executor is None
        job = work.Work(self._request, self._portfolio, self._keep, tool_info(means.plugins), notes=own)
        sent = View(self._project.plans, lambda _, plan: work.Sent.of(plan))
        if means.executor is not None:
            return executing.check_by(executing.Crew(means.executor, processes), job, sent)
        work.prepare(job, self._found.configurations, self._rules)
        return executing.check_in_processes(processes, job, sent)

    def _processes(self, means: _Means) -> int:
        if means.executor is not None:
            return means.size or os.cpu_count() or 1
        if means.jobs == 1 or len(self._project.plans) < 2 or not self._project.is_on_disk:
            return 1
        from opscheck.checking.executing import processes_for

        return processes_for(len(self._project.plans), means.jobs)

    def _of_draft(self, index: int, checked: Checked) -> Iterator[Notice]:
        """How drafts can be judged, where one has errors because it is judged like any other plan."""
        plan = self._project.plans[index]
        if not self._request.ruleset and "draft" not in plan.config.rulesets:
            ruleset = checked.plan.ruleset.name if checked.plan.ruleset else ""
            yield Notice(Message(DRAFT, {"file": plan.file, "ruleset": ruleset}))

    # --- all of them together, and what is accepted

    def judge_together(self) -> None:
        """What the rules about all plans say, and what is waived."""
        if self._portfolio.needs_plans:
            loaded = [checked.loaded for checked in self._records if checked.loaded]
            self._reports = self._portfolio.reports(loaded, [checked.plan.report for checked in self._records])
        elif self._portfolio.rules:
            self._verdicts = self._gathering.results()
        if not self._declaring:
            return
        from opscheck.checking.accepting import Accepting  # most plans waive nothing

        for index in self._declaring:
            checked = self._records[index]
            self._records.replace(index, checked._replace(plan=self._with_portfolio(index, checked.plan)))
        accepting = Accepting(self._records, self._declaring, self._project, self._rules)
        accepting.waive(lambda file: self._project.has_all_plans_of(file, self._found.configurations))

    def _with_portfolio(self, index: int, plan: CheckedPlan) -> CheckedPlan:
        """A plan with what the rules about all plans say of it."""
        if self._reports is not None:
            return replace(plan, report=self._reports[index])
        return replace(plan, report=self._verdicts.amended(plan.report, index)) if self._verdicts else plan

    @cached_property
    def _gathering(self) -> "Gathering":
        return self._portfolio.gathering()

    # --- what comes of it

    def plans(self) -> Sequence[CheckedPlan]:
        """The plans with their final reports; where they are many, each is read when it is asked for."""
        view = View(self._records, self._final)
        return view if self._records.are_on_disk else list(view)

    def together(self, plans: list[CheckedPlan]) -> Together:
        """The plans beside what was read and judged of each by itself."""
        loaded = [checked.loaded for checked in self._records if checked.loaded]
        return Together(plans, loaded, [checked.alone for checked in self._records])

    def _final(self, index: int, checked: Checked) -> CheckedPlan:
        plan = checked.plan if index in self._accepted else self._with_portfolio(index, checked.plan)
        baseline = self._baselines.get(self._baseline_files[index]) if self._baselines else None
        if baseline:
            plan = replace(plan, report=baseline.mark(plan.report))
        return replace(plan, rules=self._rules_of(index, plan)) if self._keep.shows else plan

    def _rules_of(self, index: int, plan: CheckedPlan) -> Sequence[ConfiguredRule]:
        return self._rules.for_plan(self._project.plans[index], plan.status).rules

    @cached_property
    def _accepted(self) -> frozenset[int]:
        return frozenset(self._declaring)

    @cached_property
    def _baseline_files(self) -> Sequence[Path]:
        return View(self._project.plans, lambda _, plan: baseline_file(plan.config))

    @cached_property
    def _baselines(self) -> Mapping[Path, Any]:
        return {} if self._request.no_baseline else read_baselines(self._baseline_files)
