"""Laying out the page. Whatever is put into a template is cleaned and escaped, unless it is markup of our own."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from opscheck.display import clean

if TYPE_CHECKING:
    from opscheck.reports.html.page import Page

LONGEST = 2000
_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}(?:-\d{2})?(?![\w-])", re.ASCII)
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
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        newline_sequence="\n",
    )
    environment.filters["dated"] = _dated
    return environment


def _dated(value: Any) -> Markup:
    """A text in which no line ends within a date: some browsers would break it after a hyphen."""
    return Markup(_DATE.sub(r'<span class="nowrap">\g<0></span>', str(escape(_harmless(value)))))


def _harmless(value: Any) -> Any:
    """The value as text without what could steer whoever reads it; escaping comes after this."""
    if isinstance(value, Markup | int):
        return value
    text = clean(str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
