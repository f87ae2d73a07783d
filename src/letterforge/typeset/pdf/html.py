"""Letter → an HTML tree, part by part in the order in which it is read.

Text enters as text nodes, so nothing in it is markup. A line feed stays one: the style sheet breaks lines at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from letterforge.campaign import Campaign
from letterforge.model import Letter, Line, Run, Signature
from letterforge.typeset.pdf.blocks import Writer, write_line
from letterforge.typeset.pdf.css import COLUMNS
from letterforge.typeset.stamp import document_time


def fill(root: Element, letter: Letter, campaign: Campaign) -> None:
    """Write a letter into an empty HTML document."""
    root.set("lang", letter.language)
    root.set("dir", "rtl" if letter.rtl else "ltr")
    _properties(_child(root, "head"), letter)
    body = _child(root, "body")
    _letterhead(body, letter, campaign)
    _opening(body, letter)
    writer = Writer(letter.notes, top=2 if letter.subject else 1)
    writer.blocks(body, letter.body)
    _close(body, letter)


def _child(root: Element, tag: str) -> Element:
    found = root.find(tag)
    return SubElement(root, tag) if found is None else found


def _properties(head: Element, letter: Letter) -> None:
    SubElement(head, "title").text = letter.title
    time = document_time(letter).isoformat()
    properties = {
        "author": letter.author,
        "generator": "letterforge",
        "dcterms.created": time,
        "dcterms.modified": time,
    }
    for name, content in properties.items():
        SubElement(head, "meta", {"name": name, "content": content})


def _letterhead(body: Element, letter: Letter, campaign: Campaign) -> None:
    choice = campaign.stationery.letterhead
    if choice is False:
        return
    head = SubElement(body, "div", {"class": "letterhead"})
    if isinstance(choice, tuple):
        for logo in choice:
            SubElement(head, "img", {"src": logo.as_uri(), "alt": letter.author})
    else:
        SubElement(head, "p", {"class": "organisation"}).text = letter.author
    lines = [campaign.text(line, letter.language) for line in campaign.sender.lines]
    if any(lines):
        SubElement(head, "p").text = "\n".join(filter(None, lines))


def _opening(body: Element, letter: Letter) -> None:
    """All that stands between the letterhead and the body."""
    labels = letter.labels
    _paragraph(body, (Run(letter.dateline),) if letter.dateline else (), "dateline")
    _paragraph(body, stacked(letter.inside_address), "address")
    _paragraph(body, _labelled(labels.reference, letter.reference), "reference")
    _paragraph(body, _labelled(labels.subject, letter.subject), "subject", tag="h1")
    _paragraph(body, letter.salutation, "salutation")


def _close(body: Element, letter: Letter) -> None:
    """All that stands after the body."""
    _paragraph(body, letter.closing, "closing")
    _signatures(body, letter.signatures)
    labels = letter.labels
    for label, entries in ((letter.enclosures_label, letter.enclosures), (labels.copies, letter.copies)):
        if entries:
            _paragraph(body, stacked(((Run(label.rstrip()),), *entries)), "after")


def _labelled(label: str, line: Line) -> Line:
    return (Run(label), *line) if line else ()


def _paragraph(body: Element, line: Line, kind: str, tag: str = "p") -> None:
    if line:
        write_line(SubElement(body, tag, {"class": kind}), line)


def stacked(lines: Iterable[Line]) -> Line:
    """Lines one under the other, in one paragraph."""
    runs: list[Run] = []
    for line in lines:
        if line:
            runs += [Run("\n"), *line] if runs else line
    return tuple(runs)


def _signatures(body: Element, signatures: Sequence[Signature]) -> None:
    """The signature block: signatories side by side in equal columns, their names on one line."""
    if not signatures:
        return
    columns = min(len(signatures), COLUMNS)
    block = SubElement(body, "div", {"class": f"signatures columns{columns}"})
    inked = any(signature.image for signature in signatures)
    for signature in signatures:
        place = SubElement(block, "div")
        if signature.image:
            alt = signature.description or signature.name
            SubElement(place, "img", {"src": signature.image.as_uri(), "alt": alt})
        elif inked:
            place.set("class", "unsigned")
        lines = ((Run(signature.name, strong=True),), (Run(signature.title),), (Run(signature.organisation),))
        write_line(SubElement(place, "p"), stacked(line for line in lines if line[0].text))
