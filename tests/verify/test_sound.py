"""Files that are as they were sealed: who, when, whole, trusted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pyhanko.sign.fields import SigSeedSubFilter

from letterforge.model import Format
from letterforge.verify import SealStanding, quick
from letterforge.verify.verdict import SealKind, Since
from verify import authority, pdf_seals
from verify.examining import verdict_on
from verify.word_seals import EXCLUSIVE, WordSigner, changed

RSA = {"identity": authority.signer("rsa")}

PDFS = {
    "EC": {},
    "RSA": RSA,
    "RSA-PSS": RSA | {"pss": True},
    "certified": {"certify": pdf_seals.NO_CHANGES},
    "as older programs sign": RSA | {"subfilter": SigSeedSubFilter.ADOBE_PKCS7_DETACHED},
    "SHA-512": {"md_algorithm": "sha512"},
    "stamped": {"stamped": True},
    "Ed25519": {"identity": authority.signer("ed25519"), "md_algorithm": "sha512"},
}
WORD = {
    "EC": {},
    "RSA": RSA | {"kind": "rsa"},
    "RSA-PSS": RSA | {"kind": "pss"},
    "SHA-512": {"hash": "sha512"},
    "as LibreOffice signs": RSA | {"kind": "rsa", "like": "libreoffice"},
    "relationships by type": {"groups": True},
    "without XAdES": {"xades": False},
    "exclusive canonical form": {"form": EXCLUSIVE},
    "stamped": {"stamp": pdf_seals.stamp},
    "stamped, exclusive": {"stamp": pdf_seals.stamp, "form": EXCLUSIVE},
}


@pytest.mark.parametrize("settings", PDFS.values(), ids=PDFS)
def test_a_sealed_pdf_is_sound(tmp_path, pdf, settings):
    """Whatever key and form the seal has."""
    sealed = pdf_seals.seal(pdf, **settings)

    verdict = verdict_on(tmp_path, sealed)

    (seal,) = verdict.seals
    assert verdict.standing is SealStanding.SOUND, verdict.reasons
    assert seal.signer.startswith("Trial Signer")
    assert seal.issuer == seal.chain == "Trial Root, Trial Organisation"
    assert seal.covers_all
    assert abs(datetime.now(UTC) - seal.claimed).total_seconds() < 3600
    assert quick(sealed, Format.PDF) == ()


@pytest.mark.parametrize("settings", WORD.values(), ids=WORD)
def test_a_sealed_word_file_is_sound(tmp_path, docx, settings):
    """Whatever key and form the seal has; the properties that Word rewrites are named."""
    sealed = WordSigner(**settings).sign(docx)

    verdict = verdict_on(tmp_path, sealed)

    (seal,) = verdict.seals
    assert verdict.standing is SealStanding.SOUND, verdict.reasons
    assert seal.signer.startswith("Trial Signer")
    assert seal.claimed == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert seal.reason == "Approved"
    assert set(seal.left_out) == {"docProps/app.xml", "docProps/core.xml"}
    assert quick(sealed, Format.DOCX) == ()


def test_what_nobody_sealed_is_told_apart_from_what_was_broken(tmp_path, letter):
    """An unsealed letter is no forgery, and no sealed one either."""
    for format_, content in letter.items():
        verdict = verdict_on(tmp_path, content)

        assert verdict.standing is SealStanding.UNSEALED
        assert not verdict.seals
        assert quick(content, format_) == ("it is not sealed",)


def test_a_certification_says_which_changes_it_allows(tmp_path, pdf):
    """DocMDP: its level in words, and why it was set."""
    verdict = verdict_on(tmp_path, pdf_seals.seal(pdf, certify=pdf_seals.NO_CHANGES))

    (seal,) = verdict.seals
    assert (seal.kind, seal.allows, seal.reason) == (SealKind.CERTIFICATION, "no changes", "Approved letter")


def test_a_time_stamp_is_named_with_its_authority(tmp_path, pdf, docx):
    """Its time is proven, where its own chain is trusted."""
    for sealed in (pdf_seals.seal(pdf, stamped=True), WordSigner(stamp=pdf_seals.stamp).sign(docx)):
        verdict = verdict_on(tmp_path, sealed)

        stamp = verdict.seals[0].stamp
        assert verdict.standing is SealStanding.SOUND, verdict.reasons
        assert stamp.trusted
        assert stamp.authority.startswith("Trial Time")
        assert abs(datetime.now(UTC) - stamp.at).total_seconds() < 3600


def test_the_time_stamp_of_another_signature_is_noticed(tmp_path, docx):
    """It proves nothing of this one."""
    verdict = verdict_on(tmp_path, WordSigner(stamp=lambda _: pdf_seals.stamp(b"another")).sign(docx))

    assert verdict.standing is SealStanding.BROKEN
    assert "time stamp: the time stamp is for other bytes" in verdict.reasons


@pytest.mark.parametrize(
    ("later", "since", "count"),
    [
        (
            lambda sealed: pdf_seals.seal(sealed, authority.signer("rsa"), field="Second"),
            Since.SIGNED_AGAIN,
            2,
        ),
        (pdf_seals.stamp_document, Since.VALIDATION_DATA, 2),
    ],
    ids=["a second signature", "a time stamp of the whole"],
)
def test_a_second_seal_leaves_a_pdf_whole(tmp_path, pdf, later, since, count):
    """The first one covers its own revision, the second all of it; each is told."""
    verdict = verdict_on(tmp_path, later(pdf_seals.seal(pdf)))

    first, second = verdict.seals
    assert verdict.standing is SealStanding.SOUND, verdict.reasons
    assert (first.since, first.covers_all) == (since, False)
    assert (second.since, second.covers_all) == (Since.NOTHING, True)
    assert len(verdict.seals) == count


@pytest.mark.parametrize("like", ["word", "libreoffice"])
def test_white_space_among_relationships_breaks_no_seal(tmp_path, docx, like):
    """The standard drops it, LibreOffice signs it as elements; a change is noticed in either."""
    rels = "word/_rels/document.xml.rels"
    spaced = changed(docx, **{rels: lambda part: part.replace(b"<Relationship ", b"\n <Relationship ", 2)})
    sealed = WordSigner(like=like).sign(spaced)
    other = changed(
        sealed, **{rels: lambda part: part.replace(b'Target="media/', b'Target="media/../media/', 1)}
    )

    assert verdict_on(tmp_path, sealed).standing is SealStanding.SOUND
    assert verdict_on(tmp_path, other).standing is SealStanding.BROKEN


def test_a_second_signature_leaves_a_word_file_whole(tmp_path, docx):
    """As Word does it: both sign the same parts."""
    first = WordSigner().sign(docx)
    second = WordSigner(RSA["identity"], "rsa", name="sig2.xml").sign(first)

    verdict = verdict_on(tmp_path, second)

    assert verdict.standing is SealStanding.SOUND, verdict.reasons
    assert [seal.signer.split(",")[0] for seal in verdict.seals] == ["Trial Signer EC", "Trial Signer RSA"]


def test_a_time_stamp_alone_is_nobodys_seal(tmp_path, pdf):
    """It says when, not who."""
    verdict = verdict_on(tmp_path, pdf_seals.stamp_document(pdf))

    assert verdict.standing is SealStanding.UNSEALED


@pytest.mark.parametrize("format_", Format)
def test_sha_1_is_called_weak(tmp_path, letter, format_):
    """It can be forged, so that it is not taken for sound."""
    if format_ is Format.PDF:
        sealed = pdf_seals.seal(letter[format_], RSA["identity"], md_algorithm="sha1")
    else:
        sealed = WordSigner(RSA["identity"], "rsa", "sha1").sign(letter[format_])

    verdict = verdict_on(tmp_path, sealed)

    assert verdict.standing is SealStanding.WEAK
    assert "made with SHA-1" in verdict.reasons
    assert not verdict.passes(allow_untrusted=True)


def test_a_short_key_is_called_weak(tmp_path, docx):
    """RSA of 1024 bits."""
    short = authority.issue("Trial Short", authority.key("rsa", 1024), authority.root())

    verdict = verdict_on(tmp_path, WordSigner(short, "rsa").sign(docx))

    assert verdict.standing is SealStanding.WEAK
    assert "made with a key of 1024 bits" in verdict.reasons
