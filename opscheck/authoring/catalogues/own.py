"""What opscheck says beyond what its source shows: descriptions of the format, the skeleton, argparse's own words."""

from collections.abc import Iterator

from opscheck.authoring.catalogues.extraction import Found
from opscheck.authoring.schema import descriptions
from opscheck.authoring.skeleton import texts

# argparse asks gettext for these by itself.
_OPTIONS = (
    "usage: ",
    "positional arguments",
    "options",
    "show this help message and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "unrecognized arguments: %s",
    "the following arguments are required: %s",
    "expected one argument",
    "expected at least one argument",
    "expected at most one argument",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid %(type)s value: %(value)r",
    "not allowed with argument %s",
    "ignored explicit argument %r",
    "one of the arguments %s is required",
)
_COUNTED_OPTIONS = (("expected %s argument", "expected %s arguments"),)


def own_words() -> Iterator[Found]:
    """The messages that no template in the source shows."""
    for text in (*_OPTIONS, *_COUNTED_OPTIONS):
        yield Found(text, "argparse")
    for text in dict.fromkeys(descriptions()):
        yield Found(text, "opscheck/plan")
    for text in dict.fromkeys(texts()):
        yield Found(text, "opscheck/authoring/skeleton.yaml")
