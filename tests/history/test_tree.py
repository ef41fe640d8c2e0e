"""The files of a revision answer as those of its checkout do."""

import os
from pathlib import Path

import pytest
from history.past import PastRepository
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from project.place import PLAN

from opscheck.history.git import Repository
from opscheck.history.tree import RevisionFiles, Trees
from opscheck.project.files import DISK, Content
from opscheck.project.fragments import load_with_fragments
from opscheck.project.globs import find
from opscheck.project.library import Library
from opscheck.source import Limits

PART = "schema: opscheck/v1\npart_of: [plan.yaml]\n"
FILES = {
    "plan.yaml": PLAN + "include: [parts/*.yaml, '**/deep.yaml', gone.yaml, ../outside.yaml, out, loop/x.yaml, dir]\n",
    "parts/a.yaml": PART.replace("plan.yaml", "../plan.yaml") + "risks: [{id: a}]\n",
    "parts/b.yaml": PART + "risks: [{id: b}]\n",
    "parts/deep/deeper/deep.yaml": PART,
    ".hidden/deep.yaml": PART,
    "node_modules/deep.yaml": PART,
    "env/pyvenv.cfg": "",
    "env/deep.yaml": PART,
    "a.b/deep.yaml": "not: a fragment\n",
    "a/deep.yaml": "[",
    "dir/x.yaml": PART,
    "运营/方案.yaml": PART,
}
LINKS = {"linked": "parts", "parts/c.yaml": "../dir/x.yaml", "out": "/etc", "up": "../..", "loop": "loop", "lost": "no"}
PATHS = [*FILES, *LINKS, "", "parts", "linked/a.yaml", "out/passwd", "up/x", "loop/x", "lost/x", "plan.yaml/x", "no/x"]


@pytest.fixture(scope="module")
def revision(tmp_path_factory: pytest.TempPathFactory):
    """The files of HEAD, which are those on the disk."""
    past = PastRepository(tmp_path_factory.mktemp("tree") / "repository")
    past.write(dict(FILES))
    for name, target in LINKS.items():
        os.symlink(target, past.folder / name)
    past.commit()
    with Repository(past.folder) as repository:
        yield RevisionFiles(Trees(repository), repository.tree_of("HEAD"), "HEAD")


@pytest.mark.parametrize("name", PATHS)
def test_every_path_is_what_it_is_on_the_disk(revision, name):
    path = revision.folder / name
    inside = os.path.realpath(path).startswith(str(revision.folder))
    if not name.startswith(("out/", "up/")):
        assert revision.exists(str(path)) == DISK.exists(str(path))
        assert revision.is_link(path) == DISK.is_link(path)
    if inside:
        assert revision.is_folder(path) == DISK.is_folder(path)
        assert revision.real(path) == DISK.real(path)
        assert (revision.content(path).raw, not revision.content(path).problem) == (
            DISK.content(path).raw,
            not DISK.content(path).problem,
        )
    else:
        assert revision.content(path).problem
        assert not Path(revision.real(path)).is_relative_to(revision.folder)


parts = st.sampled_from(["*", "**", "parts", "*.yaml", "deep", "linked", "..", "a", "[ab]*", "env", ".hidden", "d?r"])


@given(st.lists(parts, min_size=1, max_size=4).map("/".join))
@settings(max_examples=200)
def test_globs_find_the_same(revision, glob):
    assume(not os.path.normpath(glob).startswith(".."))  # which is refused before it comes to this

    def found(files: object) -> list[str]:
        names = (os.path.relpath(path, revision.folder) for path in find(str(revision.folder), glob, files))
        return [name for name in names if not name.startswith((".git", "..", "out", "up"))]

    assert found(revision) == found(DISK)


def test_a_plan_is_put_together_as_from_the_disk(revision):
    def loaded(files: object):
        plan = load_with_fragments(Library(revision.folder, files=files), revision.folder / "plan.yaml", Limits())
        flaws = [(flaw.span, flaw.message) for flaw in plan.flaws]
        return plan.data, [document.file for document in plan.documents], flaws

    for then, now in zip(loaded(revision), loaded(DISK), strict=True):
        assert then == now
    assert len(loaded(revision)[1]) > 3
    assert len(loaded(revision)[2]) > 5


def test_the_same_ids_at_what_was_looked_at_mean_the_same_plan(revision):
    load_with_fragments(Library(revision.folder, files=revision), revision.folder / "plan.yaml", Limits())
    assert {"plan.yaml", "parts", "parts/a.yaml", "parts/c.yaml", "gone.yaml", "env/pyvenv.cfg"} <= set(revision.reads)
    assert all(revision.id_of(path) == found for path, found in revision.reads.items())
    assert revision.reads["gone.yaml"] == ""


def test_what_is_too_large_is_not_held(tmp_path):
    past = PastRepository(tmp_path / "repository")
    past.write({"small.yaml": "a: 1\n"})
    with (past.folder / "large.yaml").open("wb") as file:
        file.truncate(64_000_001)
    past.commit()
    with Repository(past.folder) as repository:
        files = RevisionFiles(Trees(repository), repository.tree_of("HEAD"), "HEAD")
        assert "larger than" in files.content(past.folder / "large.yaml").problem.template
        assert files.content(past.folder / "small.yaml") == Content(b"a: 1\n")


def test_a_repository_with_longer_ids(tmp_path):
    past = PastRepository.__new__(PastRepository)
    past.folder = tmp_path / "repository"
    past.folder.mkdir()
    past.git("init", "-q", "-b", "main", "--object-format=sha256")
    past.commit({"a/b.yaml": "x"})
    with Repository(past.folder) as repository:
        files = RevisionFiles(Trees(repository), repository.tree_of("HEAD"), "HEAD")
        assert files.content(past.folder / "a" / "b.yaml") == Content(b"x")
        assert [len(commit.id) for commit in repository.history(first_parent=True)] == [64]
