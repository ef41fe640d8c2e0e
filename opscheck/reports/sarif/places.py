"""Files and stretches of their text, as SARIF names them."""

from typing import Any

from opscheck.reports.addresses import address
from opscheck.source import Span

ROOT = "SRCROOT"
"""What stands for the root of the repository, to which paths are relative."""


def artifact_location(file: str) -> dict[str, str]:
    """A file of the repository, or one elsewhere by its whole path."""
    uri = address(file)
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": ROOT}


def location(span: Span, path: str = "") -> dict[str, Any]:
    """A stretch of a file, with the place in the plan that it shows."""
    shown: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": artifact_location(span.file), "region": region(span)}
    }
    if path:
        shown["logicalLocations"] = [{"fullyQualifiedName": path}]
    return shown


def region(span: Span) -> dict[str, int]:
    """A stretch of text; one that is empty takes a column, so that there is something to see."""
    line, column, end_line, end_column = span[1:]
    if (end_line, end_column) <= (line, column):
        end_line, end_column = line, column + 1
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
