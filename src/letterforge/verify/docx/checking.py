"""A Word file's bytes → its seals."""

from __future__ import annotations

from dataclasses import replace

from letterforge.verify.crypto.judging import seal_of
from letterforge.verify.crypto.trust import Trust
from letterforge.verify.docx.coverage import Signatures, compare, document_faults, find_signatures, left_open
from letterforge.verify.docx.package import ExaminedPackage
from letterforge.verify.docx.shown import shown_uncovered
from letterforge.verify.docx.signature import read_signature
from letterforge.verify.verdict import Refused, Seal, SealKind

SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
MOST_SEALS = 64


def seals_of(content: bytes, trust: Trust | None) -> tuple[tuple[Seal, ...], tuple[str, ...]]:
    """The seals of a package, and what is wrong with all of them together. Raises Refused.

    `trust` None: trust is not checked.
    """
    return seals_in(ExaminedPackage(content), trust)


def seals_in(package: ExaminedPackage, trust: Trust | None) -> tuple[tuple[Seal, ...], tuple[str, ...]]:
    """The same for a package that was read. Raises Refused."""
    signatures = find_signatures(package)
    if len(signatures.parts) > MOST_SEALS:
        raise Refused(f"it has more than {MOST_SEALS} signatures")
    stray = [
        name
        for name in package.parts
        if package.type_of(name) == SIGNATURE_TYPE and name not in signatures.parts
    ]
    seals = tuple(_seal(package, part, signatures, trust) for part in signatures.parts)
    return seals, tuple(f"nothing in the file refers to the signature {name}" for name in stray)


def _seal(package: ExaminedPackage, part: str, signatures: Signatures, trust: Trust | None) -> Seal:
    signed = read_signature(package.parts[part], part)
    seal = replace(seal_of(signed.proof, SealKind.SIGNATURE, trust), reason=signed.comment)
    if not signed.manifest:
        return seal
    covered = compare(package, signed.manifest)
    uncovered, left_out = left_open(package, covered, signatures)
    shown = shown_uncovered(package, covered, left_out)
    uncovered += shown.uncovered
    return replace(
        seal,
        faults=(*seal.faults, *covered.faults, *document_faults(package, covered)),
        uncovered=tuple(uncovered),
        left_out=tuple(left_out),
        covers_all=not uncovered,
        notes=(*seal.notes, *shown.notes),
    )
