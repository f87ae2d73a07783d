"""Names in other scripts and spellings: each in one typeface, the same in every output."""

from __future__ import annotations

import re
from itertools import groupby

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from letterforge.model import Format, PdfEngine, Signature
from letterforge.typeset import PDF_TYPESETTERS, TYPESETTERS
from letterforge.typeset.coverage import is_sans
from letterforge.typeset.plan.faces import COMPANIONS, WordFaces, list_companions
from letters import line, paragraph, plain_letter, sample_campaign
from reading_back import words
from word_files import found, parts, tree

NAMES = (
    "Nguyễn Huệ Street",
    "Đà Nẵng",
    "Việt Nam",
    "Ọyọ́",
    "Şəki",
    "Gəncə",
    "Hawaiʻi",
    "Ŋgaoundéré-Ɓel",
    "Čačak",
    "București Țara",
    "Αθήνα",
    "Ἀθῆναι",
    "Київ",
    "Ґалаґан, Львів",
    "Санкт-Петербург",
    "Қазақстан",
)
"""Of places. All that the sample's typeface lacks is in the serif that comes with letterforge."""


def companion(text):
    return [text[span.start : span.end] for span in WordFaces(("Caladea",)).find(text)]


@pytest.mark.parametrize(
    ("text", "lent"),
    [
        ("Côte d’Ivoire, Łódź, “quoted” – 7 €", []),
        ("the town of Şəki, in the north", ["Şəki"]),
        ("Київ, Львів – and Одеса", ["Київ, Львів", "Одеса"]),
        ("Street of Nguyễn Văn Trỗi, Hà Nội", ["Nguyễn Văn Trỗi, Hà Nội"]),
        ("St. Nguyễn Huệ and the others", ["St. Nguyễn Huệ"]),
        ("the Gate of Gəncə. The town", ["Gəncə"]),
        ("Porto de Đồng Hới\nMinistry", ["Porto de Đồng Hới"]),
        ("вул. Хрещатик, 22, Київ", ["вул. Хрещатик, 22, Київ"]),
    ],
)
def test_a_word_and_a_name_are_never_in_two_faces(text, lent):
    """Words beside it with capitals are the same name; small words and ends of lines divide names."""
    assert companion(text) == lent


def test_a_face_goes_with_the_letters_own():
    """Serif with serif, at the size at which both look alike: beside Caladea, its own."""
    (span,) = WordFaces(("Caladea",)).find("Šəki")

    assert (span.face.family, span.face.scale) == ("Companion Serif", 1.0)
    assert [is_sans(face) for face in ("Caladea", *COMPANIONS)] == [False, False, True]
    assert list_companions(sans=True) == COMPANIONS[::-1]


@pytest.mark.parametrize("engine", PDF_TYPESETTERS, ids=str)
def test_every_name_is_in_one_face_in_pdf(engine, tmp_path):
    """The weight is kept: the name of a signatory is bold."""
    letter = plain_letter(
        inside_address=tuple(line(name, personal=True) for name in NAMES),
        body=(paragraph("Of Gəncə.", strong=True), paragraph("Of Gəncə.", emphasis=True)),
        signatures=(Signature(name="Hà Nội Specimen", title="Specimen"),),
    )

    content = PDF_TYPESETTERS[engine](sample_campaign(tmp_path)).set(letter).content

    read = list(read_faces(content))
    text = "".join(character for character, _ in read)
    for name in (*NAMES, "Hà Nội Specimen"):
        start = text.index(name.replace(" ", ""))
        faces = {face for _, face in read[start : start + len(name.replace(" ", ""))]}
        assert len(faces) == 1, (name, faces)
        assert ("Bold" in faces.pop()) == (name == "Hà Nội Specimen")
    styles = {face for face, _ in groupby(face for _, face in read) if "Companion" in face}
    assert {"Bold" in face for face in styles} == {"Italic" in face for face in styles} == {True, False}


def read_faces(content):
    """The characters of a PDF without spaces, each with the name of its typeface."""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        text = page.get_textpage()
        for at in range(text.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
            if not character.isspace():
                flags = pdfium.FPDFText_GetFontInfo(text.raw, at, None, 0, None)
                name = (pdfium.c_char * flags)()
                pdfium.FPDFText_GetFontInfo(text.raw, at, name, flags, None)
                yield character, re.sub(r"^[A-Z]{6}\+", "", name.value.decode())


def test_a_word_file_names_a_face_for_each_name(tmp_path):
    """One that other programs have, with Word's own face for the letter in its place; a letter without such
    words names none.
    """
    typesetter = TYPESETTERS[Format.DOCX](sample_campaign(tmp_path))
    letter = plain_letter(body=(paragraph("To Київ and Hà Nội and თბილისი, from Łódź."),))

    content = typesetter.set(letter).content

    named = {
        "".join(found(run, "w:t/text()")): found(run, "string(w:rPr/w:rFonts/@w:ascii)")
        for run in found(tree(content), "//w:p[w:r/w:t='თბილისი']/w:r")
    }
    assert named["Київ"] == "Liberation Serif"
    assert named["Hà Nội"] == "Noto Serif"
    assert named["თბილისი"] == "Sylfaen"
    assert named[", from Łódź."] == ""
    table = parts(content)["word/fontTable.xml"].decode()
    assert re.findall(r'name="(Noto Serif|Liberation Serif)"><w:altName w:val="Cambria"', table) == [
        "Liberation Serif",
        "Noto Serif",
    ]
    assert b"Noto" not in parts(typesetter.set(plain_letter()).content)["word/fontTable.xml"]


def test_a_running_header_is_in_one_face(tmp_path):
    """WeasyPrint has one face for a margin of a page."""
    body = tuple(paragraph(words("Text " * 300)) for _ in range(3))
    letter = plain_letter(body=body, running=("Hà Nội", "7 December 2020"))

    for engine in PdfEngine.WEASYPRINT, PdfEngine.TYPST:
        campaign = sample_campaign(tmp_path / engine, page_numbers="header")
        read = list(read_faces(PDF_TYPESETTERS[engine](campaign).set(letter).content))
        text = "".join(character for character, _ in read)
        start = text.rindex("HàNội")
        assert len({face for _, face in read[start : start + 5]}) == 1
