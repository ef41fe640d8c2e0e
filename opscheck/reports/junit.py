"""JUnit XML, for the test view of a CI server: a suite for each plan, a case for each rule.

A case fails where the rule has a finding at or above ``--fail-on``; milder findings are its output. A rule that failed
to work is an error. Rules that did not judge, and those whose findings are all accepted, are skipped, with the reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as Xml

from opscheck.display import say
from opscheck.finding import Finding, Message, Outcome, RuleOutcome, Severity
from opscheck.reports import Options
from opscheck.run import INTERNAL_ERROR, CheckedPlan, Run

_SKIPPED = (Outcome.not_applicable, Outcome.needs_data, Outcome.waived)


def render(run: Run, options: Options) -> Iterator[str]:
    """One document of test suites."""
    root = Xml.Element("testsuites", name="opscheck")
    suites = [_Suite(plan, options).element() for plan in run.plans]
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    root.extend(suites)
    Xml.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield Xml.tostring(root, encoding="unicode")
    yield "\n"


class _Suite:
    """One plan."""

    def __init__(self, plan: CheckedPlan, options: Options) -> None:
        self._plan = plan
        self._lang = options.lang
        self._bar = Severity[options.fail_on] if options.fail_on != "never" else None
        self._found: dict[str, list[Finding]] = defaultdict(list)
        for finding in plan.report.findings:
            if finding.stands:
                self._found[finding.rule].append(finding)

    @property
    def _name(self) -> str:
        """The plan, which begins the class of its cases, too: readers take cases of one class and name for one."""
        return _text(self._plan.report.plan or self._plan.report.file)

    def element(self) -> Xml.Element:
        report = self._plan.report
        outcomes = {outcome.rule: outcome for outcome in report.outcomes}
        rules = sorted(self._found.keys() | outcomes.keys())
        cases = [self._case(rule, outcomes.get(rule)) for rule in rules]
        suite = Xml.Element("testsuite", name=self._name, tests=str(len(cases)))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
        suite.set("time", "0")
        suite.set("timestamp", f"{report.as_of.isoformat()}T00:00:00")
        suite.set("file", _text(report.file))
        suite.extend(cases)
        return suite

    def _case(self, rule: str, outcome: RuleOutcome | None) -> Xml.Element:
        topic, _, name = rule.partition("/")
        case = Xml.Element("testcase", classname=f"{self._name}.{topic}", name=name, time="0")
        failing = [finding for finding in self._found[rule] if self._bar and finding.severity >= self._bar]
        milder = [finding for finding in self._found[rule] if finding not in failing]
        if failing:
            first = failing[0]
            case.set("file", _text(first.span.file))
            case.set("line", str(first.span.line))
            tag = "error" if rule == INTERNAL_ERROR else "failure"
            failure = Xml.SubElement(case, tag, type=first.severity.name, message=_text(self._say(first.message)))
            failure.text = self._lines(failing)
        elif outcome and outcome.outcome in _SKIPPED:
            reasons = "; ".join(say(evidence.message, self._lang) for evidence in outcome.evidence)
            Xml.SubElement(case, "skipped", message=_text(f"{outcome.outcome.value}: {reasons}"))
        if milder:
            Xml.SubElement(case, "system-out").text = self._lines(milder)
        return case

    def _lines(self, findings: Sequence[Finding]) -> str:
        """Each finding with its place, the arithmetic behind it and what would be right."""
        lines: list[str] = []
        for finding in findings:
            first, *more = (self._say(part) for part in (finding.message, finding.arithmetic, finding.help) if part)
            lines.append(f"{finding.span.file}:{finding.span.line}:{finding.span.column}: {first}")
            lines += [f"  {line}" for line in more]
        return _text("\n".join(lines))

    def _say(self, message: Message) -> str:
        return say(message, self._lang)


def _text(text: str) -> str:
    """Without what XML 1.0 cannot hold; our own texts hold no control characters, file names may."""
    return "".join(character if _is_allowed(ord(character)) else "\ufffd" for character in text)


def _is_allowed(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
