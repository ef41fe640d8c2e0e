"""Changing a file without touching anything else in it: byte-exact edits, verified before they are written.

    edits = [Edit.insert(document, offset, "# opscheck: ignore[…] …\\n")]
    new = verified(document, edits, comments=[*texts_of(document), "# opscheck: ignore[…] …"])
    write(path, document.raw, new.raw)

``Edit`` is a replacement of bytes of the file, ``apply`` carries several out, ``verified`` gives the document as it
will be and raises Refused where there is any doubt, ``write`` puts it in the place of the file at once or not at all.
Documents are never written anew from their data.
"""

from opscheck.edits.edit import Edit, Refused, apply
from opscheck.edits.verify import texts_of, verified
from opscheck.edits.writing import sweep, write

__all__ = ["Edit", "Refused", "apply", "sweep", "texts_of", "verified", "write"]
