"""A proof → a seal: who, when, trusted or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from letterforge.verify.crypto.proof import Proof, TimeStamp
from letterforge.verify.crypto.trust import Chain, Days, Trust, now, readable_name
from letterforge.verify.verdict import Seal, SealKind, Stamp

AHEAD = timedelta(days=1)
"""How far a claimed time may be ahead of this machine's clock."""


def seal_of(proof: Proof, kind: SealKind, trust: Trust | None, stamped: TimeStamp | None = None) -> Seal:
    """The seal of a proof, and whether a root confirms it. `trust` None: trust is not checked.

    `stamped`: the time stamp, if this seal is a time stamp itself.
    """
    certificate = proof.certificate
    if certificate is None:
        return Seal(kind, "", faults=proof.faults, chain="there is no certificate")
    token = stamped or proof.token
    stamp, faults, notes = _stamp(token, trust) if token else (None, (), ())
    today = now()
    at = stamp.at if stamp and stamp.trusted else today
    chain = Chain(False, "not checked")
    if trust is not None:
        chain = trust.chain_of(certificate, proof.others, Days(at, today), stamps=kind is SealKind.TIME_STAMP)
    return Seal(
        kind,
        readable_name(certificate.subject),
        readable_name(certificate.issuer),
        f"{certificate.serial_number:x}",
        claimed=proof.claimed,
        stamp=stamp,
        trusted=chain.trusted,
        chain=chain.outcome,
        faults=(*proof.faults, *faults),
        weak=tuple(dict.fromkeys((*proof.weak, *chain.weak))),
        notes=(*proof.notes, *notes, *_time_notes(proof.claimed, certificate.not_valid_before_utc)),
    )


def _stamp(token: TimeStamp, trust: Trust | None) -> tuple[Stamp, tuple[str, ...], tuple[str, ...]]:
    """A time stamp, why it is not valid, and notes. A time stamp that is not trusted proves no time."""
    certificate = token.proof.certificate
    faults = tuple(f"time stamp: {fault}" for fault in token.proof.faults)
    if certificate is None or faults or trust is None:
        authority = readable_name(certificate.subject) if certificate else ""
        return Stamp(token.at, authority, False, "not checked"), faults, ()
    chain = trust.chain_of(certificate, token.proof.others, Days(token.at, now()), stamps=True)
    weak = (*token.proof.weak, *chain.weak)
    trusted = chain.trusted and not weak
    made_with = "".join(f"made with {weakness}" for weakness in weak[:1])
    why_not = "" if trusted else made_with or chain.outcome
    note = () if trusted else (f"the time stamp proves nothing: {why_not}",)
    return Stamp(token.at, readable_name(certificate.subject), trusted, why_not), (), note


def _time_notes(claimed: datetime | None, valid_from: datetime) -> tuple[str, ...]:
    if claimed is None:
        return ()
    ahead = ("the claimed time is in the future",) if claimed > now() + AHEAD else ()
    early = ("the claimed time is before the certificate is valid",) if claimed < valid_from else ()
    return (*ahead, *early)
