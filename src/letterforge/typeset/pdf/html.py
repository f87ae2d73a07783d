"""Letter → an HTML tree, part by part in the order in which it is read.

Text enters as text nodes, so nothing in it is markup. A line feed stays one: the style sheet breaks lines at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from letterforge.campaign import Campaign
from letterforge.model import Letter, Line, Run
from letterforge.typeset.flow import IN_WINDOW
from letterforge.typeset.lines import labelled, stacked
from letterforge.typeset.pdf.blocks import Writer
from letterforge.typeset.pdf.closing import close
from letterforge.typeset.stamp import document_time
from letterforge.typeset.tongues import Tongues


def fill(root: Element, letter: Letter, campaign: Campaign) -> None:
    """Write a letter into an empty HTML document."""
    root.set("lang", letter.language)
    root.set("dir", "rtl" if letter.rtl else "ltr")
    _properties(_child(root, "head"), letter)
    body = _child(root, "body")
    if campaign.stationery.page_numbers == "header":
        body.set("data-running", "".join(f"{text} — " for text in letter.running))
    tongues = Tongues(letter.language, campaign.language, rtl=letter.rtl)
    writer = Writer(letter.notes, tongues, top=2 if letter.subject else 1)
    _letterhead(body, letter, campaign, writer)
    _opening(body, letter, campaign, writer)
    writer.blocks(body, letter.body)
    close(body, letter, writer)


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


def _letterhead(body: Element, letter: Letter, campaign: Campaign, writer: Writer) -> None:
    choice = campaign.stationery.letterhead
    if choice is False or campaign.stationery.letterhead_pdf:
        return
    head = SubElement(body, "div", {"class": "letterhead"})
    if isinstance(choice, tuple):
        logos = SubElement(head, "div", {"class": "logos"}) if len(choice) > 1 else head
        for logo in choice:
            SubElement(logos, "img", {"src": logo.as_uri(), "alt": letter.author})
    else:
        writer.put(head, (Run(letter.author),), "organisation")
    lines = [campaign.text(line, letter.language) for line in campaign.sender.lines]
    writer.put(head, stacked((Run(line),) for line in lines if line), "lines")


def _opening(body: Element, letter: Letter, campaign: Campaign, writer: Writer) -> None:
    """All that stands between the letterhead and the body, in the order of the language."""
    has_window = campaign.stationery.address != "flow"
    for shown, parts in groupby(letter.labels.order, key=lambda part: has_window and part in IN_WINDOW):
        if shown:
            _window(body, tuple(parts), letter, writer)
        else:
            for part in parts:
                _part(body, part, letter, writer)


def _window(body: Element, parts: Sequence[str], letter: Letter, writer: Writer) -> None:
    """What the window of an envelope shows: notes on delivery, and the inside address."""
    window = SubElement(body, "div", {"class": "window"})
    if letter.delivery or letter.confidentiality:
        notes = SubElement(window, "div", {"class": "notes"})
        for part in parts:
            if part != "inside_address":
                _part(notes, part, letter, writer)
    _part(window, "inside_address", letter, writer)


def _part(parent: Element, part: str, letter: Letter, writer: Writer) -> None:
    labels = letter.labels
    match part:
        case "dateline":
            writer.put(parent, (Run(letter.dateline),) if letter.dateline else (), "dateline")
        case "inside_address":
            writer.put(parent, stacked(letter.inside_address), "address")
        case "reference":
            writer.put(parent, labelled(labels.reference, letter.reference), "reference")
        case "subject":
            writer.put(parent, labelled(labels.subject, letter.subject), "subject", tag="h1")
        case _:
            line: Line = getattr(letter, part)
            writer.put(parent, line, part)
