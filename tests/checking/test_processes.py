"""Plans that are checked in several processes: the same findings in the same order, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import GOOD, Shell

PLAN = """\
schema: opscheck/v1
plan: {{id: plan-{number}, title: Plan {number}, currency: CNY}}
budget: {{total: {number}00, stages: [{{id: early, amount: 45}}, {{id: middle, amount: {number}}}]}}
"""
DAY = ("--as-of", "2026-07-01")


@pytest.fixture
def plans(opscheck: Shell) -> Shell:
    """Twenty plans with findings, one of which waives something and one of which is no YAML."""
    files = {f"plans/plan-{number:02}.yaml": PLAN.format(number=number) for number in range(1, 21)}
    files["plans/plan-05.yaml"] += "waivers: [{rule: budget/horizon, at: ., reason: agreed, until: 2026-12-31}]\n"
    files["plans/plan-07.yaml"] += "  :- no: [yaml\n"
    files["plans/plan-09.yaml"] = files["plans/plan-08.yaml"]  # the rules about all plans have something to say
    opscheck.write(files)
    return opscheck


@pytest.mark.parametrize("format_", ["json", "text", "concise", "sarif"])
def test_the_report_is_the_same_whatever_the_number_of_processes(plans: Shell, format_: str):
    alone = plans.check("plans", *DAY, "--format", format_, "--jobs", "1")
    assert alone.code == 1
    assert "portfolio/plan-id" in alone.out
    for jobs in ("2", "7", "auto"):
        assert plans.check("plans", *DAY, "--format", format_, "--jobs", jobs) == alone


def test_a_mistake_in_a_ruleset_is_said_once(plans: Shell):
    plans.write({"opscheck.yaml": "rules: {budget/horizn: off}\n"})
    result = plans.check("plans", *DAY, "--jobs", "2")
    assert result.code == 2
    assert result.err.count("did you mean") == 1
    assert "Traceback" not in result.err


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1001"])
def test_a_number_of_processes_that_is_none_is_refused(plans: Shell, wrong: str):
    result = plans.check("plans", f"--jobs={wrong}")
    assert result.code == 2
    assert "--jobs" in result.err


# --- what happens to processes

WITH_RULE = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore Ctrl-C
from opscheck.checking import checker
check = checker.check_loaded
def strange(request, rules, plan, loaded, *more):
    if plan.file.endswith("plan-08.yaml"):
        {deed}
    return check(request, rules, plan, loaded, *more)
checker.check_loaded = strange
from opscheck.cli import main
sys.exit(main(sys.argv[1:]))
"""


def _start(plans: Shell, deed: str, *arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", WITH_RULE.format(deed=deed), "check", "plans", *DAY, "--format", "json", *arguments]
    return subprocess.Popen(
        line,
        cwd=plans.folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the strange rule is inherited by fork")
def test_a_process_that_is_killed_costs_the_plan_that_it_had(plans: Shell):
    expected = json.loads(plans.check("plans", *DAY, "--format", "json", "--jobs", "1").out)["findings"]
    process = _start(plans, "os.kill(os.getpid(), 9)", "--jobs", "2", "--ignore", "portfolio/*")
    out, err = process.communicate(timeout=300)
    assert process.returncode == 2
    assert "Traceback" not in err
    found = json.loads(out)["findings"]
    (lost,) = [finding for finding in found if finding["file"] == "plans/plan-08.yaml"]
    assert lost["rule"] == "opscheck/internal-error"
    assert "the process that checked this plan ended" in lost["message"]
    others = [finding for finding in found if finding is not lost]
    assert others == [
        finding
        for finding in expected
        if finding["file"] != "plans/plan-08.yaml" and not finding["rule"].startswith("portfolio/")
    ]


def _children(process: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process:
            yield int(stat.parent.name)


def _are_gone(processes: list[int]) -> bool:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{process}").exists() for process in processes):
            return True
        time.sleep(0.05)
    return False


HANGS = 'open("hangs", "w").close(); time.sleep(600)'


def _wait_until_one_hangs(plans: Shell, process: int) -> list[int]:
    """The two processes, once one of them is at the plan that takes for ever."""
    deadline = time.monotonic() + 300
    while not (plans.folder / "hangs").exists():
        assert time.monotonic() < deadline, "no process has come to the plan"
        time.sleep(0.05)
    children = list(_children(process))
    assert len(children) == 2
    return children


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_ctrl_c_ends_all_processes_at_once(plans: Shell):
    process = _start(plans, HANGS, "--jobs", "2")
    children = _wait_until_one_hangs(plans, process.pid)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert _are_gone(children)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_ctrl_c_while_processes_begin_is_their_parents_business(plans: Shell):
    alone = plans.check("plans", *DAY, "--format", "json", "--jobs", "1")
    begin = "import os, signal; os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
    line = ["-c", begin + WITH_RULE.format(deed="pass"), "check", "plans", *DAY, "--format", "json", "--jobs", "2"]
    assert plans.run([sys.executable, *line]) == alone


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_the_processes_do_not_outlive_a_command_that_is_killed(plans: Shell):
    process = _start(plans, HANGS, "--jobs", "2")
    children = _wait_until_one_hangs(plans, process.pid)
    process.kill()
    assert _are_gone(children)
    process.communicate()


STOPPING = textwrap.dedent(
    """
    import opscheck
    def stop(number, total):
        if number > 2:
            raise KeyError("enough")
    if __name__ == "__main__":
        for _ in range(20):
            try:
                opscheck.check_paths(opscheck.Request(paths=("plans",), as_of="2026-07-01"), jobs=4, watch=stop)
            except KeyError:
                pass
        print("stopped")
    """
)


def test_a_program_ends_though_checks_were_stopped_while_processes_said_something(plans: Shell):
    for number in range(20):  # of which much is said: a process is likely to be in the middle of it
        plans.write({f"plans/whole-{number:02}.yaml": GOOD.replace("retention-2026", f"whole-{number}")})
    plans.write({"program.py": STOPPING})
    line = [sys.executable, "program.py"]
    done = subprocess.run(line, cwd=plans.folder, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped\n", "")


# --- an executor of somebody else's

PROGRAM = textwrap.dedent(
    """
    import json, sys
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from multiprocessing import get_context
    import opscheck
    if __name__ == "__main__":
        request = opscheck.Request(paths=("plans",), as_of="2026-07-01")
        def found(run):
            return [[finding.fingerprint, finding.span, opscheck.say(finding.message)] for finding in run.findings]
        alone = found(opscheck.check_paths(request).run)
        with ThreadPoolExecutor(2) as executor:
            assert found(opscheck.check_paths(request, executor=executor).run) == alone
        with ProcessPoolExecutor(2, get_context("spawn")) as executor:
            assert found(opscheck.check_paths(request, executor=executor).run) == alone
        print(len(alone))
    """
)


def test_any_executor_will_do(plans: Shell):
    plans.write({"program.py": PROGRAM})
    result = plans.run([sys.executable, "program.py"])
    assert result.err == ""
    assert int(result.out) > 40
