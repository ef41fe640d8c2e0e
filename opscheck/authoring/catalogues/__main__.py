"""The command: update or check the catalogues of packages."""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

NO_BABEL = "Babel is needed for this: pip install babel"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m opscheck.authoring.catalogues")
    parser.add_argument("packages", metavar="PACKAGE", nargs="*", default=own_packages())
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    try:
        from opscheck.authoring.catalogues.files import TRANSLATED_INTO, Package
    except ModuleNotFoundError as missing:
        if missing.name != "babel":
            raise
        print(NO_BABEL, file=sys.stderr)  # noqa: T201
        return 2
    flaws: list[str] = []
    for name in options.packages:
        try:
            package = Package(name)
        except ModuleNotFoundError as missing:
            print(missing, file=sys.stderr)  # noqa: T201
            return 2
        for lang in TRANSLATED_INTO:
            if not options.check and package.update(lang):
                print(f"updated {package.file(lang)}")  # noqa: T201
            flaws += package.flaws(lang)
    print("\n".join([*flaws, f"{len(flaws)} to do"]))  # noqa: T201
    return 1 if flaws else 0


def own_packages() -> list[str]:
    """opscheck, and the packages of the plugins that come with it."""
    points = entry_points(group="opscheck")
    return ["opscheck", *sorted(point.module for point in points if point.dist and point.dist.name == "opscheck")]


if __name__ == "__main__":
    sys.exit(main())
