"""What would mend a finding, as replacements of the text that was checked."""

from typing import Any

from opscheck.display import say
from opscheck.edits import Edit, Refused
from opscheck.edits.proposal import propose
from opscheck.finding import Finding
from opscheck.reports.sarif.places import artifact_location
from opscheck.run import CheckedPlan
from opscheck.source import Document


def fix(finding: Finding, plan: CheckedPlan, lang: str) -> dict[str, Any] | None:
    """The fix of a finding that stands, as ``check --fix`` would make it; None where there is none to be made."""
    if finding.fix is None or plan.loaded is None or not finding.stands:
        return None
    try:
        document, edits = propose(plan.loaded, finding.fix)
    except Refused:
        return None
    return {
        "description": {"text": say(finding.fix.description, lang, cleaned=False)},
        "artifactChanges": [
            {
                "artifactLocation": artifact_location(document.file),
                "replacements": [_replacement(document, edit) for edit in edits],
            }
        ],
        "properties": {"safety": finding.fix.safety},
    }


def _replacement(document: Document, edit: Edit) -> dict[str, Any]:
    """An edit by lines and columns of the text, in which a byte order mark has no column."""
    start = len(document.raw[: edit.start].decode("utf-8-sig"))
    line, column, end_line, end_column = document.source.span(start, start + len(edit.old.decode()))[1:]
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    return {"deletedRegion": region, "insertedContent": {"text": edit.new.decode()}}
