"""What is known of the thing under the cursor, with the findings and rules that one can go on to from there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple, TypeAlias

from rich.cells import cell_len, chop_cells
from textual import events
from textual.message import Message as TextualMessage

from opscheck.display import clean, say
from opscheck.finding import Finding
from opscheck.tui.gauge import fitted
from opscheck.tui.look import LETTERS, SHAPES
from opscheck.tui.widgets.pane import Pane, Piece
from opscheck.wrapping import wrap


class OfRule(NamedTuple):
    """A rule that one can go on to."""

    rule: str


Target: TypeAlias = Finding | OfRule


class Detail(NamedTuple):
    """A text ("title", "text", "quiet", "gauge", "good", "bad"), and where it leads."""

    text: str
    kind: str = "text"
    target: Target | None = None


class _Line(NamedTuple):
    text: str
    detail: Detail
    sign: str
    look: str


class Details(Pane):
    """Draws details, wrapped; the cursor goes through those that lead somewhere."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("detail--title", "detail--text", "detail--quiet", "detail--gauge", "detail--good", "detail--bad"),
        *("detail--selected", "mark--error", "mark--warning", "mark--info", "mark--accepted"),
    }

    class Chosen(TextualMessage):
        """Somebody wants to go on to a finding or a rule."""

        def __init__(self, target: Target) -> None:
            super().__init__()
            self.target = target

    def __init__(self, *, id: str) -> None:  # noqa: A002 - the word of Textual
        super().__init__(id=id)
        self._details: Sequence[Detail] = ()
        self._leading: list[Detail] = []
        self._lines: list[_Line] = []
        self._cursor = 0

    def open(self, details: Iterable[Detail]) -> None:
        """Show other details, from their beginning."""
        self._details = list(details)
        self._cursor = 0
        self._leading = [detail for detail in self._details if detail.target is not None]
        self._wrap()
        self.scroll_to(x=0, y=0, animate=False, immediate=True)

    @property
    def targets(self) -> list[Target]:
        """Everything that one can go on to from here."""
        return [detail.target for detail in self._leading if detail.target is not None]

    def on_resize(self) -> None:
        self._wrap()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _wrap(self) -> None:
        width = max(self.size.width - 6, 10)
        self._lines = [line for detail in self._details for line in _lines_of(detail, width)]
        self.resized(len(self._lines))

    # --- drawing

    @property
    def _selected(self) -> Detail | None:
        leading = self._leading
        return leading[min(self._cursor, len(leading) - 1)] if leading and self.has_focus else None

    def look_of(self, number: int) -> str:
        is_here = number < len(self._lines) and self._lines[number].detail is self._selected
        return "detail--selected" if is_here else ""

    def line(self, number: int, width: int) -> Iterator[Piece]:
        if number < len(self._lines):
            line = self._lines[number]
            yield "▌" if line.detail is self._selected else " ", "detail--title"
            yield f"{line.sign:<3}", line.look
            yield line.text, f"detail--{line.detail.kind}"

    # --- moving

    def _move(self, count: int) -> None:
        leading = len(self._leading)
        if not leading:
            self.scroll_relative(y=count, animate=False)
            return
        self._cursor = min(max(self._cursor + count, 0), leading - 1)
        lines = [number for number, line in enumerate(self._lines) if line.detail is self._selected]
        top, height = round(self.scroll_offset.y), self.size.height
        if lines and lines[0] < top:
            self.scroll_to(y=lines[0], animate=False, immediate=True)
        elif lines and lines[-1] >= top + height:
            self.scroll_to(y=lines[-1] - height + 1, animate=False, immediate=True)
        self.refresh()

    def action_down(self) -> None:
        self._move(1)

    def action_up(self) -> None:
        self._move(-1)

    def choose(self) -> None:
        """Go on to where the selected detail leads."""
        selected = self._selected
        if selected and selected.target is not None:
            self.post_message(self.Chosen(selected.target))

    def on_click(self, event: events.Click) -> None:
        number = event.y + round(self.scroll_offset.y)
        detail = self._lines[number].detail if number < len(self._lines) else None
        if detail and detail.target is not None:
            self._cursor = next(index for index, one in enumerate(self._leading) if one is detail)
            self.refresh()
            self.post_message(self.Chosen(detail.target))


def of_finding(finding: Finding, lang: str) -> Detail:
    """A finding as something to go on to."""
    return Detail(f"{say(finding.message, lang)} ({clean(finding.rule)})", "text", finding)


def _lines_of(detail: Detail, width: int) -> Iterator[_Line]:
    sign, look = _sign(detail)
    text = detail.text
    lines = fitted(text, width) if detail.kind == "gauge" else wrap(text, width) or [""]
    for line in lines:
        for piece in chop_cells(line, width) if cell_len(line) > width else [line]:
            yield _Line(piece, detail, sign, look)
            sign = ""


def _sign(detail: Detail) -> tuple[str, str]:
    if isinstance(detail.target, Finding):
        finding = detail.target
        if not finding.stands:
            return "✓", "mark--accepted"
        return f"{SHAPES[finding.severity]}{LETTERS[finding.severity]}", f"mark--{finding.severity.name}"
    return ("→", "detail--quiet") if detail.target is not None else ("", "")
