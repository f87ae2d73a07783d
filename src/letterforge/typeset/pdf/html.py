"""Letter → an HTML tree, part by part in reading order. Text enters as text nodes: nothing is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from letterforge.campaign import Campaign
from letterforge.model import (
    Align,
    Block,
    Footnote,
    Heading,
    Letter,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Signature,
    Table,
)
from letterforge.typeset.stamp import document_time

COLUMNS = 3
"""Signatures side by side."""
HYPHENED = re.compile(r"((?<![^\s(])[^\s-]{1,20}(?:-[^\s-]{1,20}){1,3}(?!\S))")
"""A word with hyphens of its own. It is not broken: a hyphen that ends a line is lost, as if it were the
typesetter's, when text is copied or read out of a PDF."""
ALIGN_CLASS = {Align.CENTRE: "centre", Align.END: "end"}


def document(letter: Letter, campaign: Campaign) -> Element:
    """The letter as an HTML document."""
    root = Element("html", {"lang": letter.language} | ({"dir": "rtl"} if letter.rtl else {}))
    root.append(_head(letter))
    body = SubElement(root, "body")
    _letterhead(body, letter, campaign)
    _opening(body, letter)
    writer = Writer({note.number: note for note in letter.notes})
    writer.blocks(body, letter.body)
    if letter.closing:
        writer.line(SubElement(body, "p", {"class": "closing"}), letter.closing)
    _signatures(body, letter.signatures)
    for label, entries in (
        (letter.labels.enclosures, letter.enclosures),
        (letter.labels.copies, letter.copies),
    ):
        if entries:
            part = SubElement(body, "p", {"class": "list"})
            writer.line(part, _stacked(((Run(label),), *entries)))
    return root


def _head(letter: Letter) -> Element:
    head = Element("head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = letter.title
    time = document_time(letter).isoformat()
    properties = {"author": letter.author, "dcterms.created": time, "dcterms.modified": time}
    for name, content in properties.items():
        SubElement(head, "meta", {"name": name, "content": content})
    return head


def _letterhead(body: Element, letter: Letter, campaign: Campaign) -> None:
    choice = campaign.stationery.letterhead
    if choice is False:
        return
    header = SubElement(body, "header")
    if isinstance(choice, Path):
        SubElement(header, "img", {"src": choice.as_uri(), "alt": letter.author})
    else:
        SubElement(header, "p", {"class": "name"}).text = letter.author
    for line in campaign.sender.lines:
        SubElement(header, "p").text = campaign.text(line, letter.language)


def _opening(body: Element, letter: Letter) -> None:
    """All that stands between the letterhead and the body."""
    labels, writer = letter.labels, Writer({})
    SubElement(body, "p", {"class": "date"}).text = letter.dateline
    if letter.inside_address:
        writer.line(SubElement(body, "p", {"class": "address"}), _stacked(letter.inside_address))
    if letter.reference:
        writer.line(SubElement(body, "p"), (Run(labels.reference), *letter.reference))
    if letter.subject:
        writer.line(SubElement(body, "p", {"class": "subject"}), (Run(labels.subject), *letter.subject))
    if letter.salutation:
        writer.line(SubElement(body, "p"), letter.salutation)


def _signatures(body: Element, signatures: Sequence[Signature]) -> None:
    if not signatures:
        return
    block = SubElement(body, "div", {"class": "signatures"})
    columns = min(len(signatures), COLUMNS)
    for signature in signatures:
        place = SubElement(block, "div", {"style": f"width: {99.9 / columns:.2f}%"})
        if signature.image:
            SubElement(place, "img", {"src": signature.image.as_uri(), "alt": signature.description})
        lines = [(Run(signature.name, strong=True),), (Run(signature.title),), (Run(signature.organisation),)]
        Writer({}).line(SubElement(place, "p"), _stacked(line for line in lines if line[0].text))


def _stacked(lines: Iterable[Line]) -> Line:
    """Lines one under the other, in one paragraph."""
    stacked: list[Run] = []
    for line in lines:
        stacked += [Run("\n"), *line] if stacked else line
    return tuple(stacked)


class Writer:
    """Writes blocks and runs into elements; knows the letter's footnotes."""

    def __init__(self, notes: Mapping[int, Footnote]) -> None:
        self._notes = notes

    def blocks(self, parent: Element, blocks: Sequence[Block]) -> None:
        """Blocks one after the other; a page break is a mark on what follows it."""
        new_page = False
        for block in blocks:
            if isinstance(block, PageBreak):
                new_page = True
                continue
            element = self._block(parent, block)
            if new_page:
                element.set("class", "new")
                new_page = False

    def _block(self, parent: Element, block: Block) -> Element:
        match block:
            case Paragraph(content):
                return self.line(SubElement(parent, "p"), content)
            case Heading(level, content):
                return self.line(SubElement(parent, f"h{level}"), content)
            case ListBlock():
                return self._list(parent, block)
            case Quote(blocks):
                quote = SubElement(parent, "blockquote")
                self.blocks(quote, blocks)
                return quote
            case Table():
                return self._table(parent, block)
            case Rule() | PageBreak():
                return SubElement(parent, "hr")

    def _list(self, parent: Element, block: ListBlock) -> Element:
        element = SubElement(parent, "ol" if block.ordered else "ul")
        if block.ordered and block.start != 1:
            # WeasyPrint does not read the attribute `start`.
            element.set("style", f"counter-reset: list-item {block.start - 1}")
        for entry in block.entries:
            # WeasyPrint tags a list item within a list item as its body (LBody), which PDF/UA wants there.
            self.blocks(SubElement(SubElement(element, "li"), "li"), entry)
        return element

    def _table(self, parent: Element, block: Table) -> Element:
        table = SubElement(parent, "table")
        self._row(SubElement(table, "thead"), "th", block.head, block.align)
        body = SubElement(table, "tbody")
        for row in block.rows:
            self._row(body, "td", row, block.align)
        return table

    def _row(self, parent: Element, tag: str, cells: Sequence[Line], align: Sequence[Align]) -> None:
        row = SubElement(parent, "tr")
        for cell, side in zip(cells, align, strict=True):
            element = SubElement(row, tag, {"scope": "col"} if tag == "th" else {})
            if side in ALIGN_CLASS:
                element.set("class", ALIGN_CLASS[side])
            self.line(element, cell)

    def line(self, parent: Element, content: Line) -> Element:
        """Runs within an element."""
        for run in content:
            if run.note:
                self._note(parent, self._notes[run.note])
            else:
                _text(_styled(parent, run), run.text)
        return parent

    def _note(self, parent: Element, note: Footnote) -> None:
        # A footnote is an inline element that floats: its paragraphs become lines.
        element = SubElement(parent, "span", {"class": "note"})
        paragraphs = (block.content for block in note.blocks if isinstance(block, Paragraph))
        self.line(element, _stacked(paragraphs))


def _styled(parent: Element, run: Run) -> Element:
    """The innermost element for a run's style; the parent itself for plain text."""
    wanted = {"a": bool(run.link), "strong": run.strong, "em": run.emphasis, "s": run.struck}
    for tag, is_wanted in wanted.items():
        if is_wanted:
            parent = SubElement(parent, tag, {"href": run.link} if tag == "a" else {})
    return parent


def _text(element: Element, text: str) -> None:
    """Add text at the end of an element, its line feeds as line breaks."""
    for number, line in enumerate(text.split("\n")):
        if number:
            SubElement(element, "br")
        # split() gives what stands between hyphened words, and those words, in turn.
        for index, piece in enumerate(HYPHENED.split(line)):
            if index % 2:
                SubElement(element, "span", {"class": "whole"}).text = piece
            elif piece:
                _append(element, piece)


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
