"""The plans that open files belong to, checked as they are in the editor."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from opscheck import looking
from opscheck.checking import check_paths
from opscheck.checking.plans import find_plans
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.lsp.navigation import Index
from opscheck.merge import Loaded
from opscheck.plan.build import Built, build
from opscheck.plugins import Plugins
from opscheck.project.config import NAMES, STATUSES, Configurations
from opscheck.project.files import repository_of
from opscheck.project.plans import PlanFile
from opscheck.run import CheckedPlan
from opscheck.source import Document, Span

OUR_MISTAKE = "this is a mistake in opscheck itself: {kind}: {error}"


@dataclass(frozen=True)
class Reading:
    """A plan as it was read and judged. Names of files are relative to ``root``."""

    plan: PlanFile
    checked: CheckedPlan
    loaded: Loaded
    root: Path
    register: Document | None = None

    def path_of(self, file: str) -> Path:
        """The path of one of the plan's files, as messages name it."""
        return self.root / file

    @cached_property
    def documents(self) -> Mapping[Path, Document]:
        """Every file that went into the plan, the register of its waivers among them."""
        documents = [*self.loaded.documents, *([self.register] if self.register else [])]
        return {self.path_of(document.file): document for document in documents}

    @property
    def is_readable(self) -> bool:
        """Whether there is any data in each of its files."""
        return not any(document.fatal for document in self.loaded.documents)

    @cached_property
    def built(self) -> Built:
        return build(self.loaded.data)

    @cached_property
    def index(self) -> Index:
        """What has an id in it."""
        return Index(self.loaded, self.built)


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


class Checker:
    """Checks files as ``opscheck check FILE`` does, with the open texts in the place of what the disk has.

    Plugins are loaded once. Configurations and rulesets are read anew each time, which costs a few milliseconds and can
    never be out of date.
    """

    def __init__(self, request: Request, plugins: Plugins) -> None:
        self.request = request
        self.plugins = plugins

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
        try:
            with looking.instead(texts):
                readings = self._readings(files, texts)
                for file in files:
                    if file.name in NAMES or not readings:
                        self._check_configuration(file)
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
            if checked.loaded is not None:
                readings.append(Reading(plan, checked, checked.loaded, root, checking.project.register_of(plan)))
        return readings

    def _check_configuration(self, file: Path) -> None:
        """Read the configuration that a file is, or that holds beside it. Raises UserError."""
        configurations = Configurations(self.request.config, {}, isolated=self.request.isolated)
        config = configurations.for_folder(file.parent)
        rules = Rules(self.request, self.plugins)
        for status in (None, *STATUSES):
            rules.ruleset(config, status)


def _found(span: Span, near: Path) -> Path:
    """The file that a place speaks of: messages name it relative to a folder above the file that was checked."""
    folders = [*near.parents, Path.cwd()]
    return next((folder / span.file for folder in folders if (folder / span.file).is_file()), near)
