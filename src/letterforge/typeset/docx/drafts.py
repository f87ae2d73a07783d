"""The word above the text on every page of a draft, also in the campaign's own letterhead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from letterforge.typeset.docx.package import WORD
from letterforge.typeset.docx.wml import half_points, make_root, require_word_text, twips, w, write_part
from letterforge.typeset.plan.measures import Measures
from letterforge.word.file import Link, WordFile
from letterforge.word.markup import R_ID, Element, R, W, parse_part

EDGE = 20.0
"""From the page's edge to the word on the campaign's own letterhead, in points."""
WIDEST = 0.9
"""Width of a letter of the word, as a part of its size: more than any letter takes."""


def make_draft_mark(word: str, top: float, m: Measures, *, rtl: bool) -> Sequence[Element]:
    """The paragraph of the word, at the end of the line, so many points below the page's edge; nothing for no
    word.

    It has a place of its own, so that the pages of a draft break as those of the letter.
    """
    if not word:
        return ()
    # It does not use a style: in the campaign's own letterhead, styles are the campaign's.
    sizes = (w(tag, val=half_points(m.size)) for tag in ("sz", "szCs"))
    looks = w("rPr", w("b"), w("bCs"), w("color", val=m.red[1:]), *sizes, *([w("rtl")] if rtl else []))
    text = w("t")
    text.text = require_word_text(word)
    place = w(
        "framePr",
        w=twips(m.size * WIDEST * (len(word) + 1)),
        wrap="around",
        vAnchor="page",
        hAnchor="margin",
        xAlign="left" if rtl else "right",
        y=twips(top),
    )
    spacing = w("spacing", before="0", after="0", line="240", lineRule="auto")
    direction = [w("bidi")] if rtl else []
    properties = w("pPr", place, *direction, spacing, w("jc", val="right"))
    return (w("p", properties, w("r", looks, text)),)


def add_draft_word(letterhead: WordFile, word: str, m: Measures, *, rtl: bool) -> WordFile:
    """A letterhead with the word on every page: in its headers, or in new ones."""
    parts, types, links = dict(letterhead.parts), dict(letterhead.types), dict(letterhead.links)
    document = parse_part(parts[letterhead.document])
    section = list(document.iter(f"{{{W}}}sectPr"))[-1]
    marked: set[str] = set()
    for pages in _pages(letterhead, section):
        link = letterhead.furniture.get(("header", pages))
        header = parse_part(parts[link.target]) if link else make_root("hdr", w("p"))
        name = link.target if link else f"{letterhead.document.rpartition('/')[0]}/draft-{pages}.xml"
        if link is None:
            types[name] = f"{WORD}.header+xml"
            added = Link(f"rIdDraft{pages}", f"{R}/header", name, is_external=False)
            links[letterhead.document] = (*links.get(letterhead.document, ()), added)
            reference = w("headerReference", type=pages)
            reference.set(R_ID, added.id)
            section.insert(0, reference)
        if name not in marked:
            header[:0] = make_draft_mark(word, EDGE, m, rtl=rtl)
            parts[name] = write_part(header)
            marked.add(name)
    parts[letterhead.document] = write_part(document)
    return replace(letterhead, parts=parts, types=types, links=links)


def _pages(letterhead: WordFile, section: Element) -> Sequence[str]:
    """The kinds of pages that have headers of their own."""
    settings = letterhead.tree_of("settings")
    has_first = section.find(f"{{{W}}}titlePg") is not None
    has_even = settings is not None and settings.find(f"{{{W}}}evenAndOddHeaders") is not None
    return ("default", *(["first"] if has_first else []), *(["even"] if has_even else []))
