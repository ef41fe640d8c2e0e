"""A new plugin: a complete distribution with a rule, a ruleset, tests and CI, from ``templates/``."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from opscheck.version import version

_TEMPLATES = Path(__file__).with_name("templates")
_FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    ".gitignore": "gitignore",
    ".github/workflows/ci.yml": "ci.yml",
    "src/@package@/__init__.py": "__init__.py",
    "src/@package@/phase_length.py": "phase_length.py",
    "src/@package@/rulesets/recommended.yaml": "recommended.yaml",
    "tests/test_rules.py": "test_rules.py",
}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PREFIX = "opscheck-"


class Names(NamedTuple):
    """What a new plugin is called: as a distribution, as a package, and before the slash of its rules' ids."""

    distribution: str
    package: str
    topic: str


def names(name: str, topic: str | None = None) -> Names:
    """``acme`` and ``opscheck-acme`` both mean the distribution ``opscheck-acme`` with the topic ``acme``."""
    plain = name.removeprefix(PREFIX)
    return Names(PREFIX + plain, (PREFIX + plain).replace("-", "_"), topic or plain)


def is_name(name: str) -> bool:
    """Whether this can be the name of a plugin, and a topic."""
    return _NAME.fullmatch(name) is not None and name.removeprefix(PREFIX) != "opscheck"


def meant_name(name: str) -> str | None:
    """A possible name that was probably meant; None where nothing of it is left."""
    meant = "-".join(re.findall("[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()))
    return meant if meant and is_name(meant) else None


def distribution(of: Names) -> Mapping[str, str]:
    """The text of every file of the new distribution, by its path."""
    return {_filled(path, of): _filled(_template(name), of) for path, name in _FILES.items()}


def _template(name: str) -> str:
    return (_TEMPLATES / f"{name}.in").read_text(encoding="utf-8")


def _filled(text: str, of: Names) -> str:
    for name, value in {**of._asdict(), "version": version()}.items():
        text = text.replace(f"@{name}@", value)
    return text
