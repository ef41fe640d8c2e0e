"""What a ruleset says to declare a rule, checked, every mistake at its place."""

import re
from collections.abc import Mapping
from textwrap import dedent
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, field_validator

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.meant import closest
from opscheck.nowhere import nowhere
from opscheck.plan.messages import MESSAGES
from opscheck.plan.select import SPELLING, parse_pattern
from opscheck.plan.types import Day, OneOrMany, Text
from opscheck.rule import Rule
from opscheck.source import Document, Path, Span

PARAMETER = r"[A-Za-z][A-Za-z0-9_]*"
TAKEN = tuple(name for name in dir(Rule) if not name.startswith("_"))
"""What no parameter can be called."""

_NOT_A_KEY = "a rule has no key {key}: it has {known}"
_NOT_A_KEY_MEANT = "a rule has no key {key}: did you mean {meant}?"
_LACKS = "{rule} has no {key}"
_UNREADABLE = "{key} of {rule} cannot be read: {reason}"


class _NowhereError(ValueError):
    """A path that no plan can have, and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


def _path(text: str) -> str:
    reason = nowhere(parse_pattern(text))
    if reason:
        raise _NowhereError(reason)
    return text


def _place(text: str) -> str:
    parse_pattern(text)
    return text


Texts = OneOrMany[Text]
_SPELLING = WithJsonSchema({"type": "string", "pattern": SPELLING})
Subjects = Annotated[str, AfterValidator(_path), _SPELLING]
Place = Annotated[str, AfterValidator(_place), _SPELLING]
"""Of the plan, or of ``self``."""


class Definition(BaseModel):
    """A declared rule. ``for`` selects objects, ``when`` narrows them down, ``assert`` judges each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subjects: Subjects | None = Field(
        None,
        alias="for",
        description="The objects that are judged, a path such as risks[*]; by default the plan itself",
    )
    when: Text | None = Field(None, description="Only objects for which this holds are judged")
    claim: Text = Field(alias="assert", description="What must hold")
    message: Text = Field(description="What is said where it does not hold; values and expressions stand in braces")
    at: Place | None = Field(None, description="Where the finding points, such as self.amount")
    help: Text | None = Field(None, description="What would be right")
    arithmetic: Text | None = Field(None, description="The sum behind the finding")
    evidence: Text | None = Field(None, description="What is said where it holds")
    related: OneOrMany[Place] = Field((), description="Lines that contribute, such as budget.total")
    severity: Literal["off", "info", "warning", "error"] = Field("error", description="How bad it is; error by default")
    clauses: Texts = Field((), description="The ids of the framework's clauses that the rule checks")
    requires: OneOrMany[Subjects] = Field((), description="Paths that must be there")
    given: OneOrMany[Subjects] = Field((), description="Paths without which the rule waits for data")
    params: dict[str, Any] = Field(
        default_factory=dict, description="Numbers and words that others may change, read as params.name"
    )
    summary: Text | None = Field(None, description="What the rule asks for, in a sentence")
    why: Text | None = Field(None, description="Why it asks for that")
    as_of: Day | None = Field(None, description="The day by which the examples are judged")
    good: tuple[Any, ...] = Field((), description="Examples: pieces of a plan that meet the rule")
    bad: tuple[Any, ...] = Field((), description="Examples that do not; # <- marks the line of the finding")

    @field_validator("params", mode="after")
    @classmethod
    def _names(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in value:
            if not re.fullmatch(PARAMETER, name) or name in TAKEN:
                raise ValueError(f"{name} cannot be the name of a parameter")
        return value


class Declared(NamedTuple):
    """A definition with where it stands, so that what is wrong in it can be shown there."""

    id: str
    definition: Definition
    document: Document
    path: Path

    def span(self, *steps: str | int) -> Span:
        """Where a key of the definition stands."""
        return self.document.span((*self.path, *steps))


def read_definition(rule_id: str, value: Mapping[str, Any], document: Document, path: Path) -> Declared:
    """Read what a ruleset declares at ``path``. Raises UserError, located."""
    try:
        return Declared(rule_id, Definition.model_validate(dict(value)), document, path)
    except ValidationError as failed:
        first, *others = failed.errors(include_url=False)
        misspelt = next((error for error in others if error["type"] == "extra_forbidden"), first)
        raise _mistake(rule_id, misspelt if first["type"] == "missing" else first, document, path) from None


def unreadable(declared: Declared, reason: Message, *steps: str | int) -> UserError:
    """That a key of the definition says something that no plan has."""
    values = {"rule": declared.id, "key": str(steps[0]), "reason": reason}
    return UserError(Message(_UNREADABLE, values), declared.span(*steps))


def known_keys() -> tuple[str, ...]:
    """The keys of a definition as a ruleset writes them."""
    return tuple(info.alias or name for name, info in Definition.model_fields.items())


def _mistake(rule_id: str, details: Any, document: Document, path: Path) -> UserError:
    key = str(details["loc"][0])
    values = {"rule": rule_id, "key": key, **(details.get("ctx") or {})}
    if details["type"] == "missing":
        return UserError(Message(_LACKS, values), document.key_span(path) or document.span(path))
    if details["type"] == "extra_forbidden":
        meant = closest(key, known_keys())
        values |= {"meant": meant, "known": known_keys()}
        return UserError(Message(_NOT_A_KEY_MEANT if meant else _NOT_A_KEY, values), document.key_span((*path, key)))
    template = MESSAGES.get(details["type"])
    reason = Message(template, {**values, "field": key, "value": details["input"]}) if template else _reason(details)
    place = tuple(step for step in details["loc"] if isinstance(step, str | int))
    return UserError(Message(_UNREADABLE, {**values, "reason": reason}), document.span((*path, *place)))


def _reason(details: Any) -> str | Message:
    cause = (details.get("ctx") or {}).get("error")
    if isinstance(cause, _NowhereError):
        return cause.message
    return str(cause) if cause else str(details["msg"])


def example_text(example: Any, document: Document, path: Path) -> str:
    """An example as the piece of a plan that it is: a text, or a mapping as it is written in the ruleset."""
    if isinstance(example, str):
        return example
    span = document.span(path)
    lines = [document.line(number) for number in range(span.line, span.end_line + 1)]
    return dedent("\n".join([" " * (span.column - 1) + lines[0][span.column - 1 :], *lines[1:]]))
