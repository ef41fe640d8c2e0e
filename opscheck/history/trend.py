"""A plan through the history of its repository: every commit that changed it or one of its fragments, and its findings.

The walk follows the plan by its id, whatever its file was called. Both what a plan is made of and how it was judged are
kept by content, so that nothing is parsed or judged twice.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from opscheck.cache import Cache
from opscheck.history.git import Commit
from opscheck.history.plans import Past, PastLibrary, plan_id_of
from opscheck.merge import Loaded
from opscheck.project.plans import PlanFile

_MOST_VARIANTS = 20  # of one text of a plan with different fragments


@dataclass(frozen=True)
class Judged:
    """How a plan fared: its findings counted, and the outcome of each clause that was judged."""

    errors: int
    warnings: int
    infos: int
    clauses: Mapping[str, str]
    failed_rules: int = 0  # that did not work

    @property
    def met(self) -> int:
        return list(self.clauses.values()).count("pass")

    @property
    def asked(self) -> int:
        """The clauses that apply."""
        return sum(outcome != "not-applicable" for outcome in self.clauses.values())


class Row(NamedTuple):
    """A commit that changed the plan, judged as of a day."""

    commit: Commit
    as_of: date
    file: str
    judged: Judged


class State(NamedTuple):
    """What a plan was made of in a tree: its id, its files with the hashes of their texts, and what was looked at."""

    file: str
    plan_id: str | None
    header: Mapping[str, Any]
    files: tuple[tuple[str, str], ...]
    reads: Mapping[str, str]


class Judge(NamedTuple):
    """How each state is judged. ``basis`` says what that depends on: rules, parameters, versions."""

    basis: str
    day: Callable[[Mapping[str, Any], Commit], date]
    judge: Callable[[Loaded, date], Judged]


class Trend:
    """Walks the history of one plan."""

    def __init__(self, past: Past, plan: PlanFile, plan_id: str | None, judge: Judge, cache: Cache) -> None:
        self._past = past
        self._plan = plan
        self._plan_id = plan_id
        self._judge = judge
        self._cache = cache
        self._states: dict[str, State | None] = {}
        self._known: dict[tuple[str, str], list[State]] = {}

    def rows(self, *, first_parent: bool = True, without: str | None = None) -> Iterator[Row]:
        """The commits that made the plan another one than each of their parents has it, latest first.

        With ``first_parent`` a merge is one step, and only its first parent counts.
        """
        name = self._past.name(self._plan.path) or ""
        for commit in self._past.repository.history(first_parent=first_parent, without=without):
            state = self._state(commit.id, commit.tree, name)
            if state is None:
                continue
            if self._plan_id is None:
                self._plan_id = state.plan_id
            parents = commit.parents[:1] if first_parent else commit.parents
            before = [self._state(parent, None, state.file) for parent in parents]
            if all(other is None or other.files != state.files for other in before):
                day = self._judge.day(state.header, commit)
                yield Row(commit, day, state.file, self._judged(commit, state, day))
            if first_parent:
                name = before[0].file if before and before[0] else state.file

    def _state(self, commit: str, tree: str | None, name: str) -> State | None:
        """The plan in a commit; ``name`` is where it stands in a child of the commit, if it is nowhere else."""
        if commit not in self._states:
            tree = tree or self._past.repository.tree_of(commit)
            path = self._past.repository.folder.joinpath(*name.split("/"))
            self._states[commit] = self._past.find(tree, path, self._plan_id, lambda found: self._made_of(tree, found))
        return self._states[commit]

    def _made_of(self, tree: str, path: Path) -> State | None:
        """What the plan at a path is made of, as it was found out before where the same was looked at."""
        files = self._past.files(tree, tree)
        name = self._past.name(path)
        text = files.id_of(name) if name else ""
        if name is None or not text:
            return None
        if (name, text) not in self._known:
            self._known[name, text] = self._kept_states(name, text)
        known = self._known[name, text]
        for state in known:
            if all(files.id_of(read) == found for read, found in state.reads.items()):
                return state
        loaded = self._load(tree, path)
        if loaded is None:
            return None
        library, plan = loaded
        known.append(_state_of(name, plan, library.tree.reads))
        self._cache.put(self._key("made of", name, text), json.dumps(known[-_MOST_VARIANTS:]).encode())
        return known[-1]

    def _load(self, tree: str, path: Path) -> tuple[PastLibrary, Loaded] | None:
        library = PastLibrary(self._past.files(tree, tree))
        loaded = self._past.load(library, self._plan, path)
        return (library, loaded) if loaded else None

    def _kept_states(self, name: str, text: str) -> list[State]:
        kept = self._cache.get(self._key("made of", name, text))
        states = [State(*values) for values in json.loads(kept)] if kept else []
        return [state._replace(files=tuple((file, text) for file, text in state.files)) for state in states]

    def _judged(self, commit: Commit, state: State, day: date) -> Judged:
        key = self._key("judged", state.file, day.isoformat(), json.dumps([state.files, dict(state.reads)]))
        kept = self._cache.get(key)
        if kept:
            return Judged(**json.loads(kept))
        loaded = self._load(commit.tree, self._past.repository.folder.joinpath(*state.file.split("/")))
        assert loaded  # it was there a moment ago
        judged = self._judge.judge(loaded[1], day)
        if not judged.failed_rules:
            self._cache.put(key, json.dumps(asdict(judged)).encode())
        return judged

    def _key(self, kind: str, *parts: str) -> str:
        return json.dumps(["trend", kind, self._judge.basis, *parts])


def _state_of(file: str, loaded: Loaded, reads: Mapping[str, str]) -> State:
    from hashlib import sha256

    header = loaded.data.get("plan") if isinstance(loaded.data, dict) else None
    said = {key: value for key, value in (header if isinstance(header, dict) else {}).items() if isinstance(value, str)}
    files = tuple((document.file, sha256(document.raw).hexdigest()) for document in loaded.documents)
    return State(file, plan_id_of(loaded), said, files, dict(reads))
