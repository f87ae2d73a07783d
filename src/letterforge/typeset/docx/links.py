"""The links in a letterhead's header and footer → fields, as the links in a letter are.

A link's target is then part of the text that a signature covers. As a relationship, a target with `&` makes
LibreOffice report the signature of a sealed letter as broken.
"""

from __future__ import annotations

from collections.abc import Sequence

from letterforge.typeset.docx.wml import make_link, write_part
from letterforge.word.file import Link
from letterforge.word.markup import R_ID, W, parse_part

HYPERLINK, ANCHOR = f"{{{W}}}hyperlink", f"{{{W}}}anchor"


def turn_links_into_fields(content: bytes, links: Sequence[Link]) -> tuple[bytes, Sequence[Link]]:
    """A part, and those of its relationships that it still needs: pictures, and links of pictures."""
    outward = {link.id: link for link in links if link.is_external}
    if not outward:
        return content, links
    tree = parse_part(content)
    for element in list(tree.iter(HYPERLINK)):
        link = outward.get(element.get(R_ID, ""))
        if link is None:
            continue
        anchor = element.get(ANCHOR, "")
        target = f"{link.target}#{anchor}" if anchor else link.target
        for run in make_link(target, list(element)):
            element.addprevious(run)
        parent = element.getparent()
        assert parent is not None  # noqa: S101 - a link is in a paragraph
        parent.remove(element)
    named = {value for element in tree.iter() for value in element.attrib.values()}
    return write_part(tree), tuple(link for link in links if link.id in named or not link.is_external)
