"""What is wrong with a text itself, as plain data."""

from __future__ import annotations

from typing import NamedTuple

from opscheck.source.spans import Path, Span, Text

SYNTAX = "opscheck/syntax"
AMBIGUOUS = "opscheck/ambiguous-value"

_FLOOD = 20
_QUOTED = 80
_MORE = "{count} more places in this file have the same flaw; the first of them is here"


class Flaw(NamedTuple):
    """Something wrong with the text itself; `fatal` says that no data could be built from it.

    `message` is `template` with `values`; `path` is () where it is not known; `related` pairs a span with a template
    that has no values.
    """

    rule: str
    template: str
    values: dict[str, object]
    span: Span
    path: Path = ()
    related: tuple[tuple[Span, str], ...] = ()
    fatal: bool = False

    @property
    def message(self) -> str:
        """The English message."""
        return self.template.format(**self.values)


def shortened(text: str) -> str:
    """A text from the file as messages quote it: 80 characters at most."""
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


class Refusal(Exception):  # noqa: N818 - it is a decision about the text, not a failure of the program
    """The text is refused; offsets are characters of the decoded text, `related` holds (start, end, template)."""

    def __init__(
        self,
        template: str,
        values: dict[str, object],
        start: int,
        end: int | None = None,
        related: tuple[tuple[int, int, str], ...] = (),
    ) -> None:
        super().__init__(template)
        self.template = template
        self.values = values
        self.start = start
        self.end = start + 1 if end is None else end
        self.related = related

    def flaw(self, text: Text) -> Flaw:
        """The one fatal flaw that this refusal is."""
        related = tuple((_visible(text, start, end), note) for start, end, note in self.related)
        return Flaw(SYNTAX, self.template, self.values, _visible(text, self.start, self.end), (), related, True)


class Flaws:
    """Collects flaws; beyond twenty of one kind it only counts."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._found: list[Flaw] = []
        self._counts: dict[str, int] = {}
        self._first_beyond: dict[str, Flaw] = {}

    def note_flaw(
        self,
        rule: str,
        template: str,
        values: dict[str, object],
        start: int,
        end: int,
        path: Path = (),
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Note one flaw at start..end."""
        count = self._counts[template] = self._counts.get(template, 0) + 1
        if count > _FLOOD + 1:
            return
        flaw = Flaw(rule, template, values, self._text.span(start, end), path, related)
        if count <= _FLOOD:
            self._found.append(flaw)
        else:
            self._first_beyond[template] = flaw

    def all(self) -> list[Flaw]:
        """Every flaw, in the order of the text, with one more for each kind that was only counted."""
        beyond = [self._more(template, flaw) for template, flaw in self._first_beyond.items()]
        return sorted(self._found + beyond, key=lambda flaw: flaw.span)

    def _more(self, template: str, first: Flaw) -> Flaw:
        return first._replace(template=_MORE, values={"count": self._counts[template] - _FLOOD}, related=())


def _visible(text: Text, start: int, end: int) -> Span:
    """The span; behind the end of the content or of a line, that of the last character before."""
    content = text.content
    if start >= len(content):
        start = max(len(content.rstrip()) - 1, 0)
        end = start + 1
    if content[start:end].strip("\r\n"):
        return text.span(start, min(end, len(content)))
    line = text.line_start(start)
    last = line + len(content[line:start].rstrip("\r\n"))
    return text.span(max(last - 1, line), last)
