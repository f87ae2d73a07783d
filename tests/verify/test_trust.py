"""Who vouches for a certificate, and when that counts."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from letterforge.errors import UsageError
from letterforge.verify import SealStanding
from letterforge.verify.crypto.trust import Days, Trust
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

    assert verdict.standing is SealStanding.UNTRUSTED
    assert verdict.passes(allow_untrusted=True)
    assert not verdict.passes()


def test_a_certificate_that_is_itself_named_as_a_root_is_trusted(tmp_path, pdf):
    """So that a self-signed one can be tried."""
    own = authority.stranger()

    verdict = verdict_on(tmp_path, pdf_seals.seal(pdf, own), Trust((own.der,)))

    assert verdict.standing is SealStanding.SOUND, verdict.reasons


def test_a_chain_goes_over_certificates_that_came_along(tmp_path, docx):
    """The root does not vouch for the signer itself, but for who does."""
    middle = authority.issue("Trial Middle", authority.key("rsa"), authority.root(), usage="ca")
    end = authority.issue("Trial End", authority.key(), middle)

    with_it = verdict_on(tmp_path, WordSigner(end, along=(middle,)).sign(docx))
    without = verdict_on(tmp_path, WordSigner(end).sign(docx))

    assert with_it.standing is SealStanding.SOUND, with_it.reasons
    assert without.standing is SealStanding.UNTRUSTED


def test_one_who_may_sign_letters_may_not_make_certificates(tmp_path, docx):
    """The signer's own key does not make another signer."""
    forged = authority.issue("Trial Forged", authority.key("rsa"), authority.signer())

    verdict = verdict_on(tmp_path, WordSigner(forged, "rsa", along=(authority.signer(),)).sign(docx))

    assert verdict.standing is SealStanding.UNTRUSTED


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"since": -20 * DAY, "until": -10 * DAY}, "was no longer valid"),
        ({"since": 10 * DAY, "until": 20 * DAY}, "was not yet valid"),
        ({"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]}, "not for signing documents"),
        ({"usage": "encipher"}, "not for signing"),
    ],
    ids=["expired", "not yet valid", "a web server's", "for encryption"],
)
def test_a_certificate_that_is_not_good_for_this_is_not_trusted(tmp_path, docx, settings, why):
    """And it is said why."""
    verdict = verdict_on(tmp_path, word_by(docx, **settings))

    assert verdict.standing is SealStanding.UNTRUSTED
    assert why in " ".join(verdict.reasons)


def test_a_certificate_for_mail_or_documents_is_trusted(tmp_path, docx):
    """The purposes that signers of documents have."""
    verdict = verdict_on(tmp_path, word_by(docx, purposes=[ExtendedKeyUsageOID.EMAIL_PROTECTION]))

    assert verdict.standing is SealStanding.SOUND, verdict.reasons


def test_a_time_stamp_keeps_a_seal_trusted_after_its_certificate_has_expired(tmp_path, pdf, monkeypatch):
    """The same seal without a stamp is not: its time is only claimed."""
    stamped, bare = pdf_seals.seal(pdf, stamped=True), pdf_seals.seal(pdf)
    later = datetime.now(UTC) + timedelta(days=500)
    monkeypatch.setattr("letterforge.verify.crypto.judging.now", lambda: later)

    assert verdict_on(tmp_path, stamped).standing is SealStanding.SOUND
    assert verdict_on(tmp_path, bare).standing is SealStanding.UNTRUSTED


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


# --- roots and authorities -----------------------------------------------------------------------


def chained(docx, *links, leaf=None):
    """A file sealed under a chain: settings of the root, then of each authority below it.

    And who is trusted.
    """
    above, along = None, []
    for number, settings in enumerate(links):
        own = settings.pop("key", None) or authority.key("rsa", 2048 + 8 * number)
        above = authority.issue(f"Trial Level {number}", own, above, **{"usage": "ca"} | settings)
        along.append(above)
    end = authority.issue("Trial End", authority.key(), above, **leaf or {})
    return WordSigner(end, along=tuple(along[1:])).sign(docx), Trust((along[0].der,))


LATE = {
    "expired": ({"since": -20 * DAY, "until": -DAY}, "expired on"),
    "not yet valid": ({"since": 5 * DAY, "until": 20 * DAY}, "is not valid before"),
}


@pytest.mark.parametrize(("days", "why"), LATE.values(), ids=LATE)
def test_a_root_that_is_not_valid_today_makes_no_seal_trusted(tmp_path, docx, days, why):
    """Whether it vouches for the signer or is the signer's own, and whatever else is in order."""
    sealed, trust = chained(docx, days)
    own = authority.issue("Trial Self", authority.key(), **days)

    for content, roots in ((sealed, trust), (WordSigner(own).sign(docx), Trust((own.der,)))):
        verdict = verdict_on(tmp_path, content, roots)

        assert verdict.standing is SealStanding.UNTRUSTED
        assert why in " ".join(verdict.reasons)
        assert "the trusted root Trial" in " ".join(verdict.reasons)


def test_a_root_that_was_renewed_is_trusted_though_the_old_one_is_named_too(tmp_path, docx):
    """Both have one name and one key."""
    own = authority.key("rsa")
    old = authority.issue("Trial Renewed", own, usage="ca", since=-20 * DAY, until=-DAY)
    new = authority.issue("Trial Renewed", own, usage="ca")
    sealed = WordSigner(authority.issue("Trial End", authority.key(), new)).sign(docx)

    for roots in ((old.der, new.der), (new.der, old.der)):
        assert verdict_on(tmp_path, sealed, Trust(roots)).standing is SealStanding.SOUND
    assert verdict_on(tmp_path, sealed, Trust((old.der,))).standing is SealStanding.UNTRUSTED


def test_a_time_stamp_does_not_outlive_the_root(tmp_path, pdf, monkeypatch):
    """A stamp from before it expired proves nothing once its own root has.

    Who has the key stamps any time.
    """
    stamped = pdf_seals.seal(pdf, stamped=True)
    later = datetime.now(UTC) + timedelta(days=4000)
    monkeypatch.setattr("letterforge.verify.crypto.judging.now", lambda: later)

    verdict = verdict_on(tmp_path, stamped)

    assert verdict.standing is SealStanding.UNTRUSTED
    assert "Trial Root, Trial Organisation expired" in " ".join(verdict.reasons)


def names(text):
    """All whose names begin so, as a constraint."""
    return x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]))


def permitted(text):
    return [(x509.NameConstraints([names(text)], None), True)]


def excluded(text):
    return [(x509.NameConstraints(None, [names(text)]), True)]


SERVER = [ExtendedKeyUsageOID.SERVER_AUTH]
UNKNOWN = [(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\5\0"), True)]
CHAINS = {
    "a path that is too long for the root": [{"length": 0}, {}],
    "a path that is too long for an authority": [{}, {"length": 0}, {}],
    "an authority that is none": [{}, {"is_authority": False}],
    "a root that is none": [{"is_authority": False, "usage": "sign"}],
    "an authority that may not sign certificates": [{}, {"usage": "sign", "is_authority": True}],
    "a root that may not sign certificates": [{"usage": "sign", "is_authority": True}],
    "an authority for web servers": [{}, {"purposes": SERVER}],
    "a root for web servers": [{"purposes": SERVER}],
    "a name that the root does not permit": [{"more": permitted("Others")}],
    "a name that an authority does not permit": [{}, {"more": permitted("Others")}],
    "a name that the root excludes": [{"more": excluded("Trial End")}],
    "a name that an authority excludes": [{}, {"more": excluded("Trial End")}],
    "a critical extension of an authority that nobody knows": [{}, {"more": UNKNOWN}],
    "an expired authority": [{}, {"since": -20 * DAY, "until": -DAY}],
    "an authority that is not valid yet": [{}, {"since": 5 * DAY}],
}


@pytest.mark.parametrize("links", CHAINS.values(), ids=CHAINS)
def test_a_chain_that_its_own_certificates_forbid_is_not_trusted(tmp_path, docx, links):
    """RFC 5280, 6.1; and the limits of the root itself (RFC 5937)."""
    sealed, trust = chained(docx, *({**each} for each in links))

    verdict = verdict_on(tmp_path, sealed, trust)

    assert verdict.standing is SealStanding.UNTRUSTED
    assert verdict.reasons


HONEST_CHAINS = {
    "as long as is allowed": [{"length": 1}, {"length": 0}],
    "a name that is permitted": [{"more": permitted("Trial End")}],
    "an authority for mail": [{}, {"purposes": [ExtendedKeyUsageOID.EMAIL_PROTECTION]}],
    "an authority for documents": [{}, {"purposes": [x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")]}],
    "an authority for anything": [{}, {"purposes": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]}],
    "three levels": [{}, {}, {}],
}


@pytest.mark.parametrize("links", HONEST_CHAINS.values(), ids=HONEST_CHAINS)
def test_a_chain_within_its_limits_is_trusted(tmp_path, docx, links):
    """No false alarm."""
    sealed, trust = chained(docx, *({**each} for each in links))

    verdict = verdict_on(tmp_path, sealed, trust)

    assert verdict.standing is SealStanding.SOUND, verdict.reasons


def test_a_critical_extension_that_nobody_knows_is_not_trusted(tmp_path, docx):
    """Of the signer."""
    sealed, trust = chained(docx, {}, leaf={"more": UNKNOWN})

    assert verdict_on(tmp_path, sealed, trust).standing is SealStanding.UNTRUSTED


@pytest.mark.parametrize(("who", "size"), [("p192", 192), ("p224", 224)], ids=["P-192", "P-224"])
def test_a_small_curve_is_called_weak(tmp_path, docx, who, size):
    """Of the signer, of an authority, and of the root (ETSI TS 119 312)."""
    own = authority.key(who)
    weak_signer = authority.issue("Trial Small", own, authority.root())
    files = [(_by_small(docx, weak_signer, size), None)]
    files += [chained(docx, {"key": own}), chained(docx, {}, {"key": own})]

    for content, trust in files:
        verdict = verdict_on(tmp_path, content, trust)

        assert verdict.standing is SealStanding.WEAK, verdict.reasons
        assert f"a key of {size} bits" in " ".join(verdict.reasons)


def _by_small(docx, who, size):
    """Signed with a curve whose numbers are shorter than those of the others."""

    class Small(WordSigner):
        def _sign(self, content):
            numbers = decode_dss_signature(self.identity.key.sign(content, ec.ECDSA(hashes.SHA256())))
            return b"".join(number.to_bytes(size // 8) for number in numbers)

    return Small(who).sign(docx)


def sha_1_authority():
    """An authority whose certificate is signed by SHA-1, which libraries do not make any more.

    And its root.
    """
    root = authority.issue("Trial Root", authority.key("rsa"), usage="ca")
    own = authority.key("rsa", 2064)
    content = asn1_x509.Certificate.load(authority.issue("Trial Old", own, root, usage="ca").der)
    algorithm = {"algorithm": "sha1_rsa"}
    content["tbs_certificate"]["signature"] = algorithm
    content["signature_algorithm"] = algorithm
    signed = content["tbs_certificate"].dump(force=True)
    content["signature_value"] = root.key.sign(signed, padding.PKCS1v15(), hashes.SHA1())
    return authority.Identity(own, x509.load_der_x509_certificate(content.dump(force=True))), root


def test_an_authority_with_a_short_key_or_sha_1_is_not_enough(tmp_path, docx):
    """The chain is as strong as its weakest link."""
    short = authority.key("rsa", 1024)

    old, root = sha_1_authority()
    end = authority.issue("Trial End", authority.key(), old)
    files = [chained(docx, {"key": short}), chained(docx, {}, {"key": short})]
    files += [(WordSigner(end, along=(old,)).sign(docx), Trust((root.der,)))]

    for content, trust in files:
        verdict = verdict_on(tmp_path, content, trust)

        assert verdict.standing is SealStanding.UNTRUSTED, verdict.reasons
        assert "disallowed" in " ".join(verdict.reasons)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"purposes": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]},
        {"purposes": [ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION]},
        {"purposes": [ExtendedKeyUsageOID.TIME_STAMPING], "usage": "encipher"},
        {"purposes": [ExtendedKeyUsageOID.TIME_STAMPING], "since": -9 * DAY, "until": -DAY},
    ],
    ids=["for nothing", "for anything", "for mail too", "not for signing", "expired"],
)
def test_who_is_not_made_for_stamping_stamps_nothing(settings):
    """RFC 3161, 2.3: for that, and for that alone."""
    who = authority.issue("Trial Stamper", authority.key("rsa"), authority.root(), **settings)
    now = datetime.now(UTC)

    chain = Trust((authority.root().der,)).chain_of(who.certificate, (), Days(now, now), stamps=True)

    assert not chain.trusted
    assert chain.outcome


def test_a_time_stamp_by_a_weak_digest_proves_nothing(tmp_path, docx, pdf):
    """SHA-1 of what it stamps: other bytes could be made that fit."""

    def stamp(content):
        return asyncio.run(pdf_seals.stamper().async_timestamp(hashlib.sha1(content).digest(), "sha1")).dump()

    (seal,) = verdict_on(tmp_path, WordSigner(stamp=stamp).sign(docx)).seals
    whole = verdict_on(tmp_path, pdf_seals.stamp_document(pdf_seals.seal(pdf), digest="sha1"))

    assert not seal.stamp.trusted
    assert "SHA-1" in seal.stamp.why_not
    assert whole.standing is SealStanding.WEAK
