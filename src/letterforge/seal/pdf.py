"""PDF → the same, sealed: a PAdES signature (ETSI EN 319 142-1, B-B and B-T) over every byte of the file.

The field, its place in the structure and an empty signature are put into the document, which is written once.
Then the digest of the file is signed, and the signature is written into the space reserved for it. So the
file has one revision, and readers show what was signed. The same document, key and time give the same bytes,
with RSA and no time stamp.
"""

from __future__ import annotations

import io
from hashlib import sha256

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from letterforge.seal.cms import Signer
from letterforge.seal.faults import Unsealable
from letterforge.seal.field import Visible, add_field
from letterforge.seal.statement import Statement

UNKNOWN = 9_999_999_999
"""Placeholder in the ByteRange until the file is written: its digits reserve space for the numbers."""
TRIES = 3
"""Number of tries if a signature is larger than its space; the next try reserves more."""


def seal_pdf(content: bytes, signer: Signer, statement: Statement, visible: Visible | None = None) -> bytes:
    """A PDF with a signature over all of it. Raises Unsealable, NoTimestamp, KeyFault.

    `visible`: the visible part of the signature; None: there is none.
    """
    visible = visible or Visible()
    for _ in range(TRIES):
        room = signer.room
        try:
            with pikepdf.open(io.BytesIO(content)) as pdf:
                if Name.AcroForm in pdf.Root:
                    raise Unsealable("the PDF already has form fields or a signature")
                field = add_field(pdf, content, visible)
                field.V = pdf.make_indirect(_signature(statement, room))
                if statement.changes:
                    pdf.Root.Perms = Dictionary(DocMDP=field.V)
                written = io.BytesIO()
                pdf.save(written, deterministic_id=True, fix_metadata_version=False)
        except pikepdf.PdfError as error:
            raise Unsealable(f"the PDF cannot be read: {error}") from None
        sealed = _filled(written.getbuffer(), room, signer)
        if sealed:
            return sealed
    raise Unsealable("the authority's time stamps are larger than the space reserved for them")


def _signature(statement: Statement, room: int) -> Dictionary:
    texts = (("Reason", statement.reason), ("Location", statement.place), ("ContactInfo", statement.contact))
    signature = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/ETSI.CAdES.detached"),
        M=String(statement.moment("D:%Y%m%d%H%M%SZ")),
        ByteRange=Array([0, UNKNOWN, UNKNOWN, UNKNOWN]),
        Contents=String(bytes(room)),
    )
    for key, text in texts:
        if text:
            signature[f"/{key}"] = String(text)
    if statement.changes:
        parameters = Dictionary(Type=Name.TransformParams, V=Name("/1.2"), P=int(statement.changes))
        signature.Reference = Array(
            [Dictionary(Type=Name.SigRef, TransformMethod=Name.DocMDP, TransformParams=parameters)]
        )
    return signature


def _filled(written: memoryview, room: int, signer: Signer) -> bytes:
    """The file with its signature; empty if the signature is too large for its space."""
    content = bytes(written)
    hole = b"<" + b"00" * room + b">"
    start = content.rindex(hole)
    end = start + len(hole)
    unknown = b" ".join((b"0", *(b"%d" % UNKNOWN,) * 3))
    known = b"0 %d %d %d" % (start, end, len(content) - end)
    place = content.rindex(unknown, 0, start)
    filled = bytearray(content)
    filled[place : place + len(unknown)] = known.ljust(len(unknown))
    digest = sha256(memoryview(filled)[:start])
    digest.update(memoryview(filled)[end:])
    signature = signer.sign(digest.digest())
    if len(signature) > room:
        return b""
    filled[start + 1 : start + 1 + 2 * len(signature)] = signature.hex().encode()
    return bytes(filled)
