"""The table of the benchmarks in the pages of both languages, from one source: its English lines."""

import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
PROGRAMS = "opscheck|yamllint|check-jsonschema|spectral"
CHINESE = {  # what a title or a cell says, as a pattern
    r"\*\*One plan\*\* \((\d+) runs\)": r"**一份方案**（运行 \1 次）",
    r"\*\*(\d+) plans\*\* \((\d+) runs\)": r"**\1 份方案**（运行 \2 次）",
    r"\*\*(\d+) plans, three of ten with findings\*\* \((\d+) runs\)": (
        r"**\1 份方案，十份中有三份有问题**（运行 \2 次）"
    ),
    r"\*\*Growth of one plan\*\* \((\d+) runs; start-up, ([\d.]+) s, taken off\)": (
        r"**一份方案变大时**（运行 \1 次；已减去启动的 \2 秒）"
    ),
    r"\*\*Many plans\*\* \(1 run each, three of ten plans with findings\)": (
        "**大量方案**（各运行 1 次，十份中有三份有问题）"
    ),
    r"seconds \(median\)": "秒（中位数）",
    "seconds": "秒",
    "spread": "范围",
    "opscheck, no cache": "opscheck，不用缓存",
    "opscheck, unchanged": "opscheck，没有变化",
    "opscheck, first run": "opscheck，首次运行",
    "opscheck, one process": "opscheck，一个进程",
    "opscheck, two processes": "opscheck，两个进程",
    "size": "大小",
    "lines": "行数",
    "of the smallest": "相当于最小者",
    r"of a plan in many \(([\d.]+) ms\)": r"相当于众多方案中的一份（\1 毫秒）",
    "plans": "方案数",
    "plans a second": "每秒方案数",
    "of the first": "相当于首行",
    rf"of ({PROGRAMS})": r"相当于 \1",
    rf"[KM]B|{PROGRAMS}|[^A-Za-z]*": r"\g<0>",
}


def write(lines: Sequence[str], page: Path = PAGE) -> None:
    """Put the table between the markers of the page, and in Chinese between those of the page beside it.

    Raises ValueError, before anything is written, for words that have no translation here.
    """
    chinese = [in_chinese(line) for line in lines]
    _put(lines, page)
    _put(chinese, page.with_suffix(".zh.md"))


def table(page: Path) -> list[str]:
    """The lines that the page has now."""
    text = page.read_text(encoding="utf-8")
    return text.partition(f"{BEGIN}\n")[2].partition(f"\n{END}")[0].split("\n")


def in_chinese(line: str) -> str:
    """A line of the table in Chinese. Raises ValueError for words that have no translation here."""
    if line.startswith("|"):
        return "|".join(f" {_said(cell.strip())} " if cell else "" for cell in line.split("|"))
    if line.endswith("."):  # what was measured, and on what
        return "、".join(re.sub(r"^(\d+) cores$", r"\1 核", piece) for piece in line[:-1].split(", ")) + "。"
    return _said(line)


def _said(text: str) -> str:
    for pattern, said in CHINESE.items():
        if found := re.fullmatch(pattern, text):
            return found.expand(said)
    raise ValueError(f"benchmarks/pages.py does not say in Chinese: {text}")


def _put(lines: Sequence[str], page: Path) -> None:
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")
