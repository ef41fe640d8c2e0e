import os
from pathlib import Path

import pytest
from command import Shell
from hypothesis import HealthCheck, settings

from opscheck.authoring.catalogues.compiled import compile_file

# Generated examples are never judged by how long they take; CI looks at the same ones every time, people at new ones.
settings.register_profile("people", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("people"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "people")


def pytest_configure() -> None:
    """Compile the translations that have changed since the installation."""
    root = Path(__file__).parent.parent
    for source in (file for folder in ("opscheck", "plugins") for file in (root / folder).rglob("LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            compile_file(source)


@pytest.fixture
def opscheck(tmp_path: Path) -> Shell:
    """The command, in a folder without any plan."""
    return Shell(tmp_path)
