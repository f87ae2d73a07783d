"""A file's bytes and name → its format.

Content decides, the name must match, and a file may not have two formats.

Programs look for the mark of their format in different places: a PDF may begin in the first kilobyte, a zip
file is read from its end. A file that two kinds of programs can open may show different content in each, but
a seal covers only one.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from letterforge.verify.verdict import Refused

PDF_START, ZIP_START, ZIP_END = b"%PDF-", b"PK\3\4", b"PK\5\6"
HEADER_WITHIN = 1024
"""Bytes in which readers look for the header of a PDF (ISO 32000-1, annex H, 3.4.1)."""
PDF_END = b"startxref"
"""Where tolerant readers of PDF begin, from the end, with any header (ISO 32000-1, 7.5.5)."""
END = struct.Struct("<4s4H2LH")
"""The end record of a zip file (APPNOTE 4.3.16)."""
DIRECTORY, DIRECTORY_64 = b"PK\1\2", b"PK\6\7"
BLANK = b" \t\r\n\f\0\xef\xbb\xbf"
"""White space, and the mark of UTF-8, which some programs add before a file."""

SUFFIXES: Mapping[str, frozenset[str]] = {
    "pdf": frozenset({".pdf"}),
    "docx": frozenset({".docx", ".docm", ".dotx", ".dotm"}),
    "xlsx": frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb"}),
    "pptx": frozenset({".pptx", ".pptm", ".potx", ".potm", ".ppsx", ".ppsm"}),
    "package": frozenset(),
}
"""The suffixes that a format may have."""
NEUTRAL = frozenset({".bak", ".old", ".orig", ".part", ".tmp", ".copy"})
"""Suffixes without a format, so that no program opens a file because of them."""
KIND = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,5}")
"""A suffix that stands for a format: "Letter of 3.11" has none."""


def format_of(content: bytes) -> str:
    """`pdf` or `package`, by the content; empty if it is neither.

    Raises Refused if it is both, or hides one.
    """
    if content.startswith(b"PK"):
        if PDF_START in content[: HEADER_WITHIN + len(PDF_START)] or PDF_END in content:
            raise Refused(
                "it is both a zip file and a PDF, so its content depends on the program that opens it"
            )
        return "package"
    start = content.find(PDF_START, 0, HEADER_WITHIN + len(PDF_START))
    if start < 0:
        return ""
    if content[:start].strip(BLANK):
        raise Refused(
            "there is something else before the PDF, so its content depends on the program that opens it"
        )
    if any(_ends_a_zip(content, at) for at in _all(content, ZIP_END)):
        raise Refused("it is both a PDF and a zip file, so its content depends on the program that opens it")
    return "pdf"


def check_suffix(path: PurePath, format_: str) -> None:
    """Compare a file's suffix with its format; a name without a suffix is right. Raises Refused."""
    suffix = PurePath(path.name.rstrip(". ")).suffix.lower()  # Windows drops dots and spaces at the end
    if suffix in SUFFIXES.get(format_, ()) or suffix in NEUTRAL or not KIND.fullmatch(suffix):
        return
    what = {"pdf": "a PDF", "docx": "a Word file", "xlsx": "a workbook", "pptx": "a presentation"}
    raise Refused(f"its name ends in {suffix}, but it is {what.get(format_, 'a package of another kind')}")


def _all(content: bytes, mark: bytes) -> Iterator[int]:
    at = content.find(mark)
    while at >= 0:
        yield at
        at = content.find(mark, at + 1)


def _ends_a_zip(content: bytes, at: int) -> bool:
    """Whether a program finds a zip directory from here; four bytes alone may be chance."""
    if len(content) < at + END.size:
        return False
    size, start = END.unpack_from(content, at)[5:7]
    starts = (at - size, start)
    return content[max(at - 20, 0) : at].startswith(DIRECTORY_64) or any(
        0 <= start < at and content.startswith(DIRECTORY, start) for start in starts
    )
