"""By what was judged: program, rulesets, files, and each rule with its numbers and where they come from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from opscheck.authoring.explanation import parameters
from opscheck.authoring.spelling import spelt
from opscheck.catalogue import plain
from opscheck.display import severity_word
from opscheck.documentation import documentation
from opscheck.framework import Clause
from opscheck.reports.html.anchors import slug
from opscheck.reports.html.speech import together
from opscheck.rule import Rule
from opscheck.run import CheckedPlan, Run
from opscheck.translations import translate

CHANGED = "set by the ruleset or the configuration; by default {default}, {origin}"


class Number(NamedTuple):
    """A parameter of a rule with the values that were used, and where they come from."""

    name: str
    value: str
    meaning: str
    origin: str


class ShownRule(NamedTuple):
    """What a rule asks for and why, and by which numbers it was judged."""

    id: str
    rule: str
    severity: str
    summary: str
    why: tuple[str, ...]
    clauses: tuple[str, ...]
    numbers: tuple[Number, ...]


class ShownFile(NamedTuple):
    """A file that went into a plan, and its SHA-256."""

    file: str
    sha256: str


def rules(run: Run, clauses: Mapping[str, Clause], lang: str) -> Iterator[ShownRule]:
    """The rules that ran on any plan, by id."""
    used = _used(run.plans)
    for rule_id, rule in sorted(run.rules.items()):
        said = documentation(rule)
        known = [clauses[clause] for clause in rule.clauses if clause in clauses]
        yield ShownRule(
            id=slug("rule", rule_id),
            rule=rule_id,
            severity=severity_word(rule.severity, lang),
            summary=together(translate(said.summary, lang)),
            why=tuple(together(translate(part, lang)) for part in said.why),
            clauses=tuple(clause.id for clause in known),
            numbers=tuple(_numbers(rule, known, used.get(rule_id, []), lang)),
        )


def _used(plans: Sequence[CheckedPlan]) -> dict[str, list[Rule]]:
    """Each rule as it ran, once for each set of parameters."""
    used: dict[str, list[Rule]] = {}
    for configured in (entry for plan in plans for entry in plan.rules):
        same = used.setdefault(configured.rule.id, [])
        if configured.rule not in same:
            same.append(configured.rule)
    return used


def _numbers(rule: type[Rule], clauses: list[Clause], used: Sequence[Rule], lang: str) -> Iterator[Number]:
    for parameter in parameters(rule, clauses, lang):
        values = dict.fromkeys(spelt(plain(getattr(one, parameter.name))) for one in used) or [parameter.default]
        origin = parameter.origin
        if list(values) != [parameter.default]:
            origin = translate(CHANGED, lang, default=parameter.default, origin=origin)
        yield Number(parameter.name, " / ".join(values), together(parameter.meaning), together(origin))


def files(run: Run) -> list[ShownFile]:
    """The files of all plans, each once."""
    return [ShownFile(*file) for file in dict.fromkeys(file for plan in run.plans for file in plan.files)]
