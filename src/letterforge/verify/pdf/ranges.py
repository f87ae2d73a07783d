"""A signature field and the file's bytes → what the signature covers, and whether those bytes are unchanged.

A signature covers two pieces of the file: from the first byte to its own hexadecimal string, and from there
on. Anything else (a gap, an overlap, a piece that starts elsewhere, a string that is larger than the
signature) has been used to hide changes, and is refused.
"""

from __future__ import annotations

import re

from asn1crypto.cms import SignedData

from letterforge.verify.crypto import cms
from letterforge.verify.crypto.proof import Proof, TimeStamp
from letterforge.verify.pdf.fields import Field

DETACHED = frozenset({"/adbe.pkcs7.detached", "/ETSI.CAdES.detached"})
STAMP = "/ETSI.RFC3161"
HEXADECIMAL = re.compile(rb"<[0-9A-Fa-f]*>")


def covered_to(field: Field, content: bytes) -> int:
    """The end, in bytes, of what a signature covers, apart from its own string. Raises ValueError."""
    if len(field.ranges) != 4:
        raise ValueError("the byte range of the signature is not valid")
    start, first, second, length = field.ranges
    end = second + length
    if start != 0 or not 0 < first < second <= end <= len(content) or length < 0:
        raise ValueError("the byte range of the signature does not fit the file")
    gap = content[first:second]
    if not HEXADECIMAL.fullmatch(gap) or len(gap) % 2 or bytes.fromhex(gap[1:-1].decode()) != field.contents:
        raise ValueError("the signature does not cover the whole file apart from itself")
    return end


def prove_field(field: Field, content: bytes) -> tuple[Proof, TimeStamp | None]:
    """What a signature proves about the bytes that it covers, and its time if it is a time stamp itself."""
    try:
        end = covered_to(field, content)
        signed = cms.read_signed_data(field.contents)
        whole = memoryview(content)
        digest_of = cms.digests_of(whole[: field.ranges[1]], whole[field.ranges[2] : end])
        return _proved(field, signed, digest_of)
    except (cms.Unreadable, *cms.UNREADABLE) as error:
        return Proof(faults=(str(error),)), None


def _proved(field: Field, signed: SignedData, digest_of: cms.DigestOf) -> tuple[Proof, TimeStamp | None]:
    inner = cms.enclosed_content(signed)
    if field.type == "/DocTimeStamp" and field.kind == STAMP:
        try:
            stamp = cms.token(signed, digest_of)
        except cms.UNREADABLE as error:
            return Proof(faults=(f"the time stamp is damaged ({error})",)), None
        return stamp.proof, stamp
    if field.type == "/Sig" and field.kind in DETACHED:
        embedded = "" if inner is None else "the signature contains other content"
        proof = cms.prove(signed, digest_of, bound=field.kind == "/ETSI.CAdES.detached")
        return proof.with_faults(embedded), None
    return Proof(faults=(f"this kind of signature is not supported: {field.kind or 'none'}",)), None
