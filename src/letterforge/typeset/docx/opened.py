"""A campaign's own Word letterhead → what letters keep of it: styles, theme, fonts, headers and footers, the page.

The file comes from elsewhere, so nothing in it is run, fetched or trusted: what could do harm is refused by name, and
its sizes have limits.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from lxml import etree

from letterforge.campaign import Campaign
from letterforge.errors import Code, Place, Problem, Severity
from letterforge.typeset.docx.fields import Frozen
from letterforge.typeset.docx.harmless import harmless, harmless_font, harmless_picture
from letterforge.typeset.docx.package import CONTENT_TYPES, OFFICE, RELATIONSHIPS
from letterforge.typeset.docx.refused import SAVE_AGAIN, BadLetterheadError, is_plain_address
from letterforge.typeset.docx.wml import R_ID, Element, W, part

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = MAIN.replace("document.main", "template.main")
FOLDER = "word/letterhead"
"""Where the parts of the letterhead stand in a letter's package, so that their names clash with none of ours."""

MOST_BYTES = 20_000_000
"""Of the file."""
MOST_UNPACKED = 60_000_000
MOST_XML = 10_000_000
"""Of a part that is XML: a tree takes ten times as much memory."""
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
KEPT = frozenset({"image", "hyperlink", "font"})
"""Kinds of relationship that a header, footer, theme or list of fonts may have."""
DECLARES = "has a document type declaration, which no Word file has"
DECLARED = re.compile(rb"<!\s*DOCTYPE|<\x00!\x00D|\x00<\x00!\x00D")
"""A document type, in UTF-8 and UTF-16."""
KEY = "stationery.letterhead_docx"


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship, as it stands in the file."""

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
class OpenedLetterhead:
    """The sound parts of a letterhead."""

    parts: Mapping[str, bytes]
    """All parts of the file by name."""
    types: Mapping[str, str]
    """Content type of each part."""
    document: str
    """Name of its main part."""
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    """Relationships by the name of the part that they are from; of the package by an empty name."""
    frozen: tuple[Frozen, ...] = ()
    """Fields and controls that showed properties, and are now their text."""

    def of_kind(self, kind: str) -> Link | None:
        """The main part's relationship of a kind, such as `styles`; None where it has none."""
        return next((each for each in self.links.get(self.document, ()) if each.kind == kind), None)

    def tree_of(self, kind: str) -> Element | None:
        """The part of a kind as a tree of its own."""
        link = self.of_kind(kind)
        return None if link is None or link.is_external else parsed(self.parts[link.target])

    @cached_property
    def sections(self) -> list[Element]:
        """Its sections, in order."""
        return list(parsed(self.parts[self.document]).iter(f"{{{W}}}sectPr"))

    @cached_property
    def furniture(self) -> dict[tuple[str, str], Link]:
        """Headers and footers of its last section, by kind (`header`) and pages (`first`): its own or inherited."""
        by_id = {link.id: link for link in self.links.get(self.document, ())}
        found: dict[tuple[str, str], Link] = {}
        for section in self.sections:
            for kind in ("header", "footer"):
                for reference in section.findall(f"{{{W}}}{kind}Reference"):
                    link = by_id.get(reference.get(R_ID, ""))
                    if link is None or link.kind != kind:
                        raise BadLetterheadError("is damaged: a header or footer of it is missing")
                    found[kind, reference.get(f"{{{W}}}type", "default")] = link
        return found

    @property
    def has_text(self) -> bool:
        """Whether there is more in it than header and footer."""
        body = parsed(self.parts[self.document])
        return any((text.text or "").strip() for text in body.iter(f"{{{W}}}t"))


def parsed(content: bytes) -> Element:
    """A part as a tree. Raises BadLetterheadError where it is not valid XML, or brings its own entities."""
    if len(content) > MOST_XML:
        raise BadLetterheadError(f"has a part of more than {MOST_XML // 1_000_000} MB")
    if DECLARED.search(content):
        raise BadLetterheadError(DECLARES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
    )
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise BadLetterheadError("is damaged") from None
    if tree.getroottree().docinfo.internalDTD is not None:  # in whichever encoding
        raise BadLetterheadError(DECLARES)
    return tree


def open_letterhead(path: Path) -> OpenedLetterhead:
    """Read a Word file, whole. Raises BadLetterheadError where it is damaged, harmful, or not what it should be."""
    parts = _unpacked(path)
    types = _types(parts)
    links = {source: tuple(found) for source, found in _links(parts)}
    if any(name.endswith("vbaProject.bin") or "macroEnabled" in types.get(name, "") for name in parts):
        raise BadLetterheadError("holds macros", f"without them: {SAVE_AGAIN}")
    main = next((each.target for each in links.get("", ()) if each.kind == "officeDocument"), "")
    if main not in parts or types.get(main) not in {MAIN, TEMPLATE}:
        raise BadLetterheadError("is no Word document")
    if parsed(parts[main]).tag != f"{{{W}}}document":
        hint = 'save it as "Word Document", not as "Strict Open XML Document"'
        raise BadLetterheadError("is a Word document of the strict kind", hint)
    opened = OpenedLetterhead(parts, types, main, links)
    if not opened.sections:
        raise BadLetterheadError("has no page: it lacks the section that says its size")
    if opened.tree_of("styles") is None:
        raise BadLetterheadError("has no styles")
    for kind in ("numbering", "settings"):
        opened.tree_of(kind)  # sound, or refused
    return _made_harmless(opened)


def _made_harmless(opened: OpenedLetterhead) -> OpenedLetterhead:
    """The letterhead with what letters take of it looked through, and written again as it was read.

    Readers would not all take an odd encoding as we do.
    """
    parts, frozen = dict(opened.parts), []
    wanted = dict(kept_parts(opened))
    wanted |= {link.target: kind for kind in ("styles", "numbering") if (link := opened.of_kind(kind))}
    for name, kind in wanted.items():
        if kind == "image":
            parts[name] = harmless_picture(name.rpartition("/")[2], parts[name])
        elif kind == "font":
            parts[name] = harmless_font(name.rpartition("/")[2], parts[name], opened.types[name])
        else:
            tree = parsed(parts[name])
            frozen += harmless(tree, {link.id: link.is_external for link in opened.links.get(name, ())})
            parts[name] = part(tree)
    return replace(opened, parts=parts, frozen=tuple(frozen))


def kept_parts(opened: OpenedLetterhead) -> dict[str, str]:
    """The parts that letters keep, each with the kind of relationship that leads to it, in a fixed order."""
    wanted = list(opened.furniture.values())
    wanted += [link for kind in ("theme", "fontTable") if (link := opened.of_kind(kind))]
    numbering = opened.of_kind("numbering")
    waiting = [*wanted, *([numbering] if numbering else [])]
    found: dict[str, str] = {}
    while waiting:
        link = waiting.pop(0)
        if link.target in found:
            if found[link.target] != link.kind:
                raise BadLetterheadError(f"is damaged: its part {link.target} is of two kinds")
            continue
        found[link.target] = link.kind
        for each in opened.links.get(link.target, ()):
            if each.kind not in KEPT or (each.kind == "hyperlink" and not each.is_external):
                raise BadLetterheadError(
                    f"has in its header or footer what letters cannot take along ({each.kind})"
                )
            waiting += [] if each.is_external else [each]
    if numbering:  # written anew, with the letter's own lists
        del found[numbering.target]
    return found


def letterhead_problem(path: Path, error: BadLetterheadError, campaign: Campaign) -> Problem:
    """What is wrong with the letterhead that a campaign names."""
    message = f'"{KEY}": {campaign.shown(path)} {error}'
    return Problem(Code.BAD_LETTERHEAD, message, error.hint, Place(campaign.file, column=KEY))


def check_letterhead(path: Path, campaign: Campaign) -> list[Problem]:
    """What is wrong with a campaign's letterhead, and warnings of what letters leave out."""
    try:
        opened = open_letterhead(path)
    except BadLetterheadError as error:
        return [letterhead_problem(path, error, campaign)]
    left_out = []
    if opened.frozen:
        shown = ", ".join(dict.fromkeys(f'{each.name} "{each.text[:40]}"' for each in opened.frozen))
        hint = "correct the text in the file if it is not what every letter is to show"
        left_out.append(
            (
                f"{campaign.shown(path)} shows properties; letters have the text that they show now: {shown}",
                hint,
            )
        )
    if opened.has_text:
        hint = "put what every letter is to have into its header or footer"
        left_out.append((f"{campaign.shown(path)} has text of its own, which letters leave out", hint))
    if isinstance(campaign.stationery.letterhead, tuple):
        message = 'the pictures of "stationery.letterhead" are not in the Word files'
        left_out.append((f"{message}: these have {campaign.shown(path)}", "leave one of the two out"))
    place = Place(campaign.file, column=KEY)
    return [
        Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING) for message, hint in left_out
    ]


# --- reading it ------------------------------------------------------------------------------------


def _unpacked(path: Path) -> dict[str, bytes]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadLetterheadError(
                f"is larger than {MOST_BYTES // 1_000_000} MB", "make its pictures smaller"
            )
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_PARTS:
                raise BadLetterheadError(f"has more than {MOST_PARTS} parts")
            return _read(archive, entries)
    except OSError as error:
        raise BadLetterheadError(f"cannot be read: {error.strerror or error}", "put it there anew") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, BadLetterheadError):
            raise
        raise BadLetterheadError("is no Word document, or damaged, or locked with a password") from None


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    names: set[str] = set()
    left = MOST_UNPACKED
    for entry in entries:
        # What an entry says of its size may be a lie: no more is unpacked than there is room for.
        with archive.open(entry) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise BadLetterheadError(f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
        if entry.filename.casefold() in names:
            raise BadLetterheadError("is damaged: it has two parts of one name")
        names.add(entry.filename.casefold())
        parts[entry.filename] = content
    return parts


def _types(parts: Mapping[str, bytes]) -> dict[str, str]:
    if "[Content_Types].xml" not in parts:
        raise BadLetterheadError("is no Word document")
    tree = parsed(parts["[Content_Types].xml"])
    defaults = {
        each.get("Extension", "").lower(): each.get("ContentType", "")
        for each in tree.iter(f"{{{CONTENT_TYPES}}}Default")
    }
    own = {
        each.get("PartName", "").lstrip("/"): each.get("ContentType", "")
        for each in tree.iter(f"{{{CONTENT_TYPES}}}Override")
    }
    return {name: own.get(name) or defaults.get(name.rpartition(".")[2].lower(), "") for name in parts}


def _links(parts: Mapping[str, bytes]) -> Iterator[tuple[str, list[Link]]]:
    """The relationships of each part that has any. Raises BadLetterheadError where one leads nowhere."""
    for name, content in parts.items():
        folder, _, file = name.rpartition("_rels/")
        if not file.endswith(".rels"):
            continue
        source = folder + file.removesuffix(".rels")
        found = []
        for each in parsed(content).iter(f"{{{RELATIONSHIPS}}}Relationship"):
            target, is_external = each.get("Target", ""), each.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip(
                    "/"
                )
            found.append(Link(each.get("Id", ""), each.get("Type", ""), target, is_external))
        _refuse_harmful(found)
        yield source, [link for link in found if link.is_external or link.target in parts or _is_needed(link)]


def _is_needed(link: Link) -> bool:
    if link.kind in {"header", "footer", "image", "styles", "officeDocument"}:
        raise BadLetterheadError(f"is damaged: its part {link.target} is missing")
    return False


def _refuse_harmful(links: Iterable[Link]) -> None:
    for link in links:
        if link.kind in HARMFUL:
            raise BadLetterheadError(f"has {HARMFUL[link.kind]}", "take it out, and save it anew")
        if link.is_external and not _is_plain_link(link):
            hint = "insert pictures into the file instead of linking them"
            raise BadLetterheadError(
                f"fetches something from elsewhere ({link.kind}: {link.target[:60]})", hint
            )


def _is_plain_link(link: Link) -> bool:
    return link.type == f"{OFFICE}/hyperlink" and is_plain_address(link.target)
