"""Findings as the page shows them: by topic, the worst first."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from opscheck.display import severity_word
from opscheck.finding import Finding, Message
from opscheck.merge import Loaded
from opscheck.reports.acceptance import acceptance
from opscheck.reports.html.anchors import Anchors, slug
from opscheck.reports.html.diff import Changed, diff
from opscheck.reports.html.lines import Line, left_out, quoted
from opscheck.reports.html.speech import say
from opscheck.run import Run
from opscheck.translations import translate

SAFE = "{fix} (opscheck fix)"
UNSAFE = "{fix} (opscheck fix --unsafe-fixes)"
_TOPICS = {
    "opscheck": "Format, references and waivers",
    "strategy": "Strategy",
    "budget": "Budget",
    "schedule": "Schedule",
    "delivery": "Delivery",
    "organization": "Organization",
    "tooling": "Tools",
    "metrics": "Metrics",
    "risk": "Risks",
    "drill": "Drills",
    "portfolio": "All plans together",
}


class ShownClause(NamedTuple):
    """A clause that a finding breaks; ``id`` is its row of the matrix, empty where there is none."""

    name: str
    title: str
    id: str


class Shown(NamedTuple):
    """A finding with all that the page says of it."""

    id: str
    severity: str
    word: str
    is_new: bool
    accepted: str
    message: str
    rule: str
    rule_id: str
    place: str
    lines: tuple[Line, ...]
    left_out: str
    help: str
    clauses: tuple[ShownClause, ...]
    fix: str
    changed: tuple[Changed, ...]


class Topic(NamedTuple):
    """The findings of the rules of one topic, in one plan."""

    name: str
    title: str
    findings: tuple[Shown, ...]

    @property
    def severities(self) -> list[str]:
        """Which severities its findings have, so that a filter can hide it with them."""
        return sorted({finding.severity for finding in self.findings})

    @property
    def has_new(self) -> bool:
        """Whether a finding of it is new."""
        return any(finding.is_new for finding in self.findings)


class Findings:
    """Tells what the page shows of findings. ``titles`` are those of clauses, by id."""

    def __init__(self, run: Run, anchors: Anchors, titles: Mapping[str, str], lang: str) -> None:
        self._run = run
        self._anchors = anchors
        self._titles = titles
        self._lang = lang

    def topics(self, findings: Iterable[Finding], new: Collection[int], loaded: Loaded | None) -> Iterator[Topic]:
        """The findings of one plan by topic. ``new`` holds the identities of those that are."""
        by_topic: dict[str, list[Finding]] = {}
        for finding in sorted(findings, key=lambda finding: (-finding.severity, *finding.sort_key())):
            by_topic.setdefault(finding.rule.partition("/")[0], []).append(finding)
        for name in sorted(by_topic, key=_order):
            shown = tuple(self._shown(finding, id(finding) in new, loaded) for finding in by_topic[name])
            yield Topic(name, topic_title(name, self._lang), shown)

    def _shown(self, finding: Finding, is_new: bool, loaded: Loaded | None) -> Shown:
        span, fix = finding.span, finding.fix
        return Shown(
            id=self._anchors.of(finding) or "",
            severity=finding.severity.name,
            word=severity_word(finding.severity, self._lang),
            is_new=is_new,
            accepted=acceptance(finding, self._lang),
            message=self._say(finding.message),
            rule=finding.rule,
            rule_id=slug("rule", finding.rule) if finding.rule in self._run.rules else "",
            place=f"{span.file}:{span.line}:{span.column}",
            lines=tuple(quoted(self._run, finding, self._lang)),
            left_out=left_out(finding, self._lang),
            help=self._say(finding.help) if finding.help else "",
            clauses=tuple(map(self._clause, finding.clauses)),
            fix=self._say(Message(SAFE if fix.safety == "safe" else UNSAFE, {"fix": fix.description})) if fix else "",
            changed=tuple(diff(loaded, fix)) if fix else (),
        )

    def _clause(self, clause: str) -> ShownClause:
        known = clause in self._titles
        return ShownClause(clause, self._titles.get(clause, ""), slug("clause", clause) if known else "")

    def _say(self, message: Message) -> str:
        return say(message, self._lang)


def topic_title(name: str, lang: str) -> str:
    """What a topic is called: its own name, where a plugin has brought it."""
    return translate(_TOPICS[name], lang) if name in _TOPICS else name


def _order(name: str) -> tuple[int, str]:
    """Our own topics in the order of the framework, then those of plugins."""
    known = list(_TOPICS)
    return (known.index(name) if name in known else len(known), name)
