"""A date stays on one line, however narrow the screen is."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from reports.html.sample import MANY_WRONGS, page

from opscheck.reports.html.template import _dated

DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")


class _Texts(HTMLParser):
    """What stands outside of sources, pictures and whatever keeps its lines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loose: list[str] = []
        self.kept = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "input", "br"):
            self.open.append("nowrap" if "nowrap" in (dict(attrs).get("class") or "") else tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if found := DATE.findall(data):
            if "nowrap" in self.open:
                self.kept += len(found)
            elif not {"code", "svg", "title", "style"} & set(self.open):
                self.loose.append(data)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_date_of_a_sentence_is_kept_together(tmp_path: Path, lang: str) -> None:
    texts = _Texts(page(tmp_path, MANY_WRONGS, lang))
    assert texts.loose == []
    assert texts.kept > 20


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("on 2026-07-01.", 'on <span class="nowrap">2026-07-01</span>.'),
        ("at [q1/2026-05]", 'at [q1/<span class="nowrap">2026-05</span>]'),
        ("<b>2026-07-01</b>", '&lt;b&gt;<span class="nowrap">2026-07-01</span>&lt;/b&gt;'),
        ("d-2026-07-01 12026-07-01 2026-07-011", "d-2026-07-01 12026-07-01 2026-07-011"),
        ("", ""),
    ],
)
def test_a_date_is_marked_and_all_else_is_text(text: str, shown: str) -> None:
    assert str(_dated(text)) == shown
