"""Typst itself: one compiler for all letters of a worker, its one template, what it reads and reports.

A compiler that is used again keeps its fonts and pictures. Typst remembers what it has laid out, and forgets
what ten letters in a row did not use (comemo, `evict(10)`, which the package calls for each document): memory
stays flat.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import typst

STANDARDS: Mapping[str, list[typst.PDFStandard]] = MappingProxyType(
    {"ua-1": ["ua-1"], "a-2u": ["a-2u"], "a-3a": ["ua-1", "a-3a"], "plain": []}
)
"""Choice under `[output]` → the standards that Typst holds a PDF to."""
PACKAGES = Path(__file__).with_name("packages")
"""Where Typst finds the template: a package is parsed once, a text for every letter."""
MAIN = """\
#import "@local/letterforge:0.1.0": set-letter
#set-letter(json(bytes({look})), json(bytes({letter})), path => read(path, encoding: none))
"""
"""The data are literals in it. As `sys.inputs` they would be part of Typst's library, on which all layout
depends: nothing of a letter could be reused for the next one, which doubles the time."""
REFUSED = "letterforge:"
"""The beginning of a message from our template: the rest is JSON."""


class MisfitError(Exception):
    """The template found that a letter does not fit; `findings` has the places."""

    def __init__(self, findings: list[Mapping[str, Any]]) -> None:
        super().__init__("the letter does not fit")
        self.findings = findings


class Press:
    """Compiles the template with a letter's data."""

    def __init__(self, root: Path, variant: str, fonts: typst.Fonts) -> None:
        """`root` is the campaign's folder: Typst reads nothing outside it.

        `variant` is what a PDF claims to be.
        """
        self._root = root if root.is_dir() else PACKAGES  # Typst needs one that exists
        self._standards = STANDARDS[variant]
        self.use(fonts)

    def use(self, fonts: typst.Fonts) -> None:
        """Set letters with other fonts from now on."""
        self._compiler = typst.Compiler(
            root=self._root, font_paths=fonts, ignore_system_fonts=True, package_path=PACKAGES
        )

    def print(self, look: str, letter: str, time: int) -> tuple[bytes, list[str]]:
        """The PDF of a letter's look and words, given as JSON, and the warnings of Typst.

        `time` is in seconds since 1970, UTC.

        Raises RefusedError, and typst.TypstError for all else that goes wrong.
        """
        try:
            content, warnings = self._compiler.compile_with_warnings(
                MAIN.format(look=quote_for_typst(look), letter=quote_for_typst(letter)).encode("ascii"),
                format="pdf",
                pdf_standards=self._standards,
                timestamp=time,
            )
        except typst.TypstError as error:
            _, found, findings = error.message.partition(REFUSED)
            if found:
                raise MisfitError(json.loads(findings)) from None
            raise
        assert isinstance(content, bytes)  # noqa: S101 - a PDF is one document
        return content, [warning.message for warning in warnings]


def quote_for_typst(text: str) -> str:
    """A text between quotation marks: in Typst, two signs end or change one, and no others."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
