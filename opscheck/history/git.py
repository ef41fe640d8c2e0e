"""Git objects, read through one ``git cat-file --batch``: nothing is checked out, written or fetched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.looking import MOST_BYTES

NO_GIT = "git is not installed: there is no program of this name in PATH"
NOT_READABLE = "git cannot read the repository {folder}: {reason}"
NO_REVISION = "there is no revision {revision} in the repository {folder}"
NO_COMMIT = "the repository {folder} has no commit yet"
NO_MERGE_BASE = "{revision} and HEAD have no common ancestor in the repository {folder}"
SHALLOW_HELP = "the clone is shallow: git fetch --unshallow brings what it lacks (fetch-depth: 0 in GitHub's checkout)"
MISSING = "the repository {folder} lacks the object {object}"
MISSING_HELP = "git fsck says what is damaged"
PARTIAL_HELP = "the clone is partial (--filter), and nothing is fetched here: a clone without a filter has everything"
MERGE_BASE = "..."

# What a hook or a script says of its own repository says nothing of the one that a plan is in.
_OF_ANOTHER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
_SETTINGS = {
    "GIT_ALLOW_PROTOCOL": "",  # a partial clone would fetch what it lacks, one object at a time
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_LOG_OPTIONS = ("--no-show-signature", "--encoding=UTF-8", "--date=short", "--format=%H%x00%T%x00%P%x00%cd%x00%s")


class Object(NamedTuple):
    """A git object; ``content`` is None where it is larger than any file that is read."""

    id: str
    kind: str
    content: bytes | None


class Commit(NamedTuple):
    """A commit; ``day`` is the committer's, in the committer's time zone."""

    id: str
    tree: str
    parents: tuple[str, ...]
    day: date
    subject: str


class Repository:
    """The objects of one repository. Use it as a context: a process of git's answers as long as it lasts."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the top of a work tree. Raises UserError where git is missing or refuses the repository."""
        self.folder = folder
        self._git = program()
        self._errors: IO[bytes] = TemporaryFile()  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(
            [self._git, "cat-file", "--batch"],
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                _close(stream)
        self._process.wait()
        self._errors.close()

    # --- objects

    def object(self, name: str) -> Object | None:
        """The object of an id or of any other name that git understands; None where there is none."""
        if "\n" in name or "\0" in name:
            return None
        sender, answers = self._process.stdin, self._process.stdout
        assert sender
        assert answers
        try:
            sender.write(os.fsencode(name) + b"\n")
            sender.flush()
        except OSError:
            raise self._refused() from None
        words = answers.readline().split()
        if not words:
            raise self._refused()
        if len(words) != 3 or not words[2].isdigit():  # "… missing" and "… ambiguous"
            return None
        size = int(words[2])
        content = answers.read(size) if size <= MOST_BYTES else None
        _pass_over(answers, (0 if content is not None else size) + 1)
        return Object(words[0].decode(), words[1].decode(), content)

    def content(self, object_id: str) -> bytes | None:
        """What an object holds whose id another object names. Raises UserError where this clone lacks it."""
        found = self.object(object_id)
        if found is None:
            values = {"folder": str(self.folder), "object": object_id[:12]}
            raise UserError(Message(MISSING, values), help=Message(MISSING_HELP))
        return found.content

    # --- revisions

    def commit_id(self, revision: str) -> str:
        """The commit that a revision names; with ``...`` behind it, the latest that it and HEAD have in common.

        Raises UserError where there is none.
        """
        name, separator, rest = revision.partition(MERGE_BASE)
        if separator and not rest and name:
            return self._merge_base(self.commit_id(name), name)
        named = self.object(revision) if revision and not separator else None
        found = self.object(f"{named.id}^{{commit}}") if named else None
        if found:
            return found.id
        if self.is_unborn and revision in ("HEAD", "@"):
            raise UserError(Message(NO_COMMIT, {"folder": str(self.folder)}))
        raise UserError(self._about(NO_REVISION, revision), help=self._shallow_help)

    def tree_of(self, commit: str) -> str:
        """The tree of a commit."""
        found = self.object(f"{commit}^{{tree}}")
        if found is None:
            raise UserError(self._about(NO_REVISION, commit), help=self._shallow_help)
        return found.id

    def _merge_base(self, commit: str, name: str) -> str:
        said = self._run("merge-base", commit, self.commit_id("HEAD"), allowed=(0, 1)).split()
        if not said:
            raise UserError(self._about(NO_MERGE_BASE, name), help=self._shallow_help)
        return said[0].decode()

    @cached_property
    def is_unborn(self) -> bool:
        """Whether HEAD names a branch that has no commit yet."""
        return self.object("HEAD") is None

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the clone lacks the older part of its history."""
        return self._run("rev-parse", "--is-shallow-repository").strip() == b"true"

    @cached_property
    def common_folder(self) -> Path:
        """Where git keeps what all work trees of the repository share."""
        said = self._run("rev-parse", "--git-common-dir")
        return self.folder / os.fsdecode(said.removesuffix(b"\n").removesuffix(b"\r"))

    def history(self, *, first_parent: bool, without: str | None = None) -> Iterator[Commit]:
        """The commits of HEAD, latest first and children before their parents; not those that ``without`` has, too."""
        order = "--first-parent" if first_parent else "--topo-order"
        left_out = [f"^{without}"] if without else []
        command = [self._git, "log", "-z", order, *_LOG_OPTIONS, self.commit_id("HEAD"), *left_out, "--"]
        with (
            TemporaryFile() as errors,
            subprocess.Popen(
                command, cwd=self.folder, env=environment(self.folder), stdout=subprocess.PIPE, stderr=errors
            ) as process,
        ):
            assert process.stdout
            try:
                yield from _commits(process.stdout)
            except GeneratorExit:
                process.kill()
                raise
            if process.wait():
                raise self._unreadable(_read_all(errors))

    # --- git itself

    def _run(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> bytes:
        done = subprocess.run(
            [self._git, *arguments], cwd=self.folder, env=environment(self.folder), capture_output=True, check=False
        )
        if done.returncode not in allowed:
            raise self._unreadable(done.stderr)
        return done.stdout

    def _refused(self) -> UserError:
        self._process.wait()
        return self._unreadable(_read_all(self._errors))

    def _unreadable(self, said: bytes) -> UserError:
        lines = said.decode("utf-8", "backslashreplace").splitlines()
        reason = next((line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")), "it says nothing")
        help_ = Message(PARTIAL_HELP) if "promisor" in reason else None
        return UserError(Message(NOT_READABLE, {"folder": str(self.folder), "reason": reason}), help=help_)

    def _about(self, template: str, revision: str) -> Message:
        return Message(template, {"revision": revision, "folder": str(self.folder)})

    @property
    def _shallow_help(self) -> Message | None:
        return Message(SHALLOW_HELP) if self.is_shallow else None


def program() -> str:
    """The path of git. Raises UserError where it is not installed.

    Only the folders of PATH count: Windows would look into the current folder first, which may be anybody's.
    """
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in os.get_exec_path():
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise UserError(Message(NO_GIT))


def environment(folder: Path) -> dict[str, str]:
    """The environment for git: it may read the repository in this folder, and neither one above it nor another one."""
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    return {**inherited, **_SETTINGS, "GIT_CEILING_DIRECTORIES": str(folder.parent)}


def _commits(stream: IO[bytes]) -> Iterator[Commit]:
    """What ``git log -z`` says: every commit is five texts, and so is NUL what ends each of them."""
    rest = b""
    while piece := stream.read1(1 << 16):  # type: ignore[attr-defined]
        *texts, last = (rest + piece).split(b"\0")
        complete = len(texts) // 5 * 5
        for start in range(0, complete, 5):
            yield _commit(*texts[start : start + 5])
        rest = b"\0".join([*texts[complete:], last])
    if rest:
        yield _commit(*rest.split(b"\0"))


def _commit(commit: bytes, tree: bytes, parents: bytes, day: bytes, subject: bytes) -> Commit:
    return Commit(
        commit.decode(),
        tree.decode(),
        tuple(parents.decode().split()),
        _day(day.decode()),
        subject.decode("utf-8", "backslashreplace"),
    )


def _day(text: str) -> date:
    """The day of a commit; a damaged one counts as the first of all."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _pass_over(stream: IO[bytes], size: int) -> None:
    while size > 0 and (piece := stream.read(min(size, 1 << 20))):
        size -= len(piece)


def _read_all(errors: IO[bytes]) -> bytes:
    errors.seek(0)
    return errors.read()


def _close(stream: IO[bytes]) -> None:
    with suppress(OSError):  # git has gone, and what was not sent yet goes nowhere
        stream.close()
