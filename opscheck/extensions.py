"""What a plugin may bring beside rules, rulesets and catalogues: sections, report formats and importers."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import ModuleType
from typing import Any

from pydantic import create_model

from opscheck.plan.base import Model, field

HOOKS = ("opscheck_sections", "opscheck_formats", "opscheck_importers")
_KEY = re.compile(r"x-[a-z0-9]+(-[a-z0-9]+)*")
_FORMAT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


class UnusableError(Exception):
    """What a hook returns cannot be used, and why, in a sentence."""


class Section:
    """A section of a plan that a distribution reads: the key, and the model of what stands below it."""

    def __init__(self, key: str, model: type[Model], distribution: str) -> None:
        self.key = key
        self.model = model
        self.distribution = distribution

    @cached_property
    def root(self) -> type[Model]:
        """A model with the section as its only field, so that paths begin with the section's key."""
        annotation: Any = self.model | None
        return create_model("Root", __base__=Model, section=(annotation, field("The section", alias=self.key)))


class Extension:
    """A report format or an importer: its name or glob, and the module to import for it."""

    def __init__(self, name: str, module: str, distribution: str) -> None:
        self.name = name
        self.module = module
        self.distribution = distribution


class Extensions:
    """All that one plugin module brings. Raises UnusableError for what cannot be used."""

    def __init__(self, module: ModuleType, distribution: str) -> None:
        self.sections = [Section(*_section(*item), distribution) for item in _contribution(module, HOOKS[0])]
        self.formats = [Extension(*_format(*item), distribution) for item in _contribution(module, HOOKS[1])]
        self.importers = [Extension(*_importer(*item), distribution) for item in _contribution(module, HOOKS[2])]

    @property
    def claims(self) -> Iterator[tuple[str, str]]:
        """What no other plugin may bring as well: a kind and a name."""
        yield from (("section", section.key) for section in self.sections)
        yield from (("format", format_.name) for format_ in self.formats)
        yield from (("importer for", importer.name) for importer in self.importers)


def _contribution(module: ModuleType, hook: str) -> list[tuple[Any, Any]]:
    implementation = getattr(module, hook, None)
    found = (implementation() if implementation else None) or {}
    if not isinstance(found, Mapping):
        raise UnusableError(f"{hook}() returned {found!r}, which is no mapping")
    return list(found.items())


def _section(key: Any, model: Any) -> tuple[str, type[Model]]:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise UnusableError(f"the key of a section is {key!r}, and not of the form x-acme")
    if not (isinstance(model, type) and issubclass(model, Model)):
        raise UnusableError(f"the section {key} has {model!r}, which is no model: it must be a class of opscheck.Model")
    return key, model


def _format(name: Any, module: Any) -> tuple[str, str]:
    if not isinstance(name, str) or not _FORMAT.fullmatch(name):
        raise UnusableError(f"the name of a report format is {name!r}, and not of the form acme/slides")
    return name, _module(f"the report format {name}", module)


def _importer(glob: Any, module: Any) -> tuple[str, str]:
    if not isinstance(glob, str) or not glob.rpartition("/")[2].rpartition(".")[2].strip("*?[]"):
        raise UnusableError(f"the glob of an importer is {glob!r}, and not of the form *.plan.csv")
    if glob.endswith((".yaml", ".yml")):
        raise UnusableError(f"the importer for {glob} is for YAML, which opscheck reads itself")
    return glob, _module(f"the importer for {glob}", module)


def _module(what: str, module: Any) -> str:
    if not isinstance(module, str) or not _MODULE.fullmatch(module):
        raise UnusableError(f"{what} is {module!r}: it must be the name of a module, such as 'acme_rules.slides'")
    return module
