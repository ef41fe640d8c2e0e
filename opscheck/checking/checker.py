"""Checking plans one at a time: the same in the process of the command, in another one, and on another machine."""

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from opscheck.checking.judging import check_loaded, header_of, status_of
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.provenance import ruleset_info
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.engine import PlanReport
from opscheck.engine.locate import Locator
from opscheck.finding import Severity
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.project import Project
from opscheck.project.plans import PlanFile
from opscheck.ruleset import Ruleset
from opscheck.run import CheckedFile, CheckedPlan
from opscheck.waivers import declared

if TYPE_CHECKING:
    from opscheck.engine.gathering import Kept
    from opscheck.waivers.waiver import Declared


class Keep(NamedTuple):
    """What is to be kept of a plan besides its report: what was read, for whoever ``shows`` or ``compares`` it."""

    shows: bool = False
    compares: bool = False


class Checked(NamedTuple):
    """What the check of one plan leaves; it pickles.

    ``own`` is what the plan declares to be accepted, ``registered`` whether a register of waivers speaks for it, and
    ``gathered`` what the rules about all plans keep of it. ``alone`` is its report by itself. ``loaded`` is there where
    something will look at it.
    """

    plan: CheckedPlan
    alone: PlanReport
    loaded: Loaded | None = None
    own: "Declared | None" = None
    registered: bool = False
    gathered: "Kept | None" = None

    @property
    def declares(self) -> bool:
        """Whether anything is said about what is accepted in this plan."""
        return bool(self.own) or self.registered

    @property
    def is_unfinished_draft(self) -> bool:
        """Whether it is a draft with errors."""
        findings = self.plan.report.findings
        return self.plan.status == "draft" and any(finding.severity is Severity.error for finding in findings)


class Checker:
    """Checks the plans of a request, by the rules that its process has."""

    def __init__(
        self, request: Request, rules: Rules, portfolio: Portfolio, keep: Keep, environ: Mapping[str, str]
    ) -> None:
        self._request = request
        self._rules = rules
        self._portfolio = portfolio
        self._keep = keep
        self._environ = environ

    def check(self, project: Project, plan: PlanFile) -> Checked:
        """One plan by itself. Raises UserError for a mistake in configuration or rulesets."""
        loaded = project.load(plan)
        own = None if self._request.no_waivers else declared(loaded)
        registered = not self._request.no_waivers and project.register_path(plan) is not None
        report, gathered = self._judged(plan, loaded)
        status = status_of(header_of(loaded))
        ruleset = self._rules.ruleset(plan.config, status)
        is_asked_again = bool(own) or registered or self._keep.compares or self._portfolio.needs_plans
        checked = _checked_plan(report, loaded, ruleset, status, with_texts=self._keep.shows or is_asked_again)
        if self._keep.shows:
            checked.loaded = loaded
        return Checked(checked, report, loaded if is_asked_again else None, own, registered, gathered)

    def _judged(self, plan: PlanFile, loaded: Loaded) -> "tuple[PlanReport, Kept | None]":
        """The plan's report, and what the rules about all plans keep of it."""
        portfolio, kept = self._portfolio, list["Kept"]()
        gathers = bool(portfolio.rules) and not portfolio.needs_plans

        def look(seen: Plan, locator: Locator) -> None:
            kept.append(portfolio.gathered(seen, locator))

        at_once = look if gathers and not portfolio.sections else None
        report = check_loaded(self._request, self._rules, plan, loaded, self._environ, at_once)
        if gathers and portfolio.sections:
            return report, portfolio.gathered_anew(loaded, report)
        return report, kept[0] if kept else None


def _checked_plan(
    report: PlanReport, loaded: Loaded, ruleset: Ruleset, status: str | None, *, with_texts: bool
) -> CheckedPlan:
    texts = {document.file: document.source for document in loaded.documents}
    return CheckedPlan(
        report=report,
        documents=texts if report.findings or with_texts else {},
        files=tuple(CheckedFile(document.file, sha256(document.raw).hexdigest()) for document in loaded.documents),
        ruleset=ruleset_info(ruleset),
        status=status,
    )
