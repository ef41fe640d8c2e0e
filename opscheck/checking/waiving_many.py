"""Waiving many findings at once: those of a plan together, so that it is checked a few times and not once for each.

Where they would not hold together, or would waive something else, each half is tried by itself, and so on, until those
that cannot be waived are found.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from opscheck.checking.bench import Bench
from opscheck.checking.drafting import Acceptance, Asked, Wanted
from opscheck.checking.waiving import Rewritten, refuse_faults, waive_together
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.fixer import Judged
from opscheck.project.plans import PlanFile

NOT_THERE = "{rule} does not find this any more: check again"


class WaivingMany:
    """Works out, step by step, the waivers of findings; nothing is written.

    ``files`` has what would be written, ``undone`` the findings that would not be waived, with the reason.
    """

    def __init__(self, bench: Bench, findings: Sequence[Finding], acceptance: Acceptance) -> None:
        self.files: dict[Path, Rewritten] = {}
        self.undone: list[tuple[Finding, Message]] = []
        self._bench = bench
        self._acceptance = acceptance._replace(reason=acceptance.reason.strip())
        self._portfolio_rules = bench.portfolio_rules
        self._left: dict[str | None, list[Finding]] = defaultdict(list)
        self._given = {finding.fingerprint: finding for finding in findings}
        for finding in findings:
            self._left[finding.plan].append(finding)
        self._settled = 0

    def work(self) -> Iterator[int]:
        """Do it; before each step this gives of how many findings it is known what becomes of them."""
        files = {finding.span.file for findings in self._left.values() for finding in findings}
        for plan in sorted(self._bench.project.plans, key=lambda plan: plan.file not in files):  # most likely in these
            if not any(self._left.values()):
                return
            yield self._settled
            yield from self._of_plan(plan)
        for finding in chain(*self._left.values()):
            self._refuse(finding, Message(NOT_THERE, {"rule": finding.rule}))

    def _of_plan(self, plan: PlanFile) -> Iterator[int]:
        """All that is asked of one plan."""
        judged = self._bench.judge(plan, {})
        here, self._left[judged.report.plan] = self._found(plan, judged, self._left[judged.report.plan])
        fine = []
        for one in here:
            try:
                refuse_faults(self._bench, one)
                fine.append(one)
            except UserError as error:
                self._refuse(one.wanted.finding, error.message)
                yield self._settled
        waiting = [fine] if fine else []
        while waiting:
            yield self._settled
            together = waiting.pop()
            try:
                self._take(waive_together(self._bench, together))
            except UserError as error:
                if len(together) == 1:
                    self._refuse(together[0].wanted.finding, error.message)
                else:
                    middle = len(together) // 2
                    waiting += [together[middle:], together[:middle]]
                continue
            self._settled += len(together)
            waiting = list(self._again(plan, waiting))

    def _again(self, plan: PlanFile, waiting: Sequence[Sequence[Asked]]) -> Iterator[list[Asked]]:
        """What still waits, where it stands now."""
        if not waiting:
            return
        judged = self._bench.judge(plan, {})
        for together in waiting:
            findings = [one.wanted.finding for one in together]
            here, gone = self._found(plan, judged, findings)
            for finding in gone:
                self._refuse(finding, Message(NOT_THERE, {"rule": finding.rule}))
            if here:
                yield here

    def _found(self, plan: PlanFile, judged: Judged, findings: Sequence[Finding]) -> tuple[list[Asked], list[Finding]]:
        """Those of the findings that are in a plan, as they are now, and the others.

        Those of rules about all plans are taken as they were found.
        """
        standing = {finding.fingerprint: finding for finding in judged.report.standing}
        here, others = list[Asked](), list[Finding]()
        for finding in findings:
            now = standing.get(finding.fingerprint)
            if now or finding.rule in self._portfolio_rules:
                wanted = Wanted(plan, judged, now or finding)
                here.append(Asked(wanted, self._acceptance._replace(key=finding.key)))
            else:
                others.append(finding)
        return here, others

    def _take(self, rewritten: Sequence[Rewritten]) -> None:
        for new in rewritten:
            first = self.files.get(new.path, new)
            self.files[new.path] = first._replace(new=new.new)
        self._bench = self._bench.with_texts({path: each.new for path, each in self.files.items()})

    def _refuse(self, finding: Finding, why: Message) -> None:
        """A finding stays, as it was given: nothing is written yet, and lines are those of the files as they are."""
        self._settled += 1
        self.undone.append((self._given[finding.fingerprint], why))
