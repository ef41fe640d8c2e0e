"""Spreading the plans of a run over several processes, or machines, and putting what comes back into order."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from itertools import islice

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
UNUSABLE = "the executor cannot be used any more: {reason}"
_LARGEST_BATCH = 50
_AHEAD = 4  # batches for each process: enough that none waits, few enough that results do not pile up


class Crew:
    """An executor for batches of plans. ``renew`` gives another one in the place of one that broke, if that can be."""

    def __init__(self, executor: Executor, size: int, renew: Callable[[], Executor] | None = None) -> None:
        self.executor = executor
        self.size = size
        self._renew = renew

    def renewed(self, error: BaseException) -> None:
        """Go on after an error. Raises UserError where the executor is somebody else's, and broken."""
        if not isinstance(error, BrokenExecutor):
            return
        if self._renew is None:
            raise UserError(Message(UNUSABLE, {"reason": str(error)})) from None
        self.executor = self._renew()


@dataclass(slots=True)
class _Running:
    """A batch that is being checked, once it could be submitted."""

    plans: Sequence[Sent]
    future: "Future[Batch] | None" = None

    def result(self) -> Batch:
        if self.future is None:
            raise BrokenExecutor("it takes no more work")
        return self.future.result()


def check_by(crew: Crew, work: Work, plans: Sequence[Sent]) -> Iterator[Checked]:
    """What comes of each plan, in order. A process that ends costs the plan that it had, and no other.

    Raises UserError for a mistake in configuration or rulesets.
    """
    waiting = _batches(plans, crew.size)
    running: deque[_Running] = deque()
    while True:
        try:
            while len(running) < _AHEAD * crew.size and (taken := next(waiting, None)):
                running.append(_Running(taken))
                running[-1].future = crew.executor.submit(check_batch, work, taken)
            if not running:
                return
            batch = running[0].result()
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an executor raises for a process that is gone
            looking.depends_on_more()  # what that process has looked at is not known
            affected = [plan for each in running for plan in each.plans]
            running.clear()
            crew.renewed(error)
            yield from _one_by_one(crew, work, affected)
        else:
            running.popleft()
            yield from _noted(batch)


def _batches(plans: Sequence[Sent], size: int) -> Iterator[Sequence[Sent]]:
    length = max(1, min(_LARGEST_BATCH, len(plans) // (size * _AHEAD)))
    remaining = iter(plans)
    while batch := list(islice(remaining, length)):
        yield batch


def _one_by_one(crew: Crew, work: Work, plans: Sequence[Sent]) -> Iterator[Checked]:
    """The plans of which one has ended a process: alone each, so that it is known which."""
    for plan in plans:
        try:
            batch = crew.executor.submit(check_batch, work, [plan]).result()
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            crew.renewed(error)
            batch = Batch([_lost(plan, work, error)])
        yield from _noted(batch)


def _noted(batch: Batch) -> Iterator[Checked]:
    """The plans of a batch, once it is known on what they rest."""
    if batch.looks is None:
        looking.depends_on_more()
    for (kind, name), answer in (batch.looks or {}).items():
        looking.note(kind, name, answer)
    return iter(batch.checked)


def _lost(plan: Sent, work: Work, error: Exception) -> Checked:
    rule = CORE_RULES["opscheck/internal-error"]
    values = {"reason": str(error).splitlines()[0] if str(error) else type(error).__name__}
    span = Span(plan.file, 1, 1, 1, 1)
    finding = Finding(rule.id, rule.severity, Message(LOST, values), span, key="process", help=Message(LOST_HELP))
    day = clock.as_of(work.request.as_of, work.environ)
    report = PlanReport(plan.file, None, None, day, [finding])
    return Checked(CheckedPlan(report, {}), report)


# --- processes of our own


def check_in_processes(count: int, work: Work, plans: Sequence[Sent]) -> Iterator[Checked]:
    """The same in so many processes of this machine, which end with it, and at once on Ctrl-C."""
    crew = Crew(_pool(count), count, lambda: _pool(count))
    try:
        yield from check_by(crew, work, plans)
    except BaseException:
        crew.executor.shutdown(wait=False, cancel_futures=True)
        _end_children()
        raise
    crew.executor.shutdown()


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
