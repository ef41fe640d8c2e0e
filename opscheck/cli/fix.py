"""opscheck fix: the same as check --fix."""

import argparse

from opscheck.cli import check

run = check.run


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = check.parser(name, summary)
    options.set_defaults(fix=True)
    return options
