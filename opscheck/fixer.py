"""Which fixes are made: each is tried on the text in memory, and the plans are checked anew before it counts.

A fix counts if its edits are verified, its finding is gone, and no plan that shares the file has an error that it had
not. Nothing is written here: ``texts`` holds what the changed files are to contain.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from opscheck.change import InsertItem, RemoveComment, RemoveItem, RenameKey
from opscheck.edits import Refused, verified
from opscheck.edits.changes import plan_change
from opscheck.edits.proposal import SEVERAL_FILES
from opscheck.engine import PlanReport
from opscheck.finding import Finding, Fix, Message, Outcome, Severity
from opscheck.merge import Loaded, merge
from opscheck.project.plans import Kind, PlanFile
from opscheck.source import Document
from opscheck.source import Path as Place

STILL_THERE = "the finding would still be there"
NEW_ERROR = "it would bring an error: {message} ({rule})"
NO_END = "one fix would follow the other without an end"
NEXT_PASS = "another fix changes the same place"

_MOST_PASSES = 50
_WITHOUT_PROOF = (Outcome.fail, Outcome.needs_data)

Texts = Mapping[Path, bytes]


class Judged(NamedTuple):
    """A plan with certain texts: how it was read, what was found, and the path of each of its files by name.

    ``register`` is the register of waivers beside it, if there is one.
    """

    loaded: Loaded
    report: PlanReport
    paths: Mapping[str, Path]
    register: Document | None = None


class Made(NamedTuple):
    """A fix that was made, in which file."""

    finding: Finding
    path: Path


class Unmade(NamedTuple):
    """A fix that was not made, and why."""

    finding: Finding
    reason: Message


class Judge(NamedTuple):
    """How plans are checked. ``texts`` take the place of what files hold."""

    plan: Callable[[PlanFile, Texts], Judged]
    sharing: Callable[[Path], Sequence[PlanFile]]
    """The plans that a fragment belongs to."""
    portfolio: Callable[[Texts], Sequence[Finding]] | None = None
    """What the rules about all plans together find, if there are any."""


class Fixer:
    """Makes fixes, plan by plan. ``only`` names the findings to fix by their fingerprints; without it, all are."""

    def __init__(self, judge: Judge, *, unsafe: bool, only: Collection[str] | None = None) -> None:
        self.texts: dict[Path, bytes] = {}
        self.originals: dict[Path, bytes] = {}
        self.made: list[Made] = []
        self.unmade: list[Unmade] = []
        self._judge = judge
        self._unsafe = unsafe
        self._only = only
        self._judged: dict[Path, Judged] = {}
        self._given_up: set[tuple[Path, str]] = set()

    def fix(self, plans: Sequence[PlanFile]) -> None:
        """Make what fixes the plans offer, until there are no more.

        The rules about all plans look at the result once. Only where they find an error in it, plan by plan.
        """
        plans = [plan for plan in plans if plan.kind is Kind.plan]
        for plan in plans:
            self._fix(plan)
        if self._new_portfolio_error({}) is None:
            return
        self.texts, self.made, self.unmade = {}, [], []
        self._judged.clear()
        self._given_up.clear()
        for plan in plans:
            texts, made = dict(self.texts), len(self.made)
            self._fix(plan)
            if error := self._new_portfolio_error(texts):
                self._take_back(texts, made, Message(NEW_ERROR, {"message": error.message, "rule": error.rule}))

    def _fix(self, plan: PlanFile) -> None:
        texts, made = dict(self.texts), len(self.made)
        for _ in range(_MOST_PASSES):
            wanted = self._wanted(plan)
            if not wanted or not self._pass(plan, wanted):
                break
        else:
            self._take_back(texts, made, Message(NO_END))

    def _wanted(self, plan: PlanFile) -> list[Finding]:
        """The findings that are to be fixed: what is removed comes last, from the end, so that no index moves."""
        found = self._now(plan).report.standing
        wanted = [finding for finding in found if self._is_wanted(plan, finding)]
        removed = [finding for finding in wanted if _removed(finding)]
        return [finding for finding in wanted if not _removed(finding)] + sorted(removed, key=_removed, reverse=True)

    def _is_wanted(self, plan: PlanFile, finding: Finding) -> bool:
        fix = finding.fix
        if fix is None or (fix.safety == "unsafe" and not self._unsafe):
            return False
        if self._only is not None and finding.fingerprint not in self._only:
            return False
        return (plan.path, finding.fingerprint) not in self._given_up

    def _pass(self, plan: PlanFile, wanted: Sequence[Finding]) -> bool:
        """Make as many as possible, once; whether any was made. What opscheck itself finds comes first."""
        own = [finding for finding in wanted if _is_own(finding)]
        chosen = own or wanted
        if len(chosen) > 1 and self._attempt(plan, chosen) is None:
            return True
        made = False
        for finding in chosen:
            reason = self._attempt(plan, [finding])
            if reason is None:
                made = True
            elif not made:  # else it may be the fix before it that stands in its way, and the next pass tells
                self._give_up(plan, finding, reason)
        return made or len(chosen) < len(wanted)

    def _give_up(self, plan: PlanFile, finding: Finding, reason: Message) -> None:
        self._given_up.add((plan.path, finding.fingerprint))
        self.unmade.append(Unmade(finding, reason))

    def _attempt(self, plan: PlanFile, findings: Sequence[Finding]) -> Message | None:
        """Make fixes together, if they do no harm; else the reason why none of them is made."""
        trial = _Trial(self._judge, plan, self.texts)
        try:
            for finding in findings:
                trial.make(finding)
            self._refuse_harm(plan, trial)
        except Refused as refused:
            return refused.message
        self.texts = trial.texts
        self.originals = {**trial.originals, **self.originals}
        self.made += trial.made
        self._judged.clear()
        return None

    def _refuse_harm(self, plan: PlanFile, trial: _Trial) -> None:
        left = {finding.fingerprint for finding in self._judge.plan(plan, trial.texts).report.findings}
        if any(made.finding.fingerprint in left for made in trial.made):
            raise Refused(STILL_THERE)
        fragments = {made.path for made in trial.made} - {plan.path}
        sharing = [other for path in fragments for other in self._judge.sharing(path)]
        for each in {other.path: other for other in (plan, *sharing)}.values():
            before, after = self._now(each).report, self._judge.plan(each, trial.texts).report
            known = {finding.fingerprint for finding in before.findings}
            for finding in after.findings:
                is_new = finding.severity is Severity.error and finding.fingerprint not in known
                if is_new and not _is_excused(finding, before, trial.made):
                    raise Refused(NEW_ERROR, message=finding.message, rule=finding.rule)

    def _now(self, plan: PlanFile) -> Judged:
        if plan.path not in self._judged:
            self._judged[plan.path] = self._judge.plan(plan, self.texts)
        return self._judged[plan.path]

    def _new_portfolio_error(self, texts: Texts) -> Finding | None:
        """An error that the rules about all plans find now and did not find in these texts."""
        if self._judge.portfolio is None or self.texts == texts:
            return None
        known = {finding.fingerprint for finding in self._judge.portfolio(texts)}
        found = self._judge.portfolio(self.texts)
        new = (finding for finding in found if finding.fingerprint not in known)
        return next((finding for finding in new if finding.severity is Severity.error), None)

    def _take_back(self, texts: dict[Path, bytes], made: int, reason: Message) -> None:
        self.unmade += [Unmade(each.finding, reason) for each in self.made[made:]]
        self.made = self.made[:made]
        self.texts = texts
        self._judged.clear()


class _Trial:
    """Fixes of one plan on texts in memory, one after the other."""

    def __init__(self, judge: Judge, plan: PlanFile, texts: Texts) -> None:
        self.texts = dict(texts)
        self.originals: dict[Path, bytes] = {}
        self.made: list[Made] = []
        self._judge = judge
        self._plan = plan
        self._touched: list[tuple[Place, bool]] = []

    def make(self, finding: Finding) -> None:
        """Make one more fix. Raises Refused."""
        fix = finding.fix
        if fix is None:
            return
        self._refuse_second_touch(fix)
        paths = {self._change(fix, index) for index in range(len(fix.changes))}
        if len(paths) > 1:
            raise Refused(SEVERAL_FILES)
        self.made += [Made(finding, path) for path in paths]

    def _change(self, fix: Fix, index: int) -> Path:
        loaded, _, paths, register = self._judge.plan(self._plan, self.texts)
        change = fix.changes[index]
        if isinstance(change, RemoveItem) and register and change.file == register.file:
            loaded = merge(register)
        planned = plan_change(loaded, change)
        document = planned.document
        limits = self._plan.config.limits
        new = verified(document, planned.edits, data=planned.data, comments=planned.comments, limits=limits)
        path = paths[document.file]
        self.originals.setdefault(path, document.raw)
        self.texts[path] = new.raw
        return path

    def _refuse_second_touch(self, fix: Fix) -> None:
        """Raises Refused where another fix has changed the place, what it belongs to, or what belongs to it."""
        own = [(change.at, isinstance(change, InsertItem | RemoveItem)) for change in fix.changes]
        for place, is_item in own:
            for other, was_item in self._touched:
                length = min(len(place), len(other))
                if place[:length] == other[:length] and not (is_item and was_item):
                    raise Refused(NEXT_PASS)
        self._touched += own


def _is_own(finding: Finding) -> bool:
    return finding.rule.startswith("opscheck/")


def _removed(finding: Finding) -> tuple[str, ...]:
    """The item or comment that a fix removes, comparable; nothing where it removes none."""
    for change in finding.fix.changes if finding.fix else ():
        if isinstance(change, RemoveItem | RemoveComment):
            return tuple(f"{step:>12}" for step in change.at)
    return ()


def _is_excused(new: Finding, before: PlanReport, made: Iterable[Made]) -> bool:
    """Whether an error was there before and could not be seen, or is the placeholder that a fix leaves to be filled in.

    What opscheck itself finds hides what it makes unreadable: where that can be read now, a rule that could not judge
    may find something, and so may the format, in what a misspelt key held.
    """
    if new.rule == "opscheck/placeholder":
        return any(each.finding.fix and each.finding.fix.safety == "unsafe" for each in made)
    if not all(_is_own(each.finding) for each in made):
        return False
    if _is_own(new):
        return any(new.path.startswith((f"{name}.", f"{name}[")) for each in made for name in _new_names(each.finding))
    outcomes = [outcome.outcome for outcome in before.outcomes if outcome.rule == new.rule]
    return all(outcome in _WITHOUT_PROOF for outcome in outcomes)


def _new_names(finding: Finding) -> list[str]:
    """The logical paths of the keys that a fix of a misspelt key gives their right name."""
    changes = finding.fix.changes if finding.fix else ()
    owner = finding.path.rpartition(".")[0]
    return [f"{owner}.{change.name}".lstrip(".") for change in changes if isinstance(change, RenameKey)]
