"""Bytes to text: UTF-8, with or without a byte order mark, and only characters that YAML allows."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from opscheck.source.flaws import Refusal

# The four-byte marks come first: the one of UTF-32 begins with the one of UTF-16.
_OTHER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_NUL = "there is a NUL byte: this is no text, or it is UTF-16; save the file as UTF-8"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Every byte that is in no forbidden character, but for the last two of those, which begin with _LAST.
_HARMLESS = bytes({*range(256)} - {*range(0x20), 0x7F, 0xC2} | {*b"\t\n\r"})
_LAST = b"\xef\xbf"


def decode(raw: bytes) -> str:
    """The text of a file without its byte order mark; raises Refusal at the first bad byte or character."""
    for mark, encoding in _OTHER_MARKS:
        if raw.startswith(mark):
            raise Refusal("the file is encoded in {encoding}: save the file as UTF-8", {"encoding": encoding}, 0)
    content = raw.removeprefix(BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_forbidden(content[: error.start].decode("utf-8"))
        raise _not_utf8(content, error.start) from None
    if _may_be_forbidden(content):
        _refuse_forbidden(text)
    return text


def decode_loosely(raw: bytes) -> str:
    """A text to show around a refusal: bytes that cannot be read become replacement characters."""
    return raw.removeprefix(BOM_UTF8).decode("utf-8", errors="replace")


def _not_utf8(content: bytes, position: int) -> Refusal:
    template = "the byte {byte} is not UTF-8: save the file as UTF-8"
    characters = len(content[:position].decode("utf-8"))
    return Refusal(template, {"byte": f"0x{content[position]:02X}"}, characters)


def _may_be_forbidden(content: bytes) -> bool:
    """Whether the text is worth a search: the bytes tell that many times faster."""
    return bool(content.translate(None, _HARMLESS)) or _LAST in content or content.startswith(BOM_UTF8)


def _refuse_forbidden(text: str) -> None:
    if text.startswith("\ufeff"):
        raise Refusal("the file starts with two byte order marks: save the file as UTF-8 anew", {}, 0)
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    if found[0] == "\0":
        raise Refusal(_NUL, {}, found.start())
    code = f"U+{ord(found[0]):04X}"
    raise Refusal("the control character {code} is not allowed: delete it", {"code": code}, found.start())
