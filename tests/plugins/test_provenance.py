"""Every parameter says where its number comes from, and the framework's catalogue says the same."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from opscheck.catalogue import Catalogue, parameters_schema
from opscheck.framework import Clause
from opscheck.plugins import Plugins
from opscheck.rule import Rule

CATALOGUE = Catalogue(Plugins())
PAIRS = [(rule, CATALOGUE.clauses[clause]) for rule in CATALOGUE.rules.values() for clause in rule.clauses]
pairs = pytest.mark.parametrize(("rule", "clause"), PAIRS, ids=[f"{rule.id}-{clause.id}" for rule, clause in PAIRS])


class Number(NamedTuple):
    """A number of a rule or clause: its value as YAML writes it, and where it comes from."""

    value: Any
    origin: str


def spelt(name: str) -> str:
    return name.replace("_", "-")


def value(given: Any) -> Any:
    """``+50%`` is ``50%``, and 1.5 is 1.5 however it was read."""
    if isinstance(given, list):
        return [value(entry) for entry in given]
    return re.sub(r"^\+", "", str(given))


def of_clause(clause: Clause) -> dict[str, Number]:
    """The numbers of a clause; where the clause itself is ours, so are they."""
    origins = {spelt(name): "case" for name in clause.case} | {spelt(name): "ours" for name in clause.ours}
    default = "ours" if clause.origin == "ours" else "framework"
    return {
        spelt(name): Number(value(given), origins.get(spelt(name), default)) for name, given in clause.numbers.items()
    }


def of_rule(rule: type[Rule]) -> Iterator[tuple[str, Number]]:
    """The parameters of a rule; of one that is a mapping each key is a number of its own."""
    for name, schema in parameters_schema(rule)["properties"].items():
        origin = next(iter(schema["origin"]), "framework")
        given = schema["default"]
        for key, entry in given.items() if isinstance(given, dict) else [(name, given)]:
            yield spelt(key), Number(value(entry), origin)


OF_ANY_CLAUSE = [number.value for clause in CATALOGUE.clauses.values() for number in of_clause(clause).values()]


@pairs
def test_every_number_of_the_clause_is_a_parameter_of_the_same_value_and_origin(rule: type[Rule], clause: Clause):
    parameters = dict(of_rule(rule))
    for name, number in of_clause(clause).items():
        assert parameters.get(name) == number, name


@pairs
def test_a_parameter_beyond_the_clause_is_our_own_or_a_word_of_the_clause(rule: type[Rule], clause: Clause):
    for name, number in of_rule(rule):
        if name not in of_clause(clause) and number.origin == "framework":
            words = number.value if isinstance(number.value, list) else [number.value]
            are_its_words = all(word.replace("-", " ") in clause.text["en"].lower() for word in words)
            assert are_its_words or number.value in OF_ANY_CLAUSE, name


@pytest.mark.parametrize("rule", CATALOGUE.rules.values(), ids=list(CATALOGUE.rules))
def test_a_choice_of_ours_says_why_and_a_case_is_never_the_frameworks_own(rule: type[Rule]):
    for schema in parameters_schema(rule)["properties"].values():
        (kind, reason), *more = [*schema["origin"].items()] or [("framework", "")]
        assert not more
        if kind != "framework":
            assert len(reason.split()) > 4, reason
