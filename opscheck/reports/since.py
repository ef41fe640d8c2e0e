"""How reports tell what became of plans since a git revision."""

from collections.abc import Iterator, Sequence
from typing import Any

from opscheck.display import clean, counted, say
from opscheck.finding import Finding, Message
from opscheck.history.since import GonePlan, PlanSince, Since
from opscheck.reports import Options

SUMMARY = "{new}, {fixed}, {unchanged} since {revision}"
PLAN = "{file} since {revision}:"
PLAN_WAS = "{file} since {revision}, where it was {was}:"
NEW_PLAN = "{file} is new since {revision}"
GONE_PLAN = "the plan {plan} was in {file} at {revision}, and is not any more"
FIXED = "fixed: {message}"
MORE_LINE = "and {count} more"

_MOST_LINES = 20


def text(since: Since, options: Options) -> Iterator[str]:
    """What moved and what is fixed in each plan, then how many findings are new, fixed and unchanged."""
    for plan in since.plans:
        yield from _plan(plan, since.revision, options)
    for each in since.gone:
        yield f"{say(gone(each, since), options.lang)}\n\n"
    yield summary(since, options.lang) + "\n"


def summary(since: Since, lang: str) -> str:
    """``2 new, 3 fixed, 5 unchanged since main~1``."""
    values = {
        "new": Message("{count} new", {"count": since.new}),
        "fixed": Message("{count} fixed", {"count": since.fixed}),
        "unchanged": Message("{count} unchanged", {"count": since.unchanged}),
        "revision": since.revision,
    }
    return say(Message(SUMMARY, values), lang)


def _plan(plan: PlanSince, revision: str, options: Options) -> Iterator[str]:
    lang = options.lang
    if plan.was is None:
        yield f"{say(heading(plan, revision), lang)}\n\n"
        return
    pieces = [
        [say(change.message, lang) for change in plan.changes],
        [f"{say(figure.message, lang)}   {clean(figure.rule)}" for figure in plan.figures],
        [
            f"{say(Message(FIXED, {'message': finding.message}), lang)}   {clean(finding.rule)}"
            for finding in plan.found.fixed
        ],
    ]
    if any(pieces) or plan.was != plan.file:
        yield say(heading(plan, revision), lang) + "\n"
        for lines in pieces:
            yield from _shortened(lines, lang)
        yield "\n"


def _shortened(lines: Sequence[str], lang: str) -> Iterator[str]:
    yield from (f"  {line}\n" for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"  {counted(MORE_LINE, MORE_LINE, len(lines) - _MOST_LINES, lang)}\n"


def heading(plan: PlanSince, revision: str) -> Message:
    """Of which plan is told, and where it was; or that it is new."""
    values = {"file": plan.file, "revision": revision, "was": plan.was}
    if plan.was is None:
        return Message(NEW_PLAN, values)
    return Message(PLAN if plan.was == plan.file else PLAN_WAS, values)


def gone(plan: GonePlan, since: Since) -> Message:
    """That a plan is not there any more."""
    return Message(GONE_PLAN, {"plan": plan.plan, "file": plan.file, "revision": since.revision})


def data(since: Since, plain: Any) -> dict[str, Any]:
    """The same for programs; ``plain`` turns a value into the types of JSON."""
    return {
        "revision": since.revision,
        "new": since.new,
        "fixed": since.fixed,
        "unchanged": since.unchanged,
        "plans": [_plan_data(plan, plain) for plan in since.plans],
        "gone": [gone._asdict() for gone in since.gone],
    }


def _plan_data(plan: PlanSince, plain: Any) -> dict[str, Any]:
    return {
        "plan": plan.plan,
        "file": plan.file,
        "was": plan.was,
        "commit": plan.commit,
        "new": len(plan.found.new),
        "unchanged": len(plan.found.unchanged),
        "fixed": [_fixed(finding) for finding in plan.found.fixed],
        "changes": [
            {
                "path": change.path,
                "before": plain(change.before),
                "after": plain(change.after),
                "message": say(change.message, cleaned=False),
            }
            for change in plan.changes
        ],
        "figures": [{"rule": figure.rule, "message": say(figure.message, cleaned=False)} for figure in plan.figures],
    }


def _fixed(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.name,
        "message": say(finding.message, cleaned=False),
        "path": finding.path,
        "key": finding.key,
        "fingerprint": finding.fingerprint,
    }
