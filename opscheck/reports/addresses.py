"""Names of files as references that stand in a URI's place."""

from urllib.parse import quote


def address(file: str) -> str:
    """A file of the repository, relative to its root, or one elsewhere as ``file:`` with its whole path."""
    if file.startswith("/"):
        return f"file://{_quoted(file)}"
    if file[1:3] in (":/", ":\\"):  # of another drive of Windows
        return f"file:///{_quoted(file)}"
    return _quoted(file)


def _quoted(file: str) -> str:
    """A path for a URI; of a name that is no text, each byte."""
    try:
        return quote(file, errors="surrogateescape")
    except UnicodeEncodeError:
        return quote(file, errors="surrogatepass")
