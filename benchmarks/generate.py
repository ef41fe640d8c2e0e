"""Plans for the benchmarks: N variants of a good plan, or one plan many times its size.

    python benchmarks/generate.py --plans 1000 FOLDER         that many plans in which nothing is wrong
    python benchmarks/generate.py --plans 1000 --flawed 0.3   three of ten have findings
    python benchmarks/generate.py --times 100 FOLDER          one plan with every list a hundred times as long

The same seed gives the same bytes.
"""

import argparse
import random
import re
from pathlib import Path
from typing import Any

from opscheck.source import load

_WIDTH = 200
GOOD_PLAN = Path(__file__).parent.parent / "tests" / "data" / "good-plan.yaml"


FLAWS = (
    ("horizon: P19M", "horizon: P11M"),
    ("expected_return: 1.8", "expected_return: 1.2"),
    ("rephasing: [政策变化影响已批准方案, 试点指标连续两周低于预警线]", "rephasing: []"),
    ("finish: 2026-03-04", "finish: 2026-03-30"),
    ("total: 3000000.00", "total: 3100000.00"),
    ("  timezone:", "  time_zone:"),
)
"""What to replace in the good plan for a finding or two."""


def variants(count: int, folder: Path, seed: int = 1, flawed: float = 0.0) -> list[Path]:
    """``count`` plans that differ from the good plan in their id, some texts, and the ids of their people.

    A share ``flawed`` of them has findings: each from one to three of the ``FLAWS``, and the people of the plan before,
    who then have two plans to work for.
    """
    chance = random.Random(seed)
    text = GOOD_PLAN.read_text(encoding="utf-8")
    people = "|".join(person["id"] for person in load(text.encode(), GOOD_PLAN.name).data["organization"]["people"])
    somebody = re.compile(rf"(?<![\w-])({people})(?![\w-])")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    organization = 0
    for number in range(count):
        changed = text.replace("id: retention-2026", f"id: retention-{number}", 1)
        is_flawed = chance.random() < flawed
        organization += not is_flawed
        changed = somebody.sub(rf"\g<1>-{organization}", changed)
        changed = re.sub(r"evidence: .*?}", lambda _: f"evidence: 报表 {chance.randrange(10**6)}}}", changed)
        if is_flawed:
            for old, new in chance.sample(FLAWS, chance.randint(1, 3)):
                changed = changed.replace(old, new, 1)
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
    path.write_text(written(result), encoding="utf-8")
    return path


def written(data: Any) -> str:
    """A plan as YAML, much as the good plan is written."""
    return "\n".join(_lines(data, 0)) + "\n"


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
    """Mappings down to the third level in block style, most of what is below on one line, as in the good plan."""
    lines: list[str] = []
    pad = "  " * depth
    for key, value in data.items():
        if isinstance(value, dict) and depth < 2:
            lines += [f"{pad}{key}:", *_lines(value, depth + 1)]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{pad}{key}:", *(line for item in value for line in _item(item, pad))]
        else:
            lines.append(f"{pad}{key}: {_flow(value)}")
    return lines


def _item(item: Any, pad: str) -> list[str]:
    """An item of a list: on one line if it is short."""
    whole = f"{pad}  - {_flow(item)}"
    if len(whole) <= _WIDTH or not isinstance(item, dict):
        return [whole]
    lines = [f"{pad}    {key}: {_flow(value)}" for key, value in item.items()]
    return [f"{pad}  - {lines[0].strip()}", *lines[1:]]


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--plans", type=int, default=0)
    parser.add_argument("--flawed", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--times", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    variants(options.plans, options.folder, options.seed, options.flawed)
    if options.times:
        grown(options.times, options.folder / f"grown-{options.times}.yaml")


if __name__ == "__main__":
    main()
