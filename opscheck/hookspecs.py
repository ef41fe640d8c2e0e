"""The hooks by which a plugin contributes. A plugin is an installed distribution with an entry point in group opscheck.

A plugin module also declares ``opscheck_api = 1``, the version of this interface that it is written for. A hook that a
plugin does not need it leaves out; what a hook returns is read once, when the plugin is loaded.

Translations need no hook: they lie in a folder ``locale`` beside the plugin's ``__init__.py``, in a gettext catalogue
with the package's name, ``acme_rules/locale/zh/LC_MESSAGES/acme_rules.mo``. ``python -m opscheck.authoring.catalogues
acme_rules`` makes it. A message without a translation is said in English.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pluggy

from opscheck.plan.base import Model
from opscheck.rule import Rule

API_VERSION = 1
hookspec = pluggy.HookspecMarker("opscheck")


@hookspec
def opscheck_rules() -> Iterable[type[Rule]]:
    """The rules. All rules of a topic (what stands before the slash) come from one plugin."""
    return ()


@hookspec
def opscheck_rulesets() -> Iterable[Path]:
    """Ruleset files; each is known by its file name (``standard.yaml``) or the ``name`` it declares."""
    return ()


@hookspec
def opscheck_frameworks() -> Iterable[Path]:
    """Catalogues of clauses, whose ids get the framework's as a prefix: ``pci-dss:12.10.2``."""
    return ()


@hookspec
def opscheck_sections() -> Mapping[str, type[Model]]:
    """Sections of a plan by their key, ``{"x-acme": Acme}``, read wherever a rule of the same distribution runs.

    Rules get the validated model from ``plan.get("x-acme")``; its errors are findings like those of any section.
    """
    return {}


@hookspec
def opscheck_formats() -> Mapping[str, str]:
    """Report formats by name, ``{"acme/slides": "acme_rules.slides"}``: modules, imported when they are asked for.

    The module has ``render(run: Run, options: Options)``, which yields the text of the report in pieces.
    """
    return {}


@hookspec
def opscheck_importers() -> Mapping[str, str]:
    """Importers by a glob over file names, ``{"*.plan.csv": "acme_rules.from_csv"}``: modules, imported when needed.

    The module has ``read(raw: bytes, file: str) -> Imported``. It reads those of the files that the
    configuration's ``plans`` names, and raises ``NotImportable`` for one that is not as it must be.
    """
    return {}
