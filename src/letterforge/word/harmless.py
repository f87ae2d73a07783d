"""A part of a Word file → the same part without what shows properties; what fetches, runs or embeds is refused.

Elements and attributes are known by their local names: readers take more than one namespace for the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lxml import etree

from letterforge.word.fields import Frozen, remove, settle
from letterforge.word.markup import Element, R, local
from letterforge.word.refused import BadWordFileError, is_plain_address

RELATIONS = frozenset({R, "http://purl.oclc.org/ooxml/officeDocument/relationships"})
REFUSED: Mapping[str, str] = (
    dict.fromkeys(("altChunk", "subDoc"), "another document in it")
    | dict.fromkeys(("object", "OLEObject", "objectEmbed", "objectLink", "oleObj"), "an embedded object")
    | dict.fromkeys(("control", "ocx", "webExtensionLinked", "webExtensionCreated"), "an active control")
    | dict.fromkeys(("script", "entryMacro", "exitMacro"), "a script or macro")
    | dict.fromkeys(
        ("movie", "audioFile", "videoFile", "wavAudioFile", "quickTimeFile", "audioCd"), "a film or sound"
    )
    | dict.fromkeys(("snd", "sndTgt", "webVideoPr", "media"), "a film or sound")
    | dict.fromkeys(("contentPart",), "a drawing by hand that letters cannot take along")
    | dict.fromkeys(
        ("dayShort", "dayLong", "monthShort", "monthLong", "yearShort", "yearLong"), "today's date"
    )
)
"""Elements that no letterhead may have, and what they mean."""
CLICKED = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver", "picAttrSrcUrl"})
"""Elements whose address outside is opened by a click alone."""
LINKING = frozenset({"link", "href"})
"""Attributes of relationships whose target is fetched from where it is, not taken from the file."""
FETCHING = frozenset({"src", "althref"})
ACTING = frozenset({"macro", "embeddedHtml", "action"})
FROM_ELSEWHERE = "insert pictures into the file instead of linking them"
TAKE_OUT = "take it out, and save the file again"
BOUND = "a content control"
"""How a control that shows a property is called."""

FONT_TYPES = ("obfuscatedfont", "fontdata", "font-ttf", "font/", "font-sfnt")


def harmless(tree: Element, outside: Mapping[str, bool]) -> list[Frozen]:
    """Make a part harmless in place; the fields and controls that became text.

    `outside`: the part's relationships by id, and whether each leads out of the file. Raises BadWordFileError.
    """
    found = settle(tree)
    for element in list(tree.iter(etree.Element)):
        name = local(element.tag)
        if name in REFUSED:
            raise BadWordFileError(f"has {REFUSED[name]} ({name})", TAKE_OUT)
        for key, value in element.items():
            if value and _is_watched(key):
                _require_harmless(name, etree.QName(key), str(value), outside)
        if name == "dataBinding":
            found.append(Frozen(BOUND, _controlled(element)))
            remove(element)
    return found


@cache
def _is_watched(key: str) -> bool:
    """Whether an attribute may lead to something; there are thousands of others, of a few hundred names."""
    name = etree.QName(key)
    by_name = FETCHING | ACTING | {"href", "relid", "style"}
    return name.namespace in RELATIONS or name.localname in by_name


def _require_harmless(element: str, key: etree.QName, value: str, outside: Mapping[str, bool]) -> None:
    name, namespace = key.localname, key.namespace or ""
    if namespace in RELATIONS or name == "relid":
        if name in LINKING or (outside.get(value) and element not in CLICKED):
            raise BadWordFileError(f"fetches something from elsewhere ({element}, {name})", FROM_ELSEWHERE)
    elif name in FETCHING or (name == "href" and namespace):
        raise BadWordFileError(f"fetches something from elsewhere ({element}: {value[:60]})", FROM_ELSEWHERE)
    elif name == "href" and not (value.startswith("#") or is_plain_address(value)):
        hint = "write an address that begins with https://, http:// or mailto:"
        raise BadWordFileError(f"has a link that is not to an address ({value[:60]})", hint)
    elif name in ACTING:
        raise BadWordFileError(f"has something that runs at a click ({element}, {name})", TAKE_OUT)
    elif name == "style" and "url(" in value.lower():
        raise BadWordFileError(f"fetches something from elsewhere ({element}, {name})", FROM_ELSEWHERE)


def _controlled(binding: Element) -> str:
    """The text in a content control, from an element of its properties."""
    for ancestor in binding.iterancestors():
        if local(ancestor.tag) == "sdt":
            texts = (t.text or "" for t in ancestor.iter(etree.Element) if local(t.tag) == "t")
            return " ".join("".join(texts).split())
    return ""


def harmless_font(name: str, content: bytes, kind: str) -> bytes:
    """An embedded typeface, as letters take it along. Raises BadWordFileError."""
    is_markup = content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
    if is_markup or not any(known in kind.lower() for known in FONT_TYPES):
        raise BadWordFileError(f"has a typeface, {name}, of a kind that is not known", TAKE_OUT)
    return content
