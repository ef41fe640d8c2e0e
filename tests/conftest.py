from pathlib import Path

import pytest
from command import Shell


@pytest.fixture
def opscheck(tmp_path: Path) -> Shell:
    """The command, in a folder without any plan."""
    return Shell(tmp_path)
