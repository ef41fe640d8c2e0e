"""A plan with one thing in it changed is refused by the schema exactly where opscheck finds its format wrong."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from authoring.mutations import Mutation, mutations
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from opscheck.authoring.schema import plan_schema
from opscheck.plan.build import build
from opscheck.source import load

GOOD = load((Path(__file__).parents[1] / "data" / "good-plan.yaml").read_bytes(), "plan.yaml").data
SCHEMA = Draft202012Validator(plan_schema())
VALUES: list[Any] = ["", " ", "x", "Upper Case", "a-b", 3, -3, 0, -1, 1, Decimal("0.5"), Decimal("1.5"), True, [], {}]
VALUES += [[1], ["a", "a"], [[]], {"a": 1}, {"id": "z"}, [{"id": "z"}]]
VALUES += ["15", "15%", "120%", "-5%", "P2W", "P0D", "PT", "P9999Y", "19 months", "2026-01", "2026-13", "2026-1"]
VALUES += ["2026-01-05", "2026-02-30", "2026-04-31", "0000-01-01", "2024-02-29", "2023-02-29", "CNY", "RMB", "percent"]
VALUES += ["5000.00 USD", "-5.00 USD", "5.00 JPY", "5 XXX", "1e5", "Asia/Shanghai", "draft", "FS", "false"]
KEYS = ["zz", "x-zz", "id", "amount", "kind"]
UNSAYABLE = (
    "plan.rates has no rate",  # what the header says
    "does not say its own currency",
    "could be read in two ways",  # 1 and 1.0 are one number to JSON Schema
    "not a day of the calendar",  # 29 February
    "must be a period",  # one of more than a thousand years
    "not a time zone",
    "not a currency code",
)


@settings(max_examples=250, deadline=None)
@given(mutation=mutations(GOOD, VALUES, KEYS))
def test_the_schema_refuses_what_opscheck_refuses_and_nothing_else(mutation: Mutation) -> None:
    data = mutation.applied(GOOD)
    refused = [error.template for error in build(data).errors]
    found = [error.json_path for error in SCHEMA.iter_errors(data)]
    if found or not refused:
        assert bool(found) == bool(refused) or _is_left_to_rules(data), (found, refused)
    else:
        assert all(any(word in said for word in UNSAYABLE) for said in refused), refused


def _is_left_to_rules(data: Any) -> bool:
    """Whether the schema asks for what opscheck asks for in a finding of another kind: a waiver, a clause set aside."""
    kept = {key: value for key, value in data.items() if key not in ("waivers", "applicability")}
    return not list(SCHEMA.iter_errors(kept))
