"""What can be done about the findings at a place: fix them, accept them, have them explained.

An action is offered at once and worked out when it is chosen, as ``opscheck fix`` and ``opscheck waive`` would do it
on the texts that are open: what would do harm is refused, and says why.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol.types import CodeAction, CodeActionKind, Command, Diagnostic, Range

from opscheck.checking.bench import Bench
from opscheck.checking.drafting import Acceptance, Wanted
from opscheck.checking.request import Request
from opscheck.checking.waiving import draft
from opscheck.core import CORE_RULES
from opscheck.display import say
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.fixer import Fixer
from opscheck.lsp.checks import Reading
from opscheck.lsp.diagnostics import Diagnoser
from opscheck.plugins import Plugins
from opscheck.project.plans import PlanFile
from opscheck.translations import translate

EXPLAIN = "opscheck.explain"
FIX_ALL = "source.fixAll.opscheck"
FIX, COMMENT, ENTRY, ALL = "fix", "comment", "entry", "all"

UNSAFE = "{description} (changes what the plan says)"
FIX_EVERYTHING = "Make all safe fixes"
ACCEPT_BY_COMMENT = "Accept {rule} with a comment above this line"
ACCEPT_BY_ENTRY = "Accept {rule} with an entry of waivers"
EXPLAIN_RULE = "Explain {rule}"
GONE = "the finding is not there any more"
NOTHING_TO_FIX = "there is nothing left to fix"

Texts = Mapping[Path, bytes]


class Offer(NamedTuple):
    """Where actions are asked for: the plan, the file, and what shows its findings."""

    reading: Reading
    path: Path
    place: Range
    diagnoser: Diagnoser


def actions(offer: Offer, wanted: Collection[str] | None, lang: str) -> list[CodeAction | Command]:
    """The actions at a place; ``wanted`` are the kinds that the editor asks for, None for all about the place."""
    found = _actions(offer, lang)
    if wanted is None:
        return [action for action in found if isinstance(action, Command) or action.kind != FIX_ALL]
    kinds = [action for action in found if isinstance(action, CodeAction)]
    return [action for action in kinds if any(_is_kind(action.kind, kind) for kind in wanted)]


def _is_kind(kind: Any, wanted: str) -> bool:
    text = str(getattr(kind, "value", kind))
    return text == wanted or text.startswith(f"{wanted}.") or not wanted


def _actions(offer: Offer, lang: str) -> Iterator[CodeAction | Command]:
    reading, diagnoser = offer.reading, offer.diagnoser
    here = [each for each in reading.checked.report.standing if reading.path_of(each.span.file) == offer.path]
    for finding in here:
        place = diagnoser.range_of(finding, reading)
        if place and _touch(place, offer.place) and (diagnostic := diagnoser.of_finding(finding, reading)):
            yield from _about(finding, diagnostic, reading, lang)
    if any(finding.fix and finding.fix.safety == "safe" for finding in here):
        title = translate(FIX_EVERYTHING, lang)
        yield CodeAction(title, FIX_ALL, data={"do": ALL, "plan": str(offer.reading.plan.path)})


def _about(finding: Finding, diagnostic: Diagnostic, reading: Reading, lang: str) -> Iterator[CodeAction | Command]:
    """The actions about one finding, the best one first."""

    def action(title: Message, do: str, *, preferred: bool = False) -> CodeAction:
        data = {"do": do, "plan": str(reading.plan.path), "fingerprint": finding.fingerprint}
        is_preferred = True if preferred else None
        return CodeAction(say(title, lang), CodeActionKind.QuickFix, [diagnostic], is_preferred, data=data)

    if finding.fix:
        safe = finding.fix.safety == "safe"
        description = finding.fix.description
        title = description if safe else Message(UNSAFE, {"description": description})
        yield action(title, FIX, preferred=safe)
    core = CORE_RULES.get(finding.rule)
    if core is None or core.waivable:
        yield action(Message(ACCEPT_BY_COMMENT, {"rule": finding.rule}), COMMENT)
        yield action(Message(ACCEPT_BY_ENTRY, {"rule": finding.rule}), ENTRY)
    yield Command(say(Message(EXPLAIN_RULE, {"rule": finding.rule}), lang), EXPLAIN, arguments=[finding.rule])


def _touch(one: Range, other: Range) -> bool:
    """Whether two ranges have a place in common; an empty one lies on its borders, too."""
    return one.start <= other.end and other.start <= one.end


# --- working one out


def work_out(data: Any, request: Request, plugins: Plugins, texts: Texts) -> dict[Path, tuple[bytes, bytes]]:
    """What an action makes of the files: before and after. Raises UserError where it is not made, and why."""
    plan_path, do, fingerprint = (str(data.get(key, "")) for key in ("plan", "do", "fingerprint"))
    bench = Bench(request._replace(paths=(plan_path,)), plugins, texts)
    plan = next((plan for plan in bench.project.plans if str(plan.path) == plan_path), None)
    if plan is None:
        raise UserError(Message(GONE))
    if do in (COMMENT, ENTRY):
        return _accepted(bench, plan, fingerprint, comment=do == COMMENT)
    fixer = bench.fixer(unsafe=do == FIX, only=None if do == ALL else [fingerprint])
    return _fixed(fixer)


def _accepted(bench: Bench, plan: PlanFile, fingerprint: str, *, comment: bool) -> dict[Path, tuple[bytes, bytes]]:
    judged = bench.judge(plan, {})
    finding = next((found for found in judged.report.standing if found.fingerprint == fingerprint), None)
    if finding is None:
        raise UserError(Message(GONE))
    changed = draft(bench, Wanted(plan, judged, finding), Acceptance("", comment=comment, key=finding.key))
    return {changed.path: (changed.old, changed.new)}


def _fixed(fixer: Fixer) -> dict[Path, tuple[bytes, bytes]]:
    if not fixer.texts:
        raise UserError(fixer.unmade[0].reason if fixer.unmade else Message(NOTHING_TO_FIX))
    return {path: (fixer.originals[path], new) for path, new in fixer.texts.items()}
