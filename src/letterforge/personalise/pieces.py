"""The texts that a letter is filled from: a template part by part, its annexes, and the files that they take in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes

from letterforge.errors import BrokenCampaign
from letterforge.personalise.sandbox import LetterEnvironment
from letterforge.personalise.template_file import Part, TemplateFile

UNPRINTED = (nodes.Compare, nodes.Test, nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Slice)
"""Expressions whose texts in quotation marks are names, or are held against something."""
FALLBACKS = frozenset({"default", "d"})
"""Filters whose argument is printed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text with Jinja in it, and where it stands."""

    source: str
    """Padded with empty lines, so that Jinja's line numbers are the file's."""
    shown: str
    lines: tuple[str, ...]
    plain: bool = False
    """Whether it makes plain text (a file name) and not Markdown."""
    taken_in: bool = False
    """Whether it is a file that another takes in, and need not be a whole text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece, and what its tags print of their own."""

    piece: Piece
    printed: tuple[tuple[str, int], ...]
    """Texts in quotation marks, each with its line: `{{ recipient.title or "Minister" }}`."""


def piece_of(template: TemplateFile, part: Part) -> Piece:
    """A part of a template."""
    return Piece(part.padded, template.shown, template.lines)


def texts_of(pieces: Iterable[Piece], environment: LetterEnvironment) -> list[Text]:
    """These pieces, and the files that they take in by name, each once. What cannot be read is left to who fills it."""
    waiting, texts, known = list(pieces), [], set[str]()
    while waiting:
        piece = waiting.pop(0)
        with suppress(TemplateSyntaxError):
            tree = environment.parse(piece.source)
            texts.append(Text(piece, tuple(_printed_texts(tree))))
            for name in _taken_in(tree):
                if name not in known:
                    known.add(name)
                    with suppress(TemplateNotFound, BrokenCampaign):
                        file = environment.folder.file(name)
                        waiting.append(Piece(file.body, file.shown, file.lines, taken_in=True))
    return texts


def _printed_texts(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    for output in tree.find_all(nodes.Output):
        for below in output.nodes:
            yield from _printed(below)
    for assignment in tree.find_all(nodes.Assign):
        yield from _printed(assignment.node)


def _printed(node: nodes.Node) -> Iterator[tuple[str, int]]:
    match node:
        case nodes.Const():
            if isinstance(node.value, str):
                yield node.value, node.lineno
        case nodes.CondExpr():
            for branch in (node.expr1, node.expr2):
                yield from _printed(branch) if branch else ()
        case nodes.Filter():
            for part in (node.node, *(node.args if node.name in FALLBACKS else ())):
                yield from _printed(part) if part else ()
        case nodes.Concat():  # dots that are joined to a text are no place of their own
            printed = (found for each in node.nodes for found in _printed(each))
            yield from (found for found in printed if found[0].strip(" .…"))
        case _ if not isinstance(node, UNPRINTED):
            for below in node.iter_child_nodes():
                yield from _printed(below)


def _taken_in(tree: nodes.Template) -> Iterator[str]:
    """The names of the files that a template takes in, as far as they are written out in it."""
    for kind in (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends):
        for node in tree.find_all(kind):
            yield from _written_out(node)


def _written_out(node: nodes.Node) -> Iterator[str]:
    named = getattr(node, "template", None)
    for each in named.items if isinstance(named, nodes.List | nodes.Tuple) else [named]:
        if isinstance(each, nodes.Const) and isinstance(each.value, str):
            yield each.value
