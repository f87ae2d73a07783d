"""A PDF's bytes → its seals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from letterforge.errors import counted
from letterforge.verify.crypto.judging import seal_of
from letterforge.verify.crypto.trust import Trust
from letterforge.verify.pdf.fields import Field, read_fields
from letterforge.verify.pdf.later import shown_later
from letterforge.verify.pdf.ranges import covered_to, prove_field
from letterforge.verify.pdf.revisions import After, read_revisions
from letterforge.verify.verdict import Seal, SealKind, Since

DATE = re.compile(r"D:(\d{14})(?:Z(?:00'?00)?|([+-])(\d\d)'?(\d\d)?)?'?")
ALLOWS: Mapping[int, str] = {
    1: "no changes",
    2: "filling in forms and signing",
    3: "filling in forms, signing and comments",
}
"""The changes that a certification allows (ISO 32000-2, table 257)."""


def seals_of(content: bytes, trust: Trust | None) -> tuple[tuple[Seal, ...], tuple[str, ...]]:
    """The seals of a PDF, oldest first, and what is wrong with all of them together. Raises Refused.

    `trust` None: trust is not checked, and later changes are only detected, not examined.
    """
    fields = sorted(read_fields(content), key=lambda field: sum(field.ranges[2:4]))
    seals = [_seal(field, content, trust) for field in fields]
    if trust is not None and any(not seal.covers_all for seal in seals):
        after = read_revisions(content, fields)
        names = frozenset(field.name for field in fields)
        seals = [
            seal
            if seal.covers_all or field.name not in after
            else _with(seal, _shown(after[field.name], field, content, names))
            for seal, field in zip(seals, fields, strict=True)
        ]
    return tuple(_unreached(seals, fields, content)), tuple(_disorder(fields))


def _seal(field: Field, content: bytes, trust: Trust | None) -> Seal:
    proof, stamped = prove_field(field, content)
    if proof.claimed is None and not stamped:
        proof = replace(proof, claimed=_moment(field.claimed))
    kind = SealKind.CERTIFICATION if field.docmdp is not None else SealKind.SIGNATURE
    seal = seal_of(proof, SealKind.TIME_STAMP if field.type == "/DocTimeStamp" else kind, trust, stamped)
    allows = "" if field.docmdp is None else ALLOWS.get(field.docmdp, "")
    unknown = (
        ("it is unknown which changes the certification allows",)
        if field.docmdp is not None and not allows
        else ()
    )
    return replace(
        seal,
        allows=allows,
        reason=field.reason,
        covers_all=_reaches_the_end(field, content),
        faults=(*seal.faults, *unknown),
    )


def _moment(text: str) -> datetime | None:
    """A date of PDF (ISO 32000-2, 7.9.4); None: it is not one."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    digits, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _reaches_the_end(field: Field, content: bytes) -> bool:
    try:
        return covered_to(field, content) == len(content)
    except ValueError:
        return False


def _shown(after: After, field: Field, content: bytes, names: frozenset[str]) -> After:
    """What was done after a seal, with what it shows."""
    if after.fault or not after.since.leaves_it_whole:
        return after
    try:
        shown = (*after.shown, *shown_later(content, covered_to(field, content), names))
    except ValueError:  # reported as a fault of the seal
        return after
    if shown and field.docmdp == 1:
        return After(
            Since.CHANGED,
            f"it was changed after it was sealed, in a way that the seal does not allow: {shown[0]}",
        )
    return replace(after, shown=shown)


def _with(seal: Seal, after: After) -> Seal:
    faults = (*seal.faults, *filter(None, (after.fault,)))
    notes = (*seal.notes, *filter(None, (after.note,)))
    return replace(seal, since=after.since, faults=faults, uncovered=after.shown, notes=notes)


def _unreached(seals: list[Seal], fields: list[Field], content: bytes) -> list[Seal]:
    """If no seal covers the whole file, add to the last one what it does not cover."""
    if not seals or any(seal.covers_all for seal in seals):
        return seals
    left = len(content) - sum(fields[-1].ranges[2:4])
    after_it = (f"what comes after it, {counted(left, 'byte')}",) if left > 0 else ()
    last = replace(seals[-1], uncovered=(*seals[-1].uncovered, *after_it))
    return [*seals[:-1], last]


def _disorder(fields: list[Field]) -> Iterator[str]:
    """Combinations of seals that no honest program makes (ISO 32000-2, 12.8.2.2.1)."""
    signatures = [field for field in fields if field.type != "/DocTimeStamp"]
    certifying = [field.docmdp is not None for field in signatures]
    if sum(certifying) > 1:
        yield "it is certified more than once"
    elif any(certifying[1:]):
        yield "it was certified after it was signed"
    if len({field.name for field in fields}) < len(fields):
        yield "two of its signature fields have the same name"
