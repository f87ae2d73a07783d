"""A PDF of several revisions → what was done to it after each seal (pyHanko's difference analysis)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from letterforge.verify.pdf.fields import Field
from letterforge.verify.verdict import Since

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

STRAY = ("objects after it that no table of the file lists",)
OBJECT = re.compile(rb"(?<![0-9])[0-9]+[ \t\r\n]+[0-9]+[ \t\r\n]+obj(?![A-Za-z])")
"""Where an object begins (ISO 32000-1, 7.3.10)."""
LEVELS: Mapping[str, Since] = {
    "NONE": Since.NOTHING,
    "LTA_UPDATES": Since.VALIDATION_DATA,
    "FORM_FILLING": Since.FORM,
    "ANNOTATIONS": Since.COMMENTS,
}
"""pyHanko's levels of modification."""


@dataclass(frozen=True, slots=True)
class After:
    """What was done after a seal, with its fault or note."""

    since: Since
    fault: str = ""
    note: str = ""
    shown: tuple[str, ...] = ()
    """What is now shown that the seal does not cover."""


def read_revisions(content: bytes, fields: list[Field]) -> dict[str, After]:
    """What was done after each seal, by the name of its field."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    names = {field.name for field in fields}
    try:
        reader = PdfFileReader(io.BytesIO(content))
        if reader.encrypted:
            reader.decrypt("")
        embedded = reader.embedded_signatures
        judged = {signature.field_name: _judge(signature, names) for signature in embedded}
        last_unlisted = max(_unlisted_objects(content, reader), default=0)
        unequal = {signature.field_name: signature.pkcs7_content for signature in embedded} != {
            field.name: field.contents for field in fields
        }
    except Exception as error:  # a hostile file can raise anything; then nothing is trusted
        return _all(fields, After(Since.UNKNOWN, note=f"this cannot be checked: {_short(error)}"))
    if unequal:
        return _all(fields, After(Since.CHANGED, "two PDF libraries find different signatures in it"))
    hiding = {field.name for field in fields if last_unlisted >= sum(field.ranges[2:4])}
    return {name: replace(after, shown=STRAY) if name in hiding else after for name, after in judged.items()}


def _unlisted_objects(content: bytes, reader: PdfFileReader) -> Iterator[int]:
    """Positions of objects that no table of a revision lists: programs that repair files would use them."""
    xrefs = reader.xrefs
    known = {0}
    for revision in range(xrefs.total_revisions):
        about = xrefs.get_xref_container_info(revision)
        places = (
            xrefs.get_historical_ref(reference, revision)
            for reference in xrefs.explicit_refs_in_revision(revision)
        )
        for place in (about.start_location, *places):
            if isinstance(place, int):
                found = OBJECT.search(content, place, place + 64)
                known.add(found.start() if found else place)
    return (found.start() for found in OBJECT.finditer(content) if found.start() not in known)


def _judge(embedded: object, names: set[str]) -> After:
    from pyhanko.sign.diff_analysis import DiffResult
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    assert isinstance(embedded, EmbeddedPdfSignature)  # noqa: S101 - imported late
    embedded.compute_integrity_info()  # type: ignore[no-untyped-call]
    summary = embedded.summarise_integrity_info()
    difference = summary["diff_result"]
    if not isinstance(difference, DiffResult):
        return After(Since.CHANGED, "its content was changed after it was sealed")
    since = LEVELS.get(difference.modification_level.name, Since.CHANGED)
    if since is Since.FORM and set() < difference.changed_form_fields <= names:
        since = Since.SIGNED_AGAIN
    if not summary["docmdp_ok"]:
        return After(
            Since.CHANGED, "it was changed after it was sealed, in a way that the seal does not allow"
        )
    return After(since)


def _all(fields: list[Field], after: After) -> dict[str, After]:
    return {field.name: after for field in fields}


def _short(error: object) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
