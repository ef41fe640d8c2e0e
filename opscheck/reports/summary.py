"""The sentence that closes a report."""

from opscheck.display import counted, say
from opscheck.finding import Message
from opscheck.run import Run

FOUND = "{findings} in {plans} ({basis})"
SKIPPED = "{findings} in {plans}, {skipped} ({basis})"
BASIS = "as of {as_of}, ruleset {ruleset}"
BASIS_WITHOUT_PLAN = "ruleset {ruleset}"
SEVERAL_DAYS = "{first} to {last}"


def summary(run: Run, lang: str) -> str:
    """``5 errors, 1 info in 2 plans, 3 files skipped (as of 2026-07-01, ruleset standard 1)``."""
    values = {
        "findings": _findings(run, lang),
        "plans": counted("{count} plan", "{count} plans", len(run.plans), lang),
        "skipped": counted("{count} file skipped", "{count} files skipped", run.skipped_files, lang),
        "basis": basis(run),
    }
    return say(Message(SKIPPED if run.skipped_files else FOUND, values), lang)


def _findings(run: Run, lang: str) -> Message | tuple[str, ...]:
    counts = (
        (run.errors, "{count} error", "{count} errors"),
        (run.warnings, "{count} warning", "{count} warnings"),
        (run.infos, "{count} info", "{count} infos"),
    )
    return tuple(counted(one, many, count, lang) for count, one, many in counts if count) or Message("no findings")


def basis(run: Run) -> Message:
    """By which day and which ruleset was judged: ``as of 2026-07-01, ruleset standard 1``."""
    ruleset = {"ruleset": f"{run.ruleset.name} {run.ruleset.version}".strip()}
    days = sorted({plan.report.as_of for plan in run.plans})
    if not days:
        return Message(BASIS_WITHOUT_PLAN, ruleset)
    as_of = days[0] if len(days) == 1 else Message(SEVERAL_DAYS, {"first": days[0], "last": days[-1]})
    return Message(BASIS, {**ruleset, "as_of": as_of})
