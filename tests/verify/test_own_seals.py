"""What letterforge seals, its own verifier finds sound: two rooms that share no code."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

import keys
from letterforge.model import Format
from letterforge.seal.cms import Signer
from letterforge.seal.ooxml import seal_ooxml
from letterforge.seal.pdf import seal_pdf
from letterforge.seal.statement import Statement
from letterforge.verify import SealStanding, quick
from letterforge.verify.crypto.trust import Trust
from verify.examining import refused, verdict_on


def seal(content, format_, kind):
    statement = Statement(datetime.now(UTC), reason="Approved & sent", place="La Haye — Côté")
    if format_ is Format.PDF:
        return seal_pdf(content, Signer(keys.key(kind)), statement)
    return seal_ooxml(content, keys.key(kind), statement)


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
@pytest.mark.parametrize("format_", Format)
def test_what_is_sealed_here_is_sound(tmp_path, letter, format_, kind):
    """By whatever key; and a flipped byte is noticed at once."""
    sealed = seal(letter[format_], format_, kind)
    middle = len(sealed) // 3
    flipped = sealed[:middle] + bytes([sealed[middle] ^ 1]) + sealed[middle + 1 :]
    trust = Trust((keys.authority().public_bytes(Encoding.DER),))

    verdict = verdict_on(tmp_path, sealed, trust)

    assert verdict.standing is SealStanding.SOUND, verdict.reasons
    assert verdict.seals[0].reason == "Approved & sent"
    assert quick(sealed, format_) == ()
    assert quick(flipped, format_)
    assert refused(verdict_on(tmp_path, flipped, trust))
