"""A declared rule as a rule class: the engine, the documentation and the tests of rules need nothing else."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from textwrap import indent
from typing import Any, ClassVar

from pydantic import create_model

from opscheck.declared.data import as_cel
from opscheck.declared.definition import Declared, example_text, read_definition, unreadable
from opscheck.declared.expression import AbsentError, Expression
from opscheck.declared.places import absence, place_of
from opscheck.declared.scope import Scope, scope_of
from opscheck.declared.spelling import misplaced, misspelt
from opscheck.plan import Plan
from opscheck.plan.base import At, Kinded, Model
from opscheck.plan.select import ANY, parse_pattern, select
from opscheck.rule import NotApplicable, Pass, Problem, Result, Results, Rule, lacking_at, parameter
from opscheck.source import Document, Path

NOTHING_SELECTED = "the plan has nothing at {path} that the rule speaks of"
HOLDS = "{path} is as the rule asks"
_BRACES = re.compile(r"\{([^{}]+)\}")
_CHAIN = re.compile(r"(self|plan|params)((?:\.[A-Za-z_]\w*)*)|as_of")


def declare(rule_id: str, value: Mapping[str, Any], document: Document, path: Path) -> "type[DeclaredRule]":
    """The rule that a ruleset declares at ``path``. Raises UserError, located, for every mistake in it."""
    declared = read_definition(rule_id, value, document, path)
    definition = declared.definition
    keywords: dict[str, Any] = {
        "id": rule_id,
        "severity": "error" if definition.severity == "off" else definition.severity,
        "clauses": definition.clauses,
        "requires": definition.requires,
        "given": definition.given,
    }
    made = create_model(
        "Declared",
        __base__=DeclaredRule,
        __doc__=_documentation(declared),
        __cls_kwargs__=keywords,
        **{name: _parameter(default) for name, default in definition.params.items()},
    )
    made.spoken = _Spoken(declared)
    return made


class _Spoken:
    """The expressions and templates of a declared rule, compiled."""

    def __init__(self, declared: Declared) -> None:
        definition = declared.definition
        self.definition = definition
        self.subjects = parse_pattern(definition.subjects) if definition.subjects else ()
        self.claim = self._expression(declared, definition.claim, "assert")
        self.when = self._expression(declared, definition.when, "when") if definition.when else None
        self.values = {
            name: self._expression(declared, name, key)
            for key in ("message", "help", "arithmetic", "evidence")
            for name in _BRACES.findall(getattr(definition, key) or "")
        }
        expressions = [self.claim, *([self.when] if self.when else []), *self.values.values()]
        self.names_plan = any(expression.names("plan") for expression in expressions)
        self._refuse_misplaced(declared)

    def undecided(self) -> Iterator[str]:
        """What ``when`` and ``assert`` never were while they were evaluated, and the parameters they do not use."""
        texts = " ".join(expression.text for expression in (self.when, self.claim) if expression)
        for name in self.definition.params:
            if f"params.{name}" not in texts:
                yield f"neither when nor assert uses params.{name}"
        for key, expression in (("when", self.when), ("assert", self.claim)):
            for value in (True, False):
                if expression and value not in expression.seen:
                    yield f"in no example is {key} {'true' if value else 'false'}"

    def _expression(self, declared: Declared, text: str, key: str) -> Expression:
        expression = Expression(text, declared.document, (*declared.path, key))
        reason = misspelt(text, self.subjects, self.definition.params)
        if reason:
            raise unreadable(declared, reason, key)
        return expression

    def _refuse_misplaced(self, declared: Declared) -> None:
        places: list[tuple[str | None, Path]] = [(self.definition.at, ("at",))]
        places += [(path, ("related", index)) for index, path in enumerate(self.definition.related)]
        for path, steps in places:
            reason = misplaced(path, self.subjects) if path else None
            if reason:
                raise unreadable(declared, reason, *steps)


class DeclaredRule(Rule):
    """The base of all rules that rulesets declare."""

    spoken: ClassVar[_Spoken]

    def check(self, plan: Plan) -> Results:
        """Judge every object that ``for`` selects and ``when`` lets pass."""
        judged = False
        for result in self._results(plan):
            judged = True
            yield result
        if not judged:
            yield NotApplicable(None, NOTHING_SELECTED, path=self.spoken.definition.subjects or "plan")

    def _results(self, plan: Plan) -> Iterator[Result]:
        scope = scope_of(plan, with_plan=self.spoken.names_plan)
        scope.ruled_by(self._params)
        for match in select(plan, self.spoken.subjects):
            if not match.missing:
                yield from _Judgement(self, plan, match.at, match.value, scope).results()
            elif (
                ANY not in self.spoken.subjects
            ):  # a list may be empty; the one thing that is spoken of may not be absent
                yield lacking_at(match.at, str(match.missing[0]))

    @cached_property
    def _params(self) -> dict[str, Any]:
        return {name: as_cel(getattr(self, name)) for name in self.spoken.definition.params}


class _Judgement:
    """One object under one rule."""

    def __init__(self, rule: DeclaredRule, plan: Plan, at: At, subject: Any, scope: Scope) -> None:
        self.rule = rule
        self.spoken = rule.spoken
        self.plan = plan
        self.subject = subject
        self.at = subject.at() if isinstance(subject, Model) else at
        self.scope = scope

    def results(self) -> Iterator[Result]:
        self.scope.judging(as_cel(self.subject))
        try:
            if self.spoken.when and not self.spoken.when.holds(self.scope):
                return
            yield self._verdict(self.spoken.claim.holds(self.scope))
        except AbsentError as error:
            text = f"{self.spoken.when.text if self.spoken.when else ''} {self.spoken.claim.text}"
            yield absence(text, error.key, self.plan, self.subject, self.at)

    def _verdict(self, holds: bool) -> Result:
        definition = self.spoken.definition
        if holds:
            template = definition.evidence or HOLDS
            return Pass(self._place(definition.at), template, **self._values(template))
        values: dict[str, Any] = {}
        for said in (definition.message, definition.help, definition.arithmetic):
            values |= self._values(said or "")
        return Problem(
            self._place(definition.at),
            definition.message,
            related=[self._place(path) for path in definition.related],
            help=definition.help,
            arithmetic=definition.arithmetic,
            **values,
        )

    def _place(self, path: str | None) -> At:
        return place_of(path, self.plan, self.subject, self.at) if path else self.at

    def _values(self, template: str) -> dict[str, Any]:
        if template == HOLDS:
            return {"path": self.at}
        return {name: self._value(name) for name in _BRACES.findall(template)}

    def _value(self, name: str) -> Any:
        """What a placeholder stands for: a value of the plan as the plan has it, else what the expression gives."""
        chain = _CHAIN.fullmatch(name.strip())
        if chain:
            start = {"self": self.subject, "plan": self.plan, "params": self.rule}.get(chain[1] or "", self.plan.as_of)
            return _follow(start, (chain[2] or "").split(".")[1:])
        try:
            return _shown(self.spoken.values[name].evaluate(self.scope))
        except AbsentError:
            return None


def _follow(value: Any, keys: list[str]) -> Any:
    for key in keys:
        if isinstance(value, Kinded) and key == "kind":
            value = value.kind
        elif isinstance(value, Rule):
            value = getattr(value, key, None)
        else:
            value = value.get(key) if isinstance(value, Model | Mapping) else None
    return _shown(value)


def _shown(value: Any) -> Any:
    """A double that is a whole number reads as one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _parameter(default: Any) -> Any:
    """A parameter of the type of its default; a number is a double."""
    if isinstance(default, bool | str | list | dict):
        return type(default), parameter(default, "")
    return float, parameter(float(default), "")


def _documentation(declared: Declared) -> str:
    """The definition as the docstring of a rule, so that documentation and tests read it like any other."""
    definition = declared.definition
    day = f", as of {definition.as_of}" if definition.as_of else ""
    parts = [definition.summary or definition.message, f"Why: {definition.why or ''}"]
    for heading, key in (("Good", "good"), ("Bad", "bad")):
        for index, example in enumerate(getattr(definition, key)):
            text = example_text(example, declared.document, (*declared.path, key, index))
            parts.append(f"{heading}{day}:\n" + indent(text.rstrip("\n"), "    "))
    return "\n\n".join(parts)
