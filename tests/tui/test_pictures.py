"""How the screens look: each character and its style, in both languages, light and dark, large and small.

With OPSCHECK_NEW_PICTURES=1 the pictures are taken anew: look at each difference before it is committed.
"""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.pilot import Pilot
from tui.driven import drive, opened, write
from tui.lists import WAIVED

from opscheck.tui.app import ReviewApp

PICTURES = Path(__file__).parent / "pictures"
PLAN = Path(__file__).parents[2] / "examples" / "defective" / "plan.yaml"
VIEWS = {
    "findings": ("j",),
    "explanation": ("enter", "enter"),
    "filter": ("slash", *write("sev:error"), lambda pilot: pilot.pause(0.4)),
    "waive": ("w", "o", "k"),
    "help": ("question_mark",),
    "plan": ("2",),
    "clauses": ("3", "n"),
    "waivers": ("4", "j"),
}


def picture_of(app: ReviewApp) -> str:
    """The screen as text, then for each line the stretches that share a style, with the styles beneath."""
    strips = [[segment for segment in strip if segment.text] for strip in app.screen._compositor.render_strips()]
    names: dict[str, str] = {}
    text = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    looks = [" ".join(_stretches(strip, names)) for strip in strips]
    legend = [f"{name} {style}" for style, name in names.items()]
    return "\n".join([*text, "=" * 40, *looks, "=" * 40, *legend, ""])


def _stretches(strip: list[Segment], names: dict[str, str]) -> Iterator[str]:
    for style, segments in groupby(strip, key=lambda segment: _look(segment)):
        length = sum(segment.cell_length for segment in segments)
        yield f"{names.setdefault(style, f'{len(names):x}')}:{length}"


def _look(segment: Segment) -> str:
    style = segment.style
    if style is None:
        return "none"
    marks = [name for name in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, name)]
    front = style.color.name if style.color else "-"
    back = style.bgcolor.name if style.bgcolor else "-"
    return " ".join([front, "on", back, *marks])


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", VIEWS)
def test_picture(
    view: str, lang: str, dark: bool, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TERM", "TEXTUAL_FILTERS"):
        monkeypatch.delenv(name, raising=False)
    is_waived = view == "waivers"
    text = WAIVED if is_waived else PLAN.read_text(encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    app = opened(Path("plan.yaml"), lang=lang, dark=dark, as_of="2026-07-01" if is_waived else "2026-09-15")
    taken: list[str] = []

    async def take(_: Pilot) -> None:
        taken.append(picture_of(app))

    drive(app, *VIEWS[view], lambda pilot: pilot.pause(), take, size=size)
    file = PICTURES / f"{view}-{lang}-{'dark' if dark else 'light'}-{size[0]}x{size[1]}.txt"
    if os.environ.get("OPSCHECK_NEW_PICTURES"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(taken[0], encoding="utf-8")
    assert taken[0] == file.read_text(encoding="utf-8")
