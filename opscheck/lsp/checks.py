"""The plans that open files belong to, checked as they are in the editor."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from opscheck import looking
from opscheck.checking import check_paths
from opscheck.checking.judging import judge
from opscheck.checking.plans import find_plans
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.core import CORE_RULES
from opscheck.engine import PlanReport
from opscheck.errors import UserError
from opscheck.finding import Evidence, Message
from opscheck.finding import Outcome as Ending
from opscheck.lsp.kinds import Kind, kind_of
from opscheck.lsp.navigation import Index
from opscheck.lsp.texts import is_unsaved
from opscheck.merge import Loaded
from opscheck.plan.build import Built, build
from opscheck.plugins import Plugins
from opscheck.project import evidence, fragments
from opscheck.project.configurations import NAMES, Configurations
from opscheck.project.files import repository_of
from opscheck.project.plans import PlanFile
from opscheck.project.reading import STATUSES
from opscheck.project.recognition import Marks
from opscheck.ruleset import load_ruleset
from opscheck.run import CheckedPlan
from opscheck.source import Document, Span

OUR_MISTAKE = "this is a mistake in opscheck itself: {kind}: {error}"
_OF_FILES = {evidence.MISSING, evidence.MISSING_MEANT, evidence.OUTSIDE, fragments.NO_MATCH, fragments.OUTSIDE}


@dataclass(frozen=True)
class Reading:
    """A plan as it was read and judged. Names of files are relative to ``root``."""

    plan: PlanFile
    checked: CheckedPlan
    loaded: Loaded
    root: Path
    register: Document | None
    judged_again: Callable[[], PlanReport]
    """The plan by its own rules, with what they say where they are met: nobody waits for that while typing."""

    def path_of(self, file: str) -> Path:
        """The path of one of the plan's files, as messages name it."""
        return self.root / file

    @cached_property
    def documents(self) -> Mapping[Path, Document]:
        """Every file that went into the plan, the register of its waivers among them."""
        documents = [*self.loaded.documents, *([self.register] if self.register else [])]
        return {self.path_of(document.file): document for document in documents}

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """Its files that are no YAML, as messages name them."""
        return frozenset(document.file for document in self.documents.values() if document.fatal)

    @cached_property
    def built(self) -> Built:
        return build(self.loaded.data)

    @cached_property
    def index(self) -> Index:
        """What has an id in it."""
        return Index(self.loaded, self.built)

    @cached_property
    def passed(self) -> Mapping[tuple[str, int, int], list[tuple[str, Evidence]]]:
        """What rules say of having been met, each with its rule, by file, line and column."""
        found: dict[tuple[str, int, int], list[tuple[str, Evidence]]] = {}
        for outcome in (*self.checked.report.outcomes, *self.judged_again().outcomes):
            for entry in outcome.evidence if outcome.outcome is Ending.passed else ():
                if entry.span:
                    found.setdefault(entry.span[:3], []).append((outcome.rule, entry))
        return found

    def prepare(self) -> None:
        """Make ready what takes as long as a check and is worked out when it is first asked for."""
        _ = self.index, self.passed

    @property
    def is_prepared(self) -> bool:
        """Whether asking for it takes no time."""
        return "passed" in self.__dict__


class Mistake(NamedTuple):
    """Something outside of a plan that keeps it from being checked, and where that stands."""

    path: Path
    message: Message
    span: Span | None = None
    help: Message | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of checking some open files: ``files`` are those that it was about."""

    files: Collection[Path] = ()
    readings: Sequence[Reading] = ()
    mistakes: Sequence[Mistake] = ()
    texts: Mapping[Path, bytes] = field(default_factory=dict)
    """What was open then."""

    def reading_of(self, path: Path) -> Reading | None:
        """The first plan that a file belongs to."""
        return next((reading for reading in self.readings if path in reading.documents), None)

    def unchecked(self, known: Iterable[Reading]) -> list[Reading]:
        """Which of the plans that are known were not checked now, for some mistake."""
        return [reading for reading in known if self.mistakes and not reading.documents.keys().isdisjoint(self.files)]


class Checker:
    """Checks files as ``opscheck check FILE`` does, with the open texts in the place of what the disk has.

    Plugins are loaded once. Configurations and rulesets are read anew each time, which costs a few milliseconds and can
    never be out of date.
    """

    def __init__(self, request: Request, plugins: Plugins) -> None:
        self.request = request._replace(evidence=False)
        self.plugins = plugins

    @cached_property
    def topics(self) -> frozenset[str]:
        """What the ids of rules begin with."""
        return frozenset(rule.partition("/")[0] for rule in (*self.plugins.rules, *CORE_RULES))

    def groups(self, files: Iterable[Path], texts: Mapping[Path, bytes]) -> list[set[Path]]:
        """The files in groups that share a plan, and so have to be checked together."""
        groups: list[tuple[set[Path], set[Path]]] = []
        for file in files:
            members, plans = {file}, self._plans(file, texts)
            for other in [group for group in groups if group[1] & plans]:
                groups.remove(other)
                members, plans = members | other[0], plans | other[1]
            groups.append((members, plans))
        return [members for members, _ in groups]

    def check(self, files: Collection[Path], texts: Mapping[Path, bytes]) -> Outcome:
        """Check the plans that these files belong to. Never raises: what keeps them from it is a mistake."""
        first = min(files)
        if is_unsaved(first) and not _is_plan(texts.get(first, b"")):
            return Outcome(files, texts=texts)
        try:
            with looking.instead(texts):
                readings = self._readings(files, texts)
                for file in files:
                    if file.name in NAMES or not (readings or is_unsaved(file)):
                        self._check_rules(file, texts.get(file, b"").decode(errors="replace"))
        except UserError as error:
            path = _found(error.span, first) if error.span else first
            return Outcome(files, (), [Mistake(path, error.message, error.span, error.help)], texts)
        except Exception as error:  # noqa: BLE001 - the editor goes on, whatever happens
            message = Message(OUR_MISTAKE, {"kind": type(error).__name__, "error": str(error)})
            return Outcome(files, (), [Mistake(first, message)], texts)
        return Outcome(files, readings, (), texts)

    def _plans(self, file: Path, texts: Mapping[Path, bytes]) -> set[Path]:
        try:
            with looking.instead(texts):
                return {plan.path for plan in find_plans(self._request([file]), self.plugins, texts).project.plans}
        except Exception:  # noqa: BLE001 - checking it tells
            return set()

    def _request(self, files: Collection[Path]) -> Request:
        return self.request._replace(paths=tuple(str(file) for file in sorted(files)))

    def _readings(self, files: Collection[Path], texts: Mapping[Path, bytes]) -> list[Reading]:
        checking = check_paths(self._request(files), self.plugins, texts=texts, keep=True, jobs=1)
        readings = []
        for plan, checked in zip(checking.project.plans, checking.run.plans, strict=True):
            root = repository_of(plan.path.parent) or Path.cwd()
            if is_unsaved(plan.path):
                checked = _without_files(checked)
            if checked.loaded is not None:
                register = checking.project.register_of(plan)
                again = partial(self._judged, plan, checked.loaded, checked.report.as_of, texts)
                readings.append(Reading(plan, checked, checked.loaded, root, register, again))
        return readings

    def _judged(self, plan: PlanFile, loaded: Loaded, day: date, texts: Mapping[Path, bytes]) -> PlanReport:
        with looking.instead(texts):
            return judge(Rules(self.request, self.plugins), plan, loaded, day)

    def _check_rules(self, file: Path, text: str) -> None:
        """Read the configuration that a file is, or that holds beside it, and a ruleset. Raises UserError."""
        configurations = Configurations(self.request.config, {}, isolated=self.request.isolated)
        config = configurations.for_folder(file.parent)
        rules = Rules(self.request, self.plugins)
        for status in (None, *STATUSES):
            rules.ruleset(config, status)
        if kind_of(file, text, self.topics) is Kind.ruleset:
            load_ruleset(str(file), self.plugins, folder=config.folder if config.document else file.parent).check()


def _is_plan(raw: bytes) -> bool:
    """Whether a text is taken for a plan, as that of a file is; a fragment needs the plan that it is part of."""
    marks = Marks(raw)
    return (marks.header or marks.sections) and not marks.part_of


def _without_files(checked: CheckedPlan) -> CheckedPlan:
    """What is found in a plan that is in no folder yet, without what is said of files that should be beside it."""
    findings = [finding for finding in checked.report.findings if finding.message.template not in _OF_FILES]
    return replace(checked, report=replace(checked.report, findings=findings))


def _found(span: Span, near: Path) -> Path:
    """The file that a place speaks of: messages name it relative to a folder above the file that was checked."""
    folders = [*near.parents, Path.cwd()]
    return next((folder / span.file for folder in folders if (folder / span.file).is_file()), near)
