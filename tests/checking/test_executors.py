"""Executors of somebody else's, which may do anything: no plan is lost without a word."""

import errno
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import opscheck
from opscheck.checking import executing

PLAN = """\
schema: opscheck/v1
plan: {{id: plan-{number}, title: Plan {number}, currency: CNY}}
budget: {{total: {number}00, stages: [{{id: early, amount: 45}}]}}
"""
COUNT = 40


@pytest.fixture
def request_of_some(tmp_path: Path) -> opscheck.Request:
    for number in range(COUNT):
        (tmp_path / f"plan-{number:02}.yaml").write_text(PLAN.format(number=number), encoding="utf-8")
    return opscheck.Request(paths=(str(tmp_path),), as_of="2026-07-01", isolated=True)


class Inline(Executor):
    """Does at once what it is given; ``strange`` may do something else with the number of a task, and the task."""

    def __init__(self, strange: Callable[[int, Callable[[], Any]], Any] = lambda _, task: task()) -> None:
        self._strange = strange
        self._count = 0

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **more: Any) -> "Future[Any]":
        self._count += 1
        future: Future[Any] = Future()
        try:
            future.set_result(self._strange(self._count, lambda: function(*arguments, **more)))
        except _RefusesError:
            raise
        except BaseException as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


class _RefusesError(Exception):
    """No task is taken."""


def _found(checking: opscheck.Checking) -> list[tuple[str, str, int]]:
    return [(finding.fingerprint, finding.span.file, finding.span.line) for finding in checking.run.findings]


def _raise(error: BaseException) -> Any:
    raise error


def _every(nth: int, error: BaseException) -> Callable[[int, Callable[[], Any]], Any]:
    return lambda number, task: task() if number % nth else _raise(error)


@pytest.mark.parametrize(
    "strange",
    [
        _every(3, _RefusesError("it has enough to do")),
        lambda number, task: task() if number != 2 else _raise(MemoryError()),
        lambda number, task: task() if number != 2 else _raise(SystemExit(1)),
    ],
    ids=["it takes no more than it can do", "a task fails once", "a task ends its process"],
)
def test_work_that_is_refused_or_fails_is_done_all_the_same(request_of_some: opscheck.Request, strange: Any):
    alone = opscheck.check_paths(request_of_some, jobs=1)
    assert _found(opscheck.check_paths(request_of_some, executor=Inline(strange), size=2)) == _found(alone)


@pytest.mark.parametrize(
    ("strange", "reason"),
    [
        (lambda *_: _raise(_RefusesError("no room")), "no room"),
        (_every(5, BrokenExecutor("the network is gone")), "the network is gone"),
        (lambda *_: None, "what it gives is not what check_batch returns"),
        (lambda _, task: task()._replace(checked=task().checked[1:]), "what it gives is not what check_batch returns"),
    ],
    ids=["it takes nothing", "it breaks", "it does something else", "it leaves plans out"],
)
def test_an_executor_that_does_no_work_is_refused(request_of_some: opscheck.Request, strange: Any, reason: str):
    with pytest.raises(opscheck.UserError, match=f"the executor cannot be used: {reason}"):
        opscheck.check_paths(request_of_some, executor=Inline(strange), size=2)


def test_so_is_one_that_is_shut_down(request_of_some: opscheck.Request):
    executor = ThreadPoolExecutor(2)
    executor.shutdown()
    with pytest.raises(opscheck.UserError, match="the executor cannot be used"):
        opscheck.check_paths(request_of_some, executor=executor)


@pytest.mark.parametrize("size", [0, -1, 1.5, "two"])
def test_so_is_a_size_that_is_none(request_of_some: opscheck.Request, size: Any):
    with pytest.raises(opscheck.UserError, match="size is a whole number"):
        opscheck.check_paths(request_of_some, executor=Inline(), size=size)


def test_texts_that_take_the_place_of_files_are_what_is_checked(request_of_some: opscheck.Request):
    folder = Path(request_of_some.paths[0])
    texts = {folder / "plan-07.yaml": b"schema: opscheck/v1\nplan: {id: another}\n"}
    alone = opscheck.check_paths(request_of_some, texts=texts, jobs=1)
    assert _found(opscheck.check_paths(request_of_some, texts=texts, executor=Inline())) == _found(alone)


def test_where_every_task_is_cancelled_every_plan_is_named(request_of_some: opscheck.Request):
    class Cancels(Inline):
        def submit(self, function: Callable[..., Any], /, *arguments: Any, **more: Any) -> "Future[Any]":
            future: Future[Any] = Future()
            future.cancel()
            return future

    run = opscheck.check_paths(request_of_some, executor=Cancels(), size=2).run
    assert [finding.rule for finding in run.findings] == ["opscheck/internal-error"] * COUNT
    assert run.exit_code() == 2


def test_many_threads_are_no_harm(request_of_some: opscheck.Request):
    alone = opscheck.check_paths(request_of_some, jobs=1)
    with ThreadPoolExecutor(8) as executor:
        for _ in range(3):
            assert _found(opscheck.check_paths(request_of_some, executor=executor, size=8)) == _found(alone)


def test_where_the_system_starts_no_process_the_plans_are_checked_in_this_one(
    request_of_some: opscheck.Request, monkeypatch: pytest.MonkeyPatch
):
    alone = opscheck.check_paths(request_of_some, jobs=1)

    def pool(_count: int) -> Executor:
        return Inline(lambda *_: _raise(_RefusesError("Resource temporarily unavailable")))

    monkeypatch.setattr(executing, "_pool", pool)
    assert _found(opscheck.check_paths(request_of_some, jobs=4)) == _found(alone)


def test_so_it_is_where_the_system_has_no_memory_that_processes_share(
    request_of_some: opscheck.Request, monkeypatch: pytest.MonkeyPatch
):
    locks = pytest.importorskip("multiprocessing.synchronize")
    alone = opscheck.check_paths(request_of_some, jobs=1)
    refuse = SimpleNamespace(SemLock=lambda *_: _raise(OSError(errno.EROFS, "Read-only file system")), sem_unlink=None)
    monkeypatch.setattr(locks, "_multiprocessing", refuse)
    assert _found(opscheck.check_paths(request_of_some, jobs=4)) == _found(alone)
