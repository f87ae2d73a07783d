"""A proof → a seal: who, when, trusted or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from letterforge.verify.crypto.proof import Proof, Token
from letterforge.verify.crypto.trust import Chain, Days, Trust, name_of, now
from letterforge.verify.verdict import Kind, Seal, Stamp

AHEAD = timedelta(days=1)
"""How far ahead of this machine's clock a claimed time may be."""


def seal_of(proof: Proof, kind: Kind, trust: Trust | None, stamped: Token | None = None) -> Seal:
    """What a proof says, and whether a root vouches for it; `trust` None: nobody is asked.

    `stamped`: the time stamp that this seal is itself, where it is one.
    """
    certificate = proof.certificate
    if certificate is None:
        return Seal(kind, "", faults=proof.faults, chain="there is no certificate")
    token = stamped or proof.token
    stamp, faults, notes = _stamp(token, trust) if token else (None, (), ())
    today = now()
    at = stamp.at if stamp and stamp.trusted else today
    chain = Chain(False, "not asked")
    if trust is not None:
        chain = trust.chain_of(certificate, proof.others, Days(at, today), stamps=kind is Kind.TIME_STAMP)
    return Seal(
        kind,
        name_of(certificate.subject),
        name_of(certificate.issuer),
        f"{certificate.serial_number:x}",
        claimed=proof.claimed,
        stamp=stamp,
        trusted=chain.trusted,
        chain=chain.told,
        faults=(*proof.faults, *faults),
        weak=tuple(dict.fromkeys((*proof.weak, *chain.weak))),
        notes=(*proof.notes, *notes, *_time_notes(proof.claimed, certificate.not_valid_before_utc)),
    )


def _stamp(token: Token, trust: Trust | None) -> tuple[Stamp, tuple[str, ...], tuple[str, ...]]:
    """A time stamp, why it does not hold, and what else is to be said. One that nobody vouches for proves no time."""
    certificate = token.proof.certificate
    faults = tuple(f"time stamp: {fault}" for fault in token.proof.faults)
    if certificate is None or faults or trust is None:
        authority = name_of(certificate.subject) if certificate else ""
        return Stamp(token.at, authority, False, "not asked"), faults, ()
    chain = trust.chain_of(certificate, token.proof.others, Days(token.at, now()), stamps=True)
    weak = (*token.proof.weak, *chain.weak)
    trusted = chain.trusted and not weak
    made_with = "".join(f"made with {each}" for each in weak[:1])
    why_not = "" if trusted else made_with or chain.told
    note = () if trusted else (f"the time stamp proves nothing: {why_not}",)
    return Stamp(token.at, name_of(certificate.subject), trusted, why_not), (), note


def _time_notes(claimed: datetime | None, valid_from: datetime) -> tuple[str, ...]:
    if claimed is None:
        return ()
    ahead = ("the claimed time lies in the future",) if claimed > now() + AHEAD else ()
    early = ("the claimed time lies before the certificate's validity",) if claimed < valid_from else ()
    return (*ahead, *early)
