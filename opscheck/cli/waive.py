"""opscheck waive: accept a finding for a time, in the plan or in a register, without changing anything else."""

import argparse
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from opscheck.cli.checking import add_checking_options
from opscheck.cli.options import language, new_parser

if TYPE_CHECKING:
    from pathlib import Path

    from opscheck.cli.fixing import Bench
    from opscheck.edits.planned import Planned
    from opscheck.finding import Finding
    from opscheck.fixer import Judged
    from opscheck.project import PlanFile

NOT_FOUND = "{rule} finds nothing there"
NOT_FOUND_ANYWHERE = "{rule} finds nothing in these plans: there is nothing to waive"
ELSEWHERE = "it finds something at {places}"
WHICH = "{rule} finds something at several places: say which with --at"
WAIVED = "{file}:{line}: {rule} is waived at {at}"
NOT_WAIVED = "the waiver would not hold: {file} stays as it was"
NOT_WRITTEN = "{file} stays as it was: {reason}"
TOO_MUCH = "this comment would waive {places} too, which stand on the same line: use --register"
ALREADY = "{rule} is waived there already, at {file}:{line}"
IS_OVER = "--until is {until}, and the plan is judged as of {as_of}: the waiver would have ended"
NO_REASON = "--reason is empty: say why the finding is accepted"
NO_DAY = "--until is {value}, which is not a day of the calendar such as 2026-12-31"
ONE_LINE = "--reason must be on one line in a comment: use --register"
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


class _Wanted(NamedTuple):
    """A finding to be waived, in the plan in which it stands."""

    plan: "PlanFile"
    judged: "Judged"
    finding: "Finding"

    @property
    def at(self) -> str:
        return self.finding.path or "."


def run(args: argparse.Namespace) -> int:
    from opscheck.cli.fixing import Bench
    from opscheck.cli.loading import load_plugins

    plugins, broken = load_plugins(args.lang)
    terms = _terms(args)
    bench = Bench(args, plugins)
    wanted = _find(args, bench)
    _refuse_faults(args, bench, wanted, terms)
    path, planned = _planned(args, bench, wanted, terms)
    new = _verified(bench, wanted, path, planned)
    _finish(args, wanted, path, planned.document.raw, new)
    return 2 if broken else 0


def _terms(args: argparse.Namespace) -> dict[str, Any]:
    """What is said of the waiver: as an entry of a register spells it."""
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.plan.quantities import day

    if not args.reason.strip():
        raise UserError(Message(NO_REASON))
    if args.comment and len(args.reason.splitlines()) > 1:
        raise UserError(Message(ONE_LINE))
    try:
        until = day(args.until) if args.until else None
    except ValueError:
        raise UserError(Message(NO_DAY, {"value": args.until})) from None
    return {"reason": args.reason.strip(), "approved_by": args.by, "until": until, "ticket": args.ticket}


def _find(args: argparse.Namespace, bench: "Bench") -> _Wanted:
    """The one finding that is meant. Raises UserError where there is none, or several."""
    from opscheck.core import CORE_RULES
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.plan.build import closest

    judged = [(plan, bench.judge(plan, {})) for plan in bench.project.plans]
    known = [*bench.rules.installed, *CORE_RULES]
    if args.rule not in known:
        meant = closest(args.rule, known)
        template = "there is no rule {id}: did you mean {meant}?" if meant else "there is no rule {id}"
        raise UserError(Message(template, {"id": args.rule, "meant": meant}))
    found = [
        _Wanted(plan, each, finding)
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


def _refuse_faults(args: argparse.Namespace, bench: "Bench", wanted: _Wanted, terms: dict[str, Any]) -> None:
    """Raises UserError where the ruleset would not let the waiver hold."""
    from opscheck.cli.accepting import terms_of
    from opscheck.errors import UserError
    from opscheck.finding import Message, Waived
    from opscheck.waivers.terms import Judge, Owners
    from opscheck.waivers.waiver import Name, Waiver

    report = wanted.judged.report
    if terms["until"] is not None and terms["until"] < report.as_of:
        raise UserError(Message(IS_OVER, {"until": terms["until"], "as_of": report.as_of}))
    said = Waived(terms["reason"], wanted.finding.span, terms["until"], terms["approved_by"], report.as_of)
    waiver = Waiver(args.rule, Name(), said, at=wanted.finding.path, key=args.key)
    judge = Judge(terms_of(wanted.plan, wanted.judged.loaded, bench.rules), report.as_of)
    fault = judge.fault(waiver) or judge.approval_fault(waiver, wanted.finding.path, Owners(wanted.judged.loaded))
    if fault:
        help_ = Message(fault.help, fault.values) if fault.help else None
        raise UserError(Message(fault.template, fault.values), help=help_)


def _planned(
    args: argparse.Namespace, bench: "Bench", wanted: _Wanted, terms: dict[str, Any]
) -> tuple["Path", "Planned"]:
    """The edit that writes the waiver, and the file that it changes."""
    from opscheck.change import InsertItem
    from opscheck.edits import Refused
    from opscheck.edits.changes import plan_change
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.merge import merge

    loaded, created = wanted.judged.loaded, {"created": wanted.judged.report.as_of}
    try:
        if args.comment:
            planned = _comment(wanted, _directive(args, {**terms, **created}))
            return wanted.judged.paths[planned.document.file], planned
        register, path = bench.project.register_of(wanted.plan), bench.project.register_path(wanted.plan)
        entry = {"rule": args.rule, "at": wanted.at, "key": args.key, **terms, **created}
        if register:
            loaded, entry = merge(register), {"plan": wanted.judged.report.plan, **entry}
        said = {name: str(value) for name, value in entry.items() if value is not None}
        planned = plan_change(loaded, InsertItem(("waivers",), said))
        return path or wanted.judged.paths[planned.document.file], planned
    except Refused as refused:
        values = {"file": wanted.finding.span.file, "reason": refused.message}
        raise UserError(Message(NOT_WRITTEN, values)) from None


def _directive(args: argparse.Namespace, terms: dict[str, Any]) -> str:
    options = {
        "until": terms["until"],
        "by": terms["approved_by"],
        "created": terms["created"],
        "ticket": terms["ticket"],
    }
    said = "".join(f" {name}={_quoted(str(value))}" for name, value in {**options, "key": args.key}.items() if value)
    return f"# opscheck: ignore[{args.rule}]{said} -- {terms['reason']}"


def _quoted(value: str) -> str:
    return value if value and not any(character.isspace() for character in value) else f'"{value}"'


def _comment(wanted: _Wanted, text: str) -> "Planned":
    """The edit that puts a comment on a line of its own above the line of the finding, as far to the right."""
    from opscheck.edits import Edit, texts_of
    from opscheck.edits.lines import line_end, newline
    from opscheck.edits.planned import Planned

    span = wanted.finding.span
    document = next(each for each in wanted.judged.loaded.documents if each.file == span.file)
    line = document.line(span.line)
    indent = line[: len(line) - len(line.lstrip(" "))]
    start = document.source.offset(span.line, 1)
    line_break = newline(document.text, line_end(document.text, start))
    edit = Edit.insert(document, start, indent + text + line_break)
    before = sum(comment.start < start for comment in document.comments)
    comments = texts_of(document)
    return Planned(document, [edit], document.data, [*comments[:before], text, *comments[before:]])


def _verified(bench: "Bench", wanted: _Wanted, path: "Path", planned: "Planned") -> bytes:
    """The file as it will be, once it is sure that only the waiver comes, and that it holds."""
    from opscheck.cli.accepting import accept
    from opscheck.edits import Refused, verified
    from opscheck.errors import UserError
    from opscheck.finding import Message

    name = planned.document.file
    try:
        new = verified(planned.document, planned.edits, data=planned.data, comments=planned.comments)
    except Refused as refused:
        raise UserError(Message(NOT_WRITTEN, {"file": name, "reason": refused.message})) from None
    if path in wanted.judged.paths.values():
        report = bench.judge(wanted.plan, {path: new.raw}).report
    else:
        report = accept(wanted.plan, wanted.judged.loaded, bench.unaccepted(wanted.plan), bench.rules, new)
    still = {finding.fingerprint for finding in report.standing}
    if wanted.finding.fingerprint in still:
        raise UserError(Message(NOT_WAIVED, {"file": name}))
    gone = (found for found in wanted.judged.report.standing if found.fingerprint not in still)
    others = tuple(dict.fromkeys(found.path or "." for found in gone if found.path != wanted.finding.path))
    if others:
        raise UserError(Message(TOO_MUCH, {"places": others}))
    return new.raw


def _finish(args: argparse.Namespace, wanted: _Wanted, path: "Path", old: bytes, new: bytes) -> None:
    from opscheck.cli.fixing import diff_lines
    from opscheck.display import say
    from opscheck.edits import Refused, write
    from opscheck.errors import UserError, reason
    from opscheck.finding import Message

    name = wanted.finding.span.file if path in wanted.judged.paths.values() else path.name
    if args.diff:
        sys.stdout.writelines(diff_lines(name, old, new))
        return
    try:
        write(path, old, new)
    except Refused as refused:
        raise UserError(Message(NOT_WRITTEN, {"file": name, "reason": refused.message})) from None
    except OSError as error:
        raise UserError(Message(NOT_WRITTEN, {"file": name, "reason": reason(error)})) from None
    line = _first_changed(old, new)
    values = {"file": name, "line": line, "rule": args.rule, "at": wanted.at}
    print(say(Message(WAIVED, values), language(args.lang)), file=sys.stderr)  # noqa: T201


def _first_changed(old: bytes, new: bytes) -> int:
    """The line on which two contents begin to differ, counted from 1."""
    same = next((index for index, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    return new[:same].count(b"\n") + 1
