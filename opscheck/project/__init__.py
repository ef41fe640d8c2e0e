"""Which files are plans, which configuration holds for each, and how they are read.

A file is a plan or a fragment by its header (see ``recognition``) or because the configuration's ``plans`` globs name
it. Everything else is passed over and counted. A fragment stands for the plans that it names.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

from opscheck import looking
from opscheck.errors import UserError, reason
from opscheck.finding import Message
from opscheck.looking import MOST_BYTES
from opscheck.merge import Loaded
from opscheck.project import globs
from opscheck.project.config import Config
from opscheck.project.configurations import Configurations
from opscheck.project.files import NO_FILE, limited
from opscheck.project.fragments import load_with_fragments, plans_of
from opscheck.project.library import Importer, Library
from opscheck.project.plans import Kind, PlanFile, Plans
from opscheck.project.recognition import Marks, header_flaw
from opscheck.source import Document, Flaw, Limits, Span
from opscheck.source.flaws import SYNTAX
from opscheck.waivers import REGISTER

NO_PATH = "there is no {path}"
UNREADABLE = "{path} cannot be read: {reason}"
SPECIAL = "{path} is no regular file"
SPECIAL_HELP = "to check what a program prints, pipe it into opscheck check -"
NO_PLANS = "there is no plan in {path}"
NO_PLANS_HELP = "a plan has the line schema: opscheck/v1; opscheck init writes one"
NO_IMPORTER = (
    "{file} is no YAML, and no installed plugin imports such a file: install the one that does, "
    "and name it in require-plugins"
)
GLOB_WITHOUT_PLANS = "{glob} names no file"
STDIN = "-"
STDIN_NAME = "<stdin>"
_SUFFIXES = (".yaml", ".yml")


ImporterOf: TypeAlias = Callable[[str, Config], Importer | None]
WatchSearch: TypeAlias = Callable[[int, int], None]
"""Told, file by file, how many plans have been found in how many files."""


class Notice(NamedTuple):
    """Something to say on stderr that is no finding."""

    message: Message
    span: Span | None = None


class Project:
    """The plans of a run, in the order of their names. Iterating reads them one at a time and keeps none.

    ``are_apart`` says that each plan is one file, which no other plan has.
    """

    def __init__(
        self,
        library: Library,
        plans: Sequence[PlanFile],
        skipped: int,
        warnings: Sequence[Notice],
        *,
        are_apart: bool = False,
    ) -> None:
        self.plans = plans
        self.are_apart = are_apart
        self.skipped = skipped
        self.warnings = warnings
        self._library = library
        self._registers: dict[Path, Document] = {}

    def __iter__(self) -> Iterator[tuple[PlanFile, Loaded]]:
        return ((plan, self.load(plan)) for plan in self.plans)

    @property
    def is_on_disk(self) -> bool:
        """Whether every file can be read by its path alone: no text was given in advance, and no plugin imports one."""
        return not self._library.has_its_own

    def load(self, plan: PlanFile) -> Loaded:
        """The plan with its fragments. Never raises: whatever is wrong with the files is in ``flaws``."""
        limits = plan.config.limits
        if plan.kind in (Kind.plan, Kind.foreign):
            loaded = load_with_fragments(self._library, plan.path, limits, plan.fragments)
            is_unknown = plan.kind is Kind.foreign and not isinstance(loaded.data, dict)
            return replace(loaded, data=None, flaws=[_no_importer(loaded.file)]) if is_unknown else loaded
        document = self._library.document(plan.path, limits)
        flaws = [*plan.flaws] if plan.kind is Kind.stray else [header_flaw(document)]
        return Loaded(document.file, None, document.positions, [document], flaws)

    def register_of(self, plan: PlanFile) -> Document | None:
        """The register of waivers that holds for a plan: the nearest one, in its folder or above in its repository."""
        path = self.register_path(plan)
        if path is None:
            return None
        if path not in self._registers:
            self._registers[path] = self._library.document(path, plan.config.limits)
        return self._registers[path]

    def register_path(self, plan: PlanFile) -> Path | None:
        """Where that register is."""
        return self._library.nearest(plan.path.parent, REGISTER)

    def come_in_order(self) -> bool:
        """Whether what is found in one plan stands before what is found in the next: all of it is in files of theirs,
        of which each has a name of its own.
        """
        names = (plan.file for plan in self.plans)
        return (
            self.are_apart
            and all(one != other for one, other in pairwise(names))
            and not any(map(self.register_path, self.plans))
        )

    def has_all_plans_of(self, register: str, configurations: Configurations) -> bool:
        """Whether every plan for which a register holds, named as shown, is one of these."""
        path = next((path for path, document in self._registers.items() if document.file == register), None)
        if path is None:
            return False
        below = _Search(self._library, configurations, force_exclude=False, strict_files=False)
        below.register(path)
        here = {self._library.real(plan.path) for plan in self.plans}
        return all(self._library.real(plan.path) in here for plan in below.project().plans)


def _no_importer(file: str) -> Flaw:
    return Flaw(SYNTAX, NO_IMPORTER, {"file": file.rpartition("/")[2]}, Span(file, 1, 1, 1, 1), fatal=True)


def load_plan(path: str | Path, *, text: bytes | None = None, limits: Limits = Limits()) -> Loaded:  # noqa: B008
    """One plan with its fragments, whatever the file says it is; ``text`` takes the place of what the file holds."""
    absolute = Path(os.path.abspath(path))
    texts = {} if text is None else {absolute: limited(text)}
    return load_with_fragments(Library(Path.cwd(), texts), absolute, limits)


def discover(
    paths: Sequence[str],
    configurations: Configurations,
    *,
    force_exclude: bool = False,
    strict_files: bool = False,
    stdin: BinaryIO | None = None,
    stdin_filename: str | None = None,
    importer_of: ImporterOf | None = None,
    texts: Mapping[Path, bytes] | None = None,
    watch: WatchSearch | None = None,
) -> Project:
    """Find the plans among files and folders; without paths, those of the current folder's configuration.

    ``-``, or a ``stdin_filename``, means the text on ``stdin``. Named files are taken though ``exclude`` names them,
    unless ``force_exclude``. ``importer_of`` knows the importers for files that the ``plans`` globs name. ``texts``,
    by absolute path, take the place of what files hold. ``watch`` is told how far the search is.

    Raises UserError for a path that does not exist or cannot hold a plan, for a broken configuration, and, with
    ``strict_files``, instead of warning that there is no plan.
    """
    if stdin_filename and STDIN not in paths:
        paths = [*paths, STDIN]
    contents = {path: limited(raw) for path, raw in (texts or {}).items()}
    given = []
    if STDIN in paths and stdin is not None:
        name = Path(os.path.abspath(configurations.cwd / (stdin_filename or STDIN_NAME)))
        contents[name] = limited(stdin.read(MOST_BYTES + 1))
        given.append(name)
    library = Library(configurations.cwd, contents)
    search = _Search(library, configurations, force_exclude, strict_files, importer_of, watch)
    for name in given:
        search.given(name, is_plan=stdin_filename is None)
    for path in paths:
        if path != STDIN:
            search.named(path)
    if not paths:
        search.configured()
    return search.project()


class _Search:
    """Collects plans; each file is looked at once, however often and by whatever name it is met."""

    def __init__(
        self,
        library: Library,
        configurations: Configurations,
        force_exclude: bool,
        strict_files: bool,
        importer_of: ImporterOf | None = None,
        watch: WatchSearch | None = None,
    ) -> None:
        self._library = library
        self._configurations = configurations
        self._force_exclude = force_exclude
        self._strict_files = strict_files
        self._importer_of = importer_of
        self._watch = watch
        self._files = 0
        self._looked_at: dict[str, bool] = {}
        self._plans = Plans(str(library.cwd), partial(_plain, library, configurations))
        self._are_apart = True
        self._skipped = 0
        self._notices: list[Notice] = []

    def project(self) -> Project:
        """All that was found."""
        are_apart = self._are_apart and not self._library.has_importers
        return Project(self._library, self._plans.in_order(), self._skipped, self._notices, are_apart=are_apart)

    # --- where to look

    def named(self, name: str) -> None:
        """A file or folder of the command line."""
        path = Path(os.path.abspath(self._configurations.cwd / name))
        if self._library.holds(path):
            self.given(path)
            return
        try:
            mode = looking.mode(path)
        except FileNotFoundError:
            raise UserError(Message(NO_PATH, {"path": name})) from None
        except (OSError, ValueError) as error:
            raise UserError(Message(UNREADABLE, {"path": name, "reason": reason(error)})) from None
        if stat.S_ISDIR(mode):
            self._folder(path, name)
        elif stat.S_ISREG(mode):
            self.given(path)
        else:
            raise UserError(Message(SPECIAL, {"path": name}), help=Message(SPECIAL_HELP))

    def configured(self) -> None:
        """No path was given: what the configuration's ``plans`` name, else everything below the current folder."""
        cwd = self._configurations.cwd
        config = self._configurations.for_folder(cwd)
        if not config.plans:
            self._folder(cwd, ".")
        for index, glob in enumerate(config.plans):
            found = [self._look_at(Path(path)) for path in globs.find(str(config.root), glob)]
            if not found:
                self._notice(Message(GLOB_WITHOUT_PLANS, {"glob": glob}), config.span_of("plans", index))

    def _folder(self, folder: Path, name: str) -> None:
        found = [self._look_at(Path(path)) for path in globs.files_below(str(folder), self._is_left_out)]
        if not any(found):
            self._notice(Message(NO_PLANS, {"path": name}), help_=Message(NO_PLANS_HELP))

    def register(self, path: Path) -> None:
        """A register of waivers stands for the plans for which it holds."""
        others = _Search(
            self._library,
            self._configurations,
            self._force_exclude,
            strict_files=False,
            importer_of=self._importer_of,
        )
        others._folder(path.parent, str(path.parent))
        for real, plan in others._plans:
            if self._library.nearest(plan.path.parent, REGISTER) == path and not self._plans.get(real):
                self._plans.put(real, plan)

    def _is_left_out(self, folder: str) -> bool:
        path = Path(folder)
        return self._configurations.for_folder(path.parent).is_excluded(path)

    def _notice(self, message: Message, span: Span | None = None, help_: Message | None = None) -> None:
        if self._strict_files:
            raise UserError(message, span, help_)
        self._notices.append(Notice(message, span))

    # --- what is there

    def given(self, path: Path, *, is_plan: bool = False) -> None:
        """A file that was asked for by its name; ``is_plan`` if it can be nothing else."""
        config = self._configurations.for_folder(path.parent)
        if self._force_exclude and config.is_excluded(path):
            self._skipped += 1
        elif path.name == REGISTER:
            self.register(path)
        else:
            self._take(path, config, is_plan=is_plan, exclude=self._force_exclude)

    def _look_at(self, path: Path) -> bool:
        """A file that was met on the way. Whether it is a plan or a fragment."""
        config = self._configurations.for_folder(path.parent)
        if path.name == REGISTER or (path.suffix not in _SUFFIXES and not config.is_plan(path)):
            return False
        return not config.is_excluded(path) and self._take(path, config, exclude=True)

    def _take(self, path: Path, config: Config, *, exclude: bool, is_plan: bool = False) -> bool:
        real = self._library.real(path)
        if real in self._looked_at:
            return self._looked_at[real]
        found = self._recognise(path, config, is_plan or config.is_plan(path), exclude)
        if not self._plans.is_sure_of(real):  # a plan is remembered as one, and is the same if met again
            self._looked_at[real] = found
        self._skipped += not found
        self._files += 1
        if self._watch:
            self._watch(len(self._plans), self._files)
        return found

    def _recognise(self, path: Path, config: Config, is_plan: bool, exclude: bool) -> bool:
        if self._import(path, config):
            return True
        raw, problem = self._library.content(path)
        marks = Marks(raw)
        if marks.header or is_plan:
            self._are_apart &= not (marks.part_of or marks.may_include)
            is_foreign = not marks.header and path.suffix not in _SUFFIXES and config.is_plan(path)
            if marks.part_of:
                self._fragment(path, config, exclude)
            else:
                self._plan(path, config, Kind.foreign if is_foreign else Kind.plan)
        elif problem and problem.template == NO_FILE:
            return False
        elif (problem and not raw) or (path.suffix in _SUFFIXES and marks.sections):
            self._plan(path, config, Kind.plan if problem else Kind.headerless)
        else:
            return False
        return True

    def _import(self, path: Path, config: Config) -> bool:
        """Take a file that is named by ``plans`` and that a plugin can import."""
        by_glob = self._importer_of is not None and config.is_plan(path)
        importer = self._importer_of(config.relative(path), config) if self._importer_of and by_glob else None
        if importer:
            self._library.import_by(path, importer)
            self._plan(path, config)
        return importer is not None

    def _plan(self, path: Path, config: Config, kind: Kind = Kind.plan) -> PlanFile:
        real = self._library.real(path)
        plan = self._plans.get(real)
        if plan is None:
            plan = PlanFile(path, self._library.name(path), config, kind)
            self._plans.put(real, plan)
        return plan

    def _fragment(self, path: Path, config: Config, exclude: bool) -> None:
        for plan, flaw in plans_of(self._library, path, config.limits, self._is_plan_by_glob):
            if flaw:
                stray = self._plan(path, config, Kind.stray)
                self._plans.put(self._library.real(path), stray._replace(flaws=(*stray.flaws, flaw)))
            if plan:
                of_plan = self._configurations.for_folder(plan.parent)
                if not (exclude and of_plan.is_excluded(plan)):
                    found = self._plan(plan, of_plan)
                    fragments = (*found.fragments, path)
                    self._plans.put(self._library.real(plan), found._replace(fragments=fragments))

    def _is_plan_by_glob(self, path: Path) -> bool:
        return self._configurations.for_folder(path.parent).is_plan(path)


def _plain(library: Library, configurations: Configurations, real: str) -> PlanFile:
    """The plan of a path without links of which there is no more to tell."""
    path = Path(real)
    return PlanFile(path, library.name(path), configurations.for_folder(path.parent))
