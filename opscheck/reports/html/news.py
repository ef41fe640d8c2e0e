"""What became of the plans since a revision, as the page tells it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from opscheck.history.since import PlanSince, Since
from opscheck.reports.html.speech import counted, say
from opscheck.reports.since import MORE_LINE, gone, heading, summary

_MOST_LINES = 50


class Part(NamedTuple):
    """A list under a heading; each line with the rule that says so, or none."""

    kind: str
    lines: tuple[tuple[str, str], ...]
    left_out: str


class PlanNews(NamedTuple):
    """What moved in one plan, and what is mended."""

    sentence: str
    parts: tuple[Part, ...]


class News(NamedTuple):
    """What is new, mended and unchanged in all plans."""

    summary: str
    plans: tuple[PlanNews, ...]


def news(since: Since, lang: str) -> News:
    """All that there is to tell; of plans in which nothing moved nothing is said."""
    since = replace(since, revision=_named(since))
    plans = [shown for plan in since.plans if (shown := _plan(plan, since.revision, lang))]
    left = [PlanNews(say(gone(each, since), lang), ()) for each in since.gone]
    return News(summary(since, lang), (*plans, *left))


def _named(since: Since) -> str:
    """``main~3 (1a2b3c4d5e6f)``: the revision, and which commit that is where it is one and the same for all plans."""
    commits = {plan.commit for plan in since.plans if plan.commit}
    commit = commits.pop() if len(commits) == 1 else ""
    return since.revision if commit.startswith(since.revision) or not commit else f"{since.revision} ({commit[:12]})"


def _plan(plan: PlanSince, revision: str, lang: str) -> PlanNews | None:
    parts = tuple(_parts(plan, lang))
    if not parts and plan.was == plan.file:
        return None
    return PlanNews(say(heading(plan, revision), lang), parts)


def _parts(plan: PlanSince, lang: str) -> Iterator[Part]:
    lines = {
        "gone": [(say(finding.message, lang), finding.rule) for finding in plan.found.fixed],
        "measured": [(say(figure.message, lang), figure.rule) for figure in plan.figures],
        "moved": [(say(change.message, lang), "") for change in plan.changes],
    }
    for kind, said in lines.items():
        if said:
            more = len(said) - _MOST_LINES
            left_out = counted(MORE_LINE, MORE_LINE, more, lang) if more > 0 else ""
            yield Part(kind, tuple(said[:_MOST_LINES]), left_out)
