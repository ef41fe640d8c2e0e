"""opscheck waive: accept a finding for a time, in the plan or in a register, without changing anything else."""

import argparse
import sys
from typing import TYPE_CHECKING

from opscheck.cli.options import add_checking_options, language, new_parser, request_of

if TYPE_CHECKING:
    from datetime import date

    from opscheck.checking.bench import Bench
    from opscheck.checking.drafting import Wanted

NOT_FOUND = "{rule} finds nothing there"
NOT_FOUND_ANYWHERE = "{rule} finds nothing in these plans: there is nothing to waive"
ELSEWHERE = "it finds something at {places}"
WHICH = "{rule} finds something at several places: say which with --at"
WAIVED = "{file}:{line}: {rule} is waived at {at}"
ALREADY = "{rule} is waived there already, at {file}:{line}"
NO_DAY = "--until is {value}, which is not a day of the calendar such as 2026-12-31"
_MOST_PLACES = 10


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("rule", metavar="RULE", help="the rule whose finding is accepted, such as drill/frequency")
    options.add_argument("paths", metavar="PATH", nargs="*", help="plans or folders (default: the current one)")
    options.add_argument("--at", metavar="PLACE", help="where, by ids: phases[pilot].coverage; . is the whole plan")
    options.add_argument("--key", help="which, where a rule finds several things at one place")
    options.add_argument("--reason", required=True, help="why it is accepted")
    options.add_argument("--until", metavar="DATE", help="the last day on which it is accepted")
    options.add_argument("--by", metavar="ID", help="who approved it")
    options.add_argument("--ticket", help="where more is written about it")
    where = options.add_mutually_exclusive_group()
    where.add_argument("--comment", action="store_true", help="write a comment above the line of the finding")
    where.add_argument("--register", action="store_true", help="write an entry of waivers (the default)")
    options.add_argument("--diff", action="store_true", help="print what would be written, and write nothing")
    add_checking_options(options)
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.checking.bench import Bench
    from opscheck.checking.drafting import Acceptance
    from opscheck.checking.waiving import waive
    from opscheck.cli.loading import load_plugins
    from opscheck.display import say
    from opscheck.edits.diff import diff_lines
    from opscheck.finding import Message

    plugins, broken = load_plugins(args.lang)
    acceptance = Acceptance(args.reason, _day(args.until), args.by, args.ticket, args.comment, args.key)
    acceptance.check()
    bench = Bench(request_of(args), plugins)
    wanted = _find(args, bench)
    changed = waive(bench, wanted, acceptance)
    if args.diff:
        sys.stdout.writelines(diff_lines(changed.file, changed.old, changed.new, shown=sys.stdout.isatty()))
    else:
        changed.write()
        values = {"file": changed.file, "line": changed.line, "rule": args.rule, "at": wanted.at}
        print(say(Message(WAIVED, values), language(args.lang)), file=sys.stderr)  # noqa: T201
    return 2 if broken else 0


def _day(text: str | None) -> "date | None":
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.plan.quantities import day

    try:
        return day(text) if text else None
    except ValueError:
        raise UserError(Message(NO_DAY, {"value": text})) from None


def _find(args: argparse.Namespace, bench: "Bench") -> "Wanted":
    """The one finding that is meant. Raises UserError where there is none, or several."""
    from opscheck.checking.drafting import Wanted
    from opscheck.core import CORE_RULES
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.meant import closest

    judged = [(plan, bench.judge(plan, {})) for plan in bench.project.plans]
    known = [*bench.rules.installed, *CORE_RULES]
    if args.rule not in known:
        meant = closest(args.rule, known)
        template = "there is no rule {id}: did you mean {meant}?" if meant else "there is no rule {id}"
        raise UserError(Message(template, {"id": args.rule, "meant": meant}))
    found = [
        Wanted(plan, each, finding)
        for plan, each in judged
        for finding in each.report.findings
        if finding.rule == args.rule
    ]
    meant_ones = [one for one in found if args.at in (None, one.at) and args.key in (None, one.finding.key)]
    found, chosen = ([one for one in some if one.finding.stands] for some in (found, meant_ones))
    if len(chosen) == 1:
        return chosen[0]
    waived = next((one.finding.waived for one in meant_ones if one.finding.waived), None)
    if waived and not chosen:
        where = {"rule": args.rule, "file": waived.where.file, "line": waived.where.line}
        raise UserError(Message(ALREADY, where))
    places = tuple(dict.fromkeys(one.at for one in found))[:_MOST_PLACES]
    values = {"rule": args.rule, "at": args.at, "places": places}
    if not found:
        raise UserError(Message(NOT_FOUND_ANYWHERE, values))
    if chosen and args.at is not None:
        return chosen[0]  # several keys at one place: the waiver holds for all of them
    help_ = Message(ELSEWHERE, values)
    raise UserError(Message(WHICH if chosen else NOT_FOUND, values), help=help_)
