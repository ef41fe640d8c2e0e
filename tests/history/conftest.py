from pathlib import Path

import pytest
from command import Shell
from history.past import PastRepository


@pytest.fixture
def repository(tmp_path: Path) -> PastRepository:
    """An empty repository, in a folder that the shell works in."""
    return PastRepository(tmp_path)


@pytest.fixture
def shell(repository: PastRepository) -> Shell:
    """The command, in the repository."""
    return Shell(repository.folder)
