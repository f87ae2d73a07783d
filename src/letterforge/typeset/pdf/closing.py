"""What stands below a letter's body → HTML elements: close, signatures, co-signers, enclosures, copies, annexes."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from letterforge.model import CosignerList, Letter, Run
from letterforge.typeset.flow import SIDE_BY_SIDE
from letterforge.typeset.lines import signed, stacked
from letterforge.typeset.pdf.blocks import Writer


def close(body: Element, letter: Letter, writer: Writer) -> None:
    """All that stands after the body."""
    writer.put(body, letter.closing, "closing")
    _signatures(body, letter, writer)
    if letter.cosigners:
        _cosigners(body, letter.cosigners, writer)
    writer.put(body, letter.contact, "after contact")
    labels = letter.labels
    for label, entries, kind in (
        (letter.enclosures_label, letter.enclosures, "after enclosures"),
        (labels.copies, letter.copies, "after copies"),
    ):
        if entries:
            writer.put(body, stacked(((Run(label.rstrip()),), *entries)), kind)
    for annex in letter.annexes:
        writer.annex(body, annex)


def _signatures(body: Element, letter: Letter, writer: Writer) -> None:
    """The signature block: signatories side by side in equal columns, their names on one line.

    In a draft the pictures are not shown, and their room stays free.
    """
    signatures = letter.signatures
    if not signatures:
        return
    columns = SIDE_BY_SIDE[len(signatures)]
    block = SubElement(body, "div", {"class": f"signatures columns{columns}"})
    inked = any(signature.image for signature in signatures)
    for number, signature in enumerate(signatures):
        place = SubElement(block, "div")
        kinds = ["lower"] if number >= columns else []
        if signature.image and not letter.draft:
            alt = signature.description or signature.name
            SubElement(place, "img", {"src": signature.image.as_uri(), "alt": alt})
        elif inked:
            kinds.append("unsigned")
        if kinds:
            place.set("class", " ".join(kinds))
        writer.put(place, signed(signature), "")


def _cosigners(body: Element, cosigners: CosignerList, writer: Writer) -> None:
    """The co-signers in columns. One flat list, because WeasyPrint balances columns by what is directly in them."""
    if cosigners.heading:
        writer.put(body, (Run(cosigners.heading),), "cosigning")
    by_country = any(group.heading for group in cosigners.groups)
    block = SubElement(body, "dl" if by_country else "ul", {"class": f"cosigners side{cosigners.columns}"})
    for group in cosigners.groups:
        if group.heading:
            writer.put(block, (Run(group.heading),), "", tag="dt")
        for name in group.names:
            writer.put(block, (Run(name),), "", tag="dd" if by_country else "li")
        if by_country:
            block[-1].set("class", "last")
