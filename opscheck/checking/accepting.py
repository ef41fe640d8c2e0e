"""What a run accepts: waivers in plans and registers, and the findings of the baseline."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from opscheck.checking.judging import header_of, status_of
from opscheck.checking.selection import Rules
from opscheck.engine import PlanReport
from opscheck.merge import Loaded
from opscheck.project import PlanFile
from opscheck.run import CheckedPlan
from opscheck.source import Document
from opscheck.waivers import declared
from opscheck.waivers.apply import Asked, waive
from opscheck.waivers.register import read_register
from opscheck.waivers.terms import Terms
from opscheck.waivers.waiver import Declared


class Declaring(NamedTuple):
    """A checked plan that declares something to be accepted, or for which a register does."""

    plan: PlanFile
    loaded: Loaded
    checked: CheckedPlan
    own: Declared | None
    register: Document | None


def waive_all(declaring: Sequence[Declaring], rules: Rules, is_whole: Callable[[str], bool]) -> None:
    """Put reports with every waived finding marked in the place of those of these plans."""
    documents = {one.register.file: one.register for one in declaring if one.register}
    registers = {file: read_register(document) for file, document in documents.items()}
    asked = [_asked(one, rules, registers) for one in declaring]
    for one, report in zip(declaring, waive(asked, is_whole), strict=True):
        one.checked.report = report
        if not report.findings:
            one.checked.documents = {}
        elif one.register:
            one.checked.documents = {**one.checked.documents, one.register.file: one.register.source}


def accept(
    plan: PlanFile, loaded: Loaded, report: PlanReport, rules: Rules, register: Document | None = None
) -> PlanReport:
    """One plan's report with every waived finding marked, by its own waivers and a register beside it."""
    own = declared(loaded)
    if own is None and register is None:
        return report
    held = read_register(register) if register else Declared()
    (accepted,) = waive([Asked(report, loaded, terms_of(plan, loaded, rules), own or Declared(), held)])
    return accepted


def _asked(one: Declaring, rules: Rules, registers: Mapping[str, Declared]) -> Asked:
    register = registers[one.register.file] if one.register else Declared()
    return Asked(one.checked.report, one.loaded, terms_of(one.plan, one.loaded, rules), one.own or Declared(), register)


def terms_of(plan: PlanFile, loaded: Loaded, rules: Rules) -> Terms:
    """By what the waivers of a plan are judged."""
    status = status_of(header_of(loaded))
    turned_off = [rule for rule, severity in rules.for_plan(plan, status).severities.items() if severity is None]
    return Terms(rules.ruleset(plan.config, status).policy, rules.installed, turned_off)
