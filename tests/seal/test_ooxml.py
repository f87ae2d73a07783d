"""A sealed Word file, as LibreOffice and xmlsec1 see it."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import seal_checkers
from asn1crypto import cms
from lxml import etree

import keys
from authority import authority
from letterforge.seal.faults import Unsealable
from letterforge.seal.ooxml import seal_ooxml
from letterforge.seal.timestamps import Authority
from letterforge.typeset.docx.package import EPOCH
from seal.conftest import STATEMENT
from word_files import opened, parts

NAMES = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "mdssi": "http://schemas.openxmlformats.org/package/2006/digital-signature",
    "o": "http://schemas.microsoft.com/office/2006/digsig",
    "xd": "http://uri.etsi.org/01903/v1.3.2#",
}


def zipped(content: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), part)
    return out.getvalue()


def written(folder: Path, **files: bytes) -> dict[str, Path]:
    paths = {name: folder / f"{name}.docx" for name in files}
    for name, path in paths.items():
        path.write_bytes(files[name])
    return paths


def said(content: bytes, path: str) -> list:
    """What an XPath finds in the signature."""
    return etree.fromstring(parts(content)["_xmlsignatures/sig1.xml"]).xpath(path, namespaces=NAMES)


@pytest.fixture(scope="module")
def by_curve(bench) -> bytes:
    return seal_ooxml(bench.docx, keys.key("p384"), STATEMENT)


@pytest.fixture(scope="module")
def stamped(bench) -> bytes:
    with authority() as clock:
        return seal_ooxml(bench.docx, keys.key(), STATEMENT, Authority(clock.url))


# --- any change --------------------------------------------------------------------------------------


def flipped(sealed: dict[str, bytes]) -> None:
    part = sealed["word/styles.xml"]
    sealed["word/styles.xml"] = part[:-30] + bytes([part[-30] ^ 1]) + part[-29:]


def reworded(sealed: dict[str, bytes]) -> None:
    sealed["word/document.xml"] = sealed["word/document.xml"].replace(b"Plain", b"Blind")


def other_picture(sealed: dict[str, bytes]) -> None:
    pictures = sorted(name for name in sealed if name.startswith("word/media/") and name.endswith(".png"))
    sealed[pictures[-1]] = sealed[pictures[0]] + b"\0"


def without_a_part(sealed: dict[str, bytes]) -> None:
    del sealed["word/footnotes.xml"]


def related_to_more(sealed: dict[str, bytes]) -> None:
    """A link in the letter leads elsewhere."""
    name = "word/_rels/document.xml.rels"
    sealed[name] = sealed[name].replace(b'Target="styles.xml"', b'Target="other.xml"')


def later(sealed: dict[str, bytes]) -> None:
    """The seal claims another day."""
    name = "_xmlsignatures/sig1.xml"
    sealed[name] = sealed[name].replace(f"{keys.NOW:%Y}".encode(), b"2031")


CHANGES = (flipped, reworded, other_picture, without_a_part, related_to_more, later)


def changed(content: bytes, change) -> bytes:
    sealed = parts(content)
    before = dict(sealed)
    change(sealed)
    assert sealed != before
    return zipped(sealed)


def test_xmlsec_accepts_the_seal_and_refuses_it_after_any_change(sealed_docx, by_curve, stamped, tmp_path):
    sound = written(
        tmp_path, rsa=sealed_docx, curve=by_curve, stamped=stamped, again=zipped(parts(sealed_docx))
    )
    broken = written(tmp_path, **{each.__name__: changed(sealed_docx, each) for each in CHANGES})
    try:
        accepted = {name: seal_checkers.xmlsec(path) for name, path in sound.items()}
    except FileNotFoundError:
        pytest.skip("xmlsec1 is not on this machine")

    assert not any(accepted.values()), accepted
    assert all(seal_checkers.xmlsec(path) for path in broken.values())


def test_libreoffice_accepts_the_seal_and_refuses_it_after_any_change(
    sealed_docx, by_curve, stamped, tmp_path
):
    sound = written(tmp_path, rsa=sealed_docx, curve=by_curve, stamped=stamped)
    broken = written(tmp_path, **{each.__name__: changed(sealed_docx, each) for each in CHANGES})
    try:
        told = seal_checkers.libreoffice([*sound.values(), *broken.values()])
    except FileNotFoundError:
        pytest.skip("LibreOffice with python3-uno is not on this machine")

    assert not any(told[: len(sound)]), told
    assert dict(zip(broken, map(bool, told[len(sound) :]), strict=True)) == dict.fromkeys(broken, True)


# --- what it says ------------------------------------------------------------------------------------


def test_the_seal_says_when_and_why_as_word_shows_it(sealed_docx):
    moment = f"{keys.NOW:%Y-%m-%dT%H:%M:%SZ}"

    assert said(sealed_docx, "//mdssi:SignatureTime/mdssi:Value/text()") == [moment]
    assert said(sealed_docx, "//xd:SigningTime/text()") == [moment]
    assert said(sealed_docx, "//o:SignatureInfoV1/o:SignatureComments/text()") == ["Approved & sent"]
    assert len(said(sealed_docx, "//ds:X509Certificate")) == 2


def test_every_part_but_properties_and_content_types_is_covered(bench, sealed_docx):
    covered = {uri.split("?")[0][1:] for uri in said(sealed_docx, "//ds:Manifest/ds:Reference/@URI")}
    own = {name for name in parts(bench.docx) if not name.startswith(("docProps/", "[Content"))}

    assert covered == own


def test_nothing_of_the_letter_is_changed_by_the_seal(bench, sealed_docx):
    before, after = parts(bench.docx), parts(sealed_docx)

    assert {name for name in before if before[name] != after[name]} == {"[Content_Types].xml", "_rels/.rels"}
    assert [each.text for each in opened(sealed_docx).paragraphs] == [
        each.text for each in opened(bench.docx).paragraphs
    ]


def test_the_same_letter_key_and_time_give_the_same_bytes(bench, sealed_docx):
    assert seal_ooxml(bench.docx, keys.key(), STATEMENT) == sealed_docx


def test_a_time_stamp_is_in_the_seal(stamped):
    (token,) = said(stamped, "//xd:SignatureTimeStamp/xd:EncapsulatedTimeStamp/text()")

    content = cms.ContentInfo.load(base64.b64decode(token))["content"]
    assert content["encap_content_info"]["content_type"].native == "tst_info"


# --- what cannot be sealed ---------------------------------------------------------------------------


def test_a_sealed_file_is_not_sealed_again(sealed_docx):
    with pytest.raises(Unsealable, match="already sealed"):
        seal_ooxml(sealed_docx, keys.key(), STATEMENT)


def test_a_link_that_libreoffice_would_choke_on_is_refused_with_the_way_out(bench):
    package = parts(bench.docx)
    link = (
        b'<Relationship Id="rIdLink" TargetMode="External" Target="https://example.org/?a=1&amp;b=2" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    name = "word/_rels/document.xml.rels"
    package[name] = package[name].replace(b"</Relationships>", link)

    with pytest.raises(Unsealable, match="LibreOffice would refuse") as refusal:
        seal_ooxml(zipped(package), keys.key(), STATEMENT)
    assert "as a field" in refusal.value.hint


def test_white_space_between_relationships_is_taken_out_so_that_libreoffice_agrees(bench, tmp_path):
    package = parts(bench.docx)
    name = "word/_rels/document.xml.rels"
    package[name] = package[name].replace(b"<Relationship ", b"\n  <Relationship ")
    path = tmp_path / "spaced.docx"
    path.write_bytes(seal_ooxml(zipped(package), keys.key(), STATEMENT))
    try:
        assert not seal_checkers.xmlsec(path)
    except FileNotFoundError:
        pytest.skip("xmlsec1 is not on this machine")


@pytest.mark.parametrize("content", [b"Dear Minister", zipped({}), zipped({"word/document.xml": b"<w/>"})])
def test_what_is_no_word_file_is_refused(content):
    with pytest.raises(Unsealable):
        seal_ooxml(content, keys.key(), STATEMENT)
