"""A PDF of several revisions → what was done to it after each of its seals (pyHanko's difference analysis)."""

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

STRAY = ("objects behind it that no table of the file lists",)
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
    """What was done after a seal, and what is to be said of it."""

    since: Since
    fault: str = ""
    note: str = ""
    shown: tuple[str, ...] = ()
    """What is shown now that the seal does not cover."""


def read_revisions(content: bytes, fields: list[Field]) -> dict[str, After]:
    """What came after each seal, by the name of its field."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    names = {field.name for field in fields}
    try:
        reader = PdfFileReader(io.BytesIO(content))
        if reader.encrypted:
            reader.decrypt("")
        embedded = reader.embedded_signatures
        judged = {each.field_name: _judge(each, names) for each in embedded}
        astray = max(_astray(content, reader), default=0)
        unequal = {each.field_name: each.pkcs7_content for each in embedded} != {
            field.name: field.contents for field in fields
        }
    except Exception as error:  # a hostile file makes it raise anything; then nothing is believed
        return _all(fields, After(Since.UNKNOWN, note=f"it cannot be judged because: {_short(error)}"))
    if unequal:
        return _all(fields, After(Since.CHANGED, "two readers of PDF find different signatures in it"))
    hiding = {field.name for field in fields if astray >= sum(field.ranges[2:4])}
    return {name: replace(after, shown=STRAY) if name in hiding else after for name, after in judged.items()}


def _astray(content: bytes, reader: PdfFileReader) -> Iterator[int]:
    """Where objects are that no table of any revision leads to: a reader that repairs files takes them for good."""
    xrefs = reader.xrefs
    known = {0}
    for revision in range(xrefs.total_revisions):
        about = xrefs.get_xref_container_info(revision)
        places = (
            xrefs.get_historical_ref(each, revision) for each in xrefs.explicit_refs_in_revision(revision)
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
    told = embedded.summarise_integrity_info()
    difference = told["diff_result"]
    if not isinstance(difference, DiffResult):
        return After(Since.CHANGED, "what it shows was changed after it was sealed")
    since = LEVELS.get(difference.modification_level.name, Since.CHANGED)
    if since is Since.FORM and set() < difference.changed_form_fields <= names:
        since = Since.SIGNED_AGAIN
    if not told["docmdp_ok"]:
        return After(Since.CHANGED, "it was changed after it was sealed, as the seal does not allow")
    return After(since)


def _all(fields: list[Field], after: After) -> dict[str, After]:
    return {field.name: after for field in fields}


def _short(error: object) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
