"""The sentence that closes a report."""

from collections import Counter
from typing import Any

from opscheck.display import counted, say
from opscheck.finding import Message
from opscheck.run import RulesetInfo, Run
from opscheck.translations import translate

FOUND = "{findings} in {plans} ({basis})"
SKIPPED = "{findings} in {plans}, {skipped} ({basis})"
BASIS = "as of {as_of}, ruleset {ruleset}"
BASIS_OF_SEVERAL = "as of {as_of}, rulesets {rulesets}"
OF_SEVERAL = "{ruleset} for {plans}"
BASIS_WITHOUT_PLAN = "ruleset {ruleset}"
MORE = "{count} more with --unsafe-fixes"
ONLY_UNSAFE = "{count} fixable with --fix --unsafe-fixes"
SEVERAL_DAYS = "{first} to {last}"


def summary(run: Run, lang: str) -> str:
    """``5 errors, 1 info in 2 plans, 3 files skipped (as of 2026-07-01, ruleset standard 1)``."""
    values = {
        "findings": _findings(run, lang),
        "plans": counted("{count} plan", "{count} plans", len(run.plans), lang),
        "skipped": counted("{count} file skipped", "{count} files skipped", run.skipped_files, lang),
        "basis": basis(run, lang),
    }
    return say(Message(SKIPPED if run.skipped_files else FOUND, values), lang)


def fixes(run: Run, lang: str) -> str:
    """``2 fixed, 3 fixable with --fix, 2 more with --unsafe-fixes``; empty where there is nothing to say."""
    safe, more = run.fixable, run.fixable_unsafe
    counts = (
        (run.fixed, "{count} fixed", "{count} fixed"),
        (safe, "{count} fixable with --fix", "{count} fixable with --fix"),
        (more, MORE, MORE) if safe else (more, ONLY_UNSAFE, ONLY_UNSAFE),
    )
    parts = tuple(counted(one, many, count, lang) for count, one, many in counts if count)
    return say(Message("{parts}", {"parts": parts}), lang) if parts else ""


def _findings(run: Run, lang: str) -> tuple[str, ...]:
    standing = (
        (run.errors, "{count} error", "{count} errors"),
        (run.warnings, "{count} warning", "{count} warnings"),
        (run.infos, "{count} info", "{count} infos"),
    )
    accepted = (
        (run.waived, "{count} waived", "{count} waived"),
        (run.in_baseline, "{count} in the baseline", "{count} in the baseline"),
    )
    found = tuple(counted(one, many, count, lang) for count, one, many in standing if count)
    known = tuple(counted(one, many, count, lang) for count, one, many in accepted if count)
    return (found or (translate("no findings", lang),)) + known


def basis(run: Run, lang: str) -> Message:
    """By which day and which rulesets was judged: ``as of 2026-07-01, ruleset standard 1``."""
    names = Counter(_name(plan.ruleset or run.ruleset) for plan in run.plans)
    rulesets: dict[str, Any] = {"ruleset": next(iter(names), _name(run.ruleset))}
    days = sorted({plan.report.as_of for plan in run.plans})
    if not days:
        return Message(BASIS_WITHOUT_PLAN, rulesets)
    as_of = days[0] if len(days) == 1 else Message(SEVERAL_DAYS, {"first": days[0], "last": days[-1]})
    if len(names) == 1:
        return Message(BASIS, {**rulesets, "as_of": as_of})
    plans = {name: counted("{count} plan", "{count} plans", count, lang) for name, count in sorted(names.items())}
    several = tuple(Message(OF_SEVERAL, {"ruleset": name, "plans": of_it}) for name, of_it in plans.items())
    return Message(BASIS_OF_SEVERAL, {"rulesets": several, "as_of": as_of})


def _name(ruleset: RulesetInfo) -> str:
    return f"{ruleset.name} {ruleset.version}".strip()
