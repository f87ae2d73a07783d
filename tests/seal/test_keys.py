"""Keys as people have them: PKCS#12, PEM with and without a chain, locked, wrong, worn out."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.hazmat.primitives.hashes import SHA256

import keys
from keys import DAY, NOW, PASSPHRASE
from letterforge.seal.faults import KeyFault, WrongPassphrase
from letterforge.seal.fitness import faults
from letterforge.seal.keys import FileKey, open_key
from letterforge.seal.secret import Secret

SECRET = Secret(PASSPHRASE)


TODAY = NOW.date()


def why_not(own, until: date = TODAY) -> list[str]:
    """Why a key with this certificate may not seal."""
    return [str(fault) for fault in faults(FileKey(keys.private(), own, ()), NOW, until)]


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
def test_a_pkcs12_file_is_opened_with_its_chain(tmp_path, kind):
    key = open_key(keys.write_p12(tmp_path / "key.p12", kind=kind), (), SECRET)

    assert key.chain == (keys.authority(),)
    assert key.is_rsa is (kind == "rsa")
    assert len(key.sign(b"x")) > 60


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_key_in_pem_is_opened_with_certificates_from_other_files(tmp_path, passphrase):
    path, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    path.write_bytes(keys.pem(keys.private(), passphrase))
    chain.write_bytes(keys.pem_of(keys.authority(), keys.signing()))

    key = open_key(path, [chain], SECRET)

    assert key.certificate.subject == keys.signing().subject
    assert key.chain == (keys.authority(),)


def test_a_pem_file_may_hold_key_and_certificate_both(tmp_path):
    path = tmp_path / "both.pem"
    path.write_bytes(keys.pem(keys.private()) + keys.pem_of(keys.signing()))

    assert open_key(path).chain == ()


def test_a_pkcs12_file_without_a_passphrase_needs_none(tmp_path):
    assert open_key(keys.write_p12(tmp_path / "key.p12", passphrase="")).is_rsa


@pytest.mark.parametrize("given", [None, Secret("wrong")])
def test_a_wrong_passphrase_is_told_as_that_and_not_shown(tmp_path, given):
    locked = tmp_path / "key.pem"
    locked.write_bytes(keys.pem(keys.private(), PASSPHRASE) + keys.pem_of(keys.signing()))

    for path in (keys.write_p12(tmp_path / "key.p12"), locked):
        with pytest.raises(WrongPassphrase) as refusal:
            open_key(path, (), given)
        assert "wrong" not in str(refusal.value)


def test_a_key_that_is_not_its_certificates_is_refused(tmp_path):
    path, other = tmp_path / "key.pem", tmp_path / "other.pem"
    path.write_bytes(keys.pem(keys.private()))
    other.write_bytes(keys.pem_of(keys.signing("p256")))

    with pytest.raises(KeyFault, match="does not match its certificate"):
        open_key(path, [other])
    with pytest.raises(KeyFault, match="does not match its certificate"):
        open_key(path)


@pytest.mark.parametrize(
    ("kind", "told"), [("weak", "1024 bits"), ("k256", "kind of key"), ("ed", "kind of key")]
)
def test_a_key_that_readers_do_not_know_is_refused(tmp_path, kind, told):
    path = tmp_path / "key.pem"
    path.write_bytes(keys.pem(keys.private(kind)) + keys.pem_of(keys.certificate(keys.private(kind))))

    with pytest.raises(KeyFault, match=told):
        open_key(path)


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_refused(tmp_path, content):
    path = tmp_path / "key.p12"
    path.write_bytes(content)

    with pytest.raises(KeyFault) as refusal:
        open_key(path, (), SECRET)
    assert not isinstance(refusal.value, WrongPassphrase)


def test_a_pkcs12_file_without_a_key_is_refused(tmp_path):
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    path = tmp_path / "key.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", None, keys.signing(), None, NoEncryption()))

    with pytest.raises(KeyFault, match="no private key"):
        open_key(path)


# --- whether it may seal -----------------------------------------------------------------------------


def test_a_sound_certificate_may_seal():
    assert not why_not(keys.signing())


@pytest.mark.parametrize(
    ("begin", "end", "told"),
    [(NOW - 9 * DAY, NOW - DAY, "expired on"), (NOW + DAY, NOW + 9 * DAY, "is not valid before")],
)
def test_a_certificate_out_of_its_days_may_not(begin, end, told):
    (why,) = why_not(keys.signing(begin=begin, end=end))

    assert told in why


def test_a_certificate_that_expires_before_the_letters_date_may_not():
    own = keys.signing(end=NOW + 9 * DAY)

    assert not why_not(own, (NOW + 8 * DAY).date())
    assert "before the date" in why_not(own, (NOW + 11 * DAY).date())[0]


@pytest.mark.parametrize(
    ("extension", "may"),
    [
        (keys.usage("content_commitment"), True),
        (keys.usage("digital_signature"), True),
        (keys.usage("key_encipherment"), False),
        (keys.usage("key_cert_sign", "crl_sign"), False),
        (keys.TLS, False),
        (keys.STAMPING, False),
    ],
)
def test_a_certificate_for_other_purposes_may_not(extension, may):
    own = keys.certificate(keys.private(), "X", NOW - DAY, NOW + DAY, extension)

    assert bool(why_not(own)) is not may


def test_the_fingerprint_is_that_of_the_certificate():
    assert keys.key().fingerprint == keys.key().certificate.fingerprint(SHA256())


def test_a_key_does_not_show_itself():
    assert repr(keys.key()) == "FileKey('CN=Office of Trials & Co,C=NL')"
