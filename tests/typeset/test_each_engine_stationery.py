"""The stationery in PDF whatever sets it: margins, windows, marks, faces, and what is refused."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from letterforge.campaign.stationery import MM
from letterforge.errors import Code, LetterFailed, UnfitMachine
from letterforge.model import Annex, CosignerGroup, CosignerList, Footnote, Paragraph, Run, Signature
from letterforge.protocol.labels import labels
from letterforge.typeset.plan.windows import WINDOWS
from letters import ARABIC, GLYPHLESS, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_pages, pdf_place, pdf_streams, pdf_tags, pdf_text, words

ADDRESS = tuple(line(text) for text in ("The Minister", "Ministry of Foreign Affairs", "Dakar", "SENEGAL"))
LONG = tuple(paragraph(f"Paragraph {number}. " + "A sentence of the letter. " * 12) for number in range(16))
"""More than a page."""
UNKNOWN = GLYPHLESS[0]


@pytest.fixture
def restyled(build, campaign):
    """Settings of the stationery → the engine's typesetter for a campaign that has them."""

    def restyle(**stationery):
        return build(replace(campaign, stationery=replace(campaign.stationery, **stationery)))

    return restyle


def problems(typesetter, letter):
    with pytest.raises(LetterFailed) as caught:
        typesetter.set(letter)
    return caught.value.problems


# --- margins ---------------------------------------------------------------------------------------


def test_a_header_on_the_following_pages_names_recipient_and_date(restyled):
    """It is an artifact: who listens to the letter does not hear it on every page.

    The foot has no number then.
    """
    running = ("H.E. the Minister (Москва)", "7 December 2020")

    content = restyled(page_numbers="header").set(plain_letter(body=LONG, running=running)).content

    pages = [words(page) for page in pdf_pages(content)]
    assert "Page" not in pages[0]
    assert pages[1].count("H.E. the Minister (Москва) — 7 December 2020 — Page 2 of 2") == 1
    assert pages[1].count("Page 2 of 2") == 1
    assert pdf_place(content, "Page 2 of 2", 1)[1] > 780


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_running_header_is_shortened_to_one_line(restyled, language):
    """Beside the word of a draft too; the page number is always whole."""
    rtl = language == "ar"
    changes = {"language": "ar", "rtl": True, "labels": ARABIC} if rtl else {}
    name = (
        "وزير الشؤون الخارجية والتعاون الدولي " * 5
        if rtl
        else "Minister of Foreign Affairs of an Example " * 5
    )
    letter = plain_letter(body=LONG, running=(name.strip(), "7 December 2020"), draft="DRAFT", **changes)

    content = restyled(page_numbers="header").set(letter).content

    document = pypdfium2.PdfDocument(content)
    text = document[1].get_textpage()
    boxes = [text.get_rect(at) for at in range(text.count_rects())]
    above = [box for box in boxes if box[1] > 842 - 20 * MM]
    assert max(box[3] for box in above) - min(box[1] for box in above) < 16  # one line, and the larger word
    assert min(box[0] for box in above) > 25 * MM - 1
    assert max(box[2] for box in above) < 185 * MM + 1
    shown = unicodedata.normalize("NFKC", words(text.get_text_bounded(bottom=842 - 20 * MM)))
    assert "..." in shown
    assert "2020" in shown
    document.close()


def test_signatories_side_by_side_stand_clear_of_each_other(restyled):
    """By 18 pt, however long their titles; above each there is room to sign by hand."""
    title = "Under-Secretary for Legal Affairs, Cooperation and Development of the Organisation"
    signatures = tuple(Signature(f"NAME {name}", title) for name in ("ONE", "TWO"))

    content = restyled().set(plain_letter(signatures=signatures)).content

    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=1).to_pil().convert("L")
    document.close()
    closing, first, second = (pdf_place(content, text) for text in ("Sincerely", "NAME ONE", "NAME TWO"))
    block = picture.crop((0, 842 - int(first[1]) - 8, picture.width, 842 - int(first[1]) + 60))
    inked = {x for x in range(block.width) if block.crop((x, 0, x + 1, block.height)).getextrema()[0] < 160}
    gap = [x for x in range(int(second[0]) - 17, int(second[0]) - 1) if x in inked]
    assert not gap
    assert first[1] == pytest.approx(second[1], abs=0.5)
    assert closing[1] - first[1] > 16 * MM


def test_pages_without_numbers_have_none(restyled):
    """Where the stationery says so."""
    content = restyled(page_numbers="none").set(plain_letter(body=LONG)).content

    assert "Page" not in pdf_text(content)


@pytest.mark.parametrize("noted", [False, True])
def test_the_footer_stands_on_the_first_page_alone_and_the_text_above_it(restyled, noted):
    """In the letter's language, whatever its length, with footnotes and without."""
    footer = tuple({"en": f"Line {number}", "fr": f"Ligne {number}"} for number in range(7))
    typesetter = restyled(footer=footer)
    mark = (Paragraph((Run("Marked"), Run("", note=1))),) if noted else ()
    notes = (Footnote(1, (paragraph("The note."),)),) if noted else ()

    content = typesetter.set(plain_letter(body=(*mark, *LONG), notes=notes)).content
    french = pdf_text(typesetter.set(plain_letter(language="fr", labels=labels("fr"))).content)

    pages = pdf_pages(content)
    assert "Line 0 Line 1 Line 2" in words(pages[0])
    assert "Line" not in pages[1]
    assert "Page 2 of 2" in pages[1]
    assert "Ligne 6" in french
    number = max(n for n in range(16) if f"Paragraph {n}." in pages[0])
    assert pdf_place(content, f"Paragraph {number}.")[1] > pdf_place(content, "Line 0")[1] + 20
    if noted:
        assert pdf_place(content, "The note.")[1] > pdf_place(content, "Line 0")[1] + 10


# --- windows and marks -----------------------------------------------------------------------------


@pytest.mark.parametrize("position", WINDOWS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_address_stands_in_the_window_and_the_letter_below_it(build, tmp_path, position, language):
    """From whichever side the language runs; the reading order stays the letter's."""
    page = "Letter" if position == "us-10" else "A4"
    campaign = sample_campaign(tmp_path, address=position, page=page, letterhead=False)
    changes = {"language": "ar", "rtl": True, "labels": ARABIC} if language == "ar" else {}
    address = ADDRESS[::3] if position == "us-10" else ADDRESS  # which has room for few lines
    letter = plain_letter(inside_address=address, delivery=line("By e-mail"), **changes)

    content = build(campaign).set(letter).content

    height = campaign.stationery.page_size[1]
    window = WINDOWS[position]
    for text in ("By e-mail", "The Minister", "SENEGAL"):
        left, bottom = pdf_place(content, text)
        assert window.always.left <= left <= window.always.right
        assert window.always.top <= height - bottom <= window.always.bottom
    assert height - pdf_place(content, "The Hague, 7")[1] > window.text
    text = pdf_text(content)
    places = [text.index(part) for part in ("By e-mail", "The Minister", "SENEGAL", "Excellency")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("changes", "words_"),
    [
        ({"inside_address": tuple(line(f"Line {number}") for number in range(14))}, "the inside address is"),
        ({"inside_address": (line("Ministerium" * 12),)}, "wide"),
        ({"delivery": line("By e-mail and by courier\n" * 9)}, "above the inside address"),
    ],
    ids=["high", "wide", "notes"],
)
def test_an_address_too_large_for_its_window_fails_its_letter(build, tmp_path, changes, words_):
    """It is never cut off unseen, and the next letter is set."""
    typesetter = build(sample_campaign(tmp_path, address="din-5008-b"))

    found = problems(typesetter, plain_letter(**{"inside_address": ADDRESS} | changes))

    assert {problem.code for problem in found} == {Code.OUT_OF_WINDOW}
    assert words_ in found[0].message
    assert typesetter.set(plain_letter(inside_address=ADDRESS)).pages == 1


def test_a_letterhead_that_reaches_into_the_window_is_told(build, tmp_path):
    """Form A leaves it 27 mm."""
    campaign = sample_campaign(tmp_path, address="din-5008-a", letterhead="assets/letterhead.svg")

    with pytest.raises(LetterFailed, match="letterhead reaches into the window"):
        build(campaign).set(plain_letter(inside_address=ADDRESS))


@pytest.mark.parametrize(
    ("settings", "heights"),
    [
        ({"marks": ["fold"], "address": "din-5008-a"}, [87, 192]),
        ({"marks": ["fold", "punch"], "address": "din-5008-b"}, [105, 148.5, 210]),
        ({"marks": ["punch"]}, [148.5]),
        ({"marks": ["fold", "punch"], "address": "swiss-right"}, [148.5]),
        ({"marks": []}, []),
    ],
)
def test_marks_are_lines_at_the_edge_of_the_first_page(build, tmp_path, settings, heights):
    """At the heights of the form."""
    campaign = sample_campaign(tmp_path, letterhead=False, **settings)

    content = build(campaign).set(plain_letter(body=LONG)).content

    assert edge_marks(content, 0) == pytest.approx(heights, abs=0.3)
    assert edge_marks(content, 1) == []


def edge_marks(content, number):
    """How far from its head a page has something drawn near its left edge, in mm."""
    document = pypdfium2.PdfDocument(content)
    picture = document[number].render(scale=4).to_pil().convert("L").crop((46, 0, 86, 842 * 4))
    document.close()
    dark = [y for y in range(picture.height) if picture.crop((0, y, 40, y + 1)).getextrema()[0] < 200]
    return [y / 4 / MM for at, y in enumerate(dark) if at == 0 or y - dark[at - 1] > 4]


# --- letterhead and faces --------------------------------------------------------------------------


def test_each_of_several_logos_is_a_figure(restyled, campaign):
    logos = tuple(
        campaign.root / "assets" / name for name in ("letterhead.svg", "letterhead.jpg", "signature.png")
    )
    typesetter = restyled(letterhead=logos)

    for changes in ({}, {"language": "ar", "rtl": True, "labels": ARABIC}):
        content = typesetter.set(plain_letter(signatures=(), **changes)).content

        assert [tag for tag, _, _ in pdf_tags(content)].count("Figure") == 3


def test_headings_have_their_own_face(restyled):
    """Letterhead, subject and headings; the text keeps its own."""
    own = pdf_streams(restyled(heading_face="Amiri").set(full_letter()).content)
    none = pdf_streams(restyled().set(full_letter()).content)

    bold = (b"+Amiri-Bold", b"+Amiri-Text-Bold")  # as Typst and WeasyPrint name it
    assert any(face in own for face in bold)
    assert b"+Caladea" in own
    assert not any(face in none for face in bold)


def test_a_face_that_is_not_here_is_never_replaced(build, tmp_path):
    """Not even by its nearest relative."""
    with pytest.raises(UnfitMachine, match="Garamond Of Nowhere"):
        build(sample_campaign(tmp_path, face="Garamond Of Nowhere"))


# --- faults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"subject": line(UNKNOWN)}, "in the subject"),
        ({"body": (bullets((paragraph("one"), bullets(UNKNOWN))),)}, "in the body"),
        ({"copies": (line("A"), line(UNKNOWN))}, "in the copies"),
        ({"signatures": (Signature("NAME", UNKNOWN),)}, "in the signature block"),
        ({"annexes": (Annex("Annex 1", (paragraph(UNKNOWN),)),)}, "in Annex 1"),
        ({"delivery": line(UNKNOWN)}, "in the delivery note"),
        ({"confidentiality": line(UNKNOWN)}, "in the confidentiality label"),
        (
            {"cosigners": CosignerList("", 2, (CosignerGroup("X", (f"A {UNKNOWN}",)),))},
            "in the list of co-signers",
        ),
        (
            {"cosigners": CosignerList(UNKNOWN, 2, (CosignerGroup("", ("A",)),))},
            "in the heading of the co-signers",
        ),
        ({"contact": line(UNKNOWN)}, "in the contact line"),
    ],
)
def test_a_missing_glyph_is_told_with_the_part_of_the_letter(typesetter, part, where):
    """Never a box: who reads it knows where to look, wherever the character is."""
    (problem,) = problems(typesetter, plain_letter(**part))

    assert problem.code is Code.MISSING_GLYPH
    assert f"U+{ord(UNKNOWN):04X}" in problem.message
    assert where in problem.message


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10">{}</svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("text.png", b"no picture"),
        ("broken.svg", b"<svg><path"),
        ("entity.svg", b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg>&x;</svg>'),
        ("use.svg", SVG.format('<use href="other.svg#a"/>').encode()),
        ("network.svg", SVG.format('<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>').encode()),
        ("disk.svg", SVG.format('<image href="file:///etc/hostname" width="9" height="9"/>').encode()),
        ("missing.png", None),
    ],
)
def test_a_bad_picture_fails_every_letter_that_has_it(campaign, typesetter, name, content):
    """Not only the first one: the second must not go out without its signature."""
    if content is not None:
        (campaign.root / name).write_bytes(content)

    for _ in range(2):
        (problem,) = problems(typesetter, signed(campaign, name))

        assert problem.code is Code.BAD_PICTURE
        assert name in problem.message
    assert "NAME ONE" in pdf_text(typesetter.set(plain_letter()).content)


def test_a_link_out_of_the_campaign_is_not_followed(campaign, typesetter, tmp_path):
    """A picture is where it really is."""
    Image.new("L", (3, 1)).save(tmp_path / "outside.png")
    (campaign.root / "link.png").unlink(missing_ok=True)
    (campaign.root / "link.png").symlink_to(tmp_path / "outside.png")

    (problem,) = problems(typesetter, signed(campaign, "link.png"))

    assert problem.code is Code.BAD_PICTURE
    assert "link.png" in problem.message


def signed(campaign, name):
    """A letter with that file of the campaign for a signature."""
    return plain_letter(signatures=(Signature("NAME ONE", image=campaign.root / name, description="Ink"),))


def test_the_day_in_an_arabic_header_stays_behind_a_latin_name(restyled):
    """The header reads name, day, page from right to left, whichever way the name runs."""
    texts = ("Embassy of Examples", "7 كانون الأول 2020")
    letter = plain_letter(body=LONG, running=texts, language="ar", rtl=True, labels=ARABIC)

    content = restyled(page_numbers="header").set(letter).content

    page = pypdfium2.PdfDocument(content)[1].get_textpage()
    places = {}
    for index in range(page.count_chars()):
        sign = page.get_text_range(index, 1)
        left, bottom, *_ = page.get_charbox(index)
        if bottom > 780 and sign in {"E", "7"}:
            places.setdefault(sign, left)
    assert places["7"] < places["E"]


def test_the_first_page_may_begin_lower_than_the_others(restyled):
    letter = plain_letter(body=LONG)

    usual, lower = (
        restyled(letterhead=False, first_margin_top=first).set(letter).content for first in (None, 60 * MM)
    )

    assert pdf_place(usual, "Hague")[1] - pdf_place(lower, "Hague")[1] == pytest.approx(40 * MM, abs=0.1)
    tops = [pypdfium2.PdfDocument(content)[1].get_textpage().get_charbox(0)[3] for content in (usual, lower)]
    assert tops[0] == pytest.approx(tops[1], abs=5)
