import os
from pathlib import Path

import pytest
from command import Shell
from hypothesis import HealthCheck, settings

# Generated examples are never judged by how long they take; CI looks at the same ones every time, people at new ones.
settings.register_profile("people", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("people"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "people")


@pytest.fixture
def opscheck(tmp_path: Path) -> Shell:
    """The command, in a folder without any plan."""
    return Shell(tmp_path)
