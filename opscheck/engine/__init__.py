"""check(): a plan as it was read, rules and a date in, a report out. A pure function."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from opscheck.engine import checks
from opscheck.engine.case import Case
from opscheck.engine.isolate import RuleLimits
from opscheck.engine.locate import Locator
from opscheck.engine.own import OwnFindings
from opscheck.engine.report import MORE, MOST_FINDINGS, ConfiguredRule, PlanReport
from opscheck.engine.running import RuleRun
from opscheck.finding import Finding, Severity
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.plan.build import Built, build
from opscheck.plan.unreadable import Unreadable

if TYPE_CHECKING:
    from opscheck.engine.sections import FailedSection
    from opscheck.extensions import Section

__all__ = ["MORE", "MOST_FINDINGS", "ConfiguredRule", "PlanReport", "check", "read_sections"]


def check(
    loaded: Loaded,
    rules: Sequence[ConfiguredRule],
    as_of: date,
    severities: Mapping[str, Severity | None] | None = None,
    clauses: Callable[[], Collection[str]] | None = None,
    limits: RuleLimits = RuleLimits(),  # noqa: B008 - a tuple
    sections: Sequence["Section"] = (),
    *,
    evidence: bool = True,
    seconds: bool = False,
    look: Callable[[Plan, Locator], None] | None = None,
) -> PlanReport:
    """Judge one plan by these rules as of a day; those about the portfolio are left to ``check_portfolio``.

    ``severities`` changes the severity of opscheck's own findings, None turning one off. ``clauses`` gives the ids that
    a plan may set aside; it is asked only if the plan sets one aside. ``limits`` bound the rules of third parties, and
    ``sections`` are those that plugins read, ``evidence`` says whether anybody will look at
    what rules say on passing, and ``seconds`` asks what each rule takes. ``look`` is shown the plan as the rules see
    it, unless it cannot be read or has no id.
    Never raises for anything that the plan contains or a rule does.
    """
    built = Built(None, [], Unreadable()) if loaded.data is None and loaded.flaws else build(loaded.data)
    failed = read_sections(built, loaded, sections, limits)
    case = Case(loaded, built, as_of, severities or {})
    own = OwnFindings(case)
    own.report_failed_sections(failed)
    own.check_text_and_format()
    if case.plan is not None:
        own.check_plan(case.plan)
        if clauses and case.plan.applicability:
            own.report_problems(checks.unknown_clauses(case.plan, clauses()))
        of_plan = [configured for configured in rules if configured.rule.scope == "plan"]
        RuleRun(case, own, evidence=evidence, seconds=seconds).check_rules(case.plan, of_plan, limits)
        if look and case.report.plan is not None:
            look(case.plan, case.locator)
    case.report.findings.sort(key=Finding.sort_key)
    return case.report


def read_sections(
    built: Built, loaded: Loaded, sections: Sequence["Section"], limits: RuleLimits
) -> Sequence["FailedSection"]:
    """Put the sections that plugins know into the plan; those that fail are returned, and nothing else is lost."""
    if not sections:
        return ()
    from opscheck.engine import sections as reading  # most plans have none that a plugin reads

    return reading.read_sections(built, loaded.data, sections, limits)
