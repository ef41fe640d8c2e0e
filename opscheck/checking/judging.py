"""One plan by itself: by its own rules, as of its day."""

import os
from collections.abc import Callable, Mapping
from datetime import date

from opscheck import clock
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.engine import PlanReport, check
from opscheck.engine.isolate import RuleLimits
from opscheck.engine.locate import Locator
from opscheck.merge import Loaded
from opscheck.plan import Plan
from opscheck.project.plans import PlanFile
from opscheck.project.reading import STATUSES

Look = Callable[[Plan, Locator], None]


def check_loaded(
    request: Request,
    rules: Rules,
    plan: PlanFile,
    loaded: Loaded,
    environ: Mapping[str, str] = os.environ,
    look: Look | None = None,
) -> PlanReport:
    """Check one plan by itself, as it was read, as of the day of the run."""
    day = clock.as_of(request.as_of, environ, header_of(loaded))
    return judge(rules, plan, loaded, day, evidence=request.evidence is not False, seconds=request.seconds, look=look)


def judge(
    rules: Rules,
    plan: PlanFile,
    loaded: Loaded,
    day: date,
    *,
    evidence: bool = True,
    seconds: bool = False,
    look: Look | None = None,
) -> PlanReport:
    """One plan by its own rules, as of a day."""
    configured = rules.for_plan(plan, status_of(header_of(loaded)))
    limits = RuleLimits(*plan.config.rule_limits)
    sections = rules.sections(configured.rules)
    return check(
        loaded,
        configured.rules,
        day,
        configured.severities,
        lambda: rules.clauses,
        limits,
        sections,
        evidence=evidence,
        seconds=seconds,
        look=look,
    )


def header_of(loaded: Loaded) -> object:
    """What stands under ``plan``, whatever that is."""
    return loaded.data.get("plan") if isinstance(loaded.data, dict) else None


def status_of(header: object) -> str | None:
    """The status that a plan's header declares; None where it declares none."""
    status = header.get("status") if isinstance(header, dict) else None
    return status if status in STATUSES else None
