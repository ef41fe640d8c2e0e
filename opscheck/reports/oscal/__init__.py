"""OSCAL assessment results, for governance tools: how each plan fares by each clause, on what evidence, at what risk.

The clauses of the framework are the controls. Each plan has a result: an observation for each rule with the evidence
that it gives, a finding for each clause that was judged, and a risk for each finding of opscheck; what is waived or in
the baseline is a risk whose deviation is approved. Identifiers are made of what they identify and days are those by
which plans were judged, so that the same input gives the same bytes.
"""

from collections.abc import Iterator
from typing import Any

from opscheck.display import say
from opscheck.finding import Message
from opscheck.matrix import Row, matrix
from opscheck.reports import Options
from opscheck.reports.encoding import encoded
from opscheck.reports.oscal.result import result
from opscheck.reports.oscal.terms import instant, line, prop, prose, uuid
from opscheck.run import Run

VERSION = "1.2.1"
TITLE = "Operations plans by the ruleset {ruleset} {version}"
RULESET = "the ruleset {ruleset} {version} of opscheck {tool}"
NOTHING = "no plan was checked"


def render(run: Run, options: Options) -> Iterator[str]:
    """One document of assessment results. The clauses need a run that has the catalogue (``reports.WHOLE``)."""
    rows = matrix(run.catalogue, run, is_selected=run.is_selected or _all) if run.catalogue else []
    results = [result(run, plan, _of_plan(rows, number), options.lang) for number, plan in enumerate(run.plans)] or [
        _nothing(options.lang)
    ]
    ruleset = uuid("ruleset", run.ruleset.digest, run.ruleset.name, run.ruleset.version)
    names = {"ruleset": run.ruleset.name, "version": run.ruleset.version, "tool": run.tool.version}
    document = {
        "uuid": uuid("document", run.tool.version, ruleset, *(each["uuid"] for each in results), options.lang),
        "metadata": {
            "title": line(say(Message(TITLE, names), options.lang)),
            "last-modified": max(each["start"] for each in results),
            "version": line(run.tool.version),
            "oscal-version": VERSION,
        },
        "import-ap": {"href": f"#{ruleset}"},
        "results": results,
        "back-matter": {
            "resources": [
                {
                    "uuid": ruleset,
                    "title": line(say(Message(RULESET, names), options.lang)),
                    "props": [prop("ruleset", run.ruleset.name), prop("digest", run.ruleset.digest)],
                }
            ]
        },
    }
    yield encoded({"assessment-results": document})


def _all(_rule: str) -> bool:
    return True


def _of_plan(rows: list[Row], number: int) -> list[Row]:
    """The matrix of one plan."""
    return [row._replace(plans=row.plans[number : number + 1]) for row in rows]


def _nothing(lang: str) -> dict[str, Any]:
    """A document has to have a result."""
    said = say(Message(NOTHING), lang)
    return {
        "uuid": uuid("nothing"),
        "title": line(said),
        "description": prose(said),
        "start": instant(None),
        "reviewed-controls": {"control-selections": [{"description": prose(said), "include-all": {}}]},
    }
