"""The texts that a letter is filled from: a template's parts, its annexes, and all included files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes

from letterforge.errors import BrokenCampaign
from letterforge.personalise.sandbox import LetterEnvironment
from letterforge.personalise.template_file import TemplateFile, TemplatePart

UNPRINTED = (nodes.Compare, nodes.Test, nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Slice)
"""Expressions whose texts in quotation marks are names, or are compared."""
FALLBACKS = frozenset({"default", "d"})
"""Filters whose argument is printed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text with Jinja in it, and its place."""

    source: str
    """Padded with empty lines, so that Jinja's line numbers are the file's."""
    shown: str
    lines: tuple[str, ...]
    plain: bool = False
    """Whether it makes plain text (a file name) and not Markdown."""
    included: bool = False
    """Whether it is a file that another includes: it need not be a whole text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece, and the texts that its tags print."""

    piece: Piece
    printed: tuple[tuple[str, int], ...]
    """Texts in quotation marks, each with its line: `{{ recipient.title or "Minister" }}`."""


def piece_of(template: TemplateFile, part: TemplatePart) -> Piece:
    """A part of a template."""
    return Piece(part.padded, template.shown, template.lines)


def texts_of(pieces: Iterable[Piece], environment: LetterEnvironment) -> list[Text]:
    """These pieces, and the files that they include by name, each once.

    Files that cannot be read are left out: they are reported when the template is filled.
    """
    waiting, texts, known = list(pieces), [], set[str]()
    while waiting:
        piece = waiting.pop(0)
        with suppress(TemplateSyntaxError):
            tree = environment.parse(piece.source)
            texts.append(Text(piece, tuple(_printed_texts(tree))))
            for name in _included_names(tree):
                if name not in known:
                    known.add(name)
                    with suppress(TemplateNotFound, BrokenCampaign):
                        file = environment.folder.file(name)
                        waiting.append(Piece(file.body, file.shown, file.lines, included=True))
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
        case nodes.Concat():  # dots that are joined to a text are not a place to fill
            printed = (found for operand in node.nodes for found in _printed(operand))
            yield from (found for found in printed if found[0].strip(" .…"))
        case _ if not isinstance(node, UNPRINTED):
            for below in node.iter_child_nodes():
                yield from _printed(below)


def _included_names(tree: nodes.Template) -> Iterator[str]:
    """The names of the files that a template includes, if they are literal texts."""
    for kind in (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends):
        for node in tree.find_all(kind):
            yield from _literal_names(node)


def _literal_names(node: nodes.Node) -> Iterator[str]:
    named = getattr(node, "template", None)
    for literal in named.items if isinstance(named, nodes.List | nodes.Tuple) else [named]:
        if isinstance(literal, nodes.Const) and isinstance(literal.value, str):
            yield literal.value
