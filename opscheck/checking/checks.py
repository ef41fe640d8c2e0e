"""The checks of a run: every plan by itself, then all of them together, then what is accepted."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opscheck.checking.baselines import baseline_file, read_baselines
from opscheck.checking.checker import Checked, Checker, Keep
from opscheck.checking.plans import Found
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.provenance import tool_info
from opscheck.checking.records import MOST_IN_MEMORY, Records
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.engine import ConfiguredRule, PlanReport
from opscheck.finding import Message
from opscheck.merge import Loaded
from opscheck.plugins import Plugins
from opscheck.project import Notice
from opscheck.run import CheckedPlan
from opscheck.views import View

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from opscheck.engine.portfolio import Gathering
    from opscheck.engine.verdicts import Verdicts

DRAFT = (
    "{file} is a draft, and the ruleset {ruleset} judges it like any other plan; where the configuration says "
    "rulesets: {{draft: draft}}, drafts are judged by the ruleset draft"
)

Watch = Callable[[int, int], None]
"""Told how many of how many plans have been checked."""


class Together(NamedTuple):
    """The plans of a run as they were read and judged: ``alone`` is each report without the rules of the portfolio."""

    plans: list[CheckedPlan]
    loaded: list[Loaded]
    alone: list[PlanReport]


class Means(NamedTuple):
    """With what plans are checked."""

    plugins: Plugins
    jobs: int | None
    executor: "Executor | None"
    size: int | None


class Checks:
    """Every plan by itself, then all of them together, then what is accepted."""

    def __init__(
        self,
        request: Request,
        rules: Rules,
        found: Found,
        portfolio: Portfolio,
        keep: Keep,
        notices: list[Notice],
    ) -> None:
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
        self._notices = notices
        self._are_drafts_known = False

    def plans(self, means: Means, watch: Watch | None, *, lazily: bool) -> Sequence[CheckedPlan]:
        """The plans with their final reports; where they are many, each is read, or checked, when it is asked for."""
        final = View(self._records, self._final)
        if lazily and self._are_settled_alone:
            from opscheck.checking.coming import Coming  # which few plans are

            assert self._baselines is not None  # a damaged one is refused before anything is shown
            return Coming(len(self._project.plans), final, self._settled(means, watch))
        for _ in self._collected(means, watch):
            pass
        self._judge_together()
        return final if self._records.are_on_disk else list(final)

    # --- every plan by itself

    def _collected(self, means: Means, watch: Watch | None) -> Iterator[int]:
        """Check each plan, in order, wherever that is done; its index."""
        total = len(self._project.plans)
        for index, checked in enumerate(self._checked(means)):
            if checked.gathered is not None:
                self._gathering.add(index, checked.plan.report.plan, checked.gathered)
            self._records.append(checked._replace(gathered=None))
            if checked.declares:
                self._declaring.append(index)
            if checked.is_unfinished_draft and not self._are_drafts_known:
                self._are_drafts_known = True
                self._notices += self._of_draft(index, checked)
            if watch:
                watch(index + 1, total)
            yield index

    def _checked(self, means: Means) -> Iterator[Checked]:
        if not self._project.is_on_disk:  # what takes the place of a file no other process knows
            means = means._replace(jobs=1, executor=None)
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

    def _processes(self, means: Means) -> int:
        if means.executor is not None:
            from opscheck.checking.executing import size_of

            return size_of(means.size)
        if means.jobs == 1 or len(self._project.plans) < 2:
            return 1
        from opscheck.checking.executing import processes_for

        return processes_for(len(self._project.plans), means.jobs)

    def _of_draft(self, index: int, checked: Checked) -> Iterator[Notice]:
        """How drafts can be judged, where one has errors because it is judged like any other plan."""
        plan = self._project.plans[index]
        if not self._request.ruleset and "draft" not in plan.config.rulesets:
            ruleset = checked.plan.ruleset.name if checked.plan.ruleset else ""
            yield Notice(Message(DRAFT, {"file": plan.file, "ruleset": ruleset}))

    # --- one after the other, settled

    @cached_property
    def come_in_order(self) -> bool:
        """Whether the plans are many, and all findings of one stand before those of the next."""
        return len(self._project.plans) > MOST_IN_MEMORY and self._project.come_in_order()

    @property
    def _are_settled_alone(self) -> bool:
        """Whether nothing that comes later can change what is said of a plan, or has to be shown before it."""
        return not (self._portfolio.rules or self._keep.shows or self._keep.compares) and self.come_in_order

    def _settled(self, means: Means, watch: Watch | None) -> Iterator[int]:
        """Check each plan, with what is accepted in it; its index."""
        for index in self._collected(means, watch):
            self._accept(self._declaring[-1:] if index in self._declaring[-1:] else [])
            yield index

    # --- all of them together, and what is accepted

    def _judge_together(self) -> None:
        """What the rules about all plans say, and what is waived."""
        if self._portfolio.needs_plans:
            loaded = [checked.loaded for checked in self._records if checked.loaded]
            self._reports = self._portfolio.reports(loaded, [checked.plan.report for checked in self._records])
        elif self._portfolio.rules:
            self._verdicts = self._gathering.results()
        self._accept(self._declaring)

    def _accept(self, indices: Sequence[int]) -> None:
        """What is waived in these plans, which declare something."""
        if not indices:
            return
        from opscheck.checking.accepting import Accepting  # most plans waive nothing

        for index in indices:
            checked = self._records[index]
            self._records.replace(index, checked._replace(plan=self._with_portfolio(index, checked.plan)))
        accepting = Accepting(self._records, indices, self._project, self._rules)
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
