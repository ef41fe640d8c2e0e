"""opscheck beside yamllint, check-jsonschema and Spectral, in one run, as ratios of medians.

    pip install -e '.[dev]' && npm ci --prefix benchmarks
    python benchmarks/compare.py                        the table, printed
    python benchmarks/compare.py --write                the same, written into docs/performance.md and .zh.md

opscheck runs all rules of its ruleset standard. check-jsonschema gets the schema that ``opscheck schema`` prints: the
same format, without the rules. Spectral gets seven of opscheck's checks (``spectral.yaml``). What is not installed is
left out. Ratios compare commands that ran in turn; seconds are those of this machine.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from generate import variants
from pages import write
from timing import Command, in_turn

HERE = Path(__file__).parent
CHECK = ["check", "--as-of", "2026-07-01", "--isolated"]
SEED = 1


class Peers:
    """The programs, and how each of them checks some files."""

    def __init__(self, root: Path) -> None:
        self.cache = root / "cache"
        self.schema = root / "schema.json"
        self.opscheck = found("opscheck") or sys.exit("opscheck is not installed: pip install -e '.[dev]'")
        self.others = {name: path for name in ("yamllint", "check-jsonschema", "spectral") if (path := found(name))}
        self.schema.write_bytes(subprocess.run([self.opscheck, "schema"], check=True, capture_output=True).stdout)

    def cold(self, *arguments: str) -> Command:
        """opscheck without its cache."""
        return Command([self.opscheck, *CHECK, "--no-cache", *arguments])

    def unchanged(self, *arguments: str) -> Command:
        """opscheck, asked once more what it was asked before."""
        return Command([self.opscheck, *CHECK, *arguments], {"OPSCHECK_CACHE": str(self.cache)})

    def first(self, *arguments: str) -> Command:
        """opscheck, which fills its empty cache."""
        emptied = self.cache.with_name("emptied")
        environ = {"OPSCHECK_CACHE": str(emptied)}
        return self.unchanged(*arguments)._replace(environ=environ, prepare=lambda: shutil.rmtree(emptied, True))

    def beside(self, files: list[str], *left_out: str) -> dict[str, Command]:
        """What the others do with these files."""
        lines = {
            "yamllint": ["-d", "relaxed", *files],
            "check-jsonschema": ["--schemafile", str(self.schema), *files],
            "spectral": ["lint", "-q", "-r", str(HERE / "spectral.yaml"), *files],
        }
        return {name: Command([path, *lines[name]]) for name, path in self.others.items() if name not in left_out}

    def versions(self) -> Iterator[str]:
        yield f"opscheck {version(self.opscheck)}"
        yield from (f"{name} {version(path)}" for name, path in self.others.items())
        yield f"Python {platform.python_version()}"
        yield f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def found(name: str) -> str | None:
    """Where a program is: beside this Python, in ``node_modules`` here, or on the path."""
    places = [str(Path(sys.executable).parent), str(HERE / "node_modules" / ".bin"), os.environ["PATH"]]
    return shutil.which(name, path=os.pathsep.join(places))


def version(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d[\w.+-]*", said)
    return number[0] if number else "?"


# --- what is compared


def beside_peers(
    title: str, own: Mapping[str, Command], others: Mapping[str, Command], runs: int, *, warmed: bool = False
) -> Iterator[str]:
    """One table: every command's seconds, and each of opscheck's as a share of every other's."""
    figures = in_turn({**own, **others}, runs, warmed=warmed)
    yield from ("", f"**{title}** ({runs} runs)", "")
    yield row("", "seconds (median)", "spread", "MB", *(f"of {name}" for name in others))
    yield row("---", *["---:"] * (3 + len(others)))
    for name, of in figures.items():
        ratios = [f"{of.median / figures[other].median:.2f}" if name in own else "" for other in others]
        yield row(name, f"{of.median:.3f}", of.spread, f"{of.megabytes:.0f}", *ratios)


def growth(peers: Peers, root: Path, times: list[int], runs: int) -> Iterator[str]:
    """One plan many times its size, beside what start-up and one such plan take in a run of many."""
    many = [str(path) for path in variants(51, root / "many", SEED)]
    plans = {f"× {number}": root / f"grown-{number}.yaml" for number in times}
    for number in times:  # in another process: what this one takes, the system counts with those that it starts
        subprocess.run([sys.executable, str(HERE / "generate.py"), "--times", str(number), str(root)], check=True)
    commands = {"1 plan": peers.cold(many[0]), "51 plans": peers.cold("--jobs", "1", *many)}
    figures = in_turn({**commands, **{name: peers.cold(str(path)) for name, path in plans.items()}}, runs, warmed=True)
    one = (figures["51 plans"].median - figures["1 plan"].median) / 50
    start_up = figures["1 plan"].median - one
    smallest = max(figures[f"× {times[0]}"].median - start_up, one)
    yield from ("", f"**Growth of one plan** ({runs} runs; start-up, {start_up:.3f} s, taken off)", "")
    yield row("size", "lines", "KB", "seconds", "of the smallest", f"of a plan in many ({one * 1000:.1f} ms)", "MB")
    yield row("---", *["---:"] * 6)
    for name, path in plans.items():
        raw, seconds = path.read_bytes(), figures[name].median - start_up
        size = [str(raw.count(b"\n")), str(len(raw) // 1024)]
        ratios = [f"{seconds / smallest:.0f}", f"{seconds / one:.0f}"]
        yield row(name, *size, f"{seconds:.3f}", *ratios, f"{figures[name].megabytes:.0f}")


def memory(peers: Peers, root: Path, counts: list[int]) -> Iterator[str]:
    """Folders of more and more plans: peak memory, and seconds."""
    yield from ("", "**Many plans** (1 run each, three of ten plans with findings)", "")
    yield row("plans", "seconds", "plans a second", "MB", "of the first")
    yield row("---", *["---:"] * 4)
    first = 0.0
    for count in counts:
        folder = root / f"plans-{count}"
        variants(count, folder, SEED, flawed=0.3)
        of = in_turn({"opscheck": peers.cold("--format", "concise", str(folder))}, 1)["opscheck"]
        first = first or of.megabytes
        rate = count / of.median
        yield row(str(count), f"{of.median:.1f}", f"{rate:.0f}", f"{of.megabytes:.0f}", f"{of.megabytes / first:.2f}")
        shutil.rmtree(folder)


def row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def table(options: argparse.Namespace, root: Path, say: Callable[[str], None]) -> None:
    peers = Peers(root)
    say(", ".join(peers.versions()) + ".")
    plans = [str(path) for path in variants(options.plans, root / "plans", SEED)]
    flawed = [str(path) for path in variants(options.plans, root / "flawed", SEED, flawed=0.3)]
    one = plans[:1]
    own = {
        "opscheck, no cache": peers.cold(*one),
        "opscheck, unchanged": peers.unchanged(*one),
        "opscheck, first run": peers.first(*one),
    }
    left_out = ("yamllint",) if options.without_yamllint else ()
    parts: list[Iterable[str]] = [
        beside_peers("One plan", own, peers.beside(one), options.runs),
        beside_peers(
            f"{options.plans} plans",
            {
                "opscheck, one process": peers.cold("--jobs", "1", *plans),
                "opscheck, two processes": peers.cold("--jobs", "2", *plans),
            },
            peers.beside(plans, *left_out),
            max(1, options.runs // 3),
            warmed=True,
        ),
        beside_peers(
            f"{options.plans} plans, three of ten with findings",
            {"opscheck, one process": peers.cold("--jobs", "1", "--format", "concise", *flawed)},
            peers.beside(flawed, "yamllint"),
            max(1, options.runs // 3),
            warmed=True,
        ),
        growth(peers, root, options.growth, max(1, options.runs // 3)),
        memory(peers, root, options.many) if options.many else (),
    ]
    for part in parts:
        for line in part:
            say(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=200)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--growth", type=int, nargs="+", default=[1, 10, 100, 1000], metavar="TIMES")
    parser.add_argument("--many", type=int, nargs="*", default=[1000], metavar="PLANS", help="such as 1000 100000")
    parser.add_argument(
        "--without-yamllint", action="store_true", help="in runs of many plans: it takes most of the time"
    )
    parser.add_argument("--write", action="store_true", help="write the table into the pages in docs")
    options = parser.parse_args()
    lines: list[str] = []

    def say(line: str) -> None:
        print(line, flush=True)
        lines.append(line)

    with tempfile.TemporaryDirectory() as folder:
        table(options, Path(folder), say)
    if options.write:
        write(lines)


if __name__ == "__main__":
    main()
