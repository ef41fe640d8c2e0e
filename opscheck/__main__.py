"""``python -m opscheck``: the same command. Nothing that lies in the current folder is imported."""

import os
import sys

if not sys.flags.safe_path and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]  # `-m` put it there

from opscheck.cli import start

if __name__ == "__main__":
    start()
