"""A sheet that was just sealed → what is wrong with its seal; in milliseconds, in this process.

For the run that sealed it: the seal must be whole. Whether the certificate is trusted is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from letterforge.model import Format
from letterforge.verify.verdict import Refused, Seal

Findings: TypeAlias = tuple[tuple[Seal, ...], tuple[str, ...]]


def _of_pdf(content: bytes) -> Findings:
    from letterforge.verify.pdf.checking import seals_of

    return seals_of(content, None)


def _of_docx(content: bytes) -> Findings:
    from letterforge.verify.docx.checking import seals_of

    return seals_of(content, None)


SEAL_READERS: Mapping[Format, Callable[[bytes], Findings]] = MappingProxyType(
    {Format.DOCX: _of_docx, Format.PDF: _of_pdf}
)
"""What reads the seals of a format, and what is wrong with them together."""


def quick(content: bytes, format: Format) -> tuple[str, ...]:  # noqa: A002 - the word for it
    """What is wrong with a sealed sheet; empty: every seal is valid and covers all of it."""
    try:
        seals, faults = SEAL_READERS[format](content)
    except Refused as refused:
        return (str(refused),)
    if not seals:
        return ("it is not sealed",)
    return (*faults, *(fault for seal in seals for fault in _against(seal)))


def _against(seal: Seal) -> tuple[str, ...]:
    uncovered = tuple(f"not covered: {name}" for name in seal.uncovered)
    short = () if seal.covers_all or uncovered or seal.faults else ("the seal does not cover all of it",)
    return (*seal.faults, *uncovered, *short, *(f"made with {weakness}" for weakness in seal.weak))
