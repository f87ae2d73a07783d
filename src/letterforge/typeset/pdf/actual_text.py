"""What readers of a PDF get from its glyphs: the text that is copied, searched and read out.

In a PDF each glyph of a typeface has one text. In many scripts that is not enough: a letter is several
glyphs, a glyph is part of several letters, or glyphs are in another order than letters. WeasyPrint gives a
glyph the text of the place where it draws it first, and the glyphs that belong to it none at all.

So a piece of such a text gets its text as a whole (`ActualText`: ISO 32000-1, 14.9.4). Readers turn Arabic,
Hebrew and the like round by themselves, letter by letter, so there each glyph gets the text of its own
letter. All texts are those that were laid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Any

import pydyf

from letterforge.typeset.pdf.engine import TextBox, list_glyph_items
from letterforge.typeset.plan.scripts import is_clustered, is_turned

SHOWING = b"] TJ"
"""The end of an operator that shows glyphs, as pydyf writes it."""
PART = re.compile(rb"<([0-9a-f]*)>|[-+.0-9e]+")
"""A part of its array: glyphs of four digits each, or a distance."""


UNKNOWN = 0x10000000
"""From this number on, Pango has no glyph (PANGO_GLYPH_UNKNOWN_FLAG); the letter fails for it."""
PAIRED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))
"""Signs that are drawn as their opposites where text runs from right to left."""


@dataclass(frozen=True, slots=True)
class GlyphGroup:
    """Glyphs next to each other, from left to right, and the letters that they show."""

    font: Any
    glyphs: tuple[int, ...]
    text: str
    is_reversed: bool
    """Whether they are in a piece of text that runs from right to left."""


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Glyphs of a box, counted from its left, that have one text."""

    start: int
    end: int
    """After the last one."""
    text: str


class GlyphTexts:
    """The texts of the glyphs of one document's fonts."""

    def __init__(self) -> None:
        self._given: dict[tuple[int, int], str] = {}

    def give(self, shown: GlyphGroup) -> bool:
        """Give a glyph its text for good; False where it has another one, and for several glyphs."""
        if shown.is_reversed and shown.text in PAIRED:
            # Drawn with the glyph of the other one of the pair, which may be elsewhere as itself.
            shown.font.to_unicode[shown.glyphs[0]] = PAIRED[shown.text]
            return False
        if len(shown.glyphs) > 1:
            self._name(shown)
            return False
        key, (glyph,), given = (id(shown.font), shown.glyphs[0]), shown.glyphs, shown.font.to_unicode
        if key not in self._given:
            self._given[key] = shown.text if _is_doubtful(given[glyph]) else given[glyph]
        given[glyph] = self._given[key]
        return self._given[key] == shown.text

    def _name(self, shown: GlyphGroup) -> None:
        # PDFium ignores an ActualText if the font has no glyph with any letter of it.
        for glyph in shown.glyphs:
            if (id(shown.font), glyph) not in self._given:
                shown.font.to_unicode[glyph] = shown.text


def give_texts(document: Any) -> None:
    """Have the glyphs of a laid out document given their texts when it is drawn.

    It must be drawn with tags. Raises RuntimeError then where WeasyPrint does not show which text is where.
    """
    texts = GlyphTexts()
    for page in document.pages:
        page.paint = partial(_paint, page.paint, texts)


def _paint(paint: Any, texts: GlyphTexts, stream: Any, scale: float = 1) -> None:
    paint(stream, scale)
    boxes = _find_boxes(stream)
    chosen = {number: box for number, box in boxes.items() if is_clustered(box.text) or _is_turned_box(box)}
    if chosen:
        stream.stream = list(_give_all(stream, chosen, texts))


def _find_boxes(stream: Any) -> dict[int, Any]:
    """The boxes of text that were just drawn on a page, by their numbers in its content."""
    tags = stream._tags  # noqa: SLF001 - nothing else knows which box is where
    boxes = {tag["mcid"]: box for box, tag in tags.items() if isinstance(box, TextBox)} if tags else {}
    if not boxes and any(isinstance(part, bytes) and part.endswith(SHOWING) for part in stream.stream):
        # A release may do it in another way: then no text would be given, and nobody would notice.
        message = "this release of WeasyPrint does not show which text is where on a page"
        raise RuntimeError(message)
    return boxes


def _is_turned_box(box: Any) -> bool:
    """Whether readers turn its text round; signs of a phrase may be in a box of their own."""
    return is_turned(box.text) or (
        not PAIRED.keys().isdisjoint(box.text) and bool(box.style["direction"] == "rtl")
    )


def _is_doubtful(text: str) -> bool:
    """Whether a text that WeasyPrint gave a glyph may be that of several."""
    return len(text) != 1


def _give_all(stream: Any, boxes: Mapping[int, Any], texts: GlyphTexts) -> Iterator[Any]:
    box: Any = None
    inner: list[Any] = []
    for operator in stream.stream:
        if isinstance(operator, pydyf.Dictionary) and (found := boxes.get(operator.get("MCID"))):
            box, inner = found, [operator]
        elif box is None:
            yield operator
        elif operator == b"EMC":
            groups = list(_list_groups(box, stream))
            has_all = all(glyph < UNKNOWN for group in groups for glyph in group.glyphs)
            yield from _mark_spans(inner, list(_list_spans(groups, texts)) if has_all else [])
            yield operator
            box = None
        else:
            inner.append(operator)


def _list_spans(groups: Sequence[GlyphGroup], texts: GlyphTexts) -> Iterator[TextSpan]:
    """What needs a text as a whole: single groups, or from the first to the last of joined letters."""
    at = 0
    for is_reversed, one_way in groupby(groups, key=attrgetter("is_reversed")):
        found = list(one_way)
        starts = list(accumulate((len(group.glyphs) for group in found), initial=at))
        odd = [index for index, group in enumerate(found) if not texts.give(group)]
        joined = [index for index, group in enumerate(found) if is_clustered(group.text)]
        if joined and not any(is_turned(group.text) for group in found):
            first, last = joined[0], joined[-1]
            # To the end of the word: PDFium may read a space after such a text.
            while last + 1 < len(found) and found[last + 1].text.strip():
                last += 1
            pieces = [group.text for group in found[first : last + 1]]
            text = "".join(pieces[::-1] if is_reversed else pieces)
            yield TextSpan(starts[first], starts[last + 1], text)
        else:
            yield from (TextSpan(starts[index], starts[index + 1], found[index].text) for index in odd)
        at = starts[-1]


# --- glyphs ----------------------------------------------------------------------------------------------


def _list_groups(box: Any, stream: Any) -> Iterator[GlyphGroup]:
    """The glyphs of a box, from left to right, in the smallest groups that have a text."""
    for pango_font, text, glyphs, is_reversed in list_glyph_items(box):
        if not glyphs:  # of marks of direction alone
            continue
        font, _ = stream.add_font(pango_font)  # the one that is there
        starts = sorted({start for _, start in glyphs})
        # What is before the first one has no glyph.
        bounds = dict(zip(starts, pairwise([0, *starts[1:], len(text)]), strict=True))
        for start, group in groupby(glyphs, key=itemgetter(1)):
            letters = text[slice(*bounds[start])].decode()
            yield from _split_cluster(font, [glyph for glyph, _ in group], letters, is_reversed=is_reversed)


def _split_cluster(font: Any, glyphs: list[int], letters: str, *, is_reversed: bool) -> Iterator[GlyphGroup]:
    """Glyph by glyph where each has a letter of its own: a sign above another is in the same cluster.

    Those that are more than the letters belong to the last one.
    """
    if len(glyphs) < len(letters) or not letters:
        yield GlyphGroup(font, tuple(glyphs), letters, is_reversed)
        return
    read = glyphs[::-1] if is_reversed else glyphs
    last = len(letters) - 1
    shown = [*((glyph,) for glyph in read[:last]), tuple(read[last:])]
    found = [
        GlyphGroup(font, some[::-1] if is_reversed else some, letter, is_reversed)
        for some, letter in zip(shown, letters, strict=True)
    ]
    yield from reversed(found) if is_reversed else found


# --- operators -------------------------------------------------------------------------------------------


def _mark_spans(operators: Sequence[Any], spans: Sequence[TextSpan]) -> Iterator[Any]:
    """The operators that draw a box, with the spans around the glyphs that belong to them."""
    if not spans:
        yield from operators
        return
    opening = {span.start: span.text for span in spans}
    closing = {span.end for span in spans}
    at = 0
    for operator in operators:
        if not (isinstance(operator, bytes) and operator.endswith(SHOWING)):
            yield operator
            continue
        array = b""
        for part in _split_array(operator):
            is_glyph = part[:1] == b"<"
            if is_glyph and at in opening:
                yield from _show(array)
                yield from ("/Span", pydyf.Dictionary({"ActualText": pydyf.String(opening[at])}), b"BDC")
                array = b""
            array += part
            at += is_glyph
            if is_glyph and at in closing:
                yield from _show(array)
                yield b"EMC"
                array = b""
        yield from _show(array)


def _split_array(operator: bytes) -> Iterator[bytes]:
    """Glyphs, each by itself, and distances."""
    for found in PART.finditer(operator[1 : -len(SHOWING)]):
        if found[1] is None:
            yield found[0] + b" "
        else:
            yield from (b"<%b>" % found[1][place : place + 4] for place in range(0, len(found[1]), 4))


def _show(array: bytes) -> Iterator[bytes]:
    if array:
        yield b"[" + array + SHOWING
