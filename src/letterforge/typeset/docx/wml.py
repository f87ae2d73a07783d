"""Elements of WordprocessingML: units, paragraphs, and a line's runs with links and marks of footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import TypeAlias

from lxml import etree

from letterforge.errors import Code, LetterFailed, Problem
from letterforge.model import NO_BREAK_HYPHEN, Footnote, Line, Run
from letterforge.typeset.docx.scripts import WordScript, choose_word_face, split_by_script
from letterforge.typeset.passages import UNPRINTABLE
from letterforge.typeset.plan.breaks import AT_LETTER
from letterforge.typeset.plan.faces import FaceSpan, WordFaces, cut_text
from letterforge.word.markup import Element, R, W

WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MAIN = {"w": W}
"""Of every element; an element that is added to a tree loses its own declaration."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

SIGNS = {"\n": "br", "\t": "tab", "\u00ad": "softHyphen", NO_BREAK_HYPHEN: "noBreakHyphen"}
"""Characters that are elements in Word (17.3.3): as text, Word shows a soft hyphen everywhere, and takes a
no-break one from another typeface."""
SHIFTS = {1: "superscript", -1: "subscript"}
"""What is raised and lowered (17.3.2.42)."""
SIGN = re.compile(f"([{''.join(SIGNS)}])")

Properties: TypeAlias = tuple[tuple[str, Mapping[str, str]], ...]
"""Properties of a run in the order of the schema (17.3.2.28): names and attributes."""
NONE: Mapping[str, str] = MappingProxyType({})

FIRST_NOTE = 2
"""Number of the first footnote: 0 and 1 are the lines that separate notes from text (17.11.2)."""


def twips(points: float) -> str:
    """A length in twentieths of a point."""
    return str(round(points * 20))


def half_points(points: float) -> str:
    """A type size in half points."""
    return str(round(points * 2))


def eighths(points: float) -> str:
    """The width of a line in eighths of a point (17.18.2)."""
    return str(round(points * 8))


def emu(points: float) -> str:
    """A length in English Metric Units, 12,700 to the point."""
    return str(round(points * 12_700))


@cache
def _qualify(name: str) -> str:
    return f"{{{W}}}{name}"


def w(tag: str, *children: Element, **attributes: str) -> Element:
    """An element of the main namespace, with its attributes in that namespace."""
    element = etree.Element(_qualify(tag), None, MAIN)
    for name, value in attributes.items():
        element.set(_qualify(name), value)
    for child in children:
        element.append(child)
    return element


def add_child(parent: Element, tag: str, **attributes: str) -> Element:
    """Add a child to an element, as its last: faster than making it alone first."""
    element = etree.SubElement(parent, _qualify(tag))
    for name, value in attributes.items():
        element.set(_qualify(name), value)
    return element


def make_root(tag: str, *children: Element) -> Element:
    """The root of a part that has relationships, or elements of Word 2010, which older readers may ignore."""
    element = etree.Element(
        f"{{{W}}}{tag}", {f"{{{MC}}}Ignorable": "w14"}, {"w": W, "r": R, "mc": MC, "w14": W14}
    )
    element.extend(children)
    return element


def write_part(element: Element) -> bytes:
    """A part's bytes."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def require_word_text(text: str) -> str:
    """The text as it is. Raises LetterFailed for a character that a page cannot show, or XML cannot have."""
    found = UNPRINTABLE.search(text)
    if found is None:
        return text
    shown = UNPRINTABLE.sub("\ufffd", text[max(0, found.start() - 20) : found.end() + 20]).strip()
    message = f'"{shown}" has the character U+{ord(found[0]):04X}, which cannot be printed'
    hint = "retype the text; it contains hidden characters from another program"
    raise LetterFailed([Problem(Code.CONTROL_CHARACTER, message, hint)])


def make_paragraph(style: str, *runs: Element, properties: Iterable[Element] = ()) -> Element:
    """A paragraph in a named style. `properties` are in the order of the schema (17.3.1.26)."""
    written = w("p")
    kept = add_child(written, "pPr")
    add_child(kept, "pStyle", val=style)
    kept.extend(properties)
    written.extend(runs)
    return written


def make_frame(left: float, top: float, width: float, height: float) -> Element:
    """A fixed place for a paragraph on the page, in points from its corner; at least so high (17.3.1.11).

    Consecutive paragraphs with the same place are set in it one below the other.
    """
    size = {"w": twips(width), "h": twips(height), "hRule": "atLeast"}
    return w(
        "framePr",
        **size,
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=twips(left),
        y=twips(top),
    )


AFTER_SIZE = frozenset(
    f"{{{W}}}{name}" for name in ("highlight", "u", "effect", "vertAlign", "rtl", "cs", "em", "lang")
)
"""Properties of a run that come after its size (17.3.2.28)."""


def set_size(paragraph: Element, points: float, line: float, below: float = 0.0) -> None:
    """Give a paragraph another type size and line height than its style has, and space below it, in points.

    Its lines are exactly so high, also those with a typeface that needs more.
    """
    paragraph[0].append(w("spacing", after=twips(below), line=twips(line), lineRule="exact"))
    for run in paragraph.iter(f"{{{W}}}r"):
        if len(run) == 0 or run[0].tag != f"{{{W}}}rPr":
            run.insert(0, w("rPr"))
        properties = run[0]
        places = (at for at, element in enumerate(properties) if element.tag in AFTER_SIZE)
        at = next(places, len(properties))
        properties[at:at] = [w("sz", val=half_points(points)), w("szCs", val=half_points(points))]


def is_table(element: Element) -> bool:
    """Whether a block is a table; else it is a paragraph."""
    return element.tag == f"{{{W}}}tbl"


def keep_with_next(element: Element) -> None:
    """Let a paragraph, a row of a table, or a table's last row stay on the page of what follows."""
    kept = element.findall(f"{{{W}}}tr")[-1] if is_table(element) else element
    for paragraph in kept.iter(f"{{{W}}}p"):
        properties = paragraph[0]
        if properties.find(f"{{{W}}}keepNext") is None:
            properties[0].addnext(w("keepNext"))


def set_spacing(paragraph: Element, side: str, points: float) -> None:
    """Set the space `before` or `after` a paragraph."""
    properties = paragraph[0]
    existing = properties.find(_qualify("spacing"))
    if existing is None:
        existing = w("spacing")
        later = [element for element in properties if element.tag in {_qualify("ind"), _qualify("jc")}]
        later[0].addprevious(existing) if later else properties.append(existing)
    existing.set(_qualify(side), twips(points))


# --- runs ------------------------------------------------------------------------------------------


class NoteMarks:
    """The footnotes of a letter, in the order of their marks."""

    def __init__(self, notes: Iterable[Footnote]) -> None:
        self._notes = {note.number: note for note in notes}
        self._first: dict[int, Element] = {}
        self._repeated: set[int] = set()

    @property
    def notes(self) -> Sequence[tuple[int, Footnote]]:
        """The notes whose marks have been written, in that order, each with its number in the file."""
        return [(index, self._notes[number]) for index, number in enumerate(self._first, FIRST_NOTE)]

    def mark(self, number: int) -> list[Element]:
        """The runs of a mark: a reference; for further marks of the same note, a reference to the first."""
        if number not in self._notes:
            message = f"the text refers to footnote {number}, but there is no such footnote"
            raise LetterFailed([Problem(Code.NOT_IN_A_LETTER, message, "write the footnote's text")])
        if number in self._first:
            self._repeated.add(number)
            place = [*self._first].index(number) + 1
            return make_field(
                f"NOTEREF {_bookmark(number)} \\f \\h", _reference(_set_text(w("t"), str(place)))
            )
        run = _reference(w("footnoteReference", id=str(len(self._first) + FIRST_NOTE)))
        self._first[number] = run
        return [run]

    def bookmark(self) -> None:
        """Put bookmarks around the marks that others refer to. Called when all marks are in the document."""
        for number in sorted(self._repeated):
            run = self._first[number]
            run.addprevious(w("bookmarkStart", id=str(number), name=_bookmark(number)))
            run.addnext(w("bookmarkEnd", id=str(number)))


class RunWriter:
    """Makes runs for one letter: knows its direction and its footnotes."""

    def __init__(self, faces: WordFaces, *, rtl: bool, marks: NoteMarks | None = None) -> None:
        """`marks`: None where there can be no footnote."""
        self.faces = faces
        self._rtl = rtl
        self._marks = marks

    def of(self, content: Line, *, emphasis: bool = False, holds_cells: bool = False) -> list[Element]:
        """The runs of a line, all of them emphasised where that is asked.

        `holds_cells`: what came from the list is not hyphenated.
        """
        if not holds_cells:
            content = tuple([_not_personal(run) for run in content])
        runs: list[Element] = []
        whole = [
            run.saying(run.text.replace(AT_LETTER, "")) if AT_LETTER in run.text else run for run in content
        ]
        spans = self.faces.find("".join(run.text for run in whole))
        start = 0
        for link, group in groupby(whole, key=lambda run: run.link):
            written: list[Element] = []
            for run in _join_alike(group):
                written += self._run(run, spans, start, emphasis=emphasis)
                start += len(run.text)
            runs += make_link(link, written) if link else written
        return runs

    def plain(self, text: str) -> list[Element]:
        """The runs of an unstyled text."""
        text = text.replace(AT_LETTER, "")
        return self._run(Run(text), self.faces.find(text), 0, emphasis=False)

    def _run(self, run: Run, spans: Sequence[FaceSpan], start: int, *, emphasis: bool) -> list[Element]:
        """The runs of a text that begins at a place of its line, of which `spans` need another face."""
        if run.note:
            return self._mark(run.note)
        text = require_word_text(run.text)
        linked: Properties = (("rStyle", {"val": "Hyperlink"}),) if run.link else ()
        styled: Properties = (
            *((("b", NONE), ("bCs", NONE)) if run.strong else ()),
            *((("i", NONE), ("iCs", NONE)) if run.emphasis or emphasis else ()),
            *((("strike", NONE),) if run.struck else ()),
        )
        # Word hyphenates nothing that it does not proofread.
        held: Properties = (("noProof", NONE),) if run.personal else ()
        shifted: Properties = (("vertAlign", {"val": SHIFTS[run.rise]}),) if run.rise else ()
        return [
            _fill_run((*linked, *_face(script), *styled, *held, *shifted, *_language(script)), stretch)
            for stretch, script in self._split(text, spans, start)
        ]

    def _split(self, text: str, spans: Sequence[FaceSpan], start: int) -> Iterator[tuple[str, WordScript]]:
        """The text in stretches of one script and one face."""
        for stretch, script in split_by_script(text, rtl=self._rtl):
            if not spans or script.is_rtl or script.face:
                yield stretch, script
            else:
                for piece, face in cut_text(stretch, start, spans):
                    named = choose_word_face(piece, face) if face else ""
                    yield piece, replace(script, face=named) if named else script
            start += len(stretch)

    def _mark(self, number: int) -> list[Element]:
        if self._marks is None:
            message = "a footnote can be in the text of the letter, not in another footnote"
            raise LetterFailed([Problem(Code.NOT_IN_A_LETTER, message, "remove the inner footnote")])
        return self._marks.mark(number)


def _not_personal(run: Run) -> Run:
    return run.filled(run.text, run.link, personal=False) if run.personal else run


def _join_alike(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs of one link, neighbours with the same looks joined, wherever their text came from."""
    looks = attrgetter("note", "strong", "emphasis", "struck", "rise", "personal")
    for _, group in groupby(runs, key=looks):
        first, *others = group
        if first.note or not others:
            yield from (first, *others)
        else:
            yield first.saying("".join(run.text for run in (first, *others)))


def make_field(instruction: str, *result: Element) -> list[Element]:
    """A complex field with its cached result (17.16.5): Word offers to repair a field that has none."""
    code = _set_text(w("instrText"), f" {instruction} ")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", code),
        w("r", w("fldChar", fldCharType="separate")),
        *result,
        w("r", w("fldChar", fldCharType="end")),
    ]


def make_link(link: str, runs: Sequence[Element]) -> list[Element]:
    """Runs as a link."""
    # A field, not a relationship: a link's target is then part of the text that a signature covers.
    # Percent signs instead of the field's own escapes: nothing in a target can end the instruction.
    target = (
        require_word_text(link)
        .replace("\\", "%5C")
        .replace('"', "%22")
        .replace("\n", "%0A")
        .replace("\t", "%09")
    )
    return make_field(f'HYPERLINK "{target}"', *runs)


def _face(script: WordScript) -> Properties:
    if not script.face:
        return ()
    if script.kind == "eastAsia":
        # The hint sets quotation marks and dashes among East Asian characters in their typeface, too
        # (17.3.2.26).
        return (("rFonts", {"hint": "eastAsia", "eastAsia": script.face}),)
    return (("rFonts", dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), script.face)),)


def _language(script: WordScript) -> Properties:
    direction: Properties = (("rtl", NONE),) if script.is_rtl else ()
    return (*direction, ("lang", {script.kind: script.language})) if script.kind else direction


def _fill_run(styled: Properties, text: str) -> Element:
    run = w("r")
    if styled:
        looks = add_child(run, "rPr")
        for name, attributes in styled:
            add_child(looks, name, **attributes)
    for piece in SIGN.split(text):
        if piece in SIGNS:
            add_child(run, SIGNS[piece])
        elif piece:
            _set_text(add_child(run, "t"), piece)
    return run


def _set_text(element: Element, text: str) -> Element:
    element.text = text
    element.set(SPACE, "preserve")
    return element


def _reference(content: Element) -> Element:
    return w("r", w("rPr", w("rStyle", val="FootnoteReference")), content)


def _bookmark(number: int) -> str:
    # Word hides bookmarks whose names begin with an underscore.
    return f"_Note{number}"
