"""The findings that are shown, as a report of any format."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from opscheck.checking.request import Request
from opscheck.checking.settings import check_format
from opscheck.checking.whole import complete
from opscheck.engine import PlanReport
from opscheck.engine.isolate import RuleLimits
from opscheck.errors import UserError, reason
from opscheck.finding import Finding, Message
from opscheck.loading import load_module
from opscheck.plugins import Plugins
from opscheck.reports import FORMATS, Options, load
from opscheck.run import Run

NO_FILE = "{text} is not FORMAT:FILE: the formats are {known}"
NOT_WRITTEN = "{file} cannot be written: {reason}"


class Target(NamedTuple):
    """In which format a report is to be, and where."""

    format: str
    file: Path

    def write(self, text: str) -> None:
        """Write the report, in the place of what is there. Raises UserError."""
        try:
            with self.file.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
                stream.write(text)
        except (OSError, ValueError) as error:
            said = reason(error) if isinstance(error, OSError) else str(error)
            raise UserError(Message(NOT_WRITTEN, {"file": str(self.file), "reason": said})) from None


def target(text: str, plugins: Plugins) -> Target:
    """What ``FORMAT:FILE`` means; ``~`` is the user's folder. Raises UserError where it means nothing."""
    name, _, file = (part.strip() for part in text.partition(":"))
    if not file:
        raise UserError(Message(NO_FILE, {"text": text.strip(), "known": formats(plugins)}))
    check_format(name, plugins)
    try:
        return Target(name, Path(file).expanduser())
    except RuntimeError as error:  # there is no such user
        raise UserError(Message(NOT_WRITTEN, {"file": file, "reason": str(error)})) from None


def formats(plugins: Plugins) -> tuple[str, ...]:
    """All formats that there are."""
    return tuple(sorted((*FORMATS, *plugins.formats)))


def report(run: Run, findings: Sequence[Finding], name: str, plugins: Plugins, request: Request, lang: str) -> str:
    """A report about these findings, accepted or not, in a format that there is. Raises UserError."""
    chosen = complete(narrowed(run, findings), plugins, request)
    options = Options(lang=lang, show_waived=True, show_baseline=True)
    if name in FORMATS:
        return "".join(load(name)(chosen, options))
    from opscheck.reports import foreign  # most people have none

    return "".join(foreign.render(plugins.formats[name], load_module, RuleLimits(), chosen, options))


def narrowed(run: Run, findings: Sequence[Finding]) -> Run:
    """The run with these findings alone."""
    chosen = set(map(id, findings))
    plans = [replace(plan, report=_narrowed(plan.report, chosen)) for plan in run.plans]
    return replace(run, plans=plans)


def _narrowed(report: PlanReport, chosen: set[int]) -> PlanReport:
    """A report with some of its findings. Where others that stand are left out, it tells only of the rules that have
    some: that any of the others, or a clause, is met would not be what one sees.
    """
    shown = [one for one in report.findings if id(one) in chosen]
    if all(id(one) in chosen for one in report.standing):
        return replace(report, findings=shown)
    rules = {one.rule for one in shown}
    return replace(report, findings=shown, outcomes=[one for one in report.outcomes if one.rule in rules])
