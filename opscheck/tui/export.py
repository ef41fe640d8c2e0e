"""The findings that are shown, as a report of any format."""

from collections.abc import Sequence
from dataclasses import replace

from opscheck.checking.settings import check_format
from opscheck.engine.isolate import RuleLimits
from opscheck.errors import UserError, reason
from opscheck.finding import Finding, Message
from opscheck.plugins import Plugins, load_module
from opscheck.reports import FORMATS, Options, load
from opscheck.run import Run

NO_FILE = "{text} is not FORMAT:FILE: the formats are {known}"
NOT_WRITTEN = "{file} cannot be written: {reason}"


def narrowed(run: Run, findings: Sequence[Finding]) -> Run:
    """The run with these findings alone."""
    chosen = set(map(id, findings))
    plans = [
        replace(plan, report=replace(plan.report, findings=[one for one in plan.report.findings if id(one) in chosen]))
        for plan in run.plans
    ]
    return replace(run, plans=plans)


def report(run: Run, findings: Sequence[Finding], name: str, plugins: Plugins, lang: str) -> str:
    """A report about these findings, accepted or not. Raises UserError for a format that there is not."""
    check_format(name, plugins)
    chosen, options = narrowed(run, findings), Options(lang=lang, show_waived=True, show_baseline=True)
    if name in FORMATS:
        return "".join(load(name)(chosen, options))
    from opscheck.reports import foreign  # most people have none

    return "".join(foreign.render(plugins.formats[name], load_module, RuleLimits(), chosen, options))


def export(run: Run, findings: Sequence[Finding], to: str, plugins: Plugins, lang: str) -> str:
    """Write a report as FORMAT:FILE says; the file's name. Raises UserError."""
    name, _, file = to.strip().partition(":")
    if not file:
        raise UserError(Message(NO_FILE, {"text": to, "known": tuple(sorted((*FORMATS, *plugins.formats)))}))
    text = report(run, findings, name, plugins, lang)
    try:
        with open(file, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise UserError(Message(NOT_WRITTEN, {"file": file, "reason": reason(error)})) from None
    return file
