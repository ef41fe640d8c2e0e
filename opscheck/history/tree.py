"""The files of a git revision, as if it were checked out in the repository's own folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.history.git import Repository
from opscheck.project.files import MOST_MEGABYTES, NO_FILE, TOO_LARGE, UNREADABLE, Content, read

LFS = "{file} is kept in Git LFS, and what it held at {revision} is not in this clone"
LFS_HELP = "git lfs fetch --all brings it"

_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_MOST_LINKS = 40
_KEPT_TREES = 5_000
_NO_FILE_THERE = Content(b"", Message(UNREADABLE, {"reason": os.strerror(2)}))


class Node(NamedTuple):
    """What a name in a tree stands for."""

    mode: int
    id: str

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.mode)

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)


class Name(NamedTuple):
    """A name in a folder, with what ``os.DirEntry`` says of one; a link is what it leads to."""

    name: str
    path: str
    leads_to_folder: bool
    node: Node

    def is_dir(self) -> bool:
        return self.leads_to_folder

    def is_symlink(self) -> bool:
        return self.node.is_link


class Trees:
    """Trees and links of a repository by their ids, kept for a while: neighbouring revisions share most of them."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.tree = lru_cache(_KEPT_TREES)(self._tree)
        self.link = lru_cache(_KEPT_TREES)(self._link)

    def _tree(self, tree_id: str) -> dict[str, Node]:
        """What a tree names, sorted as a walk of a disk is."""
        raw = self.repository.content(tree_id) or b""
        return dict(sorted(_nodes(raw, len(tree_id) // 2)))

    def _link(self, blob_id: str) -> str:
        """Where a symbolic link leads."""
        return os.fsdecode(self.repository.content(blob_id) or b"")


class RevisionFiles:
    """``Files`` of one tree: each path is one of the work tree, and what it holds is what the revision holds.

    Raises UserError where the clone lacks what the revision names. ``reads`` tells what was looked at: the id of every
    file and folder by its path in the repository, empty where there was nothing. A revision with the same ids there
    reads the same.
    """

    def __init__(self, trees: Trees, tree_id: str, revision: str) -> None:
        self.reads: dict[str, str] = {}
        self.folder = trees.repository.folder
        self._trees = trees
        self._root = Node(stat.S_IFDIR, tree_id)
        self._revision = revision
        self._real_folder = Path(os.path.realpath(self.folder))

    def id_of(self, path: str) -> str:
        """The id of what a path in the repository names, with ``/`` between its parts; empty where there is nothing."""
        node = self._node(tuple(path.split("/"))) if path else self._root
        return node.id if node else ""

    def content(self, path: Path) -> Content:
        node = self._looked_at(path)
        if node is None:
            return _NO_FILE_THERE
        if not node.is_file:
            return Content(b"", Message(NO_FILE))
        raw = self._trees.repository.content(node.id)
        if raw is None:
            return Content(b"", Message(TOO_LARGE, {"limit": MOST_MEGABYTES}))
        return Content(self._from_lfs(path, raw) if raw.startswith(_LFS_POINTER) else raw)

    def entries(self, folder: str) -> Sequence[Name]:
        node = self._looked_at(Path(folder))
        if node is None or not node.is_folder:
            return []
        return [self._name(folder, name, below) for name, below in self._trees.tree(node.id).items()]

    def _name(self, folder: str, name: str, node: Node) -> Name:
        path = os.path.join(folder, name)
        return Name(name, path, self.is_folder(Path(path)) if node.is_link else node.is_folder, node)

    def exists(self, path: str) -> bool:
        return self._itself(Path(path)) is not None

    def is_folder(self, path: Path) -> bool:
        node = self._looked_at(path)
        return node is not None and node.is_folder

    def is_link(self, path: Path) -> bool:
        node = self._itself(path)
        return node is not None and node.is_link

    def real(self, path: str | Path) -> str:
        parts = self._resolved(Path(path))
        outside = self._real_folder.parent / Path(path).name  # a link led there, wherever that is
        return str(outside if parts is None else self._real_folder.joinpath(*parts))

    def repository(self, folder: Path) -> Path | None:
        return self.folder if self._parts(folder) is not None else None

    # --- paths and nodes

    def _looked_at(self, path: Path) -> Node | None:
        """What a path leads to, its links followed."""
        parts = self._resolved(path)
        if parts is None:
            return None
        node = self._node(parts)
        self.reads["/".join(parts)] = node.id if node else ""
        return node

    def _itself(self, path: Path) -> Node | None:
        """What a path names, only the links in its folders followed."""
        if path.name == "..":
            return self._looked_at(path)
        folder = self._resolved(path.parent)
        if folder is None:
            return self._root if self._parts(path) == () else None
        node = self._node((*folder, path.name))
        self.reads["/".join((*folder, path.name))] = node.id if node else ""
        return node

    def _parts(self, path: Path) -> tuple[str, ...] | None:
        """The path in the repository; None for one outside."""
        for folder in (self.folder, self._real_folder):
            if path.is_relative_to(folder):
                return path.relative_to(folder).parts
        return None

    def _resolved(self, path: Path) -> tuple[str, ...] | None:
        """The path in the repository without links; None where it leads outside. One that goes in circles stays."""
        parts = self._parts(path)
        if parts is None:
            return None
        left, done = list(reversed(parts)), list[str]()
        links = 0
        while left:
            part = left.pop()
            if part == "..":
                if not done:
                    return None
                if self._is_folder_at(done):
                    done.pop()
                    continue
            node = self._node((*done, part))
            if node is None or not node.is_link or links == _MOST_LINKS:
                done.append(part)
                continue
            self.reads["/".join((*done, part))] = node.id
            target, links = self._trees.link(node.id), links + 1
            if os.path.isabs(target):
                return None
            left += [step for step in reversed(target.split("/")) if step not in ("", ".")]
        return tuple(done)

    def _is_folder_at(self, parts: Sequence[str]) -> bool:
        node = self._node(tuple(parts))
        return node is not None and node.is_folder

    def _node(self, parts: tuple[str, ...]) -> Node | None:
        node = self._root
        for part in parts:
            below = self._trees.tree(node.id).get(part) if node.is_folder else None
            if below is None:
                return None
            node = below
        return node

    # --- Git LFS

    def _from_lfs(self, path: Path, pointer: bytes) -> bytes:
        """What the pointer points to, if it was fetched. Raises UserError if not."""
        lines = pointer.decode("latin-1").splitlines()
        name = next((line[11:] for line in lines if line.startswith("oid sha256:")), "")
        stored = self._trees.repository.common_folder / "lfs" / "objects" / name[:2] / name[2:4] / name
        raw, _ = read(stored)
        if sha256(raw).hexdigest() != name:
            values = {"file": os.path.relpath(path, self.folder).replace(os.sep, "/"), "revision": self._revision}
            raise UserError(Message(LFS, values), help=Message(LFS_HELP))
        return raw


def _nodes(raw: bytes, id_length: int) -> Iterator[tuple[str, Node]]:
    """The entries of a tree object: mode, a space, the name, NUL and the id's own bytes."""
    at = 0
    while at < len(raw):
        space = raw.index(b" ", at)
        end = raw.index(b"\0", space)
        name = os.fsdecode(raw[space + 1 : end])
        yield name, Node(int(raw[at:space], 8), raw[end + 1 : end + 1 + id_length].hex())
        at = end + 1 + id_length
