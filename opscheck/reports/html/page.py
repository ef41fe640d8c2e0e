"""All that the page says, in words: what the templates lay out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from opscheck.matrix import PlanOutcome, Row, matrix
from opscheck.reports import Options
from opscheck.reports.html import clauses, method
from opscheck.reports.html.news import News, news
from opscheck.reports.html.plans import PlanPart, Plans, counted_by_severity
from opscheck.reports.html.speech import counted, say
from opscheck.reports.html.waivers import Register, ShownWaiver
from opscheck.reports.html.words import headline, words
from opscheck.reports.summary import basis
from opscheck.run import Run

_MANY = 200  # findings


class Matrix(NamedTuple):
    """The clause matrix."""

    rows: tuple[clauses.ShownRow, ...]
    totals: Sequence[clauses.OutcomeCount]


class Method(NamedTuple):
    """By what was judged."""

    program: str
    plugins: tuple[str, ...]
    files: Sequence[method.ShownFile]
    rules: tuple[method.ShownRule, ...]


class Page(NamedTuple):
    """The whole page. ``t`` are its fixed words."""

    lang: str
    title: str
    headline: str
    basis: str
    t: Mapping[str, str]
    counts: Mapping[str, int]
    met: int
    asked: int
    holding: int
    plans: tuple[PlanPart, ...]
    news: News | None
    matrix: Matrix | None
    waivers: tuple[ShownWaiver, ...]
    method: Method

    @property
    def overview(self) -> list[PlanPart]:
        """The plans, the worst first."""
        return sorted(self.plans, key=lambda plan: [-count for count in plan.counts.values()])

    @property
    def is_large(self) -> bool:
        """Whether a browser had better draw only what is in sight."""
        return sum(self.counts.values()) > _MANY


def page(run: Run, options: Options) -> Page:
    """Everything that there is to say of a run, in the language of the options."""
    lang = options.lang
    rows, unread = _matrix(run)
    plans = Plans(run, rows, options)
    parts, register = tuple(plans.parts()), Register(run.plans)
    counts = counted_by_severity(plans.findings)
    met, asked = clauses.met([row.outcome for row in rows])
    return Page(
        lang=lang,
        title=parts[0].title if len(parts) == 1 else counted("{count} plan", "{count} plans", len(parts), lang),
        headline=headline(
            counts["error"],
            met if rows else None,
            asked,
            register.ends,
            lang,
            plans=len(parts),
            unread=unread,
            in_baseline=run.in_baseline,
        ),
        basis=say(basis(run, lang), lang),
        t=words(lang),
        counts=counts,
        met=met,
        asked=asked,
        holding=len(register.ends),
        plans=parts,
        news=news(run.since, lang) if run.since else None,
        matrix=Matrix(tuple(clauses.rows(rows, run, lang)), clauses.totals(rows, lang)) if rows else None,
        waivers=tuple(register.shown(run, lang)),
        method=_method(run, lang),
    )


def _matrix(run: Run) -> tuple[list[Row], int]:
    """The rows of the matrix, and how many plans could not be read. Where none could, no row has anything to say."""
    if run.catalogue is None:
        return [], 0
    rows = matrix(run.catalogue, run, is_selected=run.is_selected or (lambda _rule: True))
    unread = sum(any(map(_is_unread, outcomes)) for outcomes in zip(*(row.plans for row in rows), strict=True))
    return ([], unread) if unread and unread == len(run.plans) else (rows, unread)


def _is_unread(outcome: PlanOutcome) -> bool:
    return outcome.unchecked is not None and outcome.unchecked.reason == "unreadable"


def _method(run: Run, lang: str) -> Method:
    tool = run.tool
    known = run.catalogue.clauses if run.catalogue else {}
    return Method(
        program=f"{tool.name} {tool.version}",
        plugins=tuple(f"{plugin.name} {plugin.version}" for plugin in tool.plugins),
        files=method.files(run),
        rules=tuple(method.rules(run, known, lang)),
    )
