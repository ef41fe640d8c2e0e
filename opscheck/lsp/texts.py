"""The texts that are open in the editor, which count instead of what is on the disk."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote

from pygls.uris import from_fs_path, to_fs_path

from opscheck.lsp.positions import MARK
from opscheck.project.files import read
from opscheck.source import Text

_UNTITLED = "untitled"
_UNSAVED = Path(os.path.abspath(os.sep), ".opscheck-unsaved")


@dataclass(frozen=True)
class OpenText:
    """A text as the editor has it. ``raw`` is what is checked."""

    uri: str
    path: Path
    version: int
    text: str
    foreign: bytes | None = None
    """What the file holds where that is no UTF-8: what the editor shows of it is a guess, so the file is checked."""

    @cached_property
    def raw(self) -> bytes:
        return self.text.encode("utf-8", "surrogatepass") if self.foreign is None else self.foreign

    @cached_property
    def source(self) -> Text:
        """The text without a byte order mark, as the editor counts in it."""
        return Text(str(self.path), self.text.removeprefix(MARK))

    @property
    def marked(self) -> bool:
        """Whether the editor counts a byte order mark at the beginning."""
        return self.text.startswith(MARK)


class Texts:
    """All open texts, by path. The protocol names them by URI, which every editor spells in its own way."""

    def __init__(self, opened: Mapping[Path, OpenText] | None = None) -> None:
        self._open = dict(opened or {})

    def as_they_are(self) -> "Texts":
        """The texts of this moment, whatever is typed from now on."""
        return Texts(self._open)

    def put(self, uri: str, version: int, text: str) -> Path | None:
        """Take a text as it is now; its path, or None where it is no file."""
        path = path_of(uri)
        if path is not None:
            before = self._open.get(path)
            self._open[path] = OpenText(uri, path, version, text, before.foreign if before else _foreign(path))
        return path

    def saved(self, uri: str) -> Path | None:
        """The file on the disk is another one now."""
        text = self.get(path_of(uri))
        if text is not None:
            self._open[text.path] = OpenText(text.uri, text.path, text.version, text.text, _foreign(text.path))
        return text.path if text else None

    def close(self, uri: str) -> Path | None:
        """Forget a text: its file counts again."""
        path = path_of(uri)
        if path is not None:
            self._open.pop(path, None)
        return path

    def get(self, path: Path | None) -> OpenText | None:
        """The open text of a file."""
        return self._open.get(path) if path else None

    @property
    def paths(self) -> list[Path]:
        """The files that are open."""
        return list(self._open)

    def raw(self) -> Mapping[Path, bytes]:
        """What is to be checked in the place of what the files hold."""
        return {path: text.raw for path, text in self._open.items()}

    def uri(self, path: Path) -> str:
        """A file's URI as the editor spells it."""
        text = self._open.get(path)
        if not text and is_unsaved(path):
            return f"{_UNTITLED}:{unquote(path.name)}"
        return text.uri if text else from_fs_path(str(path)) or ""


def path_of(uri: str) -> Path | None:
    """The absolute path that a URI means; None where it means no file.

    What has never been saved, ``untitled:Untitled-1``, gets a path at which there is nothing, nor anything beside it.
    """
    scheme, _, rest = uri.partition(":")
    if scheme == _UNTITLED and rest:
        return _UNSAVED / quote(rest, safe="")
    name = to_fs_path(uri)
    if not name or "\0" in name:
        return None
    return Path(os.path.abspath(name))


def is_unsaved(path: Path) -> bool:
    """Whether a path is that of a text that has never been saved."""
    return path.parent == _UNSAVED


def _foreign(path: Path) -> bytes | None:
    """What a file holds, if it is a text in another encoding than UTF-8."""
    raw, _ = read(path)
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw
    return None
