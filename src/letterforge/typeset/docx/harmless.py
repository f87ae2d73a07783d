"""A part of a letterhead → the same part without what shows properties; what fetches, runs or embeds is refused.

Elements and attributes are known by their local names: readers take more than one namespace for the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from zlib import decompressobj
from zlib import error as ZlibError  # noqa: N812 - an exception

from lxml import etree

from letterforge.typeset.docx.fields import Frozen, local, remove, settle
from letterforge.typeset.docx.refused import BadLetterheadError, is_plain_address
from letterforge.typeset.docx.wml import Element, R
from letterforge.typeset.pictures import BadPictureError, fit_drawing

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

PICTURES = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8|BM|II\*\0|MM\0\*|II\xbc|RIFF....WEBP|\xd7\xcd\xc6\x9a|[\x01\x02]\0\x09\0\0"
    rb"|\x01\0\0\0.{36} EMF",
    re.S,
)
"""How pictures that Word shows begin: PNG, JPEG, GIF, BMP, TIFF, JPEG XR, WebP, and Windows metafiles."""
MOST_UNPACKED = 60_000_000
FONT_TYPES = ("obfuscatedfont", "fontdata", "font-ttf", "font/", "font-sfnt")


def harmless(tree: Element, outside: Mapping[str, bool]) -> list[Frozen]:
    """Make a part harmless in place; the fields and controls that became text.

    `outside`: the part's relationships by id, and whether each leads out of the file. Raises BadLetterheadError.
    """
    found = settle(tree)
    for element in list(tree.iter(etree.Element)):
        name = local(element.tag)
        if name in REFUSED:
            raise BadLetterheadError(f"has {REFUSED[name]} ({name})", TAKE_OUT)
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
            raise BadLetterheadError(f"fetches something from elsewhere ({element}, {name})", FROM_ELSEWHERE)
    elif name in FETCHING or (name == "href" and namespace):
        raise BadLetterheadError(
            f"fetches something from elsewhere ({element}: {value[:60]})", FROM_ELSEWHERE
        )
    elif name == "href" and not (value.startswith("#") or is_plain_address(value)):
        hint = "write an address that begins with https://, http:// or mailto:"
        raise BadLetterheadError(f"has a link that is not to an address ({value[:60]})", hint)
    elif name in ACTING:
        raise BadLetterheadError(f"has something that runs at a click ({element}, {name})", TAKE_OUT)
    elif name == "style" and "url(" in value.lower():
        raise BadLetterheadError(f"fetches something from elsewhere ({element}, {name})", FROM_ELSEWHERE)


def _controlled(binding: Element) -> str:
    """The text in a content control, from an element of its properties."""
    for each in binding.iterancestors():
        if local(each.tag) == "sdt":
            texts = (t.text or "" for t in each.iter(etree.Element) if local(t.tag) == "t")
            return " ".join("".join(texts).split())
    return ""


def harmless_picture(name: str, content: bytes) -> bytes:
    """A picture of a letterhead, as letters take it along. Raises BadLetterheadError."""
    if PICTURES.match(content):
        _require_modest(name, content)
        return content
    if content.startswith(b"\x1f\x8b"):  # a metafile, packed
        return _packed(name, content)
    try:
        return fit_drawing(content)
    except BadPictureError as error:
        raise BadLetterheadError(f"has a picture, {name}, that {error}", "save that picture as PNG") from None


def _require_modest(name: str, content: bytes) -> None:
    """Raise BadLetterheadError for a picture that unpacks to gigabytes; whether it is whole is for Word to say."""
    import warnings

    from PIL import Image

    from letterforge.typeset.pictures import MOST_PIXELS, TOO_MANY

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG", "GIF", "BMP", "TIFF")) as image:
                is_modest = image.width * image.height <= MOST_PIXELS
    except Image.DecompressionBombError:
        is_modest = False
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError):
        return
    if not is_modest:
        raise BadLetterheadError(f"has a picture, {name}, that {TOO_MANY}", "make that picture smaller")


def _packed(name: str, content: bytes) -> bytes:
    try:
        unpacked = decompressobj(31).decompress(content, MOST_UNPACKED)
    except ZlibError:
        unpacked = b""
    if len(unpacked) == MOST_UNPACKED or not PICTURES.match(unpacked):
        raise BadLetterheadError(f"has a picture, {name}, of a kind that is not known", "save it as PNG")
    return content


def harmless_font(name: str, content: bytes, kind: str) -> bytes:
    """An embedded typeface, as letters take it along. Raises BadLetterheadError."""
    is_markup = content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
    if is_markup or not any(each in kind.lower() for each in FONT_TYPES):
        raise BadLetterheadError(f"has a typeface, {name}, of a kind that is not known", TAKE_OUT)
    return content
