"""What a run accepts: the waivers in plans and registers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from opscheck.checking.checker import Checked
from opscheck.checking.judging import header_of, status_of
from opscheck.checking.records import Records
from opscheck.checking.selection import Rules
from opscheck.engine import PlanReport
from opscheck.merge import Loaded
from opscheck.project import Project
from opscheck.project.plans import PlanFile
from opscheck.run import CheckedPlan, Lines
from opscheck.source import Document
from opscheck.waivers import declared
from opscheck.waivers.apply import Asked, waive
from opscheck.waivers.register import read_register
from opscheck.waivers.terms import Terms
from opscheck.waivers.waiver import Declared, Waiver


class _Register(NamedTuple):
    document: Document
    held: Declared


class Accepting:
    """The plans of a run that declare something to be accepted, or for which a register does, each read when needed."""

    def __init__(self, records: Records[Checked], indices: Sequence[int], project: Project, rules: Rules) -> None:
        self._records = records
        self._indices = indices
        self._project = project
        self._rules = rules
        self._registers: dict[str, _Register] = {}

    def __iter__(self) -> Iterator[Asked]:
        for index in self._indices:
            checked, plan = self._records[index], self._project.plans[index]
            assert checked.loaded is not None
            register = self._register_of(plan)
            held = register.held if register else Declared()
            terms = terms_of(plan, checked.loaded, self._rules)
            yield Asked(checked.plan.report, checked.loaded, terms, checked.own or Declared(), held)

    def waive(self, is_whole: Callable[[str], bool]) -> None:
        """Put reports with every waived finding marked in the place of those of these plans."""
        for index, report in zip(self._indices, waive(self, is_whole), strict=True):
            checked = self._records[index]
            texts, waivers = self._texts(index, checked.plan, report), self._waivers(index, checked)
            plan = replace(checked.plan, report=report, documents=texts, waivers=waivers)
            self._records.replace(index, checked._replace(plan=plan))

    def _waivers(self, index: int, checked: Checked) -> list[Waiver]:
        """The waivers that speak of a plan: its own, and those of its register."""
        register = self._register_of(self._project.plans[index])
        declared = (checked.own or Declared()).with_more(register.held if register else Declared())
        return [waiver for waiver in declared.waivers if waiver.plan in (None, checked.plan.report.plan)]

    def _texts(self, index: int, plan: CheckedPlan, report: PlanReport) -> Mapping[str, Lines]:
        register = self._register_of(self._project.plans[index])
        if not report.findings and plan.loaded is None:
            return {}
        return {**plan.documents, register.document.file: register.document.source} if register else plan.documents

    def _register_of(self, plan: PlanFile) -> _Register | None:
        document = self._project.register_of(plan)
        if document is None:
            return None
        if document.file not in self._registers:
            self._registers[document.file] = _Register(document, read_register(document))
        return self._registers[document.file]


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


def terms_of(plan: PlanFile, loaded: Loaded, rules: Rules) -> Terms:
    """By what the waivers of a plan are judged."""
    status = status_of(header_of(loaded))
    turned_off = [rule for rule, severity in rules.for_plan(plan, status).severities.items() if severity is None]
    return Terms(rules.ruleset(plan.config, status).policy, rules.installed, turned_off)
