"""Plans of a git revision: where the plan with an id stood, and what it said with its fragments of that time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from opscheck.cache import Cache
from opscheck.history.git import Repository
from opscheck.history.tree import Node, RevisionFiles, Trees
from opscheck.merge import Loaded
from opscheck.project import Project
from opscheck.project.globs import has_passed_over_name
from opscheck.project.library import Library
from opscheck.project.plans import Kind, PlanFile
from opscheck.project.recognition import Marks
from opscheck.source import Document, Limits, load
from opscheck.version import version

_SUFFIXES = (".yaml", ".yml")
_KEPT_TREES = 5_000
_LOOSE_ID = re.compile(r"""[\r\n]["']?plan["']?[ \t]*:\s*\{?\s*["']?id["']?[ \t]*:[ \t]*["']?([a-z0-9-]+)""")


class HasId(Protocol):
    """A plan that was found: its id, if it can be read."""

    @property
    def plan_id(self) -> str | None: ...


Found = TypeVar("Found", bound=HasId)


class PastLibrary(Library):
    """The files of a revision. A file that holds what it holds now is not parsed again."""

    def __init__(self, files: RevisionFiles, now: Sequence[Document] = ()) -> None:
        super().__init__(files.folder, files=files)
        self.tree = files
        self._now = {document.file: document for document in now}

    def document(self, path: Path, limits: Limits) -> Document:
        known = self._now.get(self.name(path))
        if known and (known.raw, None) == self.content(path):
            return known
        return super().document(path, limits)


class Past:
    """The plans of one repository at its revisions."""

    def __init__(self, repository: Repository, cache: Cache | None = None) -> None:
        self.repository = repository
        self.cache = cache or Cache(None)
        self.trees = Trees(repository)
        self._ids: dict[str, str | None] = {}
        self.plans = lru_cache(_KEPT_TREES)(self._plans)

    def files(self, tree_id: str, revision: str) -> RevisionFiles:
        """The files of a tree, which is that of ``revision``."""
        return RevisionFiles(self.trees, tree_id, revision)

    def name(self, path: Path) -> str | None:
        """A path as git names it; None for one that is not in the repository."""
        folder = self.repository.folder
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else None

    def _plans(self, tree_id: str) -> Mapping[str, str]:
        """The paths of all plans below a tree, by plan id. What a walk of a disk passes over does not count."""
        found: dict[str, str] = {}
        for name, node in self.trees.tree(tree_id).items():
            if node.is_folder and not has_passed_over_name(name):
                below = self.plans(node.id)
                found = {**{plan: f"{name}/{path}" for plan, path in below.items()}, **found}
            elif plan := self._plan_in(name, node):
                found.setdefault(plan, name)
        return found

    def _plan_in(self, name: str, node: Node) -> str | None:
        if not node.is_file or not name.endswith(_SUFFIXES):
            return None
        if node.id not in self._ids:
            self._ids[node.id] = self._kept_id(node.id)
        return self._ids[node.id]

    def _kept_id(self, blob_id: str) -> str | None:
        kept = self.cache.get(_id_key(blob_id))
        if kept is not None:
            return kept.decode("utf-8", "surrogatepass") or None
        raw = self.repository.content(blob_id) or b""
        marks = Marks(raw)
        is_plan = marks.header and not marks.part_of
        return self._keep_id(blob_id, plan_id_of(load(raw, blob_id)) if is_plan else None)

    def _keep_id(self, blob_id: str, plan_id: str | None) -> str | None:
        if self._ids.get(blob_id, "") != plan_id:
            self._ids[blob_id] = plan_id
            self.cache.put(_id_key(blob_id), (plan_id or "").encode("utf-8", "surrogatepass"))
        return plan_id

    def load(self, library: PastLibrary, plan: PlanFile, path: Path) -> Loaded | None:
        """The plan that was at a path, read as ``plan`` is now; None where there was none."""
        files = library.tree
        raw, problem = library.content(path)
        marks = Marks(raw)
        if problem or not (marks.header or marks.sections or plan.config.is_plan(plan.path)):
            return None
        is_plan = marks.header or plan.config.is_plan(plan.path)
        kind = Kind.stray if marks.part_of else Kind.plan if is_plan else Kind.headerless
        flaws = plan.flaws if marks.part_of else ()
        fragments = [fragment for fragment in plan.fragments if _belongs(library, fragment, path, plan)]
        then = PlanFile(path, library.name(path), plan.config, kind, fragments, flaws)
        loaded = Project(library, [then], 0, ()).load(then)
        if is_plan:
            self._keep_id(files.id_of(self.name(path) or ""), plan_id_of(loaded.documents[0]))
        return loaded

    def find(self, tree_id: str, path: Path, plan_id: str | None, load: Callable[[Path], Found | None]) -> Found | None:
        """The plan of an id in a tree, loaded: at this path, else wherever its id is.

        Where one of the two ids cannot be read, the path decides. None where the tree does not have the plan.
        """
        there = load(path)
        if there and there.plan_id and there.plan_id == plan_id:
            return there
        elsewhere = self.plans(tree_id).get(plan_id) if plan_id else None
        if elsewhere is not None:
            return load(Path(os.path.join(self.repository.folder, *elsewhere.split("/"))))
        return there if there and not (there.plan_id and plan_id) else None


def _id_key(blob_id: str) -> str:
    return f"plan id {version()} {blob_id}"


def _belongs(library: PastLibrary, fragment: Path, plan: Path, now: PlanFile) -> bool:
    """Whether a fragment said already then that it belongs to the plan."""
    raw, _ = library.content(fragment)
    return Marks(raw).part_of and library.real(plan) in library.fragment(fragment, now.config.limits).plans


def plan_id_of(loaded: Loaded | Document) -> str | None:
    """The id of a plan, of a text that is refused what can be made out of it; None where nothing can be one."""
    main = loaded.documents[0] if isinstance(loaded, Loaded) else loaded
    if main.fatal:
        made_out = _LOOSE_ID.search("\n" + main.text)
        return made_out[1] if made_out else None
    header = loaded.data.get("plan") if isinstance(loaded.data, dict) else None
    found = header.get("id") if isinstance(header, dict) else None
    return found if isinstance(found, str) and found else None
