"""Word files that were changed after they were sealed, or only seem to be covered."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image

from letterforge.model import Format
from letterforge.verify import SealStanding, quick
from verify import authority
from verify.examining import refused, verdict_on
from verify.word_seals import DS, RELS, SIG_TYPE, WordSigner, changed, package, parts_of, with_signature

SIGNATURE = "_xmlsignatures/sig1.xml"
ROOT_RELS, BODY_RELS = "_rels/.rels", "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def sealed(docx):
    return WordSigner().sign(docx)


def swap(old, new, count=1):
    """A change of a part: some bytes by others, which must be there."""

    def change(part):
        old_bytes, new_bytes = (text if isinstance(text, bytes) else text.encode() for text in (old, new))
        assert old_bytes in part, old
        return part.replace(old_bytes, new_bytes, count)

    return change


def add_relationship(type_, target, more=""):
    return swap(
        "</Relationships>",
        f'<Relationship Id="rAdded" Type="{type_}" Target="{target}"{more}/></Relationships>',
    )


def one_pixel():
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()


def picture_in(content):
    return next(name for name in parts_of(content) if name.startswith("word/media/"))


def test_the_same_parts_packed_anew_are_still_sealed(tmp_path, sealed):
    """The seal is on the parts: dates and compression of the zip file may differ, their order too."""
    parts = parts_of(sealed)

    turned = package(dict(reversed(parts.items())))

    assert turned != sealed
    assert verdict_on(tmp_path, turned).standing is SealStanding.SOUND


def test_one_changed_byte_of_any_part_is_noticed(tmp_path, sealed):
    """In each part, at its middle; only the document's properties are nobody's."""
    for name, part in parts_of(sealed).items():
        if name.startswith("docProps/") or not part:
            continue
        middle = len(part) // 2
        verdict = verdict_on(
            tmp_path, changed(sealed, **{name: part[:middle] + b"\x01" + part[middle + 1 :]})
        )

        assert refused(verdict), name


def test_one_flipped_byte_of_the_file_is_noticed(tmp_path, sealed):
    """Or is one that no seal covers and no reader needs: a date, a version in the zip file's own records."""
    honest = verdict_on(tmp_path, sealed).seals
    for at in range(7, len(sealed), 499):
        flip = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        verdict = verdict_on(tmp_path, flip)

        assert refused(verdict) or (verdict.seals == honest and _same_parts(flip, sealed)), at


def _same_parts(one, other):
    def sealed_parts(content):
        return {name: part for name, part in parts_of(content).items() if not name.startswith("docProps/")}

    return sealed_parts(one) == sealed_parts(other)


def test_a_changed_sentence_is_noticed(tmp_path, sealed):
    """One letter of the body."""
    other = changed(sealed, **{"word/document.xml": swap(" the ", " The ")})

    verdict = verdict_on(tmp_path, other)

    assert verdict.standing is SealStanding.BROKEN
    assert "changed after it was sealed: word/document.xml" in verdict.reasons
    assert quick(other, Format.DOCX)


def test_a_swapped_picture_is_noticed(tmp_path, sealed):
    """Another inked signature."""
    name = picture_in(sealed)

    verdict = verdict_on(tmp_path, changed(sealed, **{name: one_pixel()}))

    assert verdict.standing is SealStanding.BROKEN
    assert f"changed after it was sealed: {name}" in verdict.reasons


def test_a_removed_part_is_noticed(tmp_path, sealed):
    """Any of those that the seal covers."""
    for name in parts_of(sealed):
        if name.startswith(("_xmlsignatures/", "docProps/")) or name in {TYPES, ROOT_RELS}:
            continue
        assert refused(verdict_on(tmp_path, changed(sealed, **{name: None}))), name


ADDED = {
    "a part alone": {"word/added.xml": b"<a/>"},
    "a picture": {"word/media/added.png": one_pixel()},
    "comments": {
        "word/comments.xml": b"<a/>",
        BODY_RELS: add_relationship(f"{OFFICE}/comments", "comments.xml"),
    },
    "relationships of a part": {
        "word/_rels/added.xml.rels": f'<Relationships xmlns="{RELS}"><Relationship '
        'Id="r1" Type="x" Target="y"/>'
        "</Relationships>".encode(),
    },
    "a link out": {
        BODY_RELS: add_relationship(f"{OFFICE}/hyperlink", "https://example.org/", ' TargetMode="External"')
    },
    "a template": {
        BODY_RELS: add_relationship(
            f"{OFFICE}/attachedTemplate", "https://example.org/x", ' TargetMode="External"'
        )
    },
    "another document": {ROOT_RELS: add_relationship(f"{OFFICE}/officeDocument", "word/styles.xml")},
    "properties elsewhere": {"_xmlsignatures/added.xml": b"<a/>"},
    "relationships of the signature": {
        "_xmlsignatures/_rels/sig1.xml.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="x" '
        'Target="../word/document.xml"/></Relationships>'.encode(),
    },
    "a part among the properties": {"docProps/added.xml": b"<a/>"},
    "a signature that nothing leads to": {
        "_xmlsignatures/sig9.xml": b"<a/>",
        TYPES: swap(
            "</Types>", f'<Override PartName="/_xmlsignatures/sig9.xml" ContentType="{SIG_TYPE}"/></Types>'
        ),
    },
}


@pytest.mark.parametrize("changes", ADDED.values(), ids=ADDED)
def test_what_was_added_is_noticed(tmp_path, sealed, changes):
    """Though every part that the seal covers is as it was."""
    added = changed(sealed, **changes)

    verdict = verdict_on(tmp_path, added)

    assert verdict.standing in {SealStanding.PARTIAL, SealStanding.BROKEN}
    assert quick(added, Format.DOCX)


def test_document_properties_may_change(tmp_path, sealed):
    """Word rewrites them at will, and leaves them out of its own signatures."""
    verdict = verdict_on(tmp_path, changed(sealed, **{"docProps/app.xml": lambda part: part + b" "}))

    assert verdict.standing is SealStanding.SOUND


def test_the_document_cannot_pass_for_properties(tmp_path, docx):
    """A relationship that may be left out, to a part that may not."""
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    sealed = WordSigner(omit=("word/document.xml",)).sign(docx)
    moved = changed(sealed, **{ROOT_RELS: add_relationship(core, "word/document.xml")})

    assert refused(verdict_on(tmp_path, sealed))
    assert refused(verdict_on(tmp_path, moved))


def test_another_type_for_a_part_is_noticed(tmp_path, sealed):
    """The types are not signed, but each reference says the type of its part."""
    verdict = verdict_on(
        tmp_path,
        changed(sealed, **{TYPES: swap("wordprocessingml.styles+xml", "wordprocessingml.stylez+xml")}),
    )

    assert verdict.standing is SealStanding.BROKEN


@pytest.mark.parametrize("name", ["word/styles.xml", "word/document.xml", BODY_RELS, ROOT_RELS])
def test_a_part_that_the_signer_left_out_is_named(tmp_path, docx, name):
    """An honest signature over less than the whole."""
    verdict = verdict_on(tmp_path, WordSigner(omit=(name,)).sign(docx))

    assert refused(verdict)
    assert any(name in reason or "document" in reason for reason in verdict.reasons)


# --- signatures that were moved or bent ----------------------------------------------------------


def test_the_signature_of_another_letter_is_noticed(tmp_path, docx, sealed):
    """Taken over as it is."""
    other = changed(docx, **{"word/document.xml": swap("the", "The")})
    parts = parts_of(other)

    moved = package(with_signature(parts, "sig1.xml", parts_of(sealed)[SIGNATURE].decode()))

    assert verdict_on(tmp_path, moved).standing is SealStanding.BROKEN


BENT = {
    "a second manifest in front": lambda xml: xml.replace(
        '<Object Id="idPackageObject">',
        '<Object><Manifest><Reference URI="/word/document.xml?ContentType=x"/></Manifest></Object>'
        '<Object Id="idPackageObject">',
    ),
    "the Id taken by another": lambda xml: xml.replace(
        "</Signature>", '<Object Id="idPackageObject"><Manifest/></Object></Signature>'
    ),
    "the Id under another name": lambda xml: xml.replace(
        "</Signature>", '<Object xml:id="idPackageObject"/></Signature>'
    ),
    "the signed object wrapped": lambda xml: re.sub(
        r'(<Object Id="idPackageObject">.*?</Object>)',
        r"<Object><Object2>\1</Object2></Object>",
        xml,
        count=1,
    ),
    "a reference to all of it": lambda xml: xml.replace('URI="#idPackageObject"', 'URI=""'),
    "a reference by XPointer": lambda xml: xml.replace('URI="#idPackageObject"', 'URI="#xpointer(/)"'),
    "a reference out": lambda xml: xml.replace('URI="#idPackageObject"', 'URI="file:///etc/hostname"'),
    "a comment in a digest": lambda xml: xml.replace("<DigestValue>", "<DigestValue><!-- -->", 1),
    "no certificate": lambda xml: re.sub(r"<KeyInfo>.*</KeyInfo>", "<KeyInfo/>", xml),
    "another's certificate": lambda xml: re.sub(
        r"<X509Certificate>.*?</X509Certificate>",
        f"<X509Certificate>{base64.b64encode(authority.stranger().der).decode()}</X509Certificate>",
        xml,
    ),
    "another algorithm": lambda xml: xml.replace("ecdsa-sha256", "hmac-sha256"),
    "another canonical form": lambda xml: xml.replace("REC-xml-c14n-20010315", "REC-xslt-19991116", 1),
    "a canonical form with parameters": lambda xml: re.sub(
        r"(<CanonicalizationMethod [^>]*)/>", r"\1><x/></CanonicalizationMethod>", xml, count=1
    ),
    "another time": lambda xml: xml.replace("<mdssi:Value>2026", "<mdssi:Value>2020"),
    "another comment": lambda xml: xml.replace("Approved", "Approves"),
    "an object that is not signed": lambda xml: xml.replace(
        "</Signature>", "<Object Id='more'>1</Object></Signature>"
    ),
    "a thousand objects": lambda xml: xml.replace("</Signature>", "<Object/>" * 1000 + "</Signature>"),
    "two SignedInfo": lambda xml: re.sub(r"(<SignedInfo>.*?</SignedInfo>)", r"\1\1", xml),
    "no manifest at all": lambda xml: re.sub(r"<Manifest>.*</Manifest>", "", xml),
    "no reference at all": lambda xml: re.sub(r"<Manifest>.*</Manifest>", "<Manifest/>", xml),
    "no value": lambda xml: re.sub(r"<SignatureValue>.*</SignatureValue>", "<SignatureValue/>", xml),
    "a value of nothing": lambda xml: re.sub(
        r"<SignatureValue>.*</SignatureValue>", f"<SignatureValue>{'A' * 86}==</SignatureValue>", xml
    ),
    "base64 that is none": lambda xml: xml.replace("<DigestValue>", "<DigestValue>§", 1),
    "another name space": lambda xml: xml.replace(DS, DS[:-1] + "/", 1),
    "no XML": lambda xml: xml[:-5],
}


@pytest.mark.parametrize("bend", BENT.values(), ids=BENT)
def test_a_bent_signature_does_not_hold(tmp_path, docx, bend):
    """Each way to move it, or to make it say something else."""
    honest = WordSigner().sign(docx)
    bent = WordSigner(bend=bend).sign(docx)
    assert parts_of(bent)[SIGNATURE] != parts_of(honest)[SIGNATURE]

    verdict = verdict_on(tmp_path, bent)

    assert verdict.standing in {SealStanding.BROKEN, SealStanding.UNREADABLE}


BENT_MANIFESTS = {
    "out of the package": lambda xml: xml.replace('URI="/word/document.xml', 'URI="file:///etc/hostname', 1),
    "up and out": lambda xml: xml.replace('URI="/word/document.xml', 'URI="/../word/document.xml', 1),
    "on another host": lambda xml: xml.replace('URI="/word/document.xml', 'URI="//host/word/document.xml', 1),
    "without a type": lambda xml: re.sub(r'(URI="/word/document.xml)\?[^"]*', r"\1", xml),
    "of another type": lambda xml: re.sub(
        r'(URI="/word/document.xml\?ContentType=)[^"]*', r"\1text/xml", xml
    ),
    "a part twice": lambda xml: xml + re.search(r"<Reference URI=\"/word/styles.xml.*?</Reference>", xml)[0],
    "a part that is not there": lambda xml: xml.replace(
        'URI="/word/document.xml', 'URI="/word/document2.xml', 1
    ),
    "relationships of a part that lists none": lambda xml: re.sub(
        r'(URI="/word/document.xml[^>]*>)',
        r"\1<Transforms><Transform "
        r'Algorithm="http://schemas.openxmlformats.org/package/2006/RelationshipTransform"/>'
        r"</Transforms>",
        xml,
    ),
    "an XSLT": lambda xml: re.sub(
        r'(URI="/word/document.xml[^>]*>)',
        r'\1<Transforms><Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/></Transforms>',
        xml,
    ),
    "base64 as a transform": lambda xml: re.sub(
        r'(URI="/word/document.xml[^>]*>)',
        rf'\1<Transforms><Transform Algorithm="{DS}base64"/></Transforms>',
        xml,
    ),
    "no relationships chosen": lambda xml: re.sub(r"<RelationshipReference [^>]*>", "", xml),
}


@pytest.mark.parametrize("bend", BENT_MANIFESTS.values(), ids=BENT_MANIFESTS)
def test_an_honest_signature_over_a_bent_manifest_does_not_hold(tmp_path, docx, bend):
    """The signer's own key does not make it right: other readers would read it otherwise."""
    verdict = verdict_on(tmp_path, WordSigner(bend_manifest=bend).sign(docx))

    assert verdict.standing is SealStanding.BROKEN
    assert quick(WordSigner(bend_manifest=bend).sign(docx), Format.DOCX)


def test_a_certificate_in_place_of_the_signers_is_noticed(tmp_path, docx):
    """The same key under another name: XAdES says which certificate is meant."""
    signer = authority.signer()
    other = authority.issue("Trial Singer", signer.key, authority.root())

    def swap_certificate(xml):
        return xml.replace(base64.b64encode(signer.der).decode(), base64.b64encode(other.der).decode())

    verdict = verdict_on(tmp_path, WordSigner(bend=swap_certificate).sign(docx))

    assert verdict.standing is SealStanding.BROKEN
    assert "another certificate" in " ".join(verdict.reasons)


def test_a_seal_that_nothing_leads_to_any_more_is_no_seal(tmp_path, sealed):
    """Its part lies there still."""
    gone = changed(
        sealed, **{ROOT_RELS: lambda part: re.sub(rb'<Relationship Id="rOrigin"[^>]*/>', b"", part)}
    )

    verdict = verdict_on(tmp_path, gone)

    assert verdict.standing is SealStanding.BROKEN
    assert not verdict.seals
