"""Plans as people may write them: random data in random styles, as a hypothesis strategy."""

from typing import Any

from hypothesis import strategies as st

PLAIN = [
    "a",
    "x y",
    "a#b",
    "方案",
    "early-people",
    "R&D",
    "it's",
    "P2W",
    "2026-01-05",
    "http://x.org/a?b",
    "a:b",
    "😀",
    "-x",
]
QUOTED = [
    "",
    " ",
    "# no comment",
    "a: b",
    "yes",
    "1.50",
    "- x",
    'say "hi"',
    "it's",
    "{x}",
    "C:\\temp",
    "中：文",
    "null",
    "\u2028",
]
BLOCKS = ["one\ntwo\n", "- x\n# y\n", "中文\n\n  deeper\n"]
NUMBERS = ["0", "-12", "960000.00", "1.8", "0x1F", "true", "null", "~", ".inf"]
KEYS = ["id", "amount", "标题", "a b", "x-y", "k.1"]
QUOTED_KEYS = ["a: b", "yes", "1", "# k", ""]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """The text of one document whose root is a block mapping."""
    text = "".join(_entry(draw, key, "", 0) for key in draw(_keys()))
    text = draw(st.sampled_from(["", "# 注释\n", "---\n"])) + text
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))


def _keys() -> Any:
    return st.lists(
        st.sampled_from(KEYS) | st.sampled_from(QUOTED_KEYS).map(_double), min_size=1, max_size=4, unique=True
    )


def _entry(draw: Any, key: str, indent: str, depth: int) -> str:
    """One `key: value` with its line end."""
    return f"{indent}{key}:{_value(draw, indent, depth)}"


def _value(draw: Any, indent: str, depth: int) -> str:
    """What follows a colon or a dash, with its line end."""
    kind = draw(st.sampled_from(["scalar", "scalar", "empty", "flow", "block", "mapping", "sequence"]))
    deeper = indent + draw(st.sampled_from(["  ", "    "]))
    if kind == "mapping" and depth < 3:
        return _tail(draw) + "".join(_entry(draw, key, deeper, depth + 1) for key in draw(_keys()))
    if kind == "sequence" and depth < 3:
        count = draw(st.integers(1, 3))
        return _tail(draw) + "".join(f"{deeper}-{_value(draw, deeper, depth + 1)}" for _ in range(count))
    if kind == "block":
        body = draw(st.sampled_from(BLOCKS)).replace("\n", f"\n{deeper}").rstrip(" ")
        return f" |{draw(st.sampled_from(['', '-', '+']))}{_comment(draw)}\n{deeper}{body}"
    if kind == "empty":
        return _tail(draw)
    return f" {_flow(draw, depth) if kind == 'flow' else _scalar(draw, PLAIN)}{_tail(draw)}"


def _flow(draw: Any, depth: int) -> str:
    """A value inside brackets, or the brackets themselves."""
    kind = draw(st.sampled_from(["scalar", "list", "mapping"])) if depth < 3 else "scalar"
    if kind == "list":
        items = [_flow(draw, depth + 1) for _ in range(draw(st.integers(0, 3)))]
        return "[" + draw(st.sampled_from([", ", ",", " ,  "])).join(items) + "]"
    if kind == "mapping":
        return "{" + ", ".join(f"{key}: {_flow(draw, depth + 1)}" for key in draw(_keys())) + "}"
    return _scalar(draw, [text for text in PLAIN if text not in ("http://x.org/a?b", "a:b")])


def _scalar(draw: Any, plain: list[str]) -> str:
    bare = st.sampled_from(plain) | st.sampled_from(NUMBERS)
    return str(draw(bare | st.sampled_from(QUOTED).map(_double) | st.sampled_from(QUOTED).map(_single)))


def _tail(draw: Any) -> str:
    """The rest of a line: blanks, perhaps a comment, the line end, perhaps blank lines."""
    return _comment(draw) + draw(st.sampled_from(["\n", "\n", "\n\n", "\n# 注\n"]))


def _comment(draw: Any) -> str:
    return str(draw(st.sampled_from(["", "", "  ", " # note", " # 备注: x"])))


def _double(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
