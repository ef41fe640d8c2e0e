"""The programs that read what opscheck writes, for tests that give it to them.

On a machine without one of them a test is skipped; where OPSCHECK_ALL_CONSUMERS is set, as in CI, it fails instead.
``tests/consumers/install.sh`` installs them; ``npm ci --prefix tests/consumers`` only those of ``package.json``. Those
of ``requirements.txt`` have an environment of their own, ``tests/consumers/.venv``: they pin what ours leaves open.
"""

import os
import shutil
import stat
from pathlib import Path
from typing import NoReturn

import pytest

FOLDER = Path(__file__).parent
REQUIRED = "OPSCHECK_ALL_CONSUMERS"


def program(*names: str) -> str:
    """The path of a program of the machine, by the first of its names that there is."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or _absent(f"{' or '.join(names)} is not installed")


def npm(package: str, file: str = "") -> Path:
    """The folder of an npm package, or a file in it."""
    path = FOLDER / "node_modules" / package / file
    return path if path.exists() else _absent(f"{package} is not installed: npm ci --prefix tests/consumers")


def multitool() -> str:
    """Microsoft's program for SARIF files."""
    found = npm("@microsoft/sarif-multitool-linux", "Sarif.Multitool")
    found.chmod(found.stat().st_mode | stat.S_IXUSR)  # which the package may lack where no install script may run
    return str(found)


def python(name: str) -> str:
    """A program that a Python package has put into the environment of the consumers."""
    path = FOLDER / ".venv" / "bin" / name
    return str(path) if path.exists() else _absent(f"{name} is not installed: tests/consumers/install.sh")


def _absent(what: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{what}, and {REQUIRED} is set")
    pytest.skip(what)
