from pathlib import Path

import pytest
from project.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder in no repository."""
    return Place(tmp_path)


@pytest.fixture
def repository(place: Place) -> Place:
    """A folder that `git init` made a repository."""
    place.git_init()
    return place
