"""Signatures and co-signers → HTML elements."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from letterforge.model import Letter, Run
from letterforge.typeset.pdf.blocks import HtmlWriter
from letterforge.typeset.plan.flow import MANY_COLUMNS, SIDE_BY_SIDE
from letterforge.typeset.plan.lines import list_signature_lines, stack_lines


def write_signatures(body: Element, letter: Letter, writer: HtmlWriter) -> None:
    """The signature block: signatories side by side in equal columns, their names on one line.

    The room of a picture stays free where none is shown: to sign by hand, and in a draft.
    """
    columns = SIDE_BY_SIDE[len(letter.signatures)]
    block = SubElement(body, "div", {"class": f"signatures columns{columns}"})
    for number, signature in enumerate(letter.signatures):
        place = SubElement(block, "div")
        kinds = ["lower"] if number >= columns else []
        if signature.image and not letter.draft:
            alt = signature.description or signature.name
            SubElement(place, "img", {"src": signature.image.as_uri(), "alt": alt})
        else:
            kinds.append("unsigned")
        if kinds:
            place.set("class", " ".join(kinds))
        writer.put(place, stack_lines(list_signature_lines(signature)), "")


def write_cosigners(body: Element, letter: Letter, writer: HtmlWriter) -> None:
    """The co-signers in columns.

    One flat list, because WeasyPrint balances columns by what is directly in them.
    """
    listed = letter.cosigners
    if listed is None:
        return
    if listed.heading:
        writer.put(body, (Run(listed.heading),), "cosigning")
    by_country = any(group.heading for group in listed.groups)
    kind = f"cosigners side{listed.columns}" + (" crowded" if listed.columns >= MANY_COLUMNS else "")
    block = SubElement(body, "dl" if by_country else "ul", {"class": kind})
    for group in listed.groups:
        if group.heading:
            writer.put(block, (Run(group.heading),), "", tag="dt")
        for name in group.names:
            writer.put(block, (Run(name),), "", tag="dd" if by_country else "li")
        if by_country:
            block[-1].set("class", "last")
