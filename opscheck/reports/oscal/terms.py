"""The small parts of OSCAL: identifiers, days, texts and properties, in the form that it asks for."""

import re
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from opscheck.display import clean
from opscheck.reports.addresses import address
from opscheck.reports.escaping import escaped
from opscheck.source import Span

NAMESPACE = "https://github.com/opscheck/opscheck/ns/oscal"
_OURS = uuid5(UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), NAMESPACE)  # by RFC 9562, in the namespace of URLs
_NO_TOKEN = re.compile(r"[^A-Za-z0-9_.\-]")
_BEFORE_CLOCKS = date(1970, 1, 1)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_HARMLESS = ("http:", "https:", "mailto:")


def uuid(kind: str, *identity: str | None) -> str:
    """The identifier of what this identifies, the same every time."""
    name = "\n".join((kind, *(part or "" for part in identity)))
    return str(uuid5(_OURS, name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")))


def instant(day: date | None) -> str:
    """The beginning of a day; without one, a time that is nobody's."""
    return f"{(day or _BEFORE_CLOCKS).isoformat()}T00:00:00Z"


def token(name: str) -> str:
    """A name as OSCAL has them: letters, digits, ``_``, ``-`` and ``.``, not beginning with a digit."""
    plain = _NO_TOKEN.sub("_", name)
    return plain if plain[:1].isalpha() or plain.startswith("_") else f"_{plain}"


def line(text: str) -> str:
    """A line of markup that shows the text as it is; never empty."""
    return escaped(text.strip()).strip() or "–"


def prose(*texts: str) -> str:
    """Paragraphs of markup that show the texts as they are."""
    return "\n\n".join(line(text) for text in texts)


def prop(name: str, value: str) -> dict[str, str]:
    """A property of ours; its value is plain text."""
    return {"name": token(name), "ns": NAMESPACE, "value": clean(value).strip() or "–"}


def props(**values: Any) -> list[dict[str, str]]:
    """Properties of what is known."""
    return [prop(name.replace("_", "-"), str(value)) for name, value in values.items() if value is not None]


def place(span: Span) -> str:
    """Where something stands, as a reference that hosts of repositories understand."""
    return f"{address(span.file)}#L{span.line}"


def link(ref: str) -> dict[str, str] | None:
    """What a plan names as evidence, as a link; None for an address that could do anything but be read."""
    scheme = _SCHEME.match(ref.strip())
    if not ref.strip() or (scheme and scheme[0].lower() not in _HARMLESS):
        return None
    return {"href": quote(ref.strip(), safe=":/?#[]@!$&'()*+,;=%~", errors="replace"), "rel": "reference"}
