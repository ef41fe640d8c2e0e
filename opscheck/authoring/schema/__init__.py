"""JSON Schemas (draft 2020-12) of plans, rulesets and configurations: for editors, and for checks without opscheck.

They describe what an author writes: keys are closed except for ``x-``, closed vocabularies are enumerated, and open
ones have the framework's words as examples. A key without a value is to opscheck an absent key; the schemas do not
allow it, so that an editor marks what is still to be filled in. Editors show ``errorMessage`` where a value is wrong.
"""

from collections.abc import Iterable, Iterator

from opscheck.authoring.schema.notations import Schema, complaining, described
from opscheck.authoring.schema.plan import plan
from opscheck.catalogue import Catalogue
from opscheck.extensions import Section
from opscheck.translations import translate

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:opscheck:{kind}:v1"


def plan_schema(lang: str = "en", sections: Iterable[Section] = ()) -> Schema:
    """The schema of a plan file or a fragment, with descriptions in English (``en``) or Chinese (``zh``).

    ``sections`` are those that plugins read. Raises UserError for one that has no JSON Schema.
    """
    return _published("plan", plan(sections), lang)


def ruleset_schema(catalogue: Catalogue, lang: str = "en") -> Schema:
    """The schema of a ruleset, with the installed rules and their parameters.

    Raises UserError for a parameter that has no JSON Schema.
    """
    from opscheck.authoring.schema.files import ruleset

    return _published("ruleset", ruleset(catalogue, lang), lang)


def config_schema(catalogue: Catalogue, lang: str = "en") -> Schema:
    """The schema of a configuration, as ``ruleset_schema``."""
    from opscheck.authoring.schema.files import config

    return _published("config", config(catalogue, lang), lang)


def descriptions() -> Iterator[str]:
    """All that the schemas say of keys, in English; what they say of rules is the rules' own."""
    from opscheck.authoring.schema.files import keys

    schemas = [plan_schema(), keys()]
    yield from (part["description"] for part in described(schemas))
    yield from (part["errorMessage"] for part in complaining(schemas))


def _published(kind: str, schema: Schema, lang: str) -> Schema:
    whole = {"$schema": DIALECT, "$id": ID.format(kind=kind), **schema}
    for part in described(whole):
        part["description"] = translate(part["description"], lang)
    for part in complaining(whole):
        part["errorMessage"] = translate(part["errorMessage"], lang)
    return whole
