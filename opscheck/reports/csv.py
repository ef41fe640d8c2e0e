"""A table for spreadsheets, a row and a line for each finding; no cell is ever taken for a formula."""

import csv
import io
from collections.abc import Iterator, Sequence

from opscheck.display import clean, say
from opscheck.finding import Finding
from opscheck.reports import Options
from opscheck.run import Run

COLUMNS = (
    "severity", "rule", "message", "arithmetic", "help", "plan", "file", "line", "column", "path", "key", "clauses",
    "fingerprint",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render(run: Run, options: Options) -> Iterator[str]:
    """RFC 4180, with a header; the names of the columns are the same in every language."""
    yield row(COLUMNS)
    for finding in options.findings(run):
        yield row([harmless(clean(cell)) for cell in _cells(finding, options.lang)])


def _cells(finding: Finding, lang: str) -> list[str]:
    span = finding.span
    sentences = (finding.message, finding.arithmetic, finding.help)
    return [
        finding.severity.name,
        finding.rule,
        *(say(sentence, lang) if sentence else "" for sentence in sentences),
        finding.plan or "",
        span.file,
        str(span.line),
        str(span.column),
        finding.path,
        finding.key or "",
        " ".join(finding.clauses),
        finding.fingerprint,
    ]


def harmless(cell: str) -> str:
    """A spreadsheet shows what begins with an apostrophe as text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def row(cells: Sequence[str]) -> str:
    """A line of the table."""
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
