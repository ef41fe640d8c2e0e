"""Whether a rule can do what it says: a mistake in how it is declared would make it say nothing, and nobody notice."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from opscheck.finding import Message
from opscheck.nowhere import nowhere
from opscheck.plan.base import Model
from opscheck.plan.select import parse_pattern
from opscheck.rule import Rule

WRONG_PATH = "{rule} has in {keyword}: {reason}"
NO_DEFAULT = "the parameter {name} of {rule} has no default"
BAD_DEFAULT = "the parameter {name} of {rule} has a default that it does not allow itself: {reason}"


def complaints(rule: type[Rule], sections: Iterable[type[Model]] = ()) -> Iterator[Message]:
    """What is wrong with a rule as it is declared. ``sections`` are the roots of those that its plugin reads."""
    sections = list(sections)
    for keyword, texts in _paths(rule):
        for text in texts:
            reason = _unusable(text, sections)
            if reason:
                yield Message(WRONG_PATH, {"rule": rule.id, "keyword": keyword, "reason": reason})
    yield from _parameters(rule)


def _paths(rule: type[Rule]) -> Iterator[tuple[str, Iterable[str]]]:
    yield "each", [rule.each] if rule.each else []
    yield "requires", rule.requires
    yield "given", rule.given
    yield "reads", rule.reads


def _unusable(text: str, sections: list[type[Model]]) -> Message | None:
    try:
        return nowhere(parse_pattern(text), sections)
    except ValueError as error:
        return Message("{reason}", {"reason": str(error)})


def _parameters(rule: type[Rule]) -> Iterator[Message]:
    for name, declared in rule.model_fields.items():
        values = {"name": name, "rule": rule.id}
        if declared.is_required():
            yield Message(NO_DEFAULT, values)
            return
        try:
            rule.model_validate({declared.alias or name: declared.get_default(call_default_factory=True)})
        except ValidationError as error:
            yield Message(BAD_DEFAULT, {**values, "reason": error.errors(include_url=False)[0]["msg"]})
