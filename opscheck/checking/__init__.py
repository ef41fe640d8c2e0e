"""Checking plans: files, configurations, rulesets and the day, brought together for a command or an editor."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opscheck.checking.checker import Keep
from opscheck.checking.checks import Checks, Means, Watch
from opscheck.checking.plans import find_plans
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.provenance import ruleset_info, tool_info
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.checking.settings import Settings, settings_of
from opscheck.finding import Message
from opscheck.plugins import Plugins
from opscheck.project import Notice, Project, WatchSearch
from opscheck.reports import DEFAULT_FORMAT, WHOLE, shows_evidence
from opscheck.run import Run

if TYPE_CHECKING:
    from concurrent.futures import Executor

UNCHECKED = "the ruleset {ruleset} names {globs}, and no installed plugin has such rules: they are not checked"


class Checking(NamedTuple):
    """What came of a request: the run, what the configuration says of it, and the files that it was about.

    ``notices`` are for whoever asked; they are no findings. Where plans are checked lazily there may be more of them
    once all are.
    """

    run: Run
    settings: Settings
    project: Project
    notices: Sequence[Notice] = ()


def check_paths(
    request: Request,
    plugins: Plugins | None = None,
    since: str | None = None,
    *,
    texts: Mapping[Path, bytes] | None = None,
    keep: bool = False,
    lazily: bool = False,
    watch: Watch | None = None,
    watch_search: WatchSearch | None = None,
    jobs: int | None = None,
    executor: "Executor | None" = None,
    size: int | None = None,
) -> Checking:
    """Check every plan of a request; with ``since`` only what is new since a revision is reported.

    Args:
        plugins: the installed ones by default.
        texts: by absolute path, what takes the place of what files hold.
        keep: whether what was read of each plan, and by which rules it was judged, is kept in ``CheckedPlan.loaded``
            and ``rules``.
        lazily: whether plans may be checked while the run is gone through, which then may raise UserError and tells
            ``watch``. Many are, where nothing that comes later can change what is said of a plan: its findings can be
            shown before the next plan is checked.
        watch: told after each plan how many of how many are checked.
        watch_search: told before that, file by file, how many plans have been found in how many files.
        jobs: in how many processes; by default as many as pay.
        executor: where the plans are checked instead: any ``concurrent.futures.Executor`` whose processes have the
            same files under the same paths, and the same versions of opscheck and its plugins. ``size`` says how many
            plans it can check at a time (by default, as many as there are processors here). With ``texts``, standard
            input or a plugin's importer the plans are checked here all the same.

    Raises UserError for a mistake in configuration or rulesets, for a revision that cannot be read, and for an executor
    that cannot be used.
    """
    plugins = plugins or Plugins()
    found = find_plans(request, plugins, texts, watch_search)
    project = found.project
    rules = Rules(request, plugins)
    ruleset = rules.ruleset(found.first)
    settings = settings_of(found.first, plugins)
    if request.evidence is None:
        request = request._replace(evidence=shows_evidence(settings.format or DEFAULT_FORMAT))
    configured = rules.for_plans(project.plans)
    portfolio = Portfolio.of(project.plans, configured, rules)
    configured_globs = dict.fromkeys(entry.unmatched for entry in configured if entry.unmatched)
    unchecked = [Notice(Message(UNCHECKED, {"ruleset": ruleset.name, "globs": globs})) for globs in configured_globs]
    notices = [*project.warnings, *unchecked]
    shows = keep or settings.format in WHOLE
    checks = Checks(request, rules, found, portfolio, Keep(shows, since is not None), notices)
    means = Means(plugins, jobs, executor, size)
    with redirect_stdout(sys.stderr):  # standard output is for results, whatever a rule prints
        plans = checks.plans(means, watch, lazily=lazily)
        compared = None
        if since is not None:
            from opscheck.checking.since import since_revision  # what starts git

            plans = list(plans)
            compared = since_revision(since, found, rules, checks.together(plans), portfolio, request)
    run = Run(
        plans=plans,
        ruleset=ruleset_info(ruleset),
        tool=tool_info(plugins),
        skipped_files=project.skipped,
        rules={entry.rule.id: type(entry.rule) for each in configured for entry in each.rules},
        since=compared,
        complaints=plugins.complaints,
        come_in_order=checks.come_in_order,
    )
    return Checking(run, settings, project, notices)
