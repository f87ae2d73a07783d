"""A sheet that was just sealed → what is wrong with its seal; in milliseconds, in this process.

For the run that sealed it: the seal must be whole. Whether the certificate is trusted is not checked.
"""

from __future__ import annotations

from letterforge.model import Format
from letterforge.verify.verdict import Refused, Seal


def quick(content: bytes, format: Format) -> tuple[str, ...]:  # noqa: A002 - the word for it
    """What is wrong with a sealed sheet; empty: every seal is valid and covers all of it."""
    if format is Format.PDF:
        from letterforge.verify.pdf.checking import seals_of
    else:
        from letterforge.verify.docx.checking import seals_of
    try:
        seals, faults = seals_of(content, None)
    except Refused as refused:
        return (str(refused),)
    if not seals:
        return ("it is not sealed",)
    return (*faults, *(fault for seal in seals for fault in _against(seal)))


def _against(seal: Seal) -> tuple[str, ...]:
    uncovered = tuple(f"not covered: {name}" for name in seal.uncovered)
    short = () if seal.covers_all or uncovered or seal.faults else ("the seal does not cover all of it",)
    return (*seal.faults, *uncovered, *short, *(f"made with {weakness}" for weakness in seal.weak))
