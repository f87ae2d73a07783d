"""A paragraph's shape and its line → its element; a paragraph that was made before is copied."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from letterforge.model import Line
from letterforge.typeset.docx.wml import RunWriter, make_paragraph, twips, w
from letterforge.typeset.plan.faces import WordFaces
from letterforge.word.markup import Element

Numbering: TypeAlias = tuple[int, int]
"""Level and number of a list."""
Indentation: TypeAlias = tuple[float, float, float]
"""From the start of the line, from its end, and by how much the first line begins before the others, in
points."""
KNOWN = 512
"""Paragraphs that a process keeps: most of them are the same in the next letter."""


@dataclass(frozen=True, slots=True)
class ParagraphShape:
    """How a paragraph is set on the page."""

    style: str
    rtl: bool
    begins_page: bool
    numbering: Numbering | None
    before: float
    """Space above it, in points."""
    indentation: Indentation | None
    justified: str
    """`center`, `right`; empty: as its style."""
    holds_cells: bool = False
    """Whether it is hyphenated, but not what came from the list."""

    def paragraph(self, content: Line, runs: RunWriter, *, emphasis: bool) -> Element:
        """The paragraph of a line. `runs` writes it where it has marks of footnotes, which are one letter's.

        Raises LetterFailed for what a Word file cannot hold.
        """
        if any(run.note for run in content):
            return self.around(runs, content, emphasis=emphasis)
        return deepcopy(_make_once(self, content, runs.faces, emphasis))

    def around(self, runs: RunWriter, content: Line, *, emphasis: bool) -> Element:
        """The paragraph, built."""
        return make_paragraph(
            self.style,
            *runs.of(content, emphasis=emphasis, holds_cells=self.holds_cells),
            properties=self._properties(),
        )

    def _properties(self) -> Iterator[Element]:
        """Those that differ from the style's, in the order of the schema (17.3.1.26)."""
        if self.begins_page:
            yield w("pageBreakBefore")
        if self.numbering:
            level, number = self.numbering
            yield w("numPr", w("ilvl", val=str(level)), w("numId", val=str(number)))
        if self.rtl:
            yield w("bidi")
        if self.before:
            yield w("spacing", before=twips(self.before))
        if self.indentation:
            # "left" and "right" mean start and end in a paragraph that runs from right to left (17.3.1.12).
            start, end, hanging = self.indentation
            hung = {"hanging": twips(hanging)} if hanging else {}
            yield w("ind", left=twips(start), right=twips(end), **hung)
        if self.justified:
            yield w("jc", val=self.justified)


@lru_cache(KNOWN)
def _make_once(shape: ParagraphShape, content: Line, faces: WordFaces, emphasis: bool) -> Element:
    """A paragraph that depends on nothing but this: to be copied."""
    return shape.around(RunWriter(faces, rtl=shape.rtl), content, emphasis=emphasis)
