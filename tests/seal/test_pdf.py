"""A sealed PDF, as poppler, OpenSSL, pyHanko and a validator of PDF/UA and PDF/A see it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import seal_checkers
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

import keys
from authority import authority
from letterforge.seal.cms import Signer
from letterforge.seal.faults import Unsealable
from letterforge.seal.field import Visible
from letterforge.seal.pdf import seal_pdf
from letterforge.seal.statement import Changes
from letterforge.seal.timestamps import Authority
from letters import plain_letter
from reading_back import pdf_faults
from seal.conftest import ALT, STATEMENT, typeset


def complaints(content: bytes, folder: Path) -> list[str]:
    """What pdfsig has against a PDF, and what OpenSSL has."""
    path, trusted = folder / "sealed.pdf", folder / "trusted.pem"
    path.write_bytes(content)
    trusted.write_bytes(keys.pem_of(keys.authority()))
    try:
        return [seal_checkers.pdfsig(path), seal_checkers.openssl(path, trusted)]
    except FileNotFoundError as error:
        pytest.skip(f"{error.filename} is not on this machine")


def status(content: bytes):
    """What pyHanko says."""
    root = x509.Certificate.load(keys.authority().public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusting = ValidationContext(trust_roots=[root])
    return validate_pdf_signature(signature, trusting, ts_validation_context=trusting)


# --- it is accepted ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
def test_others_accept_the_seal_and_say_that_it_is_over_the_whole_file(bench, tmp_path, kind):
    sealed = seal_pdf(bench.pdf, Signer(keys.key(kind)), STATEMENT, Visible((ALT,)))

    assert not any(complaints(sealed, tmp_path))
    assert status(sealed).bottom_line


def test_a_sealed_letter_is_still_accessible_and_archivable(sealed_pdf, tmp_path):
    assert not pdf_faults(sealed_pdf, "ua1", tmp_path)
    assert not pdf_faults(sealed_pdf, "3a", tmp_path)


def test_the_seal_says_when_why_and_where_and_lets_nobody_change_anything(sealed_pdf):
    with pikepdf.open(io.BytesIO(sealed_pdf)) as document:
        signature = document.Root.AcroForm.Fields[0].V
        said = [str(signature[key]) for key in ("/Reason", "/Location", "/ContactInfo")]

        assert said == ["Approved & sent", "La Haye — Côté", "office@example.org"]
        assert str(signature.M) == f"D:{keys.NOW:%Y%m%d%H%M%S}Z"
        assert document.Root.Perms.DocMDP.objgen == signature.objgen
        assert signature.Reference[0].TransformParams.P == 1


def test_a_seal_that_certifies_nothing_says_so(bench):
    sealed = seal_pdf(bench.pdf, Signer(keys.key()), replace(STATEMENT, changes=Changes.ANY), Visible((ALT,)))

    with pikepdf.open(io.BytesIO(sealed)) as document:
        assert "/Perms" not in document.Root
        assert "/Reference" not in document.Root.AcroForm.Fields[0].V


def test_the_same_letter_key_and_time_give_the_same_bytes(bench, sealed_pdf):
    assert seal_pdf(bench.pdf, Signer(keys.key()), STATEMENT, Visible((ALT,))) == sealed_pdf


# --- its place ---------------------------------------------------------------------------------------


def field_of(content: bytes) -> tuple[int, list[float], str]:
    """Page, place and name of the field."""
    with pikepdf.open(io.BytesIO(content)) as document:
        field = document.Root.AcroForm.Fields[0]
        number = next(n for n, each in enumerate(document.pages) if each.obj == field.P)
        return number, [float(edge) for edge in field.Rect], str(field.TU)


def test_the_field_lies_over_the_picture_of_the_signature(sealed_pdf):
    number, (left, bottom, right, top), name = field_of(sealed_pdf)

    # 16 mm high at most, and four times as wide, as the picture is; it is on the third of five pages.
    assert number == 2
    assert name == ALT
    assert right - left == pytest.approx(4 * (top - bottom), abs=0.1)
    assert 30 < top - bottom < 50


def test_the_field_stands_in_the_structure_after_the_picture(sealed_pdf):
    with pikepdf.open(io.BytesIO(sealed_pdf)) as document:
        field = document.Root.AcroForm.Fields[0]
        element = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)[int(field.StructParent)]
        kids = list(element.P.K)
        before = kids[kids.index(element) - 1]

        assert (element.S, element.K.Obj.objgen) == ("/Form", field.objgen)
        assert (before.S, str(before.Alt)) == ("/Figure", ALT)


def test_without_a_picture_the_field_lies_over_the_name_of_the_signatory(bench):
    content = typeset(plain_letter(), bench.campaign)
    number, (left, bottom, right, top), _ = field_of(
        seal_pdf(content, Signer(keys.key()), STATEMENT, Visible((), "NAME ONE"))
    )

    assert number == 0
    assert 40 < right - left < 80
    assert 5 < top - bottom < 15


def test_where_there_is_nothing_to_lie_over_the_field_is_unseen_and_all_is_well(bench, tmp_path):
    sealed = seal_pdf(bench.pdf, Signer(keys.key()), STATEMENT, Visible(("no such picture",), "no such text"))

    assert field_of(sealed)[1] == [0, 0, 0, 0]
    assert not pdf_faults(sealed, "ua1", tmp_path)


# --- any change shows --------------------------------------------------------------------------------


def flipped(content: bytes) -> bytes:
    """One bit of the first page's drawing."""
    place = content.index(b"stream\n") + 40
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def reworded(content: bytes) -> bytes:
    """A line of the letter taken out, and the file saved, signature and all."""
    with pikepdf.open(io.BytesIO(content)) as document:
        operators = pikepdf.parse_content_stream(document.pages[0])
        shown = [n for n, each in enumerate(operators) if str(each.operator) in {"Tj", "TJ"}]
        del operators[shown[-1]]
        document.pages[0].Contents = document.make_stream(pikepdf.unparse_content_stream(operators))
        return _saved(document)


def other_picture(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        pictures = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
        picture = next(each for each in pictures if each.get("/Subtype") == "/Image" and "/SMask" in each)
        picture.write(bytes(int(picture.Width) * int(picture.Height) * 3))
        return _saved(document)


def another_page(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        document.add_blank_page()
        return _saved(document)


def one_page_less(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        del document.pages[-1]
        return _saved(document)


def added_later(content: bytes) -> bytes:
    """A further revision, as a viewer writes it for a comment.

    The signature over the first one stays valid.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "change", [flipped, reworded, other_picture, another_page, one_page_less, added_later]
)
def test_others_refuse_the_seal_after_any_change(sealed_pdf, tmp_path, change):
    assert all(complaints(change(sealed_pdf), tmp_path))


# --- time stamps -------------------------------------------------------------------------------------


def test_a_time_stamp_is_in_the_seal_and_others_accept_it(bench, tmp_path):
    with authority() as clock:
        sealed = seal_pdf(bench.pdf, Signer(keys.key(), Authority(clock.url)), STATEMENT, Visible((ALT,)))

    told = status(sealed)
    assert told.bottom_line
    assert told.timestamp_validity.valid
    assert not any(complaints(sealed, tmp_path))


def test_a_token_that_is_larger_than_expected_still_finds_room(bench):
    with authority() as clock:
        asked = Authority(clock.url)
        asked.room = 16
        sealed = seal_pdf(bench.pdf, Signer(keys.key(), asked), STATEMENT, Visible((ALT,)))

        assert clock.asked == 2
    assert status(sealed).timestamp_validity.valid


# --- what cannot be sealed ---------------------------------------------------------------------------


def test_a_sealed_file_is_not_sealed_again(sealed_pdf):
    with pytest.raises(Unsealable, match="already"):
        seal_pdf(sealed_pdf, Signer(keys.key()), STATEMENT)


def test_what_is_no_pdf_is_refused():
    with pytest.raises(Unsealable, match="cannot be read"):
        seal_pdf(b"Dear Minister", Signer(keys.key()), STATEMENT)


def test_there_is_one_revision_and_one_signature(sealed_pdf):
    assert sealed_pdf.count(b"%%EOF") == 1
    assert len(re.findall(rb"/ByteRange", sealed_pdf)) == 1
