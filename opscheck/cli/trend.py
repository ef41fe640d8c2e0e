"""opscheck trend: a plan through its git history.

Every revision is judged by today's configuration, ruleset and plugins, so that the trend is the plan's own.
"""

import argparse
import os
import sys
from contextlib import redirect_stdout
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opscheck.cli.options import add_ruleset_options, globs, language, new_parser, request_of

if TYPE_CHECKING:
    from opscheck.checking.selection import Rules
    from opscheck.history.trend import Judge, Judged
    from opscheck.merge import Loaded
    from opscheck.plugins import Plugins
    from opscheck.project import Project
    from opscheck.project.plans import PlanFile
    from opscheck.run import RulesetInfo

NO_REPOSITORY = "{file} is in no git repository: there is no history of it"
NO_COMMIT = "{file} is in no commit that HEAD knows"
NO_COMMIT_HELP = "git add and git commit put it into the history"
NOT_ONE = "{path} leads to {count} plans: a trend is that of one plan"
ONE_OF = "name one of them: {files}"
SHALLOW = "the clone is shallow: the history ends where the clone does"
CUT = "only the latest {count} changes are shown: --max 0 shows all"


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("path", metavar="PLAN", help="the plan whose history is told")
    options.add_argument("--format", choices=["table", "json", "csv"], default="table")
    options.add_argument("--max", metavar="N", type=_count, default=100, help="the latest N changes (100; 0 for all)")
    options.add_argument("--since", metavar="REV", help="only commits that this revision does not have")
    options.add_argument("--all", action="store_true", help="the commits of merged branches too, not each merge as one")
    options.add_argument("--as-of", metavar="DATE", help="judge all by this day, not each by the day of its commit")
    options.add_argument("--no-cache", action="store_true", help="judge everything again")
    add_ruleset_options(options)
    return options


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def run(args: argparse.Namespace) -> int:
    from opscheck.cache import Cache, users_folder
    from opscheck.checking.provenance import ruleset_info, tool_info
    from opscheck.checking.selection import Rules
    from opscheck.checking.settings import settings_of
    from opscheck.cli.loading import load_plugins
    from opscheck.history.git import Repository
    from opscheck.history.plans import Past, plan_id_of
    from opscheck.history.trend import Trend
    from opscheck.reports.trend import FORMATS, History

    plugins, broken = load_plugins(args.lang)
    project, plan = _plan(args)
    rules = Rules(request_of(args), plugins)
    rules.for_plans([plan])
    cache = Cache(None if args.no_cache else users_folder(os.environ))
    lang = language(args.lang or settings_of(plan.config, plugins).lang)
    plan_id = plan_id_of(project.load(plan))
    with Repository(_repository(plan)) as repository, redirect_stdout(sys.stderr):
        without = repository.commit_id(args.since) if args.since else None
        trend = Trend(Past(repository, cache), plan, plan_id, _judge(args, rules, plugins, plan), cache)
        found = trend.rows(first_parent=not args.all, without=without)
        rows = list(islice(found, args.max + 1 if args.max else None))
        _say_what_lacks(args, plan, repository.is_shallow, len(rows), lang)
    shown = rows[: args.max or None][::-1]
    ruleset = ruleset_info(rules.ruleset(plan.config))
    history = History(plan.file, plan_id, shown, ruleset, tool_info(plugins), args.as_of)
    for piece in FORMATS[args.format](history, lang):
        sys.stdout.write(piece)
    return 2 if broken or any(row.judged.failed_rules for row in shown) else 0


def _plan(args: argparse.Namespace) -> "tuple[Project, PlanFile]":
    """The one plan that the path leads to. Raises UserError where it is not one."""
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.project import discover
    from opscheck.project.configurations import Configurations
    from opscheck.project.plans import Kind

    project = discover([args.path], Configurations(args.config, os.environ, isolated=args.isolated))
    plans = [plan for plan in project.plans if plan.kind is Kind.plan]
    if len(plans) == 1:
        return project, plans[0]
    help_ = Message(ONE_OF, {"files": tuple(plan.file for plan in plans)}) if plans else None
    raise UserError(Message(NOT_ONE, {"path": args.path, "count": len(plans)}), help=help_)


def _repository(plan: "PlanFile") -> Path:
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.project.files import repository_of

    folder = repository_of(plan.path.parent)
    if folder is None:
        raise UserError(Message(NO_REPOSITORY, {"file": plan.file}))
    return folder


def _say_what_lacks(args: argparse.Namespace, plan: "PlanFile", is_shallow: bool, count: int, lang: str) -> None:
    from opscheck.cli.telling import tell
    from opscheck.display import say
    from opscheck.errors import UserError
    from opscheck.finding import Message

    if is_shallow:
        tell(say(Message(SHALLOW), lang))
    if args.max and count > args.max:
        tell(say(Message(CUT, {"count": args.max}), lang))
    if not count and not args.since:
        raise UserError(Message(NO_COMMIT, {"file": plan.file}), help=Message(NO_COMMIT_HELP))


# --- judging


def _judge(args: argparse.Namespace, rules: "Rules", plugins: "Plugins", plan: "PlanFile") -> "Judge":
    from opscheck import clock
    from opscheck.checking.accepting import accept
    from opscheck.checking.judging import judge
    from opscheck.checking.portfolio import Portfolio
    from opscheck.checking.provenance import ruleset_info
    from opscheck.history.trend import Judge

    portfolio = Portfolio.of([plan], [rules.for_plan(plan)], rules)

    def judged(loaded: "Loaded", day: date) -> "Judged":
        (report,) = portfolio.reports([loaded], [judge(rules, plan, loaded, day)])
        return _counted(accept(plan, loaded, report, rules), ruleset_info(rules.ruleset(plan.config)), plugins)

    return Judge(
        basis=_basis(args, rules, plugins, plan),
        day=lambda header, commit: clock.as_of(args.as_of, os.environ, header, commit.day),
        judge=judged,
    )


def _counted(report: Any, ruleset: "RulesetInfo", plugins: "Plugins") -> "Judged":
    from opscheck.catalogue import Catalogue
    from opscheck.checking.provenance import tool_info
    from opscheck.history.trend import Judged
    from opscheck.matrix import matrix
    from opscheck.run import INTERNAL_ERROR, CheckedPlan, Run

    severities = [finding.severity.name for finding in report.findings if finding.stands]
    rows = matrix(Catalogue(plugins), Run([CheckedPlan(report, {})], ruleset, tool_info(plugins)))
    return Judged(
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
        clauses={row.clause.id: row.outcome.value for row in rows if row.outcome},
        failed_rules=sum(finding.rule == INTERNAL_ERROR for finding in report.findings),
    )


def _basis(args: argparse.Namespace, rules: "Rules", plugins: "Plugins", plan: "PlanFile") -> str:
    """All that an outcome depends on besides the plan and the day: as a text, which is part of the key of the cache."""
    from opscheck.version import version

    config = plan.config
    rulesets = [rules.ruleset(config, status) for status in (None, *sorted(config.rulesets))]
    digests = [(ruleset.name, ruleset.digest) for ruleset in rulesets]
    chosen = [globs(args.select), globs(args.ignore), config.relative(plan.path), config.limits, config.rule_limits]
    versions = sorted({(plugin.distribution, plugin.version, plugin.module) for plugin in plugins.all})
    return repr([version(), versions, _code(plugins), digests, chosen, config.plans])


def _code(plugins: "Plugins") -> list[tuple[str, int, int]]:
    """The size and the time of every file of opscheck and its plugins: who writes a rule does not count versions."""
    import opscheck

    modules = [opscheck, *(sys.modules.get(plugin.module.partition(":")[0]) for plugin in plugins.all)]
    files = [Path(module.__file__) for module in modules if module and module.__file__]
    found = []
    for file in sorted(set(files)):
        below = file.parent.rglob("*") if file.name == "__init__.py" else [file]
        stats = [(path, path.stat()) for path in below if path.suffix in (".py", ".yaml", ".json")]
        found += [(str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats]
    return sorted(found)
