"""Translations: one gettext catalogue for each package that has messages, read only by a run in another language.

opscheck's own is in ``opscheck/locale``. The package of a plugin brings its own in a folder ``locale``, under its own
name: ``acme_rules/locale/zh/LC_MESSAGES/acme_rules.mo``. A message without a translation is said in English.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol

LANGUAGES = ("en", "zh")
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


class Catalogue(Protocol):
    """The translations of one language, as gettext has them."""

    def gettext(self, message: str, /) -> str: ...
    def ngettext(self, singular: str, plural: str, count: int, /) -> str: ...


_folders: dict[str, list[Path]] = {"opscheck": [Path(__file__).with_name("locale")]}


def add_package(module: ModuleType) -> None:
    """Let the translations of a plugin's package be found. Those that were there before it come first."""
    name = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    places = getattr(module, "__path__", [Path(module.__file__ or "").parent])
    if name and name not in _folders:
        _folders[name] = [Path(place) / "locale" for place in places]
        _catalogue.cache_clear()


def translate(template: str, lang: str, **texts: str) -> str:
    """The template in a language, else as it is, with these texts in place, neither cleaned nor cut."""
    said = _catalogue(lang).gettext(template) if template and lang != "en" else template
    return PLACEHOLDER.sub(lambda found: filled(found, texts), said) if texts else said


def plural(one: str, many: str, count: int, lang: str) -> str:
    """The template that a count takes in a language."""
    if lang == "en":
        return one if count == 1 else many
    return _catalogue(lang).ngettext(one, many, count)


def filled(found: re.Match[str], texts: Mapping[str, str]) -> str:
    """The text for a placeholder that was found; one without a text stays, a doubled brace is a brace."""
    return found[0][0] if found[1] is None else texts.get(found[1], found[0])


@cache
def _catalogue(lang: str) -> Catalogue:
    import gettext  # only runs that are not in English need it

    found = gettext.NullTranslations()
    for domain, folders in reversed(_folders.items()):
        for folder in folders:
            try:
                one = gettext.translation(domain, folder, [lang.replace("-", "_")])
            except Exception:  # noqa: BLE001 - none, or a damaged one of a stranger: then in English
                continue
            one.add_fallback(found)
            found = one
    return found
