"""An OPC package (ECMA-376-2): read from a zip file, and written to one. Equal parts give equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from letterforge.seal.faults import Unsealable

CONTENT_TYPES = "[Content_Types].xml"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
DEFAULT, OVERRIDE = f"{{{TYPES_NAMESPACE}}}Default", f"{{{TYPES_NAMESPACE}}}Override"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False)
THOROUGHNESS = 3
"""Level of compression, 1 to 9: this one takes half the time, for files that are 2 % larger."""
PACKED = (".png", ".jpeg", ".jpg", ".gif")


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a package, in their order."""

    parts: Mapping[str, bytes]
    """By name, without the leading `/` of part names."""
    date: tuple[int, int, int, int, int, int]
    """The date of the first entry; new entries get it too."""

    def types(self) -> etree._Element:
        """The content types, to read or extend."""
        return parse_part(self.parts[CONTENT_TYPES])


def read_package(content: bytes) -> Package:
    """The package in a zip file. Raises Unsealable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Unsealable(f"the Word file cannot be read: {error}") from None
    if len(parts) != len(entries):
        raise Unsealable("the Word file has two parts with the same name")
    if CONTENT_TYPES not in parts:
        raise Unsealable("the file is not a Word file: it has no content types")
    return Package(parts, entries[0].date_time)


def write_package(package: Package) -> bytes:
    """The package as a zip file, with its parts in the same order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in package.parts.items():
            entry = zipfile.ZipInfo(name, package.date)
            entry.create_system = 0  # the same on every system
            is_packed = name.lower().endswith(PACKED)
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, part, compresslevel=THOROUGHNESS)
    return content.getvalue()


def parse_part(part: bytes) -> etree._Element:
    """A part as XML. Raises Unsealable."""
    try:
        return etree.fromstring(part, PARSER)
    except etree.XMLSyntaxError as error:
        raise Unsealable(f"a part of the Word file is not XML: {error}") from None


def serialise_part(root: etree._Element) -> bytes:
    """XML as a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def content_types(types: etree._Element) -> tuple[dict[str, str], dict[str, str]]:
    """The content types by part's name, and by suffix; both in lower case (ECMA-376-2, 9.1.2.4)."""
    by_name = {
        override.get("PartName", "").lower(): override.get("ContentType", "")
        for override in types.iter(OVERRIDE)
    }
    by_suffix = {
        default.get("Extension", "").lower(): default.get("ContentType", "")
        for default in types.iter(DEFAULT)
    }
    return by_name, by_suffix
