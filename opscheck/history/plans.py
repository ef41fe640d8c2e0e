"""Plans of a git revision: where the plan with an id stood, and what it said with its fragments of that time."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from opscheck.history.git import Repository
from opscheck.history.tree import Node, RevisionFiles, Trees
from opscheck.merge import Loaded
from opscheck.project import Kind, PlanFile, Project
from opscheck.project.globs import has_passed_over_name
from opscheck.project.library import Library
from opscheck.project.recognition import Marks
from opscheck.source import Document, Limits, load

_SUFFIXES = (".yaml", ".yml")


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

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.trees = Trees(repository)
        self._ids: dict[str, str | None] = {}
        self._plans: dict[str, dict[str, str]] = {}

    def files(self, tree_id: str, revision: str) -> RevisionFiles:
        """The files of a tree, which is that of ``revision``."""
        return RevisionFiles(self.trees, tree_id, revision)

    def name(self, path: Path) -> str | None:
        """A path as git names it; None for one that is not in the repository."""
        folder = self.repository.folder
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else None

    def plans(self, tree_id: str) -> Mapping[str, str]:
        """The paths of all plans below a tree, by plan id. What a walk of a disk passes over does not count."""
        if tree_id not in self._plans:
            found: dict[str, str] = {}
            for name, node in self.trees.tree(tree_id).items():
                if node.is_folder and not has_passed_over_name(name):
                    below = self.plans(node.id)
                    found = {**{plan: f"{name}/{path}" for plan, path in below.items()}, **found}
                elif plan := self._plan_in(name, node):
                    found.setdefault(plan, name)
            self._plans[tree_id] = found
        return self._plans[tree_id]

    def _plan_in(self, name: str, node: Node) -> str | None:
        if not node.is_file or not name.endswith(_SUFFIXES):
            return None
        if node.id not in self._ids:
            raw = self.repository.content(node.id) or b""
            marks = Marks(raw)
            is_plan = marks.header and not marks.part_of
            self._ids[node.id] = id_in(load(raw, name).data) if is_plan else None
        return self._ids[node.id]

    def load(self, library: PastLibrary, plan: PlanFile, path: Path) -> Loaded | None:
        """The plan that was at a path, read as ``plan`` is now; None where there was none."""
        files = library.tree
        raw, problem = library.content(path)
        marks = Marks(raw)
        if problem or not (marks.header or marks.sections or plan.config.is_plan(plan.path)):
            return None
        is_plan = marks.header or plan.config.is_plan(plan.path)
        then = PlanFile(path, library.name(path), plan.config, Kind.plan if is_plan else Kind.headerless)
        if marks.part_of:
            then.kind, then.flaws = Kind.stray, plan.flaws
        then.fragments = [fragment for fragment in plan.fragments if _belongs(library, fragment, path, plan)]
        loaded = Project(library, [then], 0, ()).load(then)
        if is_plan and path.suffix in _SUFFIXES:
            self._ids[files.id_of(self.name(path) or "")] = id_in(loaded.documents[0].data)
        return loaded

    def find(self, library: PastLibrary, plan: PlanFile, path: Path, plan_id: str | None) -> tuple[Path, Loaded] | None:
        """Where the plan of an id was, and what it said: at this path, else wherever its id was.

        Where one of the two ids cannot be read, the path decides. None where the plan was not there yet.
        """
        there = self.load(library, plan, path)
        found = id_in(there.data) if there else None
        if there and found and found == plan_id:
            return path, there
        elsewhere = self.plans(library.tree.id_of("")).get(plan_id) if plan_id else None
        if elsewhere is not None:
            other = Path(os.path.join(self.repository.folder, *elsewhere.split("/")))
            loaded = self.load(library, plan, other)
            return (other, loaded) if loaded else None
        return (path, there) if there and not (found and plan_id) else None


def _belongs(library: PastLibrary, fragment: Path, plan: Path, now: PlanFile) -> bool:
    """Whether a fragment said already then that it belongs to the plan."""
    raw, _ = library.content(fragment)
    return Marks(raw).part_of and library.real(plan) in library.fragment(fragment, now.config.limits).plans


def id_in(data: Any) -> str | None:
    """The plan id in plain data; None where there is none that can be one."""
    header = data.get("plan") if isinstance(data, dict) else None
    found = header.get("id") if isinstance(header, dict) else None
    return found if isinstance(found, str) and found else None
