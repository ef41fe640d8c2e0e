"""Spreading the plans of a run over several processes, or machines, and putting what comes back into order."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from opscheck import clock, looking
from opscheck.checking.checker import Checked
from opscheck.checking.work import Batch, Sent, Work, check_batch
from opscheck.core import CORE_RULES
from opscheck.engine import PlanReport
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.run import CheckedPlan
from opscheck.source import Span

LOST = "the process that checked this plan ended ({reason}): nothing is known of it"
LOST_HELP = "the other plans were checked all the same; check this one by itself with --jobs 1 to see more"
UNUSABLE = "the executor cannot be used: {reason}"
NO_RESULT = "what it gives is not what check_batch returns"
SIZE = "size is a whole number from 1 on, and not {size}"
_LARGEST_BATCH = 50
_AHEAD = 4  # batches for each process: enough that none waits, few enough that results do not pile up


class Crew:
    """An executor for batches of plans; ``spare`` gives another one in the place of one that fails, if that can be."""

    def __init__(self, executor: Executor, size: int, spare: Callable[[Exception], Executor] | None = None) -> None:
        self.size = size
        self._executor = executor
        self._spare = spare
        self._refusal: Exception = BrokenExecutor("it takes no work")

    def take(self, work: Work, plans: Sequence[Sent]) -> "_Taken | None":
        """Have plans checked; None where the executor takes no more work, for now or for ever."""
        try:
            return _Taken(plans, self._executor.submit(check_batch, work, plans))
        except Exception as error:  # noqa: BLE001 - it may refuse in any way
            self._refusal = error
            return None

    def refused(self) -> None:
        """Go on where the executor has no work, and takes none. Raises UserError where it is somebody else's."""
        self._replace(self._refusal)

    def failed(self, error: BaseException) -> None:
        """Go on after an error of some work. Raises UserError where it has broken somebody else's executor."""
        looking.depends_on_more()  # at what that process has looked is not known
        if isinstance(error, BrokenExecutor):
            self._replace(error)

    def end(self) -> None:
        """Let the executor go, once it has done its work."""
        self._executor.shutdown()

    def end_at_once(self) -> None:
        """Let the executor go, which is one of our own, and all processes of ours with it."""
        results = getattr(self._executor, "_result_queue", None)
        self._executor.shutdown(wait=False, cancel_futures=True)
        _end_children()
        if results is not None:  # a thread would wait for ever for what one of them has begun to say
            results._writer.close()

    def _replace(self, error: Exception) -> None:
        if self._spare is None:
            raise UserError(Message(UNUSABLE, {"reason": str(error) or type(error).__name__})) from None
        self._executor = self._spare(error)


class _Taken(NamedTuple):
    """Plans that an executor has taken."""

    plans: Sequence[Sent]
    future: "Future[Batch]"

    def result(self) -> Batch:
        """What comes of them. Raises UserError where that is something else, and whatever the executor raises."""
        batch = self.future.result()
        if not isinstance(batch, Batch) or len(batch.checked) != len(self.plans):
            raise UserError(Message(UNUSABLE, {"reason": Message(NO_RESULT)}))
        return batch


def check_by(crew: Crew, work: Work, plans: Sequence[Sent]) -> Iterator[Checked]:
    """What comes of each plan, in order. A process that ends costs the plan that it had, and no other.

    Raises UserError for a mistake in configuration or rulesets, and for an executor that cannot be used.
    """
    waiting = _batches(plans, crew.size)
    running: deque[_Taken] = deque()
    next_ = next(waiting, None)
    while next_ or running:
        while next_ and len(running) < _AHEAD * crew.size and (taken := crew.take(work, next_)):
            running.append(taken)
            next_ = next(waiting, None)
        if running:
            yield from _first(crew, work, running)
        else:
            crew.refused()


def _batches(plans: Sequence[Sent], size: int) -> Iterator[Sequence[Sent]]:
    length = max(1, min(_LARGEST_BATCH, len(plans) // (size * _AHEAD)))
    remaining = iter(plans)
    while batch := list(islice(remaining, length)):
        yield batch


def _first(crew: Crew, work: Work, running: deque[_Taken]) -> Iterator[Checked]:
    """The plans that were taken first; where the executor has broken, all of them."""
    affected = [running.popleft()]
    try:
        batch = affected[0].result()
    except UserError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an executor raises for a process that is gone
        if isinstance(error, BrokenExecutor):
            affected += running
            running.clear()
        crew.failed(error)
        yield from _one_by_one(crew, work, [plan for taken in affected for plan in taken.plans])
    else:
        yield from _noted(batch)


def _one_by_one(crew: Crew, work: Work, plans: Sequence[Sent]) -> Iterator[Checked]:
    """The plans of which one has ended a process: alone each, so that it is known which."""
    for plan in plans:
        while not (taken := crew.take(work, [plan])):
            crew.refused()
        try:
            batch = taken.result()
        except UserError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as above
            crew.failed(error)
            batch = Batch([_lost(plan, work, error)])
        yield from _noted(batch)


def _noted(batch: Batch) -> Iterator[Checked]:
    """The plans of a batch, once it is known on what they rest."""
    if batch.looks is None:
        looking.depends_on_more()
    for (kind, name), answer in (batch.looks or {}).items():
        looking.note(kind, name, answer)
    return iter(batch.checked)


def _lost(plan: Sent, work: Work, error: BaseException) -> Checked:
    rule = CORE_RULES["opscheck/internal-error"]
    values = {"reason": str(error).splitlines()[0] if str(error) else type(error).__name__}
    span = Span(plan.file, 1, 1, 1, 1)
    finding = Finding(rule.id, rule.severity, Message(LOST, values), span, key="process", help=Message(LOST_HELP))
    day = clock.as_of(work.request.as_of, work.environ)
    report = PlanReport(plan.file, None, None, day, [finding])
    return Checked(CheckedPlan(report, {}), report)


def size_of(size: int | None) -> int:
    """How many plans somebody's executor can check at a time. Raises UserError for what is no such number."""
    if size is None:
        return os.cpu_count() or 1
    if not isinstance(size, int) or size < 1:
        raise UserError(Message(SIZE, {"size": str(size)}))
    return size


# --- processes of our own


def check_in_processes(count: int, work: Work, plans: Sequence[Sent]) -> Iterator[Checked]:
    """The same in so many processes of this machine, which end with it, and at once on Ctrl-C.

    Where the system refuses to start them, the plans are checked in this process.
    """
    crew = Crew(_processes(count), count, lambda error: _spare(count, error))
    try:
        yield from check_by(crew, work, plans)
    except BaseException:
        crew.end_at_once()
        raise
    crew.end()


def _processes(count: int) -> Executor:
    try:
        return _pool(count)
    except (OSError, ImportError, NotImplementedError):  # without shared memory, say, there are no locks
        return _InThisProcess()


def _spare(count: int, error: Exception) -> Executor:
    if isinstance(error, BrokenExecutor):
        return _processes(count)
    _end_children()  # of several processes some may have been started
    return _InThisProcess()


class _InThisProcess(Executor):
    """No other process at all."""

    def submit(self, check: Callable[..., Any], /, *args: Any, **_: Any) -> "Future[Any]":
        work, plans = args
        future: Future[Any] = Future()
        future.set_result(check(replace(work, notes=False), plans))  # the looks of this process are noted anyway
        return future


def _pool(count: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("fork" if hasattr(os, "fork") else "spawn")  # a forked one has all that is loaded
    pool = ProcessPoolExecutor(count, context, initializer=_begin)
    with _ctrl_c_waits():
        pool.submit(os.getpid)  # which starts the processes
    return pool


@contextlib.contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Put Ctrl-C off: a process that begins and does not yet ignore it would end with a traceback."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In the new process: Ctrl-C is its parent's business, and it does not outlive it."""
    import signal
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    Thread(target=follow, daemon=True).start()


def _end_children() -> None:
    from multiprocessing import active_children

    for child in active_children():
        with contextlib.suppress(OSError):
            child.kill()


def processes_for(plans: int, wanted: int | None) -> int:
    """How many processes are worth their start: as many as there are processors, and each with enough to do."""
    if wanted is not None:
        return max(1, min(wanted, plans))
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, plans // (_WORTH_A_FORK if hasattr(os, "fork") else _WORTH_A_START)))


_WORTH_A_FORK = 16
_WORTH_A_START = 200
