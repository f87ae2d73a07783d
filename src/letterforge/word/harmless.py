"""A part of a Word file → the same, without fields that show properties; what fetches or runs is refused.

Elements and attributes are recognised by their local names: readers accept several namespaces for the same
thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lxml import etree

from letterforge.word.fields import FrozenField, remove_element, settle_fields
from letterforge.word.markup import Element, R, local_name
from letterforge.word.refused import BadWordFileError, is_plain_address

RELATIONS = frozenset({R, "http://purl.oclc.org/ooxml/officeDocument/relationships"})
REFUSED: Mapping[str, str] = (
    dict.fromkeys(("altChunk", "subDoc"), "another document in it")
    | dict.fromkeys(("object", "OLEObject", "objectEmbed", "objectLink", "oleObj"), "an embedded object")
    | dict.fromkeys(("control", "ocx", "webExtensionLinked", "webExtensionCreated"), "an active control")
    | dict.fromkeys(("script", "entryMacro", "exitMacro"), "a script or macro")
    | dict.fromkeys(
        ("movie", "audioFile", "videoFile", "wavAudioFile", "quickTimeFile", "audioCd"), "a video or sound"
    )
    | dict.fromkeys(("snd", "sndTgt", "webVideoPr", "media"), "a video or sound")
    | dict.fromkeys(("contentPart",), "a drawing in ink, which letters cannot have")
    | dict.fromkeys(
        ("dayShort", "dayLong", "monthShort", "monthLong", "yearShort", "yearLong"), "today's date"
    )
)
"""Elements that no letterhead may have, and what they mean."""
CLICKED = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver", "picAttrSrcUrl"})
"""Elements whose address outside is opened only by a click."""
LINKING = frozenset({"link", "href"})
"""Attributes of relationships whose target is fetched from elsewhere, not read from the file."""
FETCHING = frozenset({"src", "althref"})
ACTING = frozenset({"macro", "embeddedHtml", "action"})
FROM_ELSEWHERE = "insert pictures into the file instead of linking them"
REMOVE = "remove it, and save the file again"
BOUND = "a content control"
"""The name of a control that shows a property, in messages."""

FONT_TYPES = ("obfuscatedfont", "fontdata", "font-ttf", "font/", "font-sfnt")


def make_harmless(tree: Element, outside: Mapping[str, bool]) -> list[FrozenField]:
    """Make a part harmless in place; returns the fields and controls that became text.

    `outside`: the part's relationships by id, and whether each leads out of the file. Raises
    BadWordFileError.
    """
    found = settle_fields(tree)
    for element in list(tree.iter(etree.Element)):
        name = local_name(element.tag)
        if name in REFUSED:
            raise BadWordFileError(f"has {REFUSED[name]} ({name})", REMOVE)
        for key, value in element.items():
            if value and _is_watched(key):
                _require_harmless(name, etree.QName(key), str(value), outside)
        if name == "dataBinding":
            found.append(FrozenField(BOUND, _control_text(element)))
            remove_element(element)
    return found


@cache
def _is_watched(key: str) -> bool:
    """Whether an attribute may refer to something. Cached: thousands of others have a few hundred names."""
    name = etree.QName(key)
    by_name = FETCHING | ACTING | {"href", "relid", "style"}
    return name.namespace in RELATIONS or name.localname in by_name


def _require_harmless(element: str, key: etree.QName, value: str, outside: Mapping[str, bool]) -> None:
    name, namespace = key.localname, key.namespace or ""
    if namespace in RELATIONS or name == "relid":
        if name in LINKING or (outside.get(value) and element not in CLICKED):
            raise BadWordFileError(f"loads something from elsewhere ({element}, {name})", FROM_ELSEWHERE)
    elif name in FETCHING or (name == "href" and namespace):
        raise BadWordFileError(f"loads something from elsewhere ({element}: {value[:60]})", FROM_ELSEWHERE)
    elif name == "href" and not (value.startswith("#") or is_plain_address(value)):
        hint = "write an address that begins with https://, http:// or mailto:"
        raise BadWordFileError(f"has a link that is not to an address ({value[:60]})", hint)
    elif name in ACTING:
        raise BadWordFileError(f"has something that runs at a click ({element}, {name})", REMOVE)
    elif name == "style" and "url(" in value.lower():
        raise BadWordFileError(f"loads something from elsewhere ({element}, {name})", FROM_ELSEWHERE)


def _control_text(binding: Element) -> str:
    """The text in a content control, from an element of its properties."""
    for ancestor in binding.iterancestors():
        if local_name(ancestor.tag) == "sdt":
            texts = (t.text or "" for t in ancestor.iter(etree.Element) if local_name(t.tag) == "t")
            return " ".join("".join(texts).split())
    return ""


def require_harmless_font(name: str, content: bytes, kind: str) -> bytes:
    """An embedded typeface, as it is. Raises BadWordFileError for anything else."""
    is_markup = content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
    if is_markup or not any(known in kind.lower() for known in FONT_TYPES):
        raise BadWordFileError(f"has a typeface, {name}, of a kind that is not known", REMOVE)
    return content
