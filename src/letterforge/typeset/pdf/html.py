"""Letter → an HTML tree, part by part in the order in which it is read.

Text enters as text nodes, so nothing in it is markup. A line feed stays one: the style sheet breaks lines at
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from letterforge.campaign import Campaign, Stationery
from letterforge.model import Letter, Run
from letterforge.typeset.foreign import ForeignText
from letterforge.typeset.pdf.blocks import HtmlWriter
from letterforge.typeset.pdf.closing import write_cosigners, write_signatures
from letterforge.typeset.plan.columns import ColumnPlanner
from letterforge.typeset.plan.families import choose_faces
from letterforge.typeset.plan.hyphenation import count_last_letters
from letterforge.typeset.plan.in_window import place_in_window
from letterforge.typeset.plan.lines import stack_lines
from letterforge.typeset.plan.marks import BETWEEN
from letterforge.typeset.plan.measures import measure_stationery
from letterforge.typeset.plan.parts import LetterPart, Role, group_by_window, make_letterhead
from letterforge.typeset.plan.running import list_running
from letterforge.typeset.stamp import document_time

CLASSES: Mapping[Role, str] = MappingProxyType(
    {
        "return_address": "return",
        "inside_address": "address",
        "contact": "after contact",
        "enclosures": "after enclosures",
        "copies": "after copies",
    }
)
"""Of the elements of parts; all others have their role."""


def fill_tree(root: Element, letter: Letter, campaign: Campaign, planner: ColumnPlanner) -> Iterable[str]:
    """Write a letter into an empty HTML document. `planner`: of the letter's language.

    The families of its words, besides the letter's own.
    """
    root.set("lang", letter.language)
    root.set("dir", "rtl" if letter.rtl else "ltr")
    _properties(_child(root, "head"), letter)
    body = _child(root, "body")
    if campaign.stationery.page_numbers == "header":
        running = list_running(letter, campaign.stationery)
        body.set("data-running", "".join(f"{text}{BETWEEN}" for text in running))
    foreign = ForeignText(letter.language, campaign.language, rtl=letter.rtl)
    faces = choose_faces(campaign.stationery, letter)
    writer = HtmlWriter(
        letter.notes,
        foreign,
        faces,
        planner,
        has_subject=bool(letter.subject),
        last_letters=count_last_letters(campaign.stationery),
    )
    _letterhead(body, letter, campaign, writer)
    for is_shown, group in group_by_window(letter, campaign):
        if is_shown:
            _window(body, group, campaign.stationery, writer, rtl=letter.rtl)
        else:
            for part in group:
                _part(body, part, letter, writer)
    return writer.borrowed


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


def _letterhead(body: Element, letter: Letter, campaign: Campaign, writer: HtmlWriter) -> None:
    part = make_letterhead(letter, campaign)
    if part is None:
        return
    pictures = campaign.stationery.letterhead
    head = SubElement(body, "div", {"class": "letterhead"})
    if isinstance(pictures, tuple):
        logos = SubElement(head, "div", {"class": "logos"}) if len(pictures) > 1 else head
        for logo in pictures:
            SubElement(logos, "img", {"src": logo.as_uri(), "alt": part.label})
    else:
        writer.put(head, (Run(part.label),), "organisation")
    writer.put(head, stack_lines(part.lines), "lines")


def _window(
    body: Element, shown: Sequence[LetterPart], s: Stationery, writer: HtmlWriter, *, rtl: bool
) -> None:
    """What the window of an envelope shows: the return address, notes on delivery, the inside address."""
    placed, own = place_in_window(shown, s, rtl=rtl), measure_stationery(s, rtl=rtl).size
    look = f"top: {placed.top - s.margin_top:.2f}pt; line-height: {placed.leading:g}"
    window = SubElement(body, "div", {"class": "window", "style": look})
    for part in shown:
        _put(window, part, writer)
        size = placed.size_of(part)
        look = f"font-size: {size:g}pt" if size != own else ""
        below = placed.space_below(part)
        look += f"; margin-bottom: {below:g}pt" if below else ""
        if look:
            window[-1].set("style", look.removeprefix("; "))


def _part(parent: Element, part: LetterPart, letter: Letter, writer: HtmlWriter) -> None:
    match part.role:
        case "body":
            writer.blocks(parent, part.blocks)
        case "signatures":
            write_signatures(parent, letter, writer)
        case "cosigners":
            write_cosigners(parent, letter, writer)
        case "annex":
            writer.annex(parent, part)
        case "note":
            pass  # set at its mark
        case _:
            _put(parent, part, writer)


def _put(parent: Element, part: LetterPart, writer: HtmlWriter) -> None:
    tag = "h1" if part.role == "subject" else "p"
    writer.put(parent, part.line, CLASSES.get(part.role, part.role), tag)
