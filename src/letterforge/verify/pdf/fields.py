"""A PDF → its filled signature fields, as qpdf reads them. Nothing is repaired: damaged files are refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Object

from letterforge.verify.verdict import Refused

MOST_FIELDS = 20_000
DEEPEST = 50
"""Levels of nested fields."""
MOST_SEALS = 64
LARGEST_CONTENTS = 4 * 1024 * 1024
"""Largest signature, in bytes."""


@dataclass(frozen=True, slots=True)
class Field:
    """A filled signature field and the dictionary of its signature (ISO 32000-2, 12.8.1)."""

    name: str
    type: str
    """`/Sig` or `/DocTimeStamp`."""
    kind: str
    """Its SubFilter: `/ETSI.CAdES.detached`, …"""
    ranges: tuple[int, ...]
    contents: bytes
    docmdp: int | None = None
    """For a certification: 1 no changes, 2 forms and signatures, 3 comments too."""
    reason: str = ""
    claimed: str = ""
    """When it was set, according to itself: a date as PDF writes it (ISO 32000-2, 7.9.4)."""


def read_fields(content: bytes) -> list[Field]:
    """The filled signature fields of a PDF, in the order of its form. Raises Refused."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            found: list[Field] = []
            for name, value in _signed(pdf):
                if len(found) == MOST_SEALS:
                    raise Refused(f"it has more than {MOST_SEALS} signatures")
                found.append(_field(name, value))
            return found
    except pikepdf.PasswordError:
        raise Refused("it can only be opened with a password") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, AttributeError) as error:
        raise Refused(f"its structure is damaged ({_short(error)})") from None


def _signed(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Dictionary]]:
    """Each field with a signature. Fields must not form loops or very deep trees. Raises Refused."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        return
    waiting: list[tuple[Object, str, str, int]] = [
        (field, "", "", 0) for field in _array(form.get("/Fields"))
    ]
    seen: set[tuple[int, int]] = set()
    for count, (field, above, type_, depth) in enumerate(_drain(waiting)):
        if count > MOST_FIELDS or depth > DEEPEST:
            raise Refused("its form has too many fields, or they are nested too deeply")
        if not isinstance(field, Dictionary):
            continue
        if field.is_indirect:
            if field.objgen in seen:
                raise Refused("a field of its form contains itself, or is in it twice")
            seen.add(field.objgen)
        name = ".".join(part for part in (above, str(field.get("/T", ""))) if part)
        kind = str(field.get("/FT", type_))
        value = field.get("/V")
        if kind == "/Sig" and isinstance(value, Dictionary):
            yield name, value
        waiting += [(kid, name, kind, depth + 1) for kid in _array(field.get("/Kids"))]


def _drain(waiting: list[tuple[Object, str, str, int]]) -> Iterator[tuple[Object, str, str, int]]:
    while waiting:
        yield waiting.pop(0)


def _array(found: object) -> list[Object]:
    return list(found) if isinstance(found, pikepdf.Array) else []


def _field(name: str, value: Dictionary) -> Field:
    contents = value.get("/Contents")
    raw = bytes(contents) if isinstance(contents, pikepdf.String) else b""
    if len(raw) > LARGEST_CONTENTS:
        raise Refused("a signature is too large")
    ranges = tuple(int(number) for number in _array(value.get("/ByteRange"))[:64])
    return Field(
        name,
        str(value.get("/Type", "/Sig")),
        str(value.get("/SubFilter", "")),
        ranges,
        raw,
        _docmdp(value),
        _printable(str(value.get("/Reason", "")))[:200],
        str(value.get("/M", ""))[:40],
    )


def _docmdp(value: Dictionary) -> int | None:
    """The P of its DocMDP transform (ISO 32000-2, table 257); 2 if it is not given."""
    for reference in _array(value.get("/Reference")):
        if isinstance(reference, Dictionary) and str(reference.get("/TransformMethod", "")) == "/DocMDP":
            parameters = reference.get("/TransformParams")
            return int(parameters.get("/P", 2)) if isinstance(parameters, Dictionary) else 2
    return None


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())


def _short(error: Exception) -> str:
    """The error of qpdf for a file, without Python's name for the file."""
    return _printable(str(error).split("\n")[0].rpartition(">: ")[2])[:120]
