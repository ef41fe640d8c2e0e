"""How severities look, and how text is fitted into columns of a terminal."""

from collections.abc import Callable

from rich.cells import cell_len, set_cell_size

from opscheck.display import clean
from opscheck.finding import Severity

SHAPES = {Severity.error: "●", Severity.warning: "▲", Severity.info: "○"}
LETTERS = {Severity.error: "E", Severity.warning: "W", Severity.info: "I"}
_CUT = "…"

Style = Callable[[str], object]


def cut(text: str, columns: int) -> str:
    """The cleaned text, cut to a width; an ellipsis says that there is more."""
    text = clean(text[: 4 * max(columns, 1) + 16])
    if cell_len(text) <= columns:
        return text
    return set_cell_size(text, max(columns - 1, 0)).rstrip() + _CUT if columns > 0 else ""


def fit(text: str, columns: int) -> str:
    """The cleaned text in exactly this many columns."""
    return set_cell_size(cut(text, columns), max(columns, 0))
