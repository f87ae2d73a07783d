"""A Word file from elsewhere → its parts and relationships (ECMA-376-2); harmful ones are refused."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from letterforge.word.fields import FrozenField
from letterforge.word.markup import CONTENT_TYPES, R_ID, RELATIONSHIPS, Element, R, W, parse_part
from letterforge.word.refused import SAVE_AGAIN, BadWordFileError, is_plain_address

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = MAIN.replace("document.main", "template.main")

MOST_BYTES = 20_000_000
"""Of the file."""
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500

HARMFUL = {
    "vbaProject": "macros",
    "attachedToolbars": "macros",
    "oleObject": "an embedded object",
    "package": "an embedded object",
    "control": "an ActiveX control",
    "activeXControlBinary": "an ActiveX control",
    "aFChunk": "another document in it (altChunk)",
    "subDocument": "another document in it",
    "attachedTemplate": "a template attached to it",
}
"""Kinds of relationship that are refused, wherever they are, and what they mean."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship, as it is in the file."""

    id: str
    type: str
    target: str
    """Name of a part, or an address outside."""
    is_external: bool

    @property
    def kind(self) -> str:
        """The last word of its type."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True)
class WordFile:
    """A Word file, with nothing harmful among its relationships."""

    parts: Mapping[str, bytes]
    """All of them, by name."""
    types: Mapping[str, str]
    """Content type of each part."""
    document: str
    """Name of its main part."""
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    """Relationships by the name of the part that they are from; of the package by an empty name."""
    frozen: tuple[FrozenField, ...] = ()
    """Fields and controls that showed properties, and are now their text."""

    def of_kind(self, kind: str) -> Link | None:
        """The main part's relationship of a kind, such as `styles`; None where it has none."""
        return next((link for link in self.links.get(self.document, ()) if link.kind == kind), None)

    def tree_of(self, kind: str) -> Element | None:
        """The part of a kind as a tree of its own."""
        link = self.of_kind(kind)
        return None if link is None or link.is_external else parse_part(self.parts[link.target])

    @cached_property
    def sections(self) -> list[Element]:
        """Its sections, in order."""
        return list(parse_part(self.parts[self.document]).iter(f"{{{W}}}sectPr"))

    @cached_property
    def furniture(self) -> dict[tuple[str, str], Link]:
        """Headers and footers of its last section, by kind (`header`) and pages (`first`): its own or
        inherited.
        """
        by_id = {link.id: link for link in self.links.get(self.document, ())}
        found: dict[tuple[str, str], Link] = {}
        for section in self.sections:
            for kind in ("header", "footer"):
                for reference in section.findall(f"{{{W}}}{kind}Reference"):
                    link = by_id.get(reference.get(R_ID, ""))
                    if link is None or link.kind != kind:
                        raise BadWordFileError("is damaged: a header or footer of it is missing")
                    found[kind, reference.get(f"{{{W}}}type", "default")] = link
        return found

    @property
    def has_text(self) -> bool:
        """Whether there is more in it than header and footer."""
        body = parse_part(self.parts[self.document])
        return any((text.text or "").strip() for text in body.iter(f"{{{W}}}t"))


def open_word_file(path: Path) -> WordFile:
    """Read a Word file, whole.

    Raises BadWordFileError where it is damaged, harmful, or not what it should be.
    """
    parts = _unpack(path)
    types = _types(parts)
    links = {source: tuple(found) for source, found in _links(parts)}
    if any(name.endswith("vbaProject.bin") or "macroEnabled" in types.get(name, "") for name in parts):
        raise BadWordFileError("has macros", f"without them: {SAVE_AGAIN}")
    main = next((link.target for link in links.get("", ()) if link.kind == "officeDocument"), "")
    if main not in parts or types.get(main) not in {MAIN, TEMPLATE}:
        raise BadWordFileError("is not a Word document")
    if parse_part(parts[main]).tag != f"{{{W}}}document":
        hint = 'save it as "Word Document", not as "Strict Open XML Document"'
        raise BadWordFileError("is a Word document of the kind Strict Open XML", hint)
    word_file = WordFile(parts, types, main, links)
    if not word_file.sections:
        raise BadWordFileError("has no page: the section with its size is missing")
    if word_file.tree_of("styles") is None:
        raise BadWordFileError("has no styles")
    for kind in ("numbering", "settings"):
        word_file.tree_of(kind)  # raises BadWordFileError for a damaged one
    return word_file


# --- reading it ------------------------------------------------------------------------------------


def _unpack(path: Path) -> dict[str, bytes]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadWordFileError(
                f"is larger than {MOST_BYTES // 1_000_000} MB", "make its pictures smaller"
            )
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_PARTS:
                raise BadWordFileError(f"has more than {MOST_PARTS} parts")
            return _read(archive, entries)
    except OSError as error:
        raise BadWordFileError(
            f"cannot be read: {error.strerror or error}", "save the file there again"
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, BadWordFileError):
            raise
        raise BadWordFileError("is not a Word document, or damaged, or protected by a password") from None


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    names: set[str] = set()
    left = MOST_UNPACKED
    for entry in entries:
        # The size in an entry may be false: no more is unpacked than there is room for.
        with archive.open(entry) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise BadWordFileError(f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
        if entry.filename.casefold() in names:
            raise BadWordFileError("is damaged: it has two parts with the same name")
        names.add(entry.filename.casefold())
        parts[entry.filename] = content
    return parts


def _types(parts: Mapping[str, bytes]) -> dict[str, str]:
    if "[Content_Types].xml" not in parts:
        raise BadWordFileError("is not a Word document")
    tree = parse_part(parts["[Content_Types].xml"])
    defaults = {
        entry.get("Extension", "").lower(): entry.get("ContentType", "")
        for entry in tree.iter(f"{{{CONTENT_TYPES}}}Default")
    }
    own = {
        entry.get("PartName", "").lstrip("/"): entry.get("ContentType", "")
        for entry in tree.iter(f"{{{CONTENT_TYPES}}}Override")
    }
    return {name: own.get(name) or defaults.get(name.rpartition(".")[2].lower(), "") for name in parts}


def _links(parts: Mapping[str, bytes]) -> Iterator[tuple[str, list[Link]]]:
    """The relationships of each part that has any. Raises BadWordFileError where one leads nowhere."""
    for name, content in parts.items():
        folder, _, file = name.rpartition("_rels/")
        if not file.endswith(".rels"):
            continue
        source = folder + file.removesuffix(".rels")
        found = []
        for declared in parse_part(content).iter(f"{{{RELATIONSHIPS}}}Relationship"):
            target, is_external = declared.get("Target", ""), declared.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip(
                    "/"
                )
            found.append(Link(declared.get("Id", ""), declared.get("Type", ""), target, is_external))
        _refuse_harmful(found)
        yield source, [link for link in found if link.is_external or link.target in parts or _is_needed(link)]


def _is_needed(link: Link) -> bool:
    if link.kind in {"header", "footer", "image", "styles", "officeDocument"}:
        raise BadWordFileError(f"is damaged: its part {link.target} is missing")
    return False


def _refuse_harmful(links: Iterable[Link]) -> None:
    for link in links:
        if link.kind in HARMFUL:
            raise BadWordFileError(f"has {HARMFUL[link.kind]}", "remove it, and save the file again")
        if link.is_external and not _is_plain_link(link):
            hint = "insert pictures into the file instead of linking them"
            raise BadWordFileError(f"loads something from elsewhere ({link.kind}: {link.target[:60]})", hint)


def _is_plain_link(link: Link) -> bool:
    return link.type == f"{R}/hyperlink" and is_plain_address(link.target)
