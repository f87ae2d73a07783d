"""The stationery under Typst: what it claims, how it looks, windows and marks, letterheads, failures."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from letterforge import Campaign
from letterforge.campaign import STYLES
from letterforge.campaign.ready import copy_stationery
from letterforge.campaign.stationery import MM
from letterforge.errors import BrokenCampaign, Code, LetterFailed, UnfitMachine
from letterforge.inspection import Inspector
from letterforge.model import Annex, CosignerGroup, CosignerList, Footnote, Heading, Paragraph, Run, Signature
from letterforge.pipeline import Workshop, draft
from letterforge.protocol.labels import labels
from letterforge.recipients import read_recipients
from letterforge.typeset.plan.windows import WINDOWS
from letterforge.typeset.to_typst import TypstTypesetter
from letterforge.typeset.typst.checking import check_typst
from letterforge.typeset.typst.fonts import find_face_files
from letterheads import letterhead
from letters import ARABIC, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import (
    pdf_bookmarks,
    pdf_faults,
    pdf_pages,
    pdf_place,
    pdf_streams,
    pdf_tags,
    pdf_text,
    words,
)

ADDRESS = tuple(line(text) for text in ("The Minister", "Ministry of Foreign Affairs", "Dakar", "SENEGAL"))
LONG = tuple(paragraph(f"Paragraph {number}. " + "A sentence of the letter. " * 12) for number in range(16))
UNKNOWN = "\U000e0bff"
"""A character that no typeface has."""


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


@pytest.fixture(scope="module")
def typesetter(campaign):
    return TypstTypesetter(campaign)


def restyled(campaign, **stationery):
    return TypstTypesetter(replace(campaign, stationery=replace(campaign.stationery, **stationery)))


def problems(typesetter, letter):
    with pytest.raises(LetterFailed) as caught:
        typesetter.set(letter)
    return caught.value.problems


# --- every part ------------------------------------------------------------------------------------


class Nobody:
    """No other rows."""

    def found(self, spoken, reader):
        return ()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("style", STYLES)
def test_a_letter_with_every_part_says_what_it_should(language, style):
    """In each ready stationery.

    The inspection reads it back, word for word, with its signatures and logos.
    """
    loaded = Campaign.load(Path(__file__).parents[1] / "gold" / "every_part")
    campaign = replace(loaded, stationery=replace(loaded.stationery, **ready(style)))
    if not all(map(find_face_files, campaign.stationery.faces)):
        pytest.skip(f"the typeface of {style} is not on this machine")
    table = read_recipients(campaign)
    recipient = next(each for each in table.recipients if each.language == language)
    workshop = Workshop(campaign, table.further_columns)
    letter = draft(recipient, workshop)

    sheet = TypstTypesetter(campaign).set(letter)

    inspector = Inspector(campaign, Nobody())
    assert inspector.inspect(letter, recipient, [sheet]) == ()


def ready(style):
    """The looks of a ready stationery, for a campaign that has settings of its own."""
    import tomllib

    from letterforge.campaign import STYLES_FOLDER

    settings = tomllib.loads((STYLES_FOLDER / style / "stationery.toml").read_text(encoding="utf-8"))
    looks = ("face", "align", "colour", "letterhead_line", "letterhead_align", "tables", "underline")
    return {key: settings[key] for key in looks if key in settings}


PROFILES = {"ua-1": {"ua1"}, "a-2u": {"2u"}, "a-3a": {"ua1", "3a"}, "plain": set()}
EVERY_PART = full_letter(
    cosigners=CosignerList(
        "They sign too:",
        2,
        (CosignerGroup("Peru", ("Alpha", "Bravo", "Charlie")), CosignerGroup("Fiji", ("One",))),
    ),
    annexes=(Annex("Annex", (Heading(1, line("Heading")), paragraph("Text with Москва."))),),
    draft="DRAFT",
)
IN_ARABIC = replace(
    EVERY_PART, language="ar", rtl=True, labels=ARABIC, subject=line("رسالة إلى Republic of Senegal")
)


@pytest.mark.parametrize("letter", [EVERY_PART, IN_ARABIC], ids=["en", "ar"])
@pytest.mark.parametrize("choice", PROFILES)
def test_a_pdf_is_what_it_claims_to_be_and_claims_what_the_campaign_wants(campaign, tmp_path, letter, choice):
    """With every part in it. Tags and language are there in any case."""
    chosen = replace(campaign, output=replace(campaign.output, pdf=choice))
    inked = replace(letter, signatures=full_letter(campaign).signatures)

    content = TypstTypesetter(chosen).set(inked).content

    assert not [fault for profile in PROFILES[choice] if (fault := faults_of(content, profile, tmp_path))]
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.check_pdf_syntax() == []
        metadata = document.Root.Metadata.read_bytes().decode() if "/Metadata" in document.Root else ""
        assert ("pdfuaid:part" in metadata) is ("ua1" in PROFILES[choice])
        assert ("pdfaid:part" in metadata) is choice.startswith("a-")
        assert document.Root.Lang == letter.language
    assert len(pdf_tags(content)) > 50


def faults_of(content, profile, folder):
    """What the checker says.

    It takes a carriage return that is the last byte of packed data for the line's end.
    """
    said = pdf_faults(content, profile, folder).splitlines()
    return [fault for fault in said if fault.startswith("[") and "STREAM-LENGTH" not in fault]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_opening_stands_in_the_order_of_the_language(typesetter, language):
    """Spanish has the reference with the subject, Arabic above the date."""
    parts = {name: line(name.upper()) for name in ("reference", "delivery", "confidentiality", "salutation")}
    letter = plain_letter(
        labels=labels(language),
        dateline="DATELINE",
        inside_address=(line("INSIDE_ADDRESS"),),
        subject=line("SUBJECT"),
        **parts,
    )

    read = pdf_text(typesetter.set(letter).content)

    places = [read.index(part.upper()) for part in letter.labels.order]
    assert places == sorted(places)


def test_headings_are_bookmarks_and_the_subject_is_none(typesetter):
    """Those of an annex stand below its label; ranks go down one by one."""
    letter = plain_letter(
        subject=line("The subject"),
        body=(Heading(1, line("One")), paragraph("x"), Heading(2, line("Two")), paragraph("x")),
        annexes=(Annex("Annex", (Heading(1, line("Three")), paragraph("x"))),),
    )

    content = typesetter.set(letter).content

    assert pdf_bookmarks(content) == [(0, "One"), (1, "Two"), (0, "Annex"), (1, "Three")]
    ranks = [tag for tag, _, _ in pdf_tags(content) if tag in {"H1", "H2", "H3"}]
    assert ranks == ["H1", "H2", "H3", "H2", "H3"]


def test_every_list_entry_has_a_label_and_one_body(typesetter):
    """Who listens to the letter hears where an entry begins (ISO 32000-1, table 336)."""
    tags = pdf_tags(typesetter.set(full_letter(cosigners=None)).content)

    entries = [tuple(kids) for tag, _, kids in tags if tag == "LI"]
    assert len(entries) > 10
    assert set(entries) == {("Lbl", "LBody")}


def test_a_table_has_its_head_again_on_the_next_page(typesetter):
    """Header cells are tagged as such.

    The end of a long one goes to the signatures, its beginning does not.
    """
    from letterforge.model import Align, Table

    rows = tuple((line(f"Row {number}."), line("x")) for number in range(60))
    table = Table((line("State"), line("Votes")), rows, (Align.START, Align.END))

    content = typesetter.set(plain_letter(body=(table,))).content

    pages = [words(page) for page in pdf_pages(content)]
    assert [page.count("State Votes") for page in pages] == [1, 1]
    assert "Row 0." in pages[0]
    assert "Row 59." in pages[1]
    assert "TH" in {tag for tag, _, _ in pdf_tags(content)}


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2)])
def test_signatories_stand_in_even_rows(typesetter, count, rows):
    """Four as two and two, five and six in threes; with ink and without, names on one line."""
    signatures = tuple(Signature(f"SIGNATORY {number}", "Convenor") for number in range(count))

    content = typesetter.set(plain_letter(signatures=signatures)).content

    heights = [round(pdf_place(content, signature.name)[1]) for signature in signatures]
    assert len(set(heights)) == rows
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("count", [1, 4])
def test_a_country_is_never_parted_from_its_first_name(typesetter, count):
    """Neither at the end of a column nor of a page, and nobody is lost."""
    groups = tuple(
        CosignerGroup(f"Country {at:03}", tuple(f"Member {at:03} {n:03}" for n in range(count)))
        for at in range(180 // count)
    )

    content = typesetter.set(plain_letter(cosigners=CosignerList("", 2, groups))).content

    pages = pdf_pages(content)
    for at in range(len(groups)):
        (page,) = [number for number, text in enumerate(pages) if f"Country {at:03}" in text]
        heading, first = (
            pdf_place(content, text, page) for text in (f"Country {at:03}", f"Member {at:03} 000")
        )
        assert abs(heading[0] - first[0]) < 30
        assert heading[1] > first[1]
    assert sum(page.count("Member") for page in pages) == count * len(groups)


def test_arabic_columns_begin_at_the_right(typesetter):
    """Co-signers and signatories."""
    names = tuple(f"Organisation {number:03}" for number in range(10))
    letter = plain_letter(
        language="ar",
        rtl=True,
        labels=ARABIC,
        cosigners=CosignerList("", 2, (CosignerGroup("", names),)),
        signatures=(Signature("ONE"), Signature("TWO")),
    )

    content = typesetter.set(letter).content

    assert pdf_place(content, "Organisation 000")[0] > pdf_place(content, "Organisation 009")[0]
    assert pdf_place(content, "ONE")[0] > pdf_place(content, "TWO")[0]


# --- margins ---------------------------------------------------------------------------------------


def test_a_header_on_the_following_pages_names_recipient_and_date(campaign):
    """It is an artifact: who listens to the letter does not hear it on every page.

    The foot has no number then.
    """
    running = ("H.E. the Minister (Москва)", "7 December 2020")

    content = restyled(campaign, page_numbers="header").set(plain_letter(body=LONG, running=running)).content

    pages = [words(page) for page in pdf_pages(content)]
    assert "Page" not in pages[0]
    assert pages[1].count("H.E. the Minister (Москва) — 7 December 2020 — Page 2 of 2") == 1
    assert pages[1].count("Page 2 of 2") == 1
    assert pdf_place(content, "Page 2 of 2", 1)[1] > 780


@pytest.mark.parametrize("noted", [False, True])
def test_the_footer_stands_on_the_first_page_alone_and_the_text_above_it(campaign, noted):
    """In the letter's language, whatever its length, with footnotes and without."""
    footer = tuple({"en": f"Line {number}", "fr": f"Ligne {number}"} for number in range(7))
    typesetter = restyled(campaign, footer=footer)
    mark = (Paragraph((Run("Marked"), Run("", note=1))),) if noted else ()
    notes = (Footnote(1, (paragraph("The note."),)),) if noted else ()

    content = typesetter.set(plain_letter(body=(*mark, *LONG), notes=notes)).content
    french = pdf_text(typesetter.set(plain_letter(language="fr", labels=labels("fr"))).content)

    pages = pdf_pages(content)
    assert "Line 0 Line 1 Line 2" in words(pages[0])
    assert "Line" not in pages[1]
    assert "Ligne 6" in french
    number = max(n for n in range(16) if f"Paragraph {n}." in pages[0])
    assert pdf_place(content, f"Paragraph {number}.")[1] > pdf_place(content, "Line 0")[1] + 20
    if noted:
        assert pdf_place(content, "The note.")[1] > pdf_place(content, "Line 0")[1] + 10


# --- windows and marks -----------------------------------------------------------------------------


@pytest.mark.parametrize("position", WINDOWS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_address_stands_in_the_window_and_the_letter_below_it(tmp_path, position, language):
    """From whichever side the language runs; the reading order stays the letter's."""
    page = "Letter" if position == "us-10" else "A4"
    campaign = sample_campaign(tmp_path, address=position, page=page, letterhead=False)
    changes = {"language": "ar", "rtl": True, "labels": ARABIC} if language == "ar" else {}
    letter = plain_letter(inside_address=ADDRESS, delivery=line("By e-mail"), **changes)

    content = TypstTypesetter(campaign).set(letter).content

    height = campaign.stationery.page_size[1]
    window = WINDOWS[position]
    for text in ("By e-mail", "The Minister", "SENEGAL"):
        left, bottom = pdf_place(content, text)
        assert window.left - 1 <= left <= window.left + window.width
        assert window.top <= height - bottom <= window.top + window.height
    assert height - pdf_place(content, "The Hague, 7")[1] > window.text
    text = pdf_text(content)
    places = [text.index(each) for each in ("By e-mail", "The Minister", "SENEGAL", "Excellency")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("changes", "words_"),
    [
        ({"inside_address": tuple(line(f"Line {number}") for number in range(9))}, "the inside address is"),
        ({"inside_address": (line("Ministerium" * 12),)}, "wide"),
        ({"delivery": line("By e-mail and by courier\n" * 9)}, "the text above the inside address is"),
    ],
    ids=["high", "wide", "notes"],
)
def test_an_address_too_large_for_its_window_fails_its_letter(tmp_path, changes, words_):
    """It is never cut off unseen, and the next letter is set."""
    typesetter = TypstTypesetter(sample_campaign(tmp_path, address="din-5008-b"))

    found = problems(typesetter, plain_letter(**{"inside_address": ADDRESS} | changes))

    assert {problem.code for problem in found} == {Code.OUT_OF_WINDOW}
    assert words_ in found[0].message
    assert typesetter.set(plain_letter(inside_address=ADDRESS)).pages == 1


def test_a_letterhead_that_reaches_into_the_window_is_told(tmp_path):
    """Form A leaves it 27 mm."""
    campaign = sample_campaign(tmp_path, address="din-5008-a", letterhead="assets/letterhead.svg")

    with pytest.raises(LetterFailed, match="letterhead reaches into the window"):
        TypstTypesetter(campaign).set(plain_letter(inside_address=ADDRESS))


def test_marks_are_lines_at_the_edge_of_the_first_page(campaign):
    """Artifacts, at the heights of the form."""
    typesetter = restyled(campaign, marks=("fold", "punch"), address="din-5008-b", letterhead=False)

    content = typesetter.set(plain_letter(body=LONG)).content

    assert edge_marks(content, 0) == pytest.approx([105, 148.5, 210], abs=0.3)
    assert edge_marks(content, 1) == []


def edge_marks(content, number):
    """How far from its head a page has something drawn near its left edge, in mm."""
    document = pypdfium2.PdfDocument(content)
    picture = document[number].render(scale=4).to_pil().convert("L").crop((46, 0, 86, 842 * 4))
    document.close()
    dark = [y for y in range(picture.height) if picture.crop((0, y, 40, y + 1)).getextrema()[0] < 200]
    return [y / 4 / MM for at, y in enumerate(dark) if at == 0 or y - dark[at - 1] > 4]


# --- letterhead ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "profiles"), [("ua-1", ["ua1"]), ("a-3a", ["ua1", "3a"])])
def test_a_letterhead_in_pdf_lies_under_the_pages(campaign, tmp_path, choice, profiles):
    """Its first page under the first, its second under the others; an artifact, the same in every run."""
    (campaign.root / "two.pdf").write_bytes(letterhead("LETTERHEAD", "FOLLOWING", "NEVER"))
    chosen = replace(
        campaign,
        output=replace(campaign.output, pdf=choice),
        stationery=replace(campaign.stationery, letterhead_pdf=campaign.root / "two.pdf"),
    )
    typesetter = TypstTypesetter(chosen)
    letter = plain_letter(body=LONG + LONG)

    content = typesetter.set(letter).content

    pages = pdf_pages(content)
    assert len(pages) == 3
    assert ["LETTERHEAD" in page for page in pages] == [True, False, False]
    assert ["FOLLOWING" in page for page in pages] == [False, True, True]
    stood = pdf_place((campaign.root / "two.pdf").read_bytes(), "LETTERHEAD")
    assert pdf_place(content, "LETTERHEAD") == pytest.approx(stood, abs=0.1)
    assert not [fault for profile in profiles if (fault := faults_of(content, profile, tmp_path))]
    assert content == typesetter.set(letter).content == TypstTypesetter(chosen).set(letter).content
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.pages[0].Contents[0].read_bytes().startswith(b"/Artifact BMC")


def test_several_logos_stand_side_by_side_and_within_the_margins(campaign):
    """Scaled together where they are too wide; from the right in Arabic."""
    logos = tuple(
        campaign.root / "assets" / name for name in ("letterhead.svg", "letterhead.jpg", "signature.png")
    )
    typesetter = restyled(campaign, letterhead=logos)

    for changes in ({}, {"language": "ar", "rtl": True, "labels": ARABIC}):
        content = typesetter.set(plain_letter(signatures=(), **changes)).content

        assert [tag for tag, _, _ in pdf_tags(content)].count("Figure") == 3


def test_headings_have_their_own_face(campaign):
    """Letterhead, subject and headings; the text keeps its own."""
    streams = pdf_streams(restyled(campaign, heading_face="Tajawal").set(full_letter()).content)

    assert b"+Tajawal-Bold" in streams
    assert b"+Tajawal-Bold" not in pdf_streams(TypstTypesetter(campaign).set(full_letter()).content)


# --- faults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"subject": line(UNKNOWN)}, "in the subject"),
        ({"body": (bullets((paragraph("one"), bullets(UNKNOWN))),)}, "in the body"),
        ({"copies": (line("A"), line(UNKNOWN))}, "in the copies"),
        ({"signatures": (Signature("NAME", UNKNOWN),)}, "in the signature block"),
        ({"annexes": (Annex("Annex 1", (paragraph(UNKNOWN),)),)}, "in Annex 1"),
    ],
)
def test_a_missing_glyph_is_told_with_the_part_of_the_letter(typesetter, part, where):
    """Never a box."""
    (problem,) = problems(typesetter, plain_letter(**part))

    assert problem.code is Code.MISSING_GLYPH
    assert "U+E0BFF" in problem.message
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
    letter = plain_letter(signatures=(Signature("NAME ONE", image=campaign.root / name, description="Ink"),))

    for _ in range(2):
        (problem,) = problems(typesetter, letter)

        assert problem.code is Code.BAD_PICTURE
        assert name in problem.message
    assert "NAME ONE" in pdf_text(typesetter.set(plain_letter()).content)


def test_a_link_out_of_the_campaign_is_not_followed(campaign, typesetter, tmp_path):
    """A picture is where it really is."""
    Image.new("L", (3, 1)).save(tmp_path / "outside.png")
    (campaign.root / "link.png").symlink_to(tmp_path / "outside.png")
    letter = plain_letter(
        signatures=(Signature("NAME", image=campaign.root / "link.png", description="Ink"),)
    )

    (problem,) = problems(typesetter, letter)

    assert "not in the campaign's folder" in problem.message


def test_a_face_that_is_not_here_is_never_replaced(tmp_path):
    """Not even by its nearest relative."""
    with pytest.raises(UnfitMachine, match="Garamond Of Nowhere"):
        TypstTypesetter(sample_campaign(tmp_path, face="Garamond Of Nowhere"))


# --- what only CSS can do --------------------------------------------------------------------------


def test_rules_in_css_are_refused_and_never_dropped_in_silence(tmp_path):
    """By file, with the way out; comments are no rules."""
    copy_stationery("modern", tmp_path / "house")
    (tmp_path / "own.css").write_text(
        "/* p { margin: 0 } */ .dateline { margin-left: 50mm }", encoding="utf-8"
    )

    copied = sample_campaign(tmp_path, style="house", face="Caladea")
    ruled = sample_campaign(tmp_path, css="own.css")

    assert check_typst(copied) == check_typst(sample_campaign(tmp_path)) == []
    (problem,) = check_typst(ruled)
    assert problem.code is Code.BAD_STYLE_SHEET
    assert "own.css" in problem.message
    assert "WeasyPrint" in problem.hint
    with pytest.raises(BrokenCampaign):
        TypstTypesetter(ruled)
    (tmp_path / "house" / "style.css").write_text("p { margin: 0 }", encoding="utf-8")
    assert "house/style.css" in check_typst(copied)[0].message
