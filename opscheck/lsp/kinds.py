"""What a file is to opscheck, beside a plan or a fragment of one: by its name, else by what it says.

It may be no YAML at the moment, so what it says is looked for in the text.
"""

import re
from collections.abc import Collection
from enum import Enum
from pathlib import Path

from opscheck.project.configurations import NAMES
from opscheck.waivers import REGISTER

_HAS_RULES = re.compile(r"^rules[ \t]*:", re.MULTILINE)
_DECLARES = re.compile(r"^[ \t]+assert[ \t]*:", re.MULTILINE)


class Kind(Enum):
    """What a file is that is no plan."""

    configuration = "configuration"
    ruleset = "ruleset"
    register = "register"


def kind_of(path: Path, text: str, topics: Collection[str]) -> Kind | None:
    """What a file is; None where it is a plan or nothing of ours. ``topics`` are those of the installed rules.

    A ruleset says what becomes of rules of ours, or declares its own.
    """
    if path.name == REGISTER:
        return Kind.register
    if path.name in NAMES:
        return Kind.configuration if path.suffix == ".yaml" else None
    if not _HAS_RULES.search(text) or re.search(r"^schema[ \t]*:", text, re.MULTILINE):
        return None
    names_rule = rf"(?<![\w/.-])({'|'.join(map(re.escape, sorted(topics)))})/[\w*?\[]"
    return Kind.ruleset if re.search(names_rule, text) or _DECLARES.search(text) else None
