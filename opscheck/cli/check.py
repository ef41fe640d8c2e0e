"""opscheck check: the main job."""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

from opscheck.checking import check_paths
from opscheck.checking.plans import find_plans
from opscheck.checking.settings import check_format, settings_of
from opscheck.cli.loading import load_plugins
from opscheck.cli.options import FAIL_ON, add_checking_options, colored, language, new_parser, request_of
from opscheck.cli.telling import Progress, tell, tell_notices
from opscheck.display import clean, say
from opscheck.engine.isolate import RuleLimits
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.loading import load_module
from opscheck.plugins import Plugins
from opscheck.reports import DEFAULT_FORMAT, FORMATS, WHOLE, WITH_REVISION, Options, load, shows_evidence
from opscheck.run import FailOn, Run

if TYPE_CHECKING:
    from opscheck.cli.fixing import Fixes
    from opscheck.plugins import Plugins

NO_STANDARD_OUTPUT = "--output {text} names no file: --format {name} prints the report"
SAME_FILE = "--output writes two reports to {file}: give each a file of its own"


_MOST_JOBS = 1000


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument(
        "paths", metavar="PATH", nargs="*", help="plans, fragments or folders (default: the current one)"
    )
    add_checking_options(options)
    options.add_argument(
        "--since",
        metavar="REV",
        help="report only what is new since a git revision; main... is the commit where the work left main",
    )
    options.add_argument(
        "--jobs", metavar="N", type=_jobs, help="check in so many processes (default: as many as pay, auto)"
    )
    fixes = options.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="make the safe fixes, then report what is left")
    fixes.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")
    fixes.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: unsafe ones, too")
    output = options.add_argument_group("output")
    known = ",".join([*sorted(FORMATS), "…"])
    output.add_argument(
        "--format", metavar=f"{{{known}}}", help="how findings are printed; plugins bring more formats (default: text)"
    )
    output.add_argument("--output", metavar="FORMAT:FILE", action="append", default=[], help="write a report to a file")
    output.add_argument("--color", choices=["auto", "always", "never"], default="auto")
    output.add_argument("--show-passes", action="store_true", help="show what was met too, with its evidence")
    output.add_argument("--show-waived", action="store_true", help="show waived findings too")
    output.add_argument("--show-baseline", action="store_true", help="show findings in the baseline too")
    output.add_argument("--statistics", action="store_true", help="count each rule's findings; show the slowest rules")
    output.add_argument("--fail-on", choices=FAIL_ON, help="exit 1 from this severity on")
    output.add_argument(
        "--no-cache", action="store_true", help="check even what has not changed since it was last checked"
    )
    output.add_argument("--show-files", action="store_true", help="list the plans that would be checked, and stop")
    output.add_argument("--show-settings", action="store_true", help="print the rules that would run, and stop")
    return options


def _jobs(text: str) -> int | None:
    if text == "auto":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {_MOST_JOBS}, and not auto")
    return int(text)


def run(args: argparse.Namespace) -> int:
    plugins, broken = load_plugins(args.lang)
    outputs = _outputs(args.output, plugins)
    if args.format:
        check_format(args.format, plugins)
    if args.show_files:
        with Progress(language(args.lang)) as progress:
            _show_files(args, plugins, progress)
        return 2 if broken else 0
    if args.show_settings:
        from opscheck.cli.settings import show_settings

        show_settings(args, plugins)
        return 2 if broken else 0
    fixes = _fix(args, plugins)
    with Progress(language(args.lang)) as progress:
        return _report(args, plugins, outputs, fixes, progress, broken=broken)


def _report(
    args: argparse.Namespace,
    plugins: Plugins,
    outputs: Mapping[Path, str],
    fixes: "Fixes | None",
    progress: Progress,
    *,
    broken: bool,
) -> int:
    """Check the plans and write all reports; the exit code."""
    asked = {args.format, *outputs.values()} - {None}
    request = request_of(args)._replace(evidence=_evidence(args, asked), seconds=args.statistics)
    keep = not WHOLE.isdisjoint(asked)
    checking = check_paths(
        request,
        plugins,
        args.since,
        keep=keep,
        lazily=True,
        watch=progress,
        watch_search=progress.searched,
        jobs=args.jobs,
    )
    checked, settings, _, notices = checking
    if not args.since and not WITH_REVISION.isdisjoint({*asked, settings.format}):
        from opscheck.checking.revisions import name_revisions

        name_revisions(checking)
    if keep or settings.format in WHOLE:
        from opscheck.checking.whole import complete

        complete(checked, plugins, request)
    told = len(notices)
    progress.clear()
    tell_notices(notices, language(args.lang, settings.lang))
    fail_on = cast(FailOn, args.fail_on or settings.fail_on or "error")
    checked.fixed = fixes.made if fixes else 0
    options = Options(
        lang=language(args.lang, settings.lang),
        color=colored(args.color),
        show_passes=args.show_passes,
        statistics=args.statistics,
        fail_on=fail_on,
        show_waived=args.show_waived,
        show_baseline=args.show_baseline,
    )
    reporter = _Reporter(checked, plugins, settings.limits, options.lang, progress)
    if not args.diff:  # which has standard output for itself
        chosen = args.format or settings.format or DEFAULT_FORMAT
        reporter.print(chosen, options)
        if os.environ.get("GITHUB_ACTIONS") == "true" and chosen in ("text", "concise"):
            reporter.print("github", options)
    for file, name in outputs.items():
        reporter.write(name, file, options._replace(color=False))
    code = checked.exit_code(fail_on)
    tell_notices(notices[told:], options.lang)
    failed = (
        broken or reporter.failed or (args.strict_files and not checked.plans) or (fixes is not None and fixes.failed)
    )
    return 2 if failed else code


def _evidence(args: argparse.Namespace, asked: set[str]) -> bool | None:
    """Whether a report will show evidence; None where the configuration chooses the format."""
    if args.show_passes or args.since or any(map(shows_evidence, asked)):
        return True
    return False if args.format else None


def _show_files(args: argparse.Namespace, plugins: Plugins, progress: Progress) -> None:
    """List the plans that would be checked."""
    found = find_plans(request_of(args), plugins, watch=progress.searched)
    progress.clear()
    tell_notices(found.project.warnings, language(args.lang, settings_of(found.first, plugins).lang))
    for plan in found.project.plans:
        print(clean(plan.file))  # noqa: T201


def _fix(args: argparse.Namespace, plugins: "Plugins") -> "Fixes | None":
    """Make or show fixes if that is asked for."""
    if args.fix or args.diff:
        from opscheck.cli.fixing import fix_paths

        return fix_paths(args, plugins)
    if args.unsafe_fixes:
        raise UserError(Message("--unsafe-fixes goes with --fix or --diff"))
    return None


def _outputs(texts: Sequence[str], plugins: Plugins) -> dict[Path, str]:
    """The format of each file that is to be written."""
    outputs: dict[Path, str] = {}
    for text in texts:
        name, separator, file = text.partition(":")
        if not separator or not file:
            values = {"text": text, "known": tuple(sorted((*FORMATS, *plugins.formats)))}
            raise UserError(Message("--output {text} is not FORMAT:FILE: the formats are {known}", values))
        check_format(name, plugins)
        if file == "-":
            raise UserError(Message(NO_STANDARD_OUTPUT, {"text": text, "name": name}))
        if Path(file).resolve() in map(Path.resolve, outputs):
            raise UserError(Message(SAME_FILE, {"file": file}))
        outputs[Path(file)] = name
    return outputs


class _Reporter:
    """Makes the reports of a run. One that fails is named, and the others are made all the same."""

    def __init__(self, run: Run, plugins: Plugins, limits: RuleLimits, lang: str, progress: Progress) -> None:
        self.failed = False
        self._progress = progress
        self._lang = lang
        self._run = run
        self._plugins = plugins
        self._limits = limits

    def print(self, name: str, options: Options) -> None:
        """Write a report to standard output, where plans may be checked meanwhile."""
        with self._named_failure() if name not in FORMATS else nullcontext():
            for piece in self._render(name, options):
                self._progress.clear()
                sys.stdout.write(piece)

    def write(self, name: str, file: Path, options: Options) -> None:
        """Write a report to a file, which a report that fails leaves as it was."""
        from opscheck.cli.writing import write

        with self._named_failure():
            write(file, self._render(name, options))

    def _render(self, name: str, options: Options) -> Iterator[str]:
        if name in FORMATS:
            return load(name)(self._run, options)
        from opscheck import looking
        from opscheck.reports import foreign  # most runs ask for none of a plugin

        looking.depends_on_more()  # who knows on what

        return foreign.render(self._plugins.formats[name], load_module, self._limits, self._run, options)

    @contextmanager
    def _named_failure(self) -> Iterator[None]:
        try:
            yield
        except UserError as error:
            tell(clean(say(error.message, self._lang)))
            self.failed = True
