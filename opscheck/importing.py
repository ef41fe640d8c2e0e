"""Plans in other file formats: a plugin's importer turns bytes into data and says where each value stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from opscheck.blame import told
from opscheck.engine.isolate import Failure, RuleLimits, can_isolate, failure_of, in_worker
from opscheck.errors import UserError
from opscheck.extensions import Extension
from opscheck.finding import Message
from opscheck.project.globs import matches
from opscheck.source import Document, Flaw, Limits, Node, Path, Span, Text
from opscheck.source.decode import decode_loosely
from opscheck.source.flaws import SYNTAX
from opscheck.source.spans import END, NO_KEY, START

if TYPE_CHECKING:
    from opscheck.project.config import Config

FORMAT = "opscheck/v1"
INTERNAL = "opscheck/internal-error"
SEVERAL = "{file} could be imported by {plugins}: uninstall all of these but one"
FAILED = "{distribution} failed to import the file: {error}"

_LARGEST = 99  # digits before the point

Place = tuple[int, int, int, int]


class Imported(NamedTuple):
    """A plan as an importer has read it.

    ``data`` is what YAML would give: a mapping of str, int, Decimal, bool, None, lists and mappings with str keys; a
    float or a date is taken as it is written. ``spans`` says where a path of the data stands, such as
    ``("budget", "stages", 0, "amount")``: line, column, end line, end column, counted from 1 in characters, the end
    column exclusive. What has no place of its own stands where the nearest thing that has one stands. ``text`` is what
    the lines are lines of, for a file that is no text itself; by default it is the file.
    """

    data: Mapping[str, Any]
    spans: Mapping[Path, Place]
    text: str | None = None


class NotImportable(Exception):  # noqa: N818 - it speaks of the file, not of a failure of the importer
    """The file is not as the importer needs it: ``NotImportable("{value} is no amount", line=3, value="x")``."""

    def __init__(self, template: str, line: int = 1, column: int = 1, **values: Any) -> None:
        super().__init__(template, line, column, values)
        self.template = template
        self.line = line
        self.column = column
        self.values = values


class _Refusal(NamedTuple):
    """What a NotImportable says, as it can be sent from one process to another."""

    template: str
    line: int
    column: int
    values: dict[str, object]


def importers(
    extensions: Sequence[Extension], load: Callable[[str], ModuleType]
) -> "Callable[[str, Config], Importer | None]":
    """Which importer reads a file of this name. ``load`` imports a module, when the first file is read."""

    def importer_of(name: str, config: "Config") -> Importer | None:
        found = [extension for extension in extensions if matches(name, extension.name)]
        if len(found) > 1:
            values = {"file": name, "plugins": tuple(extension.distribution for extension in found)}
            raise UserError(Message(SEVERAL, values))
        return Importer(found[0], load, RuleLimits(*config.rule_limits)) if found else None

    return importer_of


class Importer:
    """Reads files by a plugin's module, in a process of its own. Never raises: what is wrong is a flaw."""

    def __init__(self, extension: Extension, load: Callable[[str], ModuleType], limits: RuleLimits) -> None:
        self._extension = extension
        self._load = load
        self._limits = limits

    def document(self, raw: bytes, file: str, limits: Limits) -> Document:
        """The file as a document, with the data and its places."""
        read = self._read(raw, file)
        if isinstance(read, Flaw):
            return Document(raw, Text(file, decode_loosely(raw)), (None, None), [read])
        text = Text(file, decode_loosely(raw) if read.text is None else read.text)
        data = read.data if "schema" in read.data else {"schema": FORMAT, **read.data}
        try:
            depth, nodes = limits.for_size(len(raw))
            root = _Nodes(text, read.spans, depth, nodes).node((), data)
        except (ValueError, TypeError) as nonsense:
            return Document(raw, text, (None, None), [self._failed(file, str(nonsense))])
        return Document(raw, text, (data, root), opaque=[(0, len(text.content))])  # no comments in it

    def _read(self, raw: bytes, file: str) -> "Imported | Flaw":
        try:
            read = self._load(self._extension.module).read
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's module may fail in any way
            return self._failed(file, told(error))
        result = self._worked(lambda _: _imported(read, raw, file), file)
        if isinstance(result, Failure):
            return self._failed(file, result.template.format(**result.values))
        if isinstance(result, _Refusal):
            span = Span(file, result.line, result.column, result.line, result.column + 1)
            return Flaw(SYNTAX, result.template, result.values, span, fatal=True)
        return Imported(*result)

    def _worked(self, work: Callable[[str], Any], file: str) -> Any:
        if can_isolate():
            return next(iter(in_worker([file], work, self._limits)))[1]
        return work(file)

    def _failed(self, file: str, error: str) -> Flaw:
        values: dict[str, object] = {"distribution": self._extension.distribution, "error": error}
        return Flaw(INTERNAL, FAILED, values, Span(file, 1, 1, 1, 1), fatal=True)


def _imported(read: Callable[[bytes, str], Any], raw: bytes, file: str) -> Any:
    """What an importer makes of a file, as plain data; or why it makes nothing of it."""
    try:
        imported = read(raw, file)
        if not isinstance(imported, Imported):
            raise TypeError(f"read() returned {type(imported).__name__}, which is not Imported")
        data = _plain(imported.data)
        if not isinstance(data, dict):
            raise TypeError("the data of a plan is a mapping")
        return data, {tuple(path): _place(place) for path, place in imported.spans.items()}, _text(imported.text)
    except NotImportable as refused:
        values: dict[str, object] = {name: str(value) for name, value in refused.values.items()}
        return _Refusal(str(refused.template), max(1, int(refused.line)), max(1, int(refused.column)), values)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's importer may fail in any way
        return failure_of(error)


def _plain(value: Any) -> Any:
    """The value as YAML would give it. Raises TypeError for what it could not."""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key of the data is no text")
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    raise TypeError(f"the data has {value!r}, which no plan can hold")


def _number(value: float | Decimal) -> Any:
    """A number as YAML gives it: exact, and of a size that arithmetic can bear."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) > _LARGEST:
        raise TypeError("the data has a number that no plan can hold")
    return int(value) if isinstance(value, int) else exact


def _place(place: Any) -> Place:
    line, column, end_line, end_column = map(int, place)
    return line, column, end_line, end_column


def _text(text: Any) -> str | None:
    return None if text is None else str(text)


class _Nodes:
    """Makes the tree that says where each value stands."""

    def __init__(self, text: Text, spans: Mapping[Path, Place], depth: int, nodes: int) -> None:
        self._text = text
        self._spans = spans
        self._depth = depth
        self._left = nodes

    def node(self, path: Path, value: Any, above: tuple[int, int] = (0, 0)) -> Node:
        """The node of a value. Raises ValueError where there are too many, or too deep."""
        self._left -= 1
        if self._left < 0 or len(path) > self._depth:
            raise ValueError("the data has too many values, or they are nested too deeply")
        own = self._offsets(path)
        children: dict[str, Node] | list[Node] | None = None
        if isinstance(value, dict):
            children = {key: self.node((*path, key), entry, own or above) for key, entry in value.items()}
        elif isinstance(value, list):
            children = [self.node((*path, index), entry, own or above) for index, entry in enumerate(value)]
        start, end = own or next(_offsets_of(children), above)
        return NO_KEY, NO_KEY, start, end, children, self._text

    def _offsets(self, path: Path) -> tuple[int, int] | None:
        place = self._spans.get(path)
        if place is None:
            return None
        start, end = (self._text.offset(*position) for position in (place[:2], place[2:]))
        return start, max(start, end)


def _offsets_of(children: Any) -> Iterator[tuple[int, int]]:
    for node in children.values() if isinstance(children, dict) else children or ():
        yield node[START], node[END]
