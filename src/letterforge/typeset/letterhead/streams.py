"""How much the streams of a PDF unpack to: a megabyte may be a thousand."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from letterforge.typeset.letterhead.fault import NEW_PDF, BadLetterheadError

MOST_BYTES = 40_000_000
"""Of the file."""
MOST_UNPACKED = 50_000_000
"""Of one stream."""
MOST_CONTENT = 5_000_000
"""Of one that holds operators."""
MOST_IN_ALL = 200_000_000
MOST_PIXELS = 100_000_000
"""Of one picture."""
LZW_RATIO = 2_800
"""By how much LZW can unpack: twelve bits to four thousand bytes."""
CODECS = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})
"""Filters of pictures, which are copied as they are."""
KNOWN = CODECS | {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode"}
CHUNK = 1_000_000
TOO_MUCH = (f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB", "make its pictures smaller")
"""Message and hint."""
DICTIONARY = re.compile(rb"\bobj\s*<<(.{0,2000}?)\bstream\b", re.S)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ELSEWHERE = re.compile(rb"/Filter\s*\d+\s+\d+\s+R")


@contextlib.contextmanager
def limit_unpacking() -> Iterator[None]:
    """While this runs, qpdf, which reads tables and objects from streams, unpacks no more than it may."""
    from pikepdf import settings

    before = settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED,
        png_max_memory=MOST_UNPACKED,
        tiff_max_memory=MOST_UNPACKED,
        dct_max_memory=MOST_UNPACKED,
        max_stream_filters=4,
        parser_max_nesting=200,
    )
    try:
        yield
    finally:
        settings.set_qpdf_limits(**before)  # type: ignore[arg-type] # numbers for numbers


def require_modest_file(content: bytes) -> None:
    """Raise BadLetterheadError for tables that could unpack without end: qpdf has no limit for LZW."""
    if len(content) > MOST_BYTES:
        raise BadLetterheadError(f"is larger than {MOST_BYTES // 1_000_000} MB", "make its pictures smaller")
    for found in DICTIONARY.finditer(content):
        entries = ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), found[1])
        is_table = b"/ObjStm" in entries or b"/XRef" in entries
        if is_table and (b"/LZW" in entries or ELSEWHERE.search(entries)):
            raise BadLetterheadError("is compressed in an unknown way", NEW_PDF)


def filters_of(stream: Any) -> list[str]:
    """The filters of a stream, in their order. Raises BadLetterheadError for one that cannot be undone."""
    named = stream.get("/Filter", [])
    found = [str(name) for name in ([named] if isinstance(named, pikepdf.Name) else named)]
    if len(found) > 2 or not set(found) <= KNOWN:
        raise BadLetterheadError("is compressed in an unknown way", NEW_PDF)
    return found


def unpack_stream(stream: Any) -> bytes:
    """The content of a stream. Raises BadLetterheadError for more than there is room for."""
    raw = bytes(stream.read_raw_bytes())
    if "/LZWDecode" in filters_of(stream) and len(raw) * LZW_RATIO > MOST_UNPACKED:
        raise BadLetterheadError("is compressed in an old way (LZW)", NEW_PDF)
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        if measure_unpacked(stream) > MOST_UNPACKED:
            raise BadLetterheadError(*TOO_MUCH) from None
        raise


def measure_unpacked(stream: Any) -> int:
    """How many bytes a stream unpacks to, counted to just above the limit; with a picture's filter, its
    packed size.
    """
    raw = bytes(stream.read_raw_bytes())
    if filters_of(stream)[:1] != ["/FlateDecode"]:
        return len(raw)
    unpacker, counted = zlib.decompressobj(), 0
    while raw and counted <= MOST_UNPACKED:
        try:
            counted += len(unpacker.decompress(raw, CHUNK))
        except zlib.error:
            break
        raw = unpacker.unconsumed_tail
    return counted
