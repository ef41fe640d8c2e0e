"""The installed command, run as a user runs it: a process of its own in a folder of its own."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

GOOD = (Path(__file__).parent / "data" / "good-plan.yaml").read_text(encoding="utf-8")
DAY = "2026-07-01"  # the good plan has no finding as of this day


def changed(old: str, new: str, text: str = GOOD) -> str:
    """The good plan with one piece of text replaced."""
    assert text.count(old) == 1, f"{old!r} is in the plan {text.count(old)} times"
    return text.replace(old, new)


BAD = changed("horizon: P19M", "horizon: P11M")  # one error: budget/horizon
BAD_PLACE = (BAD[: BAD.index("P11M")].count("\n") + 1, len("  horizon: ") + 1)
DUBIOUS = changed("expected_return: 1.8", "expected_return: 1.4")  # one warning: budget/expected-return
IMPROVABLE = changed("rephasing: [政策变化影响已批准方案, 试点指标连续两周低于预警线]", "rephasing: []")  # one info
OTHER_YAML = "name: a workflow\non: [push]\n"


class Result(NamedTuple):
    """What a process left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def found(self) -> list[str]:
        """The rules of all findings, in order, where standard output is a JSON report."""
        return [finding["rule"] for finding in self.data["findings"]]


class Shell:
    """A folder with files and the environment of a user who has set nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.as_anybody = False  # without the powers that root has over files
        self.environ = {"HOME": str(folder / "home"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        for name in ("SYSTEMROOT", "TEMP", "TMP"):  # without which nothing runs on Windows
            if name in os.environ:
                self.environ[name] = os.environ[name]

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str, stdin: str | None = None, cwd: str = ".", **environ: str | None) -> Result:
        """Run opscheck; a variable that is None is unset."""
        return self.run([command(), *arguments], stdin=stdin, cwd=cwd, **environ)

    def check(self, *arguments: str, **options: Any) -> Result:
        """``opscheck check`` as of the day on which the good plan is good."""
        return self("check", "--as-of", DAY, *arguments, **options)

    def run(self, line: list[str], *, stdin: str | None = None, cwd: str = ".", **environ: str | None) -> Result:
        """Run any program. Ours never shows a traceback, nor something that it did not expect."""
        done = subprocess.run(
            line,
            input=(stdin or "").encode(),
            capture_output=True,
            cwd=self.folder / cwd,
            env=self.environment(**environ),
            preexec_fn=self._prepare if os.name == "posix" else None,
        )
        result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in result.out + result.err, result.err
        assert "mistake in opscheck itself" not in result.err, result.err
        return result

    def _prepare(self) -> None:
        default_signals()
        if self.as_anybody:
            give_up_powers()

    def environment(self, **environ: str | None) -> dict[str, str]:
        """The user's environment with some variables changed."""
        merged = {**self.environ, **environ}
        return {name: value for name, value in merged.items() if value is not None}


def command() -> str:
    """The script that the installation has put beside this interpreter."""
    found = shutil.which("opscheck", path=str(Path(sys.executable).parent))
    assert found, "opscheck is not installed beside this interpreter"
    return found


def default_signals() -> None:
    """What a terminal's process has, however the tests themselves were started."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def give_up_powers() -> None:
    """Root may read everything; the program that this process becomes may not. Linux only."""
    library = ctypes.CDLL(None)
    for power in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        library.prctl(24, power, 0, 0, 0)  # PR_CAPBSET_DROP
