from collections.abc import Callable, Iterator
from typing import Any

import pytest
from command import Shell
from lsp.editor import Editor


@pytest.fixture
def start(opscheck: Shell) -> Iterator[Callable[..., Editor]]:
    """Starts an editor in the folder; each one says good-bye at the end."""
    editors: list[Editor] = []

    def started(*arguments: str, environ: dict[str, str | None] | None = None, **options: Any) -> Editor:
        editors.append(Editor(opscheck, *arguments, **(environ or {})))
        return editors[-1].start(**options)

    yield started
    for editor in editors:
        if editor.client._server is not None and editor.client._server.returncode is None:
            assert editor.stop() == 0
