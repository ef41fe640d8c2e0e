"""Compiled catalogues: what a run reads. The build makes them too, so nothing but Babel is imported here."""

import io
import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_file(file: Path) -> Path:
    """Write the compiled catalogue beside its source, unless it is up to date; its path."""
    compiled = file.with_suffix(".mo")
    with file.open("rb") as stream:
        catalogue = read_po(stream)
    target = io.BytesIO()
    write_mo(target, catalogue)
    if not compiled.is_file() or compiled.read_bytes() != target.getvalue():
        part = compiled.with_suffix(f".{os.getpid()}.mo")  # several processes may do the same at once
        part.write_bytes(target.getvalue())
        part.replace(compiled)
    elif compiled.stat().st_mtime < file.stat().st_mtime:
        compiled.touch()  # else it is left alone: whoever has loaded it would take it for another one
    return compiled
