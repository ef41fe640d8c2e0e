"""A picture as SVG, built as a tree: no text of a plan can become anything but text."""

from collections.abc import Iterable
from xml.etree import ElementTree

from markupsafe import Markup

from opscheck.display import clean, width

WIDTH = 440.0
ROW = 24.0
LABEL = 118.0
_COLUMN = 6.4  # what a character of one column takes at most
_LONGEST = 300


class Drawing:
    """Shapes and texts, 440 units wide and as high as it says. ``id`` makes the ids of its title and description."""

    def __init__(self, id_: str, title: str, description: str, height: float, *, wide: float = WIDTH) -> None:
        names = {"aria-labelledby": f"{id_}-title", "aria-describedby": f"{id_}-desc"}
        box = {"viewBox": f"0 0 {number(wide)} {number(height)}", "role": "group", "class": "drawing"}
        self._root = ElementTree.Element("svg", {**box, **names})
        self._add("title", {"id": f"{id_}-title"}, title)
        self._add("desc", {"id": f"{id_}-desc"}, description)

    def rect(self, x: float, y: float, wide: float, high: float, css: str, title: str = "") -> None:
        """A rectangle; one without a width is still to be seen."""
        place = {"x": number(x), "y": number(y), "width": number(max(wide, 1)), "height": number(high)}
        self._titled(self._add("rect", {**place, "class": css}), title)

    def line(self, x: float, y: float, to_x: float, to_y: float, css: str) -> None:
        """A line."""
        self._add("line", {"x1": number(x), "y1": number(y), "x2": number(to_x), "y2": number(to_y), "class": css})

    def shape(self, points: Iterable[tuple[float, float]], css: str, title: str = "") -> None:
        """A closed shape."""
        corners = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._titled(self._add("polygon", {"points": corners, "class": css}), title)

    def circle(self, x: float, y: float, radius: float, css: str, title: str = "") -> None:
        """A circle."""
        place = {"cx": number(x), "cy": number(y), "r": number(radius), "class": css}
        self._titled(self._add("circle", place), title)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        css: str = "",
        *,
        room: float = WIDTH,
        title: str = "",
        steep: bool = False,
    ) -> None:
        """A text in so much room; one that is cut says all of itself in its title. ``steep`` leans it to the right."""
        shown = cut(clean(text), room)
        place = {"x": number(x), "y": number(y)}
        if css:
            place["class"] = css
        if steep:
            place["transform"] = f"rotate(-55 {number(x)} {number(y)})"
        element = self._add("text", place, shown)
        self._titled(element, title or (text if shown != clean(text) else ""))

    def link(self, target: str | None, title: str, points: Iterable[tuple[float, float]], css: str) -> None:
        """A shape that leads to a finding of the page, or one that only says what it is."""
        if target is None:
            self.shape(points, css, title)
            return
        link = self._add("a", {"href": f"#{target}", "aria-label": _shortened(title)})
        corners = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._titled(ElementTree.SubElement(link, "polygon", {"points": corners, "class": css}), title)

    def markup(self) -> Markup:
        """The drawing as part of an HTML page."""
        return Markup(ElementTree.tostring(self._root, encoding="unicode"))

    def _add(self, name: str, attributes: dict[str, str], text: str = "") -> ElementTree.Element:
        element = ElementTree.SubElement(self._root, name, attributes)
        if text:
            element.text = _shortened(text)
        return element

    def _titled(self, element: ElementTree.Element, title: str) -> None:
        if title:
            ElementTree.SubElement(element, "title").text = _shortened(title)


def number(value: float) -> str:
    """``12.5``: one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def cut(text: str, room: float) -> str:
    """The text, shortened to what fits into so many units."""
    columns = int(room / _COLUMN)
    if width(text) <= columns:
        return text
    kept = text
    while kept and width(kept) > columns - 1:
        kept = kept[:-1]
    return kept + "…"


def broken(text: str, room: float) -> list[str]:
    """The text in one line, or in two where it has a place to break at; what does not fit then is cut."""
    text = clean(text)
    if cut(text, room) == text:
        return [text]
    places = [
        at + 1 for at, character in enumerate(text) if character in " -_/" and cut(text[: at + 1], room)[-1] != "…"
    ]
    if not places:
        return [cut(text, room)]
    return [text[: places[-1]].rstrip(), cut(text[places[-1] :], room)]


def _shortened(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
