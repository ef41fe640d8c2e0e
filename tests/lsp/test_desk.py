"""What the server knows at a time: which results count, which files are due, what is shown."""

import asyncio
import os
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from command import BAD, DAY, GOOD

from opscheck.checking.request import Request
from opscheck.lsp.checks import Checker
from opscheck.lsp.desk import Desk
from opscheck.lsp.server import Server
from opscheck.lsp.texts import is_unsaved, path_of
from opscheck.plugins import Plugins


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return Plugins()


@pytest.fixture
def desk(plugins: Plugins) -> Desk:
    return Desk(Checker(Request(as_of=DAY, isolated=True), plugins))


def put(desk: Desk, path: Path, text: str, version: int = 1) -> Path:
    found = desk.texts.put(path.as_uri(), version, text)
    assert found is not None
    return found


def checked(desk: Desk, path: Path):
    (found,) = desk.judge([path], desk.texts.as_they_are())
    return found


def test_a_result_about_a_text_that_has_changed_meanwhile_is_dropped(desk, tmp_path):
    plan = put(desk, tmp_path / "plan.yaml", BAD)
    stale = checked(desk, plan)
    put(desk, plan, GOOD, 2)
    assert desk.take([stale]) == {}
    assert desk.take([checked(desk, plan)]) == {plan: []}


def test_a_result_about_a_plan_whose_fragment_has_changed_meanwhile_is_dropped(desk, tmp_path):
    plan = put(desk, tmp_path / "plan.yaml", GOOD.replace("include: []", "include: [part.yaml]"))
    (tmp_path / "part.yaml").write_text("schema: opscheck/v1\npart_of: [plan.yaml]\n")
    stale = checked(desk, plan)
    put(desk, tmp_path / "part.yaml", "schema: opscheck/v1\npart_of: [plan.yaml]\nkpis: []\n")
    assert desk.take([stale]) == {}


def test_the_same_text_in_another_version_keeps_the_result(desk, tmp_path):
    plan = put(desk, tmp_path / "plan.yaml", BAD)
    result = checked(desk, plan)
    put(desk, plan, BAD, 2)
    assert [each.code for each in desk.take([result])[plan]] == ["budget/horizon"]


def test_what_was_shown_is_taken_back_when_the_file_is_closed(desk, tmp_path):
    plan = put(desk, tmp_path / "plan.yaml", BAD)
    desk.take([checked(desk, plan)])
    desk.texts.close(plan.as_uri())
    assert desk.take([]) == {plan: []}
    assert desk.take([]) == {}


def test_only_what_shares_a_plan_is_due_and_everything_for_what_is_part_of_none(desk, tmp_path):
    one, other = (put(desk, tmp_path / f"{name}.yaml", GOOD) for name in ("one", "other"))
    desk.take([checked(desk, one), checked(desk, other)])
    desk.touch(one)
    assert desk.due == {one}
    desk.touch(tmp_path / "opscheck.yaml")
    assert desk.due == {one, other}


def test_files_that_share_a_plan_are_checked_together(desk, tmp_path):
    plan = put(desk, tmp_path / "plan.yaml", GOOD.replace("include: []", "include: [part.yaml]"))
    part = put(desk, tmp_path / "part.yaml", "schema: opscheck/v1\npart_of: [plan.yaml]\n")
    alone = put(desk, tmp_path / "alone.yaml", GOOD)
    groups = desk.checker.groups([alone, part, plan], desk.texts.raw())
    assert sorted(map(sorted, groups)) == [[alone], sorted([part, plan])]


@pytest.mark.parametrize("uri", ["untitled:", "http://example.org/plan.yaml", "", "file:///a%00b", "nonsense"])
def test_what_is_no_file_has_no_path(uri):
    assert path_of(uri) is None


def test_what_was_never_saved_has_a_path_of_its_own_with_nothing_beside_it():
    uris = ["untitled:Untitled-1", "untitled:Untitled-2", "untitled:/a/plan.yaml", "untitled:..", "untitled:a%2Fb"]
    paths = [path_of(uri) for uri in uris]
    assert len(set(paths)) == len(uris)
    assert all(path and is_unsaved(path) and not path.exists() and not path.parent.exists() for path in paths)
    assert not is_unsaved(Path("/a/plan.yaml"))


@pytest.mark.skipif(os.name != "posix", reason="paths as POSIX has them")
@pytest.mark.parametrize(
    "uri", ["file:///a/plan%20%E6%96%B9%E6%A1%88.yaml", "file:///a/plan 方案.yaml", "file:///a/b/../plan%20方案.yaml"]
)
def test_a_path_is_the_same_however_its_uri_is_spelt(uri):
    assert path_of(uri) == Path("/a/plan 方案.yaml")


# --- what takes as long as a check


def test_who_asks_of_a_large_plan_is_answered_before_all_is_known_of_it_and_it_is_made_ready_all_the_same(desk):
    """Its evidence is worked out meanwhile, once, however often somebody asks."""
    asked, go_on, done = threading.Semaphore(0), threading.Event(), list[str]()

    class Large:
        documents: ClassVar[dict[Path, object]] = {}
        is_prepared = False

        def prepare(self) -> None:
            asked.release()
            assert go_on.wait(60)
            done.append("ready")

    async def ask() -> None:
        server = Server(desk.checker, None, "en")
        for _ in range(3):
            await server.prepare(Large())
            assert done == []
        go_on.set()
        await server.preparing
        server.worker.shutdown()

    asyncio.run(ask())
    assert done == ["ready"]
    assert asked.acquire(blocking=False)
    assert not asked.acquire(blocking=False)
