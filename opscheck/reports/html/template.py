"""Laying out the page. Whatever is put into a template is cleaned and escaped, unless it is markup of our own."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from opscheck.display import clean

if TYPE_CHECKING:
    from opscheck.reports.html.page import Page

LONGEST = 2000
_FOLDER = Path(__file__).with_name("templates")
_POLICY = "default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'"


def laid_out(page: "Page") -> Iterator[str]:
    """The text of the page, in pieces."""
    style = (_FOLDER / "style.css").read_text(encoding="utf-8")
    stream = (
        _environment()
        .get_template("report.html")
        .stream(
            page=page,
            t=page.t,
            style=Markup(style),
            policy=_POLICY.format(style=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"),
        )
    )
    stream.enable_buffering(200)
    return iter(stream)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        newline_sequence="\n",
    )


def _harmless(value: Any) -> Any:
    """The value as text without what could steer whoever reads it; escaping comes after this."""
    if isinstance(value, Markup | int):
        return value
    text = clean(str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
