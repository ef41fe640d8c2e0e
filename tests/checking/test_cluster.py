"""Ten thousand plans on a cluster: the findings of one process, though a worker is killed on the way."""

import os
import signal
from pathlib import Path

import dask
import distributed
import pytest

import opscheck

COUNT = 10_000
PLAN = """\
schema: opscheck/v1
plan: {{id: plan-{number}, title: Plan {number}, currency: CNY}}
budget: {{horizon: P{months}M, total: 1000}}
"""


@pytest.fixture
def request_of_many(tmp_path: Path) -> opscheck.Request:
    """Ten thousand small plans, half of which have a finding, to be judged by one rule."""
    for number in range(COUNT):
        folder = tmp_path / f"team-{number // 500:02}"
        folder.mkdir(exist_ok=True)
        text = PLAN.format(number=number, months=6 + number % 2 * 12)
        (folder / f"plan-{number:05}.yaml").write_text(text, encoding="utf-8")
    return opscheck.Request(paths=(str(tmp_path),), select=("budget/horizon", "portfolio/plan-id"), as_of="2026-07-01")


def _found(checking: opscheck.Checking) -> list[tuple[str, str, int]]:
    return [(finding.fingerprint, finding.span.file, finding.span.line) for finding in checking.run.findings]


def test_a_cluster_finds_what_one_process_finds_though_a_worker_is_killed(request_of_many: opscheck.Request):
    alone = opscheck.check_paths(request_of_many, jobs=1)
    assert len(alone.run.plans) == COUNT
    patience = {f"distributed.comm.timeouts.{what}": "10 minutes" for what in ("connect", "tcp")}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 10, **patience}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            worker_dashboard_address=None,
            memory_limit=0,  # else a share of the machine's, which may be less than Python takes
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = _Killer(client)
        checking = opscheck.check_paths(request_of_many, executor=client.get_executor(), size=2, watch=victim)
        assert victim.has_struck
    assert _found(checking) == _found(alone)
    assert len(_found(checking)) == COUNT // 2


class _Killer:
    """Kills one of the workers once a third of the plans has come back."""

    def __init__(self, client: "distributed.Client") -> None:
        self._client = client
        self.has_struck = False

    def __call__(self, number: int, total: int) -> None:
        if number >= total // 3 and not self.has_struck:
            processes = self._client.run(os.getpid)
            os.kill(next(iter(processes.values())), signal.SIGKILL)
            self.has_struck = True
