"""A history of forty commits with renames, fragments and merges, against a full check of each revision."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from command import GOOD, Shell
from history.past import PastRepository

from opscheck.cli import main

COMMITS = 40
TOGGLES = [
    ("horizon: P19M", "horizon: P11M"),
    ("amount: 960000.00", "amount: 1260000.00"),
    ("expected_return: 1.8", "expected_return: 1.4"),
    ("contingency: {amount: 450000.00", "contingency: {amount: 360000.00"),
    ("covers: [ecosystem, brand]", "covers: [ecosystem]"),
    ("decision_limit: PT72H", "decision_limit: PT96H"),
    ("strategy_review: P3M", "strategy_review: P9M"),
    ("return_review: P1M", "return_review: P7M"),
    ("floor: 100000.00", "floor: 900000.00"),
    ("status: approved ", "status: draft "),
]
PLAN_NAMES = ["plan.yaml", "plans/2026.yaml", "plans/运营 方案.yaml", "retention.yml"]
BUDGET = GOOD[GOOD.index("\nbudget:\n") + 1 : GOOD.index("\norganization:\n") + 1]


class Author:
    """Somebody who changes a plan in every way that comes to mind, always in the same order for one seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.repository = PastRepository(folder)
        self.chance = random.Random(seed)
        self.plan = "plan.yaml"
        self.fragment: str | None = None
        self.number = 0
        self.commit({self.plan: GOOD}, "the plan")

    def commit(self, files: dict[str, str | bytes | None], message: str) -> None:
        self.number += 1
        day = date(2026, 1, 2) + timedelta(days=9 * self.number)
        self.repository.commit(files, f"{self.number} {message}", day.isoformat())

    def read(self, name: str) -> str:
        return (self.repository.folder / name).read_text(encoding="utf-8")

    def steps(self) -> None:
        kinds = [self.toggle] * 7 + [self.rename_plan, self.split_or_join, self.rename_fragment, self.elsewhere]
        kinds += [self.comment, self.merge_a_branch, self.merge_a_branch, self.break_and_mend]
        while self.number < COMMITS:
            self.chance.choice(kinds)()

    def toggle(self) -> None:
        old, new = self.chance.choice(TOGGLES)
        for name in filter(None, (self.plan, self.fragment)):
            text = self.read(name)
            if old in text:
                return self.commit({name: text.replace(old, new)}, f"{old} to {new}")
            if new in text:
                return self.commit({name: text.replace(new, old)}, f"{new} back to {old}")
        return None

    def rename_plan(self) -> None:
        name = self.chance.choice([name for name in PLAN_NAMES if name != self.plan])
        if self.fragment is None:  # what a fragment says of its plan would have to follow
            self.commit({name: self.read(self.plan), self.plan: None}, f"{self.plan} is called {name}")
            self.plan = name

    def split_or_join(self) -> None:
        text = self.read(self.plan)
        if self.fragment is None:
            start = text.index("\nbudget:\n") + 1
            budget = text[start : text.index("\norganization:\n") + 1]
            self.fragment = str(Path(self.plan).parent / "parts" / "money.yaml")
            head = f"schema: opscheck/v1\npart_of: ['../{Path(self.plan).name}']\n"
            whole = text.replace(budget, "").replace("include: []", "include: [parts/*.yaml]")
            self.commit({self.fragment: head + budget, self.plan: whole}, "the budget is a fragment")
        else:
            budget = self.read(self.fragment).split("\n", 2)[2]
            whole = text.replace("include: [parts/*.yaml]", "include: []")
            whole = whole.replace("\norganization:\n", f"\n{budget}organization:\n")
            self.commit({self.plan: whole, self.fragment: None}, "the budget is in the plan again")
            self.fragment = None

    def rename_fragment(self) -> None:
        if self.fragment:
            other = str(Path(self.fragment).with_name(self.chance.choice("abcdef") + ".yaml"))
            if other != self.fragment:
                self.commit({other: self.read(self.fragment), self.fragment: None}, "the fragment has another name")
                self.fragment = other

    def elsewhere(self) -> None:
        self.commit({"README.md": f"{self.number}\n", "parts/notes.txt": f"{self.number}\n"}, "nothing of the plan")

    def comment(self) -> None:
        self.commit({self.plan: self.read(self.plan) + f"# {self.number}\n"}, "a comment")

    def break_and_mend(self) -> None:
        text = self.read(self.plan)
        self.commit({self.plan: text + "<<<<<<< ours\n"}, "unreadable")
        self.toggle_elsewhere()
        self.commit({self.plan: text}, "readable again")

    def toggle_elsewhere(self) -> None:
        self.commit({"notes.yaml": f"a: {self.number}\n"}, "while it is unreadable")

    def merge_a_branch(self) -> None:
        """Two or three changes on a branch, one on main meanwhile, then a merge that keeps both where it can."""
        git = self.repository.git
        git("checkout", "-q", "-b", "branch")
        for _ in range(self.chance.choice([2, 3])):
            self.toggle()
        git("checkout", "-q", "main")
        self.comment()
        self.number += 1
        day = (date(2026, 1, 2) + timedelta(days=9 * self.number)).isoformat()
        git("merge", "-q", "--no-ff", "-X", "theirs", "-m", f"{self.number} the branch", "branch", day=day)
        git("branch", "-q", "-D", "branch")


@pytest.fixture(scope="module", params=[1])
def repository(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> PastRepository:
    author = Author(tmp_path_factory.mktemp("forty") / "repository", request.param)
    author.steps()
    assert int(author.repository.git("rev-list", "--count", "HEAD")) >= COMMITS
    assert author.repository.git("rev-list", "--merges", "HEAD").split()
    return author.repository


class Revision:
    """What a full check says of one revision that is checked out."""

    def __init__(self, commit: str, day: str, parents: list[str]) -> None:
        self.commit = commit
        self.day = day
        self.parents = parents
        self.file = ""
        self.report: dict[str, Any] = {}
        self.clauses: list[dict[str, Any]] = []

    @property
    def files(self) -> list[tuple[str, str]]:
        (plan,) = self.report["plans"]
        return [(file["file"], file["sha256"]) for file in plan["files"]]

    @property
    def fingerprints(self) -> Counter[str]:
        return Counter(finding["fingerprint"] for finding in self.report["findings"])


@pytest.fixture(scope="module")
def checkout(repository: PastRepository) -> Path:
    """A second work tree, in which one revision after the other is checked out."""
    folder = repository.folder.parent / "checkout"
    repository.git("worktree", "add", "-q", "--detach", str(folder))
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(arguments) in (0, 1)
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def revisions(
    repository: PastRepository, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Revision]:
    """Each revision of ``main``, checked out and checked as of its day, latest first and without the branches."""
    monkeypatch.chdir(checkout)
    lines = repository.git("log", "--first-parent", "--format=%H %cs %P").splitlines()

    def each() -> Iterator[Revision]:
        for line in lines:
            commit, day, *parents = line.split()
            yield _checked(repository, checkout, Revision(commit, day, parents), capsys)

    return each()


def _checked(repository: PastRepository, checkout: Path, revision: Revision, capsys: Any) -> Revision:
    repository.git("-C", str(checkout), "checkout", "-q", "--detach", revision.commit)
    revision.file = next(name for name in PLAN_NAMES if (checkout / name).exists())
    options = [revision.file, "--as-of", revision.day, "--format", "json"]
    revision.report = said(capsys, "check", *options)
    return revision


def test_trend_tells_what_a_full_check_of_each_revision_says(repository, revisions, monkeypatch, capsys):
    full = []
    for revision in revisions:
        options = [revision.file, "--as-of", revision.day, "--format", "json"]
        revision.clauses = said(capsys, "clauses", *options)
        full.append(revision)
    monkeypatch.chdir(repository.folder)
    trend = said(capsys, "trend", full[0].file, "--format", "json", "--no-cache")
    before = {revision.commit: revision for revision in full}
    changed = [
        revision
        for revision in reversed(full)
        if not revision.parents or before[revision.parents[0]].files != revision.files
    ]
    assert len(changed) < len(full)
    assert [row["commit"] for row in trend["revisions"]] == [revision.commit for revision in changed]
    for row, revision in zip(trend["revisions"], changed, strict=True):
        summary = revision.report["summary"]
        assert (row["date"], row["as_of"], row["file"]) == (revision.day, revision.day, revision.file)
        assert {name: row[name] for name in ("errors", "warnings", "infos")} == {
            name: summary[name] for name in ("errors", "warnings", "infos")
        }
        outcomes = {clause["id"]: clause["outcome"] for clause in revision.clauses if clause["outcome"]}
        assert row["clauses"]["outcomes"] == outcomes
        assert row["clauses"]["met"] == list(outcomes.values()).count("pass")
    assert len({row["file"] for row in trend["revisions"]}) > 1
    assert len({row["errors"] for row in trend["revisions"]}) > 3


def test_since_tells_how_full_checks_of_two_revisions_differ(repository, checkout, revisions, capsys):
    """As of the same day, which is that of the later one."""
    compared = Counter[str]()
    for number, later in enumerate(revisions):
        back = (1, 1, 5)[number % 3]
        line = repository.git("rev-list", "--first-parent", f"-{back + 1}", later.commit).split()
        options = ["--as-of", later.day, "--format", "json"]
        report = said(capsys, "check", later.file, "--since", f"{later.commit}~{len(line) - 1}", *options)
        then = _checked(repository, checkout, Revision(line[-1], later.day, []), capsys)
        _compare(report, later, then)
        compared.update({name: report["since"][name] for name in ("new", "fixed", "unchanged")})
    assert all(compared[name] > 5 for name in ("new", "fixed", "unchanged")), compared


def _compare(report: dict[str, Any], later: Revision, then: Revision) -> None:
    since = report["since"]
    (plan,) = since["plans"]
    found = Counter(finding["fingerprint"] for finding in report["findings"])
    readable = later.report["plans"][0]["id"] and then.report["plans"][0]["id"]
    if readable:
        assert found == later.fingerprints - then.fingerprints
        assert Counter(fixed["fingerprint"] for fixed in plan["fixed"]) == then.fingerprints - later.fingerprints
        assert since["unchanged"] == (later.fingerprints & then.fingerprints).total()
    assert plan["was"] == then.file
    assert since["new"] == found.total()
    assert since["new"] + since["unchanged"] == later.fingerprints.total()
    assert since["fixed"] + since["unchanged"] == then.fingerprints.total()


def test_a_second_trend_judges_nothing_again(repository, tmp_path):
    opscheck = Shell(repository.folder)
    file = next(name for name in PLAN_NAMES if (repository.folder / name).exists())
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    first = opscheck("trend", file, "--format", "json", **environ)
    kept = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    times = {path: path.stat().st_ino for path in kept}
    second = opscheck("trend", file, "--format", "json", **environ)
    assert second == first
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*") if path.is_file()} == times
    for path in kept:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert opscheck("trend", file, "--format", "json", **environ) == first
