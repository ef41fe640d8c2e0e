"""opscheck baseline: freeze today's findings, so that from now on only new and worse ones are reported."""

import argparse
import sys
from typing import TYPE_CHECKING

from opscheck.cli.options import add_checking_options, language, new_parser, request_of
from opscheck.cli.telling import tell, tell_notices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opscheck.baseline import Baseline
    from opscheck.engine import PlanReport

FROZEN = "{file} knows {findings} of {plans}"
PRUNED = "{file} knows {findings}, {gone} less than before"
NOT_WRITTEN = "{file} cannot be written: {reason}"
NO_ID = "the plan {file} has no id that can be read: what is found in it cannot be known again"
PRUNE = "prune"


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument(
        "paths",
        metavar="[prune] PATH",
        nargs="*",
        help="plans or folders (default: the current one); prune before them only takes out what is not found any more",
    )
    add_checking_options(options)
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.baseline import Baseline
    from opscheck.checking import check_paths
    from opscheck.checking.baselines import baseline_file, read_baselines
    from opscheck.cli.loading import load_plugins

    prune = args.paths[:1] == [PRUNE]
    if prune:
        args.paths = args.paths[1:]
    plugins, broken = load_plugins(args.lang)
    checking = check_paths(request_of(args)._replace(no_baseline=True), plugins)
    by_file: dict[Path, list[PlanReport]] = {}
    for plan, checked in zip(checking.project.plans, checking.run.plans, strict=True):
        by_file.setdefault(baseline_file(plan.config), []).append(checked.report)
    lang = language(args.lang, checking.settings.lang)
    tell_notices(checking.notices, lang)
    for file, reports in by_file.items():
        old = read_baselines([file]).get(file) or Baseline()
        all_rules = not (args.select or args.ignore)
        if prune:
            new = old.pruned(reports, all_rules=all_rules, all_plans=_are_all(args.paths, file.parent))
        else:
            new = old.frozen(reports, all_rules=all_rules)
        _write(file, new, prune=prune)
        _say(file, old, new, reports, prune=prune, lang=lang)
    return 2 if broken or checking.run.exit_code("never") else 0


def _are_all(paths: "Sequence[str]", folder: "Path") -> bool:
    """Whether what was checked is every plan of which a baseline in this folder may speak."""
    from pathlib import Path

    searched = [Path(path).resolve() for path in paths or (".",)]
    return any(path.is_dir() and folder.resolve().is_relative_to(path) for path in searched)


def _write(file: "Path", baseline: "Baseline", *, prune: bool) -> None:
    from opscheck.edits import Refused, write
    from opscheck.errors import UserError, reason
    from opscheck.finding import Message

    content = baseline.text().encode()
    try:
        if file.exists() or file.is_symlink():
            old = file.read_bytes()
            if old != content:
                write(file, old, content)
        elif not prune:
            with file.open("xb") as stream:
                stream.write(content)
    except Refused as refused:
        raise UserError(Message(NOT_WRITTEN, {"file": file.name, "reason": refused.message})) from None
    except OSError as error:
        raise UserError(Message(NOT_WRITTEN, {"file": file.name, "reason": reason(error)})) from None


def _say(
    file: "Path", old: "Baseline", new: "Baseline", reports: "list[PlanReport]", *, prune: bool, lang: str
) -> None:
    from opscheck.display import counted, say
    from opscheck.finding import Message

    for report in reports:
        if report.plan is None:
            tell(say(Message(NO_ID, {"file": report.file}), lang))
    findings = counted("{count} finding", "{count} findings", len(new), lang)
    plans = counted("{count} plan", "{count} plans", len(reports), lang)
    values = {"file": file.name, "findings": findings, "plans": plans, "gone": len(old) - len(new)}
    print(say(Message(PRUNED if prune else FROZEN, values), lang), file=sys.stderr)  # noqa: T201
