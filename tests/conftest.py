import os
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from command import Shell
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from opscheck.authoring.catalogues.compiled import compile_file
from opscheck.cli.again import VARIABLES

# Generated examples are never judged by how long they take, and are the same every time: a failure is that of a change.
# `--hypothesis-profile=new` looks at new ones.
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same")

_NEEDED_BY_OTHERS = {"APPDATA", "HOME", "PYTHONPATH", "TERM", "TZ", "USERPROFILE", "XDG_CONFIG_HOME"}
_GIT = {"commit.gpgsign": "false", "tag.gpgsign": "false", "core.autocrlf": "false"}

_constants_of_loaded_modules = providers._get_local_constants


def _constants() -> Constants:
    """What Hypothesis draws now and then beside what it makes up.

    It takes them from the modules that are loaded, and which those are is chance where several workers share the tests.
    """
    return Constants() if settings().derandomize else _constants_of_loaded_modules()


providers._get_local_constants = _constants


def pytest_configure() -> None:
    """Forget what the developer prefers; compile translations that have changed."""
    for name in set(VARIABLES) - _NEEDED_BY_OTHERS:
        os.environ.pop(name, None)
    os.environ |= {"LANG": "C.UTF-8", "GIT_CONFIG_COUNT": str(len(_GIT))}
    for number, (name, value) in enumerate(_GIT.items()):
        os.environ |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    root = Path(__file__).parent.parent
    for source in (file for folder in ("opscheck", "plugins") for file in (root / folder).rglob("LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            compile_file(source)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what a program said whose failure, or time, a test did not expect: its exit code alone tells nobody why."""
    report = yield
    error = call.excinfo and call.excinfo.value
    if isinstance(error, subprocess.CalledProcessError | subprocess.TimeoutExpired):
        for name, said in (("stdout", error.stdout), ("stderr", error.stderr)):
            text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
            if text:
                report.sections.append((f"{name} of {error.cmd}"[:100], text))
    return report


@pytest.fixture
def opscheck(tmp_path: Path) -> Shell:
    """The command, in a folder without any plan."""
    return Shell(tmp_path)
