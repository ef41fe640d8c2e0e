"""Plans for the benchmarks: N variants of a good plan, or one plan many times its size.

The same seed gives the same bytes.
"""

import random
import re
from pathlib import Path
from typing import Any

from opscheck.source import load

GOOD_PLAN = Path(__file__).parent.parent / "tests" / "data" / "good-plan.yaml"


def variants(count: int, folder: Path, seed: int = 1) -> list[Path]:
    """``count`` plans that differ from the good plan in their id, title and some texts; all of them stay good."""
    chance = random.Random(seed)
    text = GOOD_PLAN.read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        changed = text.replace("id: retention-2026", f"id: retention-{number}", 1)
        changed = re.sub(r"evidence: .*?}", lambda _: f"evidence: 报表 {chance.randrange(10**6)}}}", changed)
        path = folder / f"plan-{number:06}.yaml"
        path.write_text(changed, encoding="utf-8")
        paths.append(path)
    return paths


def grown(times: int, path: Path) -> Path:
    """The good plan with every list of items that have ids ``times`` as long, references included."""
    original = load(GOOD_PLAN.read_bytes(), GOOD_PLAN.name).data  # numbers keep their digits
    ids = _declared_ids(original)
    result = original
    for number in range(1, times):
        result = _joined(result, _renamed(original, ids, number))
    lines = "\n".join(_lines(result, 0))
    path.write_text(lines + "\n", encoding="utf-8")
    return path


def _declared_ids(data: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            found.add(data["id"])
        for value in data.values():
            found |= _declared_ids(value)
    elif isinstance(data, list):
        for value in data:
            found |= _declared_ids(value)
    return found


def _renamed(data: Any, ids: set[str], number: int, section: str = "") -> Any:
    if isinstance(data, dict):
        renamed = {key: value if key == "kind" else _renamed(value, ids, number, key) for key, value in data.items()}
        return {**renamed, "kind": "other"} if section in ("phases", "stages") and "id" in data else renamed
    if isinstance(data, list):
        return [_renamed(value, ids, number, section) for value in data]
    return f"{data}-{number}" if isinstance(data, str) and data in ids else data


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: _joined(value, other[key]) if key in other else value for key, value in one.items()}
    if isinstance(one, list) and isinstance(other, list) and any(isinstance(item, dict) for item in one):
        return [*one, *other]
    return one


def _lines(data: Any, depth: int) -> list[str]:
    """Mappings down to the third level in block style, everything below on one line, as in the good plan."""
    lines: list[str] = []
    pad = "  " * depth
    for key, value in data.items():
        if isinstance(value, dict) and depth < 2:
            lines += [f"{pad}{key}:", *_lines(value, depth + 1)]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{pad}{key}:", *(f"{pad}  - {_flow(item)}" for item in value)]
        else:
            lines.append(f"{pad}{key}: {_flow(value)}")
    return lines


_PLAIN = re.compile(r"[A-Za-z][\w-]*|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[-+]?[0-9.]+%")


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    return value if _PLAIN.fullmatch(value) else '"' + value.replace('"', '\\"') + '"'
