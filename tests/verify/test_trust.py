"""Who vouches for a certificate, and when that counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from letterforge.errors import UsageError
from letterforge.verify import Standing
from letterforge.verify.crypto.trust import Trust
from verify import authority, pdf_seals
from verify.authority import DAY
from verify.examining import verdict_on
from verify.word_seals import WordSigner


def word_by(docx, **settings):
    return WordSigner(authority.issue("Trial Other", authority.key(), authority.root(), **settings)).sign(
        docx
    )


def test_a_stranger_who_calls_himself_like_the_signer_is_not_trusted(tmp_path, pdf):
    """Names prove nothing."""
    verdict = verdict_on(tmp_path, pdf_seals.seal(pdf, authority.stranger()))

    assert verdict.standing is Standing.UNTRUSTED
    assert verdict.passes(allow_untrusted=True)
    assert not verdict.passes()


def test_a_certificate_that_is_itself_named_as_a_root_is_trusted(tmp_path, pdf):
    """So that a self-signed one can be tried."""
    own = authority.stranger()

    verdict = verdict_on(tmp_path, pdf_seals.seal(pdf, own), Trust((own.der,)))

    assert verdict.standing is Standing.SOUND, verdict.reasons


def test_a_chain_goes_over_certificates_that_came_along(tmp_path, docx):
    """The root does not vouch for the signer itself, but for who does."""
    middle = authority.issue("Trial Middle", authority.key("rsa"), authority.root(), usage="ca")
    end = authority.issue("Trial End", authority.key(), middle)

    with_it = verdict_on(tmp_path, WordSigner(end, along=(middle,)).sign(docx))
    without = verdict_on(tmp_path, WordSigner(end).sign(docx))

    assert with_it.standing is Standing.SOUND, with_it.reasons
    assert without.standing is Standing.UNTRUSTED


def test_one_who_may_sign_letters_may_not_make_certificates(tmp_path, docx):
    """The signer's own key does not make another signer."""
    forged = authority.issue("Trial Forged", authority.key("rsa"), authority.signer())

    verdict = verdict_on(tmp_path, WordSigner(forged, "rsa", along=(authority.signer(),)).sign(docx))

    assert verdict.standing is Standing.UNTRUSTED


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"since": -20 * DAY, "until": -10 * DAY}, "had expired"),
        ({"since": 10 * DAY, "until": 20 * DAY}, "was not valid yet"),
        ({"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]}, "not made for signing documents"),
        ({"usage": "encipher"}, "not made for signing"),
    ],
    ids=["expired", "not yet valid", "a web server's", "for encryption"],
)
def test_a_certificate_that_is_not_good_for_this_is_not_trusted(tmp_path, docx, settings, why):
    """And it is said why."""
    verdict = verdict_on(tmp_path, word_by(docx, **settings))

    assert verdict.standing is Standing.UNTRUSTED
    assert why in " ".join(verdict.reasons)


def test_a_certificate_for_mail_or_documents_is_trusted(tmp_path, docx):
    """The purposes that signers of documents have."""
    verdict = verdict_on(tmp_path, word_by(docx, purposes=[ExtendedKeyUsageOID.EMAIL_PROTECTION]))

    assert verdict.standing is Standing.SOUND, verdict.reasons


def test_a_time_stamp_keeps_a_seal_trusted_after_its_certificate_has_expired(tmp_path, pdf, monkeypatch):
    """The same seal without a stamp is not: its time is only claimed."""
    stamped, bare = pdf_seals.seal(pdf, stamped=True), pdf_seals.seal(pdf)
    later = datetime.now(UTC) + timedelta(days=500)
    monkeypatch.setattr("letterforge.verify.crypto.judging.now", lambda: later)

    assert verdict_on(tmp_path, stamped).standing is Standing.SOUND
    assert verdict_on(tmp_path, bare).standing is Standing.UNTRUSTED


def test_a_time_stamp_that_nobody_vouches_for_proves_nothing(tmp_path, pdf):
    """It is told, and the time counts as claimed."""
    verdict = verdict_on(tmp_path, pdf_seals.seal(pdf, stamped=True), Trust())

    (seal,) = verdict.seals
    assert not seal.stamp.trusted
    assert "the time stamp proves nothing" in seal.notes[0]


def test_roots_are_read_from_pem_and_der_and_nothing_else(tmp_path):
    """A file that is no certificate is named."""
    pem, der, other = tmp_path / "root.pem", tmp_path / "root.der", tmp_path / "other"
    pem.write_bytes(authority.root().pem + authority.stranger().pem)
    der.write_bytes(authority.root().der)
    other.write_bytes(b"no certificate")

    assert Trust.of_files([pem]).roots == (authority.root().der, authority.stranger().der)
    assert Trust.of_files([der]).roots == (authority.root().der,)
    with pytest.raises(UsageError, match="other"):
        Trust.of_files([other])
