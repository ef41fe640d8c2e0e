"""What a page is made of, by an independent parser: it can neither run nor load anything, and it is well built."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser

GLOBAL = {"class", "id", "role", "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden"}
SHAPE = {"x", "y", "width", "height"}
ELEMENTS: dict[str, set[str]] = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "a": {"href"},
    "input": {"type", "autocomplete", "checked"},
    "th": {"scope"},
    "td": {"data-label"},
    "svg": {"viewbox", "preserveaspectratio", "focusable"},
    "rect": SHAPE,
    "line": {"x1", "y1", "x2", "y2"},
    "text": {"x", "y", "transform"},
    "polygon": {"points"},
}
PLAIN = (
    "head title style body header p h1 h2 h3 h4 h5 h6 ul li b span dl div dt dd nav main section fieldset legend label "
    "desc figure figcaption article code mark del ins table thead tbody tr details summary footer"
).split()
MEASURES = {*SHAPE, *ELEMENTS["line"], *ELEMENTS["text"], "points", "viewbox"}
VOID = {"meta", "input"}
META = {"charset", "Content-Security-Policy", "referrer", "viewport", "generator"}
NUMBERS = re.compile(r"[-0-9., ]*|rotate\([-0-9. ]+\)")
POLICY = "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"


class Audit(HTMLParser):
    """Reads a page; ``faults`` says what should not be there."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.headings: list[int] = []
        self._open: list[str] = []
        self._style = ""
        self._policy = ""
        self.feed(page)
        self.close()
        self._conclude()

    @property
    def text(self) -> str:
        """All that there is to read."""
        return " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS and tag not in PLAIN:
            self.faults.append(f"an element {tag}")
            return
        if tag not in VOID:
            self._open.append(tag)
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag == "meta":
            self._meta({name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"an end of {tag} that does not belong there")

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            self._style += data
        else:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment {data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"an instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"a declaration {data}")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name not in GLOBAL | ELEMENTS.get(tag, set()):
            self.faults.append(f"an attribute {name} of {tag}")
        if name == "id":
            self.ids[value] += 1
        if name in ("aria-labelledby", "aria-describedby"):
            self.links.append(f"#{value}")
        if name == "href":
            self.links.append(value)
        if name in MEASURES and tag != "meta" and not NUMBERS.fullmatch(value):
            self.faults.append(f"{name} of {tag} is {value}")

    def _meta(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name") or attributes.get("http-equiv") or "charset"
        if name not in META:
            self.faults.append(f"a meta {name}")
        if name == "Content-Security-Policy":
            self._policy = attributes["content"]

    def _conclude(self) -> None:
        self.faults += [f"{tag} is not closed" for tag in self._open]
        self.faults += [f"the id {name} {count} times" for name, count in self.ids.items() if count > 1]
        self.faults += [f"a link to {link}" for link in self.links if link[:1] != "#" or link[1:] not in self.ids]
        steps = zip([0, *self.headings], self.headings, strict=False)
        self.faults += [f"a heading {after} below {before}" for before, after in steps if after > before + 1]
        if self.headings.count(1) != 1:
            self.faults.append("not just one heading for the page")
        digest = b64encode(sha256(self._style.encode()).digest()).decode()
        if self._policy != POLICY.format(hash=digest):
            self.faults.append(f"the policy {self._policy}")
