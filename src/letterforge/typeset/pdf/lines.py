"""Lines of a letter → paragraphs of their own around its body."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from letterforge.model import Line, Run
from letterforge.typeset.pdf.blocks import Writer


def put(parent: Element, line: Line, kind: str, writer: Writer, tag: str = "p") -> None:
    """A line as an element of a class (empty: none); nothing for an empty line."""
    if line:
        writer.line(SubElement(parent, tag, {"class": kind} if kind else {}), line)


def labelled(label: str, line: Line) -> Line:
    """A line after its label; an empty line has none."""
    return (Run(label), *line) if line else ()


def stacked(lines: Iterable[Line]) -> Line:
    """Lines one under the other, in one paragraph."""
    runs: list[Run] = []
    for line in lines:
        if line:
            runs += [Run("\n"), *line] if runs else line
    return tuple(runs)
