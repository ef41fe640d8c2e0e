"""opscheck cache: where results are kept, and how much; ``opscheck cache clean`` removes them."""

import argparse
import os

from opscheck.cache import MOST_BYTES, Cache, users_folder
from opscheck.cli.options import language, new_parser
from opscheck.display import say
from opscheck.errors import UserError, reason
from opscheck.finding import Message

NOWHERE = "nobody knows the user's home: nothing is kept (OPSCHECK_CACHE names a folder)"
HOLDS = "{folder}: {size} MB of at most {most} MB, in {count} files"
CLEANED = "{folder}: {count} files removed"
STAYS = "{file} cannot be removed: {reason}"
_MEGABYTE = 1_000_000


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("action", metavar="clean", nargs="?", choices=["clean"], help="remove what is kept")
    return options


def run(args: argparse.Namespace) -> int:
    folder = users_folder(os.environ)
    lang = language(args.lang)
    if folder is None:
        print(say(Message(NOWHERE), lang))  # noqa: T201
        return 0
    cache = Cache(folder)
    sizes = [path.stat().st_size for path in cache.files]
    values: dict[str, object] = {"folder": str(folder), "count": len(sizes)}
    if args.action == "clean":
        _clean(cache)
        print(say(Message(CLEANED, values), lang))  # noqa: T201
        return 0
    values |= {"size": f"{sum(sizes) / _MEGABYTE:.1f}", "most": MOST_BYTES // _MEGABYTE}
    print(say(Message(HOLDS, values), lang))  # noqa: T201
    return 0


def _clean(cache: Cache) -> None:
    try:
        cache.clean()
    except OSError as error:
        values = {"file": str(error.filename), "reason": reason(error)}
        raise UserError(Message(STAYS, values)) from None
