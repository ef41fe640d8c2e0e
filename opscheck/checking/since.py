"""check --since: the plans of a run beside what they were at a git revision.

Both sides are judged as today: by the same day, configuration, ruleset and plugins, so that only what changed in the
plans is news.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opscheck.checking.accepting import accept
from opscheck.checking.judging import judge
from opscheck.checking.plans import Found
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.request import Request
from opscheck.checking.revisions import revision_of
from opscheck.checking.selection import Rules
from opscheck.engine import PlanReport
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.history.changes import changes, figures
from opscheck.history.git import Repository
from opscheck.history.plans import Past, PastLibrary, plan_id_of
from opscheck.history.since import Compared, GonePlan, PlanSince, Since, compare
from opscheck.merge import Loaded
from opscheck.project import load_plan
from opscheck.project.configurations import Configurations
from opscheck.project.files import repository_of
from opscheck.project.plans import PlanFile

if TYPE_CHECKING:
    from opscheck.checking.checks import Together

NO_REPOSITORY = "{file} is in no git repository: --since compares with a revision of one"


class _Revision(NamedTuple):
    """A repository at the revision that was asked for; no tree where it has no commit yet."""

    past: Past
    commit: str | None
    tree: str | None


class _There(NamedTuple):
    """A plan as it was read at the revision."""

    path: Path
    loaded: Loaded
    plan_id: str | None


class _Then(NamedTuple):
    """A plan as it was."""

    loaded: Loaded
    report: PlanReport
    revision: _Revision


def since_revision(
    revision: str, of: Found, rules: Rules, together: "Together", portfolio: Portfolio, request: Request
) -> Since:
    """Compare the plans of a run with a revision, and leave only what is new in their reports.

    Raises UserError for a plan in no repository, and for a revision that its repository does not have.
    """
    project, configurations = of
    folders = request.paths or (() if request.stdin_filename else (".",))
    with ExitStack() as stack:
        comparison = _Comparison(revision, rules, configurations, stack)
        then = [
            comparison.then(plan, loaded, alone)
            for plan, loaded, alone in zip(project.plans, together.loaded, together.alone, strict=True)
        ]
        for plan, loaded, checked in zip(project.plans, together.loaded, together.plans, strict=True):
            checked.revision = comparison.head(plan, loaded)
        gone = list(comparison.gone(folders, project.plans, {plan_id_of(loaded) for loaded in together.loaded}))
    there = [found for found in then if found]
    reports = iter(portfolio.reports([found.loaded for found in there], [found.report for found in there]))
    compared = []
    for plan, checked, loaded, found in zip(project.plans, together.plans, together.loaded, then, strict=True):
        before = next(reports) if found else None
        if found and before and not request.no_waivers:
            before = accept(plan, found.loaded, before, rules, project.register_of(plan))
        became = _compared(checked.report, loaded, found, before)
        accepted = [finding for finding in checked.report.findings if not finding.stands]
        findings = sorted([*became.found.new, *accepted], key=Finding.sort_key)
        checked.report = replace(checked.report, findings=findings)
        compared.append(became)
    return Since(revision, compared, gone)


def _compared(now: PlanReport, loaded: Loaded, found: _Then | None, then: PlanReport | None) -> PlanSince:
    if found is None or then is None:
        return PlanSince(now.plan, now.file, None, None, Compared(now.standing, [], []))
    moved = changes(found.loaded, loaded)
    return PlanSince(
        plan=now.plan,
        file=now.file,
        was=found.loaded.file,
        commit=found.revision.commit,
        found=compare(now, then),
        changes=moved,
        figures=figures(then.outcomes, now.outcomes) if moved else (),
    )


class _Comparison:
    """Finds what the plans were at one revision of their repositories."""

    def __init__(self, revision: str, rules: Rules, configurations: Configurations, stack: ExitStack) -> None:
        self._revision = revision
        self._rules = rules
        self._configurations = configurations
        self._stack = stack
        self._revisions: dict[Path, _Revision] = {}

    def then(self, plan: PlanFile, loaded: Loaded, alone: PlanReport) -> _Then | None:
        """The plan as it was, judged by today's day and rules; None for one that was not there."""
        folder = repository_of(plan.path.parent)
        if folder is None:
            raise UserError(Message(NO_REPOSITORY, {"file": plan.file}))
        revision = self._at(folder)
        if revision.tree is None:
            return None
        library = PastLibrary(revision.past.files(revision.tree, self._revision), loaded.documents)

        def load(path: Path) -> _There | None:
            then = revision.past.load(library, plan, path)
            return _There(path, then, plan_id_of(then)) if then else None

        plan_id = plan_id_of(loaded)
        there = revision.past.find(revision.tree, plan.path, plan_id, load)
        if there is None or (there.path != plan.path and _has_plan(there.path, plan_id)):
            return None
        is_same = _is_same(there.loaded, loaded)
        return _Then(there.loaded, alone if is_same else judge(self._rules, plan, there.loaded, alone.as_of), revision)

    def gone(self, paths: Sequence[str], plans: Sequence[PlanFile], ids: set[str | None]) -> Iterator[GonePlan]:
        """The plans that were below the folders of the run, and whose ids it has not met."""
        folders = [Path(os.path.abspath(self._configurations.cwd / path)) for path in paths]
        below = (gone for folder in folders if folder.is_dir() for gone in self._gone_below(folder, plans))
        yield from (gone for gone in dict.fromkeys(below) if gone.plan not in ids)

    def _gone_below(self, folder: Path, plans: Sequence[PlanFile]) -> Iterator[GonePlan]:
        root = repository_of(folder)
        revision = self._at(root) if root else None
        if root is None or revision is None or revision.tree is None:
            return
        files = revision.past.files(revision.tree, self._revision)
        below = folder.relative_to(root).as_posix().removeprefix(".")
        if not files.is_folder(folder):
            return
        now = {plan.path for plan in plans}
        config = self._configurations.for_folder(folder)
        for plan, name in revision.past.plans(files.id_of(below)).items():
            path = folder.joinpath(*name.split("/"))
            if (path in now or not os.path.lexists(path)) and not config.is_excluded(path):
                yield GonePlan(plan, path.relative_to(root).as_posix())

    def head(self, plan: PlanFile, loaded: Loaded) -> str | None:
        """The commit of HEAD, if it has the plan's files just as they are."""
        folder = repository_of(plan.path.parent)
        past = self._at(folder).past if folder else None
        return revision_of(past, folder, loaded) if folder and past else None

    def _at(self, folder: Path) -> _Revision:
        if folder not in self._revisions:
            repository = self._stack.enter_context(Repository(folder))
            commit = None
            if not (self._revision in ("HEAD", "@") and repository.is_unborn):
                commit = repository.commit_id(self._revision)
            self._revisions[folder] = _Revision(Past(repository), commit, commit and repository.tree_of(commit))
        return self._revisions[folder]


def _has_plan(path: Path, plan_id: str | None) -> bool:
    """Whether the file is still the plan of this id: then a new file with the same id is a copy, and did not move."""
    return os.path.lexists(path) and plan_id_of(load_plan(path)) == plan_id


def _is_same(then: Loaded, now: Loaded) -> bool:
    """Whether a plan is made of the very same texts under the same names, with nothing else wrong about them."""
    pairs = zip_longest(then.documents, now.documents)
    return then.flaws == now.flaws and all(before is after for before, after in pairs)
