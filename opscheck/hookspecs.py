"""The hooks by which a plugin contributes. A plugin is an installed distribution with an entry point in group opscheck.

A plugin module also declares ``opscheck_api = 1``, the version of this interface that it is written for.

Translations need no hook: they lie in a folder ``locale`` beside the plugin's ``__init__.py``, in a gettext catalogue
with the package's name, ``acme_rules/locale/zh/LC_MESSAGES/acme_rules.mo``. ``python -m opscheck.authoring.catalogues
acme_rules`` makes it. A message without a translation is said in English.
"""

from collections.abc import Iterable
from pathlib import Path

import pluggy

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
    """Catalogues of clauses."""
    return ()
