"""Files that are of two formats, and names that say another: what is shown depends on the program."""

from __future__ import annotations

import zipfile

import pytest

from letterforge.verify import SealStanding
from verify import forging_pdf
from verify import forging_word as forge
from verify.examining import verdict_on
from verify.forging_word import (
    BODY,
    LINKS,
    RELS,
    TYPES,
    sealed,
    swap,
)
from verify.word_seals import WordSigner, changed

PARTIAL, SOUND, UNREADABLE, UNSEALED = (
    SealStanding.PARTIAL,
    SealStanding.SOUND,
    SealStanding.UNREADABLE,
    SealStanding.UNSEALED,
)


OUT = ' TargetMode="External"'


HTML = b"<html><body>We reject the treaty.</body></html>"


JPEG = "image/jpeg"
THUMBNAIL = f"{RELS}/metadata/thumbnail"


def pdf_as(name, type_, link_, part=None):
    """A sealed Word file with a whole PDF as its first part, which a signature leaves out."""
    return forge.with_part(
        sealed(), name, part or forging_pdf.letter(), type_, link=link_, first=True, stored=True
    )


POLYGLOTS = {
    "a PDF for a thumbnail": lambda: pdf_as("docProps/thumbnail.jpeg", JPEG, THUMBNAIL),
    "a PDF in a comment of a thumbnail": lambda: pdf_as(
        "docProps/thumbnail.jpeg",
        JPEG,
        THUMBNAIL,
        b"\xff\xd8\xff\xfe\x00\x20" + forging_pdf.letter() + b"\xff\xd9",
    ),
    "a packed PDF for a thumbnail": lambda: forge.with_part(
        sealed(), "docProps/thumbnail.jpeg", forging_pdf.letter(), JPEG, link=THUMBNAIL
    ),
    "a PDF for more properties": lambda: pdf_as(
        "docProps/custom.xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        f"{LINKS}/custom-properties",
    ),
    "a PDF that nothing leads to": lambda: pdf_as("a.pdf", "application/pdf", None),
    "a PDF at the end": lambda: forge.with_part(
        sealed(), "z.pdf", forging_pdf.letter(), "application/pdf", stored=True
    ),
    "a PDF in front of it": lambda: forge.in_front(sealed(), forging_pdf.letter()),
    "a PDF in front, offsets as they were": lambda: forging_pdf.letter() + sealed(),
    "a sealed PDF in front of it": lambda: forge.in_front(sealed(), forging_pdf.sealed()),
    "a PDF behind it": lambda: sealed() + forging_pdf.letter(),
    "a PDF in the comment": lambda: sealed()[:-2] + b"\x09\0%PDF-1.7\n",
    "a page of a browser in front": lambda: forge.in_front(sealed(), HTML),
    "a picture in front": lambda: forge.in_front(sealed(), b"GIF89a\1\0\1\0\0\0\0;"),
    "a program in front": lambda: forge.in_front(sealed(), b"#!/bin/sh\nexit\n"),
    "a page of a browser behind": lambda: sealed() + HTML,
    "an old Word file in front": lambda: forge.in_front(
        sealed(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    ),
    "two packages": lambda: sealed() + forge.shifted(sealed(), len(sealed())),
    "a PDF with a package behind it": lambda: forging_pdf.sealed() + forge.letter(),
    "a PDF with a right package behind it": lambda: (
        forging_pdf.sealed() + forge.shifted(forge.letter(), len(forging_pdf.sealed()))
    ),
    "a page of a browser before a PDF": lambda: HTML + forging_pdf.sealed(),
}


@pytest.mark.parametrize("make", POLYGLOTS.values(), ids=POLYGLOTS)
def test_a_file_of_two_formats_is_refused(tmp_path, make):
    """Whatever it is called."""
    content = make()
    for name in ("letter", "letter.docx", "letter.pdf"):
        verdict = verdict_on(tmp_path, content, name=name)

        assert verdict.standing in {UNREADABLE, PARTIAL} - ({PARTIAL} if name == "letter.pdf" else set()), (
            name,
            verdict.reasons,
        )


def test_a_package_in_a_pdf_is_refused_though_the_seal_covers_it(tmp_path):
    """Whoever sealed it: a program for packages finds one in it."""
    import io

    import pikepdf

    from verify import pdf_seals

    with pikepdf.open(io.BytesIO(forging_pdf.letter())) as pdf:
        pdf.attachments["letter.docx"] = pikepdf.AttachedFileSpec(pdf, forge.letter())
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    both = pdf_seals.seal(out.getvalue())
    assert b"PK\5\6" in both

    verdict = verdict_on(tmp_path, both)

    assert verdict.standing is UNREADABLE
    assert "both a PDF and a zip file" in verdict.reasons[0]


def test_four_bytes_that_end_a_package_by_chance_are_no_package(tmp_path):
    """They are in every so many megabytes of pictures."""
    from verify import pdf_seals

    chance = pdf_seals.seal(forging_pdf.letter().replace(b"(Ministry)", b"(PK\5\6 str)"))
    assert b"PK\5\6" in chance

    assert verdict_on(tmp_path, chance).standing is SOUND


NAMES = {
    "letter.pdf": (UNREADABLE, SOUND),
    "letter.docx": (SOUND, UNREADABLE),
    "letter.PDF": (UNREADABLE, SOUND),
    "letter.DOCX": (SOUND, UNREADABLE),
    "letter.docm": (SOUND, UNREADABLE),
    "letter.pdf.docx": (SOUND, UNREADABLE),
    "letter.docx.pdf": (UNREADABLE, SOUND),
    "letter.doc": (UNREADABLE, UNREADABLE),
    "letter.html": (UNREADABLE, UNREADABLE),
    "letter.xlsx": (UNREADABLE, UNREADABLE),
    "letter.zip": (UNREADABLE, UNREADABLE),
    "letter.exe": (UNREADABLE, UNREADABLE),
    "letter": (SOUND, SOUND),
    "letter of 3.11": (SOUND, SOUND),
    "letter.docx.bak": (SOUND, SOUND),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_agrees_with_its_content(tmp_path, name):
    """Content decides; a name that says another format is refused, with the reason."""
    for content, standing, format_ in zip(
        (sealed(), forging_pdf.sealed()), NAMES[name], ("docx", "pdf"), strict=True
    ):
        verdict = verdict_on(tmp_path, content, name=name)

        assert verdict.standing is standing, verdict.reasons
        assert verdict.format == format_
        assert standing is SOUND or "its name ends in" in verdict.reasons[0]


def test_a_workbook_says_that_it_is_one(tmp_path):
    """Content decides which format is judged."""
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    book = changed(forge.letter(), **{TYPES: swap(f"{forge.WORD}.document.main+xml", sheet)})
    signed = WordSigner().sign(book)

    assert verdict_on(tmp_path, signed, name="list.xlsx").format == "xlsx"
    assert verdict_on(tmp_path, signed, name="list.xlsx").standing is SOUND
    assert verdict_on(tmp_path, signed, name="list.docx").standing is UNREADABLE


def test_the_packages_of_these_tests_are_zip_files(tmp_path):
    """Those that are forged so that readers of zip files open them."""
    for name in (
        "a PDF in front of it",
        "a page of a browser in front",
        "a PDF with a right package behind it",
    ):
        path = tmp_path / "forged.zip"
        path.write_bytes(POLYGLOTS[name]())
        with zipfile.ZipFile(path) as archive:
            assert BODY in archive.namelist()
            assert archive.testzip() is None
