"""Workbook's zip archive → its parts, unpacked piece by piece and within bounds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from letterforge.errors import BrokenCampaign, Code
from letterforge.intake.bounds import MOST_DEPTH, MOST_PARTS, MOST_RATIO, MOST_UNPACKED, RATIO_FROM
from letterforge.recipients.grid import Source

PIECE = 256 * 1024
"""Bytes that are unpacked at once."""

ODS_CONTENT = "content.xml"
XLSX_CONTENT = "xl/workbook.xml"
XLSB_CONTENT = "xl/workbook.bin"

ENCRYPTED_ODS = b"encryption-data"
"""What the manifest of a protected OpenDocument package says of each part (OpenDocument 1.3 part 2, 4.4)."""
ENCRYPTED_ZIP = 0x1
"""The flag of a part that is encrypted (APPNOTE.TXT 4.4.4)."""

NOT_UTF8 = (b"\xff\xfe", b"\xfe\xff", b"\0")
"""How XML in UTF-16 or UTF-32 begins."""

SAVE_AGAIN = "open it in the spreadsheet and save it again as .xlsx, or save only the table as CSV UTF-8"


def protected(source: Source) -> BrokenCampaign:
    """The error for a workbook that needs a password."""
    hint = "save a copy without a password"
    return source.broken(Code.UNREADABLE_TABLE, "is protected by a password", hint)


def open_archive(source: Source) -> zipfile.ZipFile:
    """The archive of a workbook whose directory is within bounds. Raises BrokenCampaign where it is not.

    `zipfile` never unpacks more of a part than the directory says, and refuses a part that holds something
    else.
    """
    archive = zipfile.ZipFile(io.BytesIO(source.content))
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise source.too_large(f"has {len(parts):,} parts; at most {MOST_PARTS:,} are allowed", SAVE_AGAIN)
    if unpacked > MOST_UNPACKED:
        message = (
            f"is {unpacked // 1024**2:,} MB unpacked; at most {MOST_UNPACKED // 1024**2:,} MB are allowed"
        )
        raise source.too_large(message, SAVE_AGAIN)
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * len(source.content):
        ratio = unpacked // len(source.content)
        message = f"is {ratio:,} times larger unpacked; a real list is at most {MOST_RATIO} times larger"
        raise source.too_large(message, SAVE_AGAIN)
    if any(part.flag_bits & ENCRYPTED_ZIP for part in parts) or _is_encrypted_ods(archive):
        raise protected(source)
    if len({part.filename for part in parts}) < len(parts):
        raise source.broken(Code.UNREADABLE_TABLE, "has two parts of the same name", SAVE_AGAIN)
    return archive


def _is_encrypted_ods(archive: zipfile.ZipFile) -> bool:
    if "META-INF/manifest.xml" not in archive.namelist():
        return False
    tail = b""
    with archive.open("META-INF/manifest.xml") as manifest:
        while piece := manifest.read(PIECE):
            if ENCRYPTED_ODS in tail + piece:
                return True
            tail = piece[-len(ENCRYPTED_ODS) :]
    return False


class Part(io.RawIOBase):
    """A part of XML as a file.

    While it is read: refuses what makes readers of XML run out of time or memory.
    """

    def __init__(self, source: Source, archive: zipfile.ZipFile, name: str) -> None:
        super().__init__()
        self._source = source
        self._name = name
        self._part = archive.open(name)
        self._depth: int | None = 0
        """None: no longer known, because a comment or CDATA may hold what looks like elements."""
        self._held = b""
        """The last bytes, if a sign may begin with them that is looked for."""

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes. Raises BrokenCampaign."""
        piece = self._part.read(PIECE if size < 0 else size)
        self._check(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        """All of it, piece by piece."""
        while piece := self.read(PIECE):
            yield piece

    def close(self) -> None:
        """Close the part, not its archive."""
        self._part.close()
        super().close()

    def _check(self, piece: bytes) -> None:
        text = self._held + piece
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text.startswith(NOT_UTF8):
            message = (
                f"has a document type, entities or an encoding in {self._name} that no spreadsheet writes"
            )
            raise self._source.broken(Code.UNREADABLE_TABLE, message, SAVE_AGAIN)
        begun = text.rfind(b"<", -len(b"<!DOCTYPE"))
        whole = begun if begun >= 0 else len(text) - text.endswith(b"/")
        self._held = text[whole:] if piece else b""
        self._count_depth(text[:whole])

    def _count_depth(self, text: bytes) -> None:
        if self._depth is None or b"<!" in text:
            self._depth = None
            return
        starts = text.count(b"<") - text.count(b"</") - text.count(b"<?")
        self._depth += starts - text.count(b"</") - text.count(b"/>")
        if self._depth > MOST_DEPTH:
            message = f"has XML nested more than {MOST_DEPTH} deep in {self._name}"
            raise self._source.too_large(message, SAVE_AGAIN)


def parsed(part: Part, reader: Any) -> Iterator[None]:
    """Report what is in a part to a reader, through its methods `start`, `end` and `text`.

    Yields after each piece.

    Names come as `namespace local`. expat, because no reader that builds a tree is as fast or takes as little
    memory. Raises expat.ExpatError where the part is damaged, and what the reader raises.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    for piece in part.pieces():
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield
