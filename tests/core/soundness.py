"""What holds for the report on any plan at all, however broken."""

import pickle
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date

from core.plans import said, standard

from opscheck.display import say
from opscheck.engine import PlanReport, check
from opscheck.finding import Finding, Message
from opscheck.merge import Loaded
from opscheck.plan.base import Model
from opscheck.source import Span

_NAME = re.compile(r"\{(\w+)\}")
_LINE_END = re.compile(r"\r\n|\r|\n")


def sound_report(loaded: Loaded, as_of: date) -> PlanReport:
    """The report of the standard ruleset, after everything that holds for any report has been asserted."""
    configured = standard().for_file("plan.yaml")
    before = deepcopy(loaded.data)
    report = check(loaded, configured.rules, as_of, configured.severities)
    assert not [said(found) for found in report.findings if found.rule == "opscheck/internal-error"]
    assert loaded.data == before, "a rule changed the data"
    assert pickle.loads(pickle.dumps(report)) == report
    assert_ordered_and_distinct(report)
    for finding in report.findings:
        assert_located(finding, loaded)
    for message in messages_of(report):
        assert_complete(message)
    return report


def assert_ordered_and_distinct(report: PlanReport) -> None:
    keys = [finding.sort_key() for finding in report.findings]
    assert keys == sorted(keys)
    times = Counter((found.rule, found.path, found.key) for found in report.findings)
    assert [identity for identity, count in times.items() if count > 1] == []
    assert len({found.fingerprint for found in report.findings}) == len(report.findings)


def assert_located(finding: Finding, loaded: Loaded) -> None:
    for span in (finding.span, *(related.span for related in finding.related)):
        assert is_inside(span, loaded), (finding.rule, span)


def is_inside(span: Span, loaded: Loaded) -> bool:
    """Whether the span lies within its file's text and does not run backwards."""
    document = next(document for document in loaded.documents if document.file == span.file)
    lines = _LINE_END.split(document.text)
    begins, ends = (span.line, span.column), (span.end_line, span.end_column)
    return (
        (1, 1) <= begins <= ends
        and span.end_line <= len(lines)
        and span.column <= len(lines[span.line - 1]) + 1
        and span.end_column <= len(lines[span.end_line - 1]) + 1
    )


def messages_of(report: PlanReport) -> Iterator[Message]:
    for finding in report.findings:
        yield from (finding.message, *filter(None, (finding.arithmetic, finding.help)))
        yield from (related.message for related in finding.related)
    for outcome in report.outcomes:
        yield from (evidence.message for evidence in (*outcome.evidence, *outcome.met))


def assert_complete(message: Message) -> None:
    names = set(_NAME.findall(message.template))
    assert names <= set(message.values), f"{message.template!r} lacks {names - set(message.values)}"
    assert not [value for value in message.values.values() if isinstance(value, Model)]
    assert say(message) or not message.template
