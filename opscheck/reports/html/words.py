"""The fixed words of the page, and the sentence that a manager can repeat."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce

from opscheck.finding import Message
from opscheck.reports.html.speech import counted, say
from opscheck.translations import translate

JOINED = "{before}, {after}"
NO_ERRORS = "no errors"
MET = "{met} of {asked} clauses met"
MET_BY_ALL = "{met} of {asked} clauses met by all plans"
UNREAD = "the plan cannot be read"
UNREAD_ONE = "{count} plan cannot be read"
UNREAD_MANY = "{count} plans cannot be read"
NEXT_ENDS = "the next ends on {day}"
_DAYS = (
    "{day} January {year}",
    "{day} February {year}",
    "{day} March {year}",
    "{day} April {year}",
    "{day} May {year}",
    "{day} June {year}",
    "{day} July {year}",
    "{day} August {year}",
    "{day} September {year}",
    "{day} October {year}",
    "{day} November {year}",
    "{day} December {year}",
)
_WORDS = {
    "report": "Operations plan report",
    "skip": "Skip to the findings",
    "contents": "Contents",
    "plan": "Plan",
    "file": "File",
    "files": "Files",
    "revision": "Revision",
    "status": "Status",
    "as_of": "As of",
    "ruleset": "Ruleset",
    "digest": "digest",
    "errors": "errors",
    "warnings": "warnings",
    "infos": "infos",
    "new": "new",
    "only_new": "only what is new",
    "clauses_met": "clauses met",
    "waivers_held": "waivers",
    "since": "What changed",
    "moved": "Values that moved",
    "gone": "Mended",
    "measured": "What is measured otherwise",
    "pictures": "Pictures",
    "findings": "Findings",
    "no_findings": "Nothing was found that somebody has to do something about.",
    "show": "Show",
    "help": "What would be right:",
    "fix": "Fix:",
    "rules": "Rules",
    "clause": "Clause",
    "clauses": "Clause matrix",
    "outcome": "Outcome",
    "headroom": "Headroom",
    "evidence": "Evidence",
    "waivers": "Waivers",
    "no_waivers": "Nothing is waived.",
    "accepts": "What is accepted",
    "reason": "Reason",
    "approved_by": "Approved by",
    "until": "Until",
    "state": "State",
    "method": "Method and sources of the numbers",
    "tool": "Program",
    "plugins": "Plugins",
    "checksum": "SHA-256",
    "why": "Why:",
    "overview": "All plans",
    "top": "Back to the top",
}


def words(lang: str) -> Mapping[str, str]:
    """The headings and labels in a language, by name."""
    return {name: translate(text, lang) for name, text in _WORDS.items()}


def headline(
    errors: int,
    met: int | None,
    asked: int,
    ends: Iterable[date | None],
    lang: str,
    *,
    plans: int = 1,
    unread: int = 0,
    in_baseline: int = 0,
) -> str:
    """``5 errors, 98 of 106 clauses met, 2 waivers, the next ends on 30 September 2026``.

    ``met`` is None where nobody knows the clauses; ``ends`` is the last day of each waiver that holds; ``unread`` are
    those of the ``plans`` that no rule could judge.
    """
    days = list(ends)
    parts = [counted("{count} error", "{count} errors", errors, lang) if errors else translate(NO_ERRORS, lang)]
    if met is not None:
        parts.append(say(Message(MET_BY_ALL if plans > 1 else MET, {"met": met, "asked": asked}), lang))
    if unread:
        parts.append(counted(UNREAD_ONE, UNREAD_MANY, unread, lang) if plans > 1 else translate(UNREAD, lang))
    if days:
        parts.append(counted("{count} waiver", "{count} waivers", len(days), lang))
    if dated := [day for day in days if day]:
        parts.append(say(Message(NEXT_ENDS, {"day": long_day(min(dated), lang)}), lang))
    if in_baseline:
        parts.append(counted("{count} in the baseline", "{count} in the baseline", in_baseline, lang))
    return reduce(lambda before, after: translate(JOINED, lang, before=before, after=after), parts)


def long_day(day: date, lang: str) -> str:
    """``30 September 2026``."""
    return translate(_DAYS[day.month - 1], lang, day=str(day.day), year=str(day.year))
