"""The public interface in Chinese: what its documentation says is translated in ``data/public-api.zh.po``.

What models and their fields say is translated for everybody already, in opscheck's own catalogue.
"""

import re

import public_api
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from opscheck.translations import translate

PAGE = public_api.ROOT / "docs" / "api.zh.md"
CATALOGUE = public_api.ROOT / "tests" / "data" / "public-api.zh.po"
HEADER = "# What the documentation of the public interface says. python tests/public_api.py collects what is new."


def page() -> str:
    """The page; what has no translation yet is said in English."""
    catalogue = _catalogue()
    return public_api.page(PAGE, lambda text: said(text, catalogue))


def said(text: str, catalogue: Catalog) -> str:
    """A text in Chinese, as opscheck says it itself or else as this catalogue does."""
    own = translate(" ".join(text.split()), "zh")
    if own != " ".join(text.split()):
        return own
    message = catalogue.get(text)
    return _unbroken(str(message.string)) if message and message.string and not message.fuzzy else text


def _unbroken(text: str) -> str:
    """The text with each paragraph in one line, since a line's end is a space; what is indented stays as it is."""
    return re.sub(r"(?<=[^\n])\n(?=[^\s])", "", text)


def to_translate() -> list[str]:
    """The texts that opscheck does not say itself, in the order of the page."""
    asked: dict[str, None] = {}
    nothing = Catalog()

    def collect(text: str) -> str:
        if text and said(text, nothing) == text:
            asked[text] = None
        return text

    public_api.page(PAGE, collect)
    return list(asked)


def untranslated() -> list[str]:
    """What has no translation, or one that is a guess."""
    catalogue = _catalogue()
    messages = {text: catalogue.get(text) for text in to_translate()}
    return [text for text, message in messages.items() if not message or not message.string or message.fuzzy]


def update() -> None:
    """Bring the catalogue in step with the interface: what is new is guessed, as fuzzy, or empty; what is gone goes."""
    template, catalogue = Catalog(), _catalogue()
    for text in to_translate():
        template.add(text)
    catalogue.update(template, update_creation_date=False)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=True)
    CATALOGUE.write_text(f"{HEADER}\n\n{CATALOGUE.read_text(encoding='utf-8').strip()}\n", encoding="utf-8")


def _catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")
