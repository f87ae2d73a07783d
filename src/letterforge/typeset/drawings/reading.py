"""Bytes → the elements of an SVG, refused if other programs could read it in another way.

It is first read as a stream: too deep or too many elements are refused before they take memory.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from letterforge.typeset.drawings.fault import BadDrawingError

MOST_BYTES = 10_000_000
"""Of a drawing, with the pictures in it."""
MOST_ELEMENTS = 50_000
DEEPEST = 64
"""Elements within each other: drawing recurses as deep, and crashes the process where the stack is full."""

SVG = "http://www.w3.org/2000/svg"
KNOWN_TYPES = re.compile(
    r"-//W3C//DTD SVG (1\.0|1\.1|1\.1 Basic|1\.1 Tiny|20010904)//EN "
    r"http://www\.w3\.org/(Graphics/SVG/1\.[01]/DTD/svg1[01](-flat|-basic|-tiny)?\.dtd"
    r"|TR/2001/REC-SVG-20010904/DTD/svg10\.dtd)"
)
"""Of documents: what drawing programs write by default, and no reader fetches."""
DECLARED = re.compile(rb"""^<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
TYPE = re.compile(rb"<!DOCTYPE\s[^>\[]*>\s*")
ASCII_ALIKE = frozenset({"us-ascii", "ascii", "iso-8859-1", "iso8859-1", "windows-1252", "latin1"})
"""Encodings in which plain letters are the bytes that they are in UTF-8."""


def parse_svg(content: bytes) -> Element:
    """The root of a drawing. Raises BadDrawingError."""
    if len(content) > MOST_BYTES:
        raise BadDrawingError(f"is larger than {MOST_BYTES // 1_000_000} MB")
    _require_utf_8(content)
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        _require_plain(content)
        root = ElementTree.fromstring(content)  # noqa: S314 - what declares an entity has been refused
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
        if isinstance(error, BadDrawingError):
            raise
        raise BadDrawingError("is not a valid SVG") from None
    if root.tag != f"{{{SVG}}}svg":
        raise BadDrawingError("is not a valid SVG")
    return root


def remove_doctype(content: bytes) -> bytes:
    """A drawing without the declaration of its type, which names an address that is not needed."""
    return TYPE.sub(b"", content, count=1)


def _require_utf_8(content: bytes) -> None:
    """Raise BadDrawingError for another encoding: not all readers use the encoding that a file names."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDrawingError("is not a valid SVG in UTF-8") from None
    declared = DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in {"utf-8", "utf8"} and not (encoding in ASCII_ALIKE and text.isascii()):
        raise BadDrawingError(f"is not in UTF-8, but in {encoding}")


def _require_plain(content: bytes) -> None:
    counter = _StreamChecker()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.StartDoctypeDeclHandler = counter.declare
    parser.EntityDeclHandler = counter.refuse_entity
    parser.ProcessingInstructionHandler = counter.instruct
    parser.Parse(content, True)


class _StreamChecker:
    """Reads a drawing as a stream."""

    def __init__(self) -> None:
        self.depth = 0
        self.elements = 0

    def start(self, _name: str, _attributes: object) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST:
            raise BadDrawingError(f"has elements nested deeper than {DEEPEST}")
        if self.elements > MOST_ELEMENTS:
            raise BadDrawingError(f"has more than {MOST_ELEMENTS:,} elements")

    def end(self, _name: str) -> None:
        self.depth -= 1

    def declare(self, name: str, system: str | None, public: str | None, has_more: int) -> None:
        if has_more:
            raise BadDrawingError("declares entities (DOCTYPE)")
        if name != "svg" or ((system or public) and not KNOWN_TYPES.fullmatch(f"{public} {system}")):
            raise BadDrawingError(f"refers to another file, {system or public or name} (DOCTYPE)")

    def refuse_entity(self, *_: object) -> None:
        raise BadDrawingError("declares entities (DOCTYPE)")

    def instruct(self, target: str, _data: str) -> None:
        # Adobe's packet of metadata is between two instructions; both are ignored when drawing.
        if target not in {"xpacket", "adobe-xap-filters"}:
            raise BadDrawingError(f"has an instruction for other programs (<?{target}?>)")
