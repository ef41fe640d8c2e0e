"""Data written in every style in which people write, as a hypothesis strategy."""

from typing import Any

from hypothesis import strategies as st

TEXTS = [
    "a",
    "early-people",
    "方案",
    "it's",
    "P2W",
    "2026-01-05",
    "15%",
    "a: b",
    "# no",
    "",
    "yes",
    'say "x"',
    "中：文",
]
NUMBERS = [0, 15, 960000]
WORDS = ["id", "amount", "owner", "标题", "x-y", "a b", "steps"]

scalars = st.sampled_from(TEXTS) | st.sampled_from(NUMBERS) | st.none() | st.booleans()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)
trees = st.dictionaries(st.sampled_from(WORDS), values, min_size=1, max_size=4)


class Writer:
    """Writes data, drawing at every turn how."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.step = draw(st.integers(1, 8))
        self.dash = draw(st.sampled_from([0, self.step]))
        self.comments = draw(st.booleans())
        self.aligned = draw(st.booleans())
        self.quote = draw(st.sampled_from(["", "'", '"', "any"]))
        self.oddities = draw(st.sampled_from([0, 0, 0, 1]))
        self.count = 0

    def document(self, data: dict[str, Any]) -> bytes:
        lines = self.mapping(data, 0)
        if self.comments:
            lines = ["# 头", *lines, "# 尾"]
        newline = self.draw(st.sampled_from(["\n", "\r\n", "\r"]))
        text = newline.join(lines) + self.draw(st.sampled_from(["", newline, newline * 3]))
        return (b"\xef\xbb\xbf" if self.draw(st.booleans()) else b"") + text.encode()

    def mapping(self, data: dict[str, Any], indent: int) -> list[str]:
        wide = max((len(self.key(key)) for key in data), default=0) if self.aligned else 0
        lines = []
        for key, value in data.items():
            name = self.key(key)
            lines += self.remark(indent)
            start = " " * indent + name + ":"
            deeper = indent + (self.dash if isinstance(value, list) else self.step)
            lines += self.value(start, value, deeper, " " * (1 + max(0, wide - len(name))))
        return lines

    def sequence(self, data: list[Any], indent: int) -> list[str]:
        lines = []
        gap = " " * self.draw(st.sampled_from([1, 1, 3]))
        for item in data:
            lines += self.remark(indent)
            if isinstance(item, dict) and item and self.draw(st.booleans()):
                inner = self.mapping(item, indent + 1 + len(gap))
                while inner and inner[0].lstrip().startswith("#"):
                    inner.pop(0)
                lines += [" " * indent + "-" + gap + inner[0].lstrip(), *inner[1:]]
            else:
                lines += self.value(" " * indent + "-", item, indent + self.step, gap)
        return lines

    def value(self, start: str, value: Any, indent: int, gap: str) -> list[str]:
        nested = isinstance(value, dict | list) and value
        if nested and self.draw(st.booleans()):
            written = self.mapping(value, indent) if isinstance(value, dict) else self.sequence(value, indent)
            return [start + self.property(value) + self.comment(), *written]
        if value is None and self.draw(st.booleans()):
            return [start + self.comment()]
        return [start + gap + self.property(value).lstrip() + self.flow(value, indent) + self.comment()]

    def property(self, _value: Any) -> str:
        if not self.oddities or self.draw(st.integers(0, 3)) != 0:
            return ""
        self.count += 1
        return f" &a{self.count} "

    def flow(self, value: Any, indent: int) -> str:
        comma = ", "
        if self.oddities and isinstance(value, dict | list) and self.draw(st.integers(0, 3)) == 0:
            comma = ",\n" + " " * (indent + 1)
        if isinstance(value, dict):
            pad = self.draw(st.sampled_from(["", " "])) if value else ""
            inner = comma.join(f"{self.key(key)}: {self.flow(below, indent)}" for key, below in value.items())
            return "{" + pad + inner + pad + "}"
        if isinstance(value, list):
            return "[" + comma.join(self.flow(item, indent) for item in value) + "]"
        return self.scalar(value)

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return (
                {None: "null", True: "true", False: "false"}.get(value, str(value))
                if value != 0
                else str(value).lower()
            )
        quote = self.draw(st.sampled_from(["'", '"'])) if self.quote == "any" else self.quote
        if not quote and "," not in value and value not in ("a: b", "# no", "", "yes", 'say "x"'):
            return value
        if quote == "'":
            return "'" + value.replace("'", "''") + "'"
        return '"' + value.replace('"', '\\"') + '"'

    def key(self, key: str) -> str:
        return f'"{key}"' if self.quote == '"' else key

    def comment(self) -> str:
        return self.draw(st.sampled_from(["", "  # 注", " #x", "      # far"])) if self.comments else ""

    def remark(self, indent: int) -> list[str]:
        return self.draw(st.sampled_from([[], [], [" " * indent + "# 备注"], [""]])) if self.comments else []


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """The bytes of a file, in one style throughout."""
    return Writer(draw).document(draw(trees))
