"""A zip file → its entries, read in a way that no other program can find other entries in it.

The local headers must follow one another from the first byte to the central directory, match it, and leave no
unused byte. So nothing can be hidden between them, before, after, or twice. Sizes are limited before anything
is unpacked.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from letterforge.verify.verdict import Refused

MOST_ENTRIES = 4096
LARGEST_TOTAL = 512 * 1024 * 1024
"""Largest unpacked size, in bytes."""
LARGEST_RATIO, FREE = 100, 32 * 1024 * 1024
"""Largest ratio of unpacked to packed size, and the size in bytes up to which any ratio is allowed."""

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL_LENGTH, END_LENGTH = 46, 22
END = struct.Struct("<4s4H2LH")
ENCRYPTED, DESCRIBED_AFTER, UTF8 = 0x1, 0x8, 0x800
KNOWN_FLAGS = 0x2 | 0x4 | DESCRIBED_AFTER | UTF8
"""Bits 1 and 2 are the level of compression (APPNOTE 4.4.4)."""
OTHER_NAME = 0x7075
"""An extra field with another name for the entry, which only some programs use (APPNOTE 4.6.9)."""
ROOM, LONGEST_EXTRA = 0xA220, 64
"""A field of zeros that reserves space for a part (ECMA-376-2, 7.3.9), and the largest size of other
fields."""
DESCRIPTORS = {12: ("<3L", 0), 16: ("<3L", 4), 20: ("<L2Q", 0), 24: ("<L2Q", 4)}
"""Lengths of data descriptors, their form, and its start (APPNOTE 4.3.9)."""


def read_archive(content: bytes) -> dict[str, bytes]:
    """The entries of a zip file by name, without folders. Raises Refused."""
    directory = _directory(content)
    infos = _infos(content)
    if any(info.orig_filename != info.filename for info in infos):
        raise Refused("an entry has a zero byte or a backslash in its name")
    _bound(infos, len(content))
    parts: dict[str, bytes] = {}
    for info, packed in _laid_out(content, infos, directory):
        if info.orig_filename in parts:
            raise Refused(f"the entry {info.orig_filename} is there twice")
        parts[info.orig_filename] = _unpacked(info, packed)
    return {name: part for name, part in parts.items() if not _is_folder(name, part)}


def _is_folder(name: str, part: bytes) -> bool:
    if name.endswith("/") and part:
        raise Refused(f"the folder {name} has content")
    return name.endswith("/")


def _directory(content: bytes) -> int:
    """Where the central directory starts: it must end at the end record, and that at the end of the file."""
    if len(content) < END_LENGTH or content[-END_LENGTH:-18] != b"PK\5\6":
        raise Refused("it is not a zip file, or there are bytes after its end")
    _, disk, first_disk, here, entries, size, start, _ = END.unpack(content[-END_LENGTH:])
    if disk or first_disk or here != entries:
        raise Refused("it is only a part of a zip file")
    if entries > MOST_ENTRIES:
        raise Refused(f"it has {entries} entries, which is too many")
    if start + size != len(content) - END_LENGTH:
        raise Refused("there are hidden bytes before or after its directory")
    return int(start)


def _infos(content: bytes) -> list[ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        struct.error,
        EOFError,
        OverflowError,
    ) as error:
        raise Refused(f"its directory is damaged ({error})") from None
    counted = END.unpack(content[-END_LENGTH:])[4]
    if len(infos) != counted:
        raise Refused("the number of entries in its directory is wrong")
    return infos


def _bound(infos: list[ZipInfo], size: int) -> None:
    total = sum(info.file_size for info in infos)
    if total > LARGEST_TOTAL or total > max(FREE, LARGEST_RATIO * size):
        raise Refused(f"it would unpack to {total:,} bytes: it is a zip bomb or too large")


def _laid_out(content: bytes, infos: list[ZipInfo], directory: int) -> Iterator[tuple[ZipInfo, bytes]]:
    """Each entry with its packed bytes: no gaps, no overlaps, and headers that match the directory."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset for info in ordered[1:]] + [directory]
    at = 0
    for info, end in zip(ordered, ends, strict=True):
        if info.header_offset != at:
            raise Refused("there are hidden bytes between its entries, or entries overlap")
        start = _after_local_header(content, info)
        at = start + info.compress_size
        if at > end:
            raise Refused("its entries overlap")
        _check_descriptor(content[at:end], info)
        yield info, content[start:at]
        at = end
    if at != directory:
        raise Refused("there are hidden bytes before its directory")


def _after_local_header(content: bytes, info: ZipInfo) -> int:
    """Where an entry's packed bytes start. The local header must match the directory."""
    at = info.header_offset
    if len(content) < at + LOCAL.size:
        raise Refused("an entry is incomplete")
    mark, _, flags, method, _, _, crc, packed, size, name_length, extra_length = LOCAL.unpack_from(
        content, at
    )
    name_end = at + LOCAL.size + name_length
    name = content[at + LOCAL.size : name_end].decode("utf-8" if flags & UTF8 else "cp437", errors="replace")
    extra = content[name_end : name_end + extra_length]
    shown = info.orig_filename
    if mark != b"PK\3\4" or name != shown or flags != info.flag_bits or method != info.compress_type:
        raise Refused(f"the header of the entry {shown} does not match the directory")
    if flags & ~KNOWN_FLAGS or method not in {ZIP_STORED, ZIP_DEFLATED}:
        raise Refused(f"the entry {shown} is encrypted, or packed in a way that Word does not support")
    own, listed = (crc, packed, size), (info.CRC, info.compress_size, info.file_size)
    if not flags & DESCRIBED_AFTER and own != listed:
        raise Refused(f"the sizes of the entry {shown} do not match the directory")
    _check_extra(extra, shown)
    _check_extra(info.extra, shown)
    if info.comment:
        raise Refused(f"there are hidden bytes in a comment on the entry {shown}")
    return int(name_end + extra_length)


def _check_extra(extra: bytes, shown: str) -> None:
    """Extra fields may only have times and owners, or reserve space; no seal covers them. Raises Refused."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == OTHER_NAME:
            raise Refused(f"the entry {shown} has a second name")
        if length > LONGEST_EXTRA and (kind != ROOM or field[4:].strip(b"\0")):
            raise Refused(f"there are hidden bytes in an extra field of the entry {shown}")
        at += 4 + length
    if extra[at:].strip(b"\0"):
        raise Refused(f"there are hidden bytes after the extra fields of the entry {shown}")


def _check_descriptor(between: bytes, info: ZipInfo) -> None:
    """Between an entry and the next there may only be the entry's data descriptor. Raises Refused."""
    if not between and not info.flag_bits & DESCRIBED_AFTER:
        return
    form, start = DESCRIPTORS.get(len(between), ("", 0))
    known = (info.CRC, info.compress_size, info.file_size)
    marked = start == 0 or between[:4] == b"PK\7\x08"
    if (
        not info.flag_bits & DESCRIBED_AFTER
        or not form
        or not marked
        or struct.unpack_from(form, between, start) != known
    ):
        raise Refused(f"there are hidden bytes after the entry {info.orig_filename}")


def _unpacked(info: ZipInfo, packed: bytes) -> bytes:
    """An entry's bytes: exactly as many as its header gives. Raises Refused."""
    if info.compress_type == ZIP_STORED:
        whole = packed
    else:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            whole = stream.decompress(packed, info.file_size + 1)
        except zlib.error as error:
            raise Refused(f"the entry {info.orig_filename} is damaged ({error})") from None
        if not stream.eof or stream.unused_data or stream.unconsumed_tail:
            raise Refused(f"the entry {info.orig_filename} does not have the length in its header")
    if len(whole) != info.file_size or zlib.crc32(whole) != info.CRC:
        raise Refused(f"the entry {info.orig_filename} does not have the length or checksum in its header")
    return whole
