"""The parts of a letter in the PDF: each in its place, tagged as what it is, and named when it fails."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.machine.faces import SCRIPT_FACES
from letterforge.model import Annex, CosignerGroup, CosignerList, Footnote, Heading, Paragraph, Run, Signature
from letterforge.protocol.labels import labels
from letterforge.typeset.plan.families import choose_families
from letterforge.typeset.to_pdf import PdfTypesetter
from letters import ARABIC, GLYPHLESS, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_bookmarks, pdf_faults, pdf_pages, pdf_place, pdf_tags, pdf_text, words

LONG = tuple(paragraph(f"Paragraph {number}. " + "A sentence of the letter. " * 12) for number in range(16))
"""More than a page."""


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


@pytest.fixture(scope="module")
def typesetter(campaign):
    return PdfTypesetter(campaign)


def restyled(campaign, **stationery):
    return PdfTypesetter(replace(campaign, stationery=replace(campaign.stationery, **stationery)))


def names(count, word="Organisation"):
    return tuple(f"{word} {number:03}" for number in range(count))


def arabic(**changes):
    return plain_letter(language="ar", rtl=True, labels=ARABIC, **changes)


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


def test_what_stands_below_the_body_stands_in_its_order(typesetter):
    """Signatures, co-signers, contact, enclosures, copies, and annexes on pages of their own."""
    letter = full_letter(
        body=(paragraph("Body."),),
        notes=(),
        cosigners=CosignerList("They sign too:", 2, (CosignerGroup("", ("Alpha", "Bravo")),)),
        contact=line("Contact: Name"),
        annexes=(Annex("Annex 1", (paragraph("In one."),)), Annex("Annex 2", (paragraph("In two."),))),
    )

    pages = [words(page) for page in pdf_pages(typesetter.set(letter).content)]

    parts = ["Body.", "Sincerely,", "NAME ONE", "They sign too:", "Alpha", "Bravo", "Contact: Name"]
    parts += ["Enclosures (2):", "First enclosure", "cc:", "Permanent Mission"]
    places = [pages[0].index(part) for part in parts]
    assert places == sorted(places)
    assert pages[1].startswith("Annex 1 In one.")
    assert pages[2].startswith("Annex 2 In two.")


def test_two_hundred_cosigners_are_read_down_the_columns(typesetter):
    """Over several pages, and nobody is lost."""
    cosigners = CosignerList("", 3, (CosignerGroup("", names(200, "Network no.")),))

    sheet = typesetter.set(plain_letter(cosigners=cosigners))

    pages = [words(page) for page in pdf_pages(sheet.content)]
    assert len(pages) > 1
    read = " ".join(pages)
    places = [read.index(f"no. {number:03}") for number in range(200)]
    assert places == sorted(places)
    lefts = {round(pdf_place(sheet.content, name)[0]) for name in ("no. 000", "no. 050", "no. 090")}
    assert len(lefts) == 3


@pytest.mark.parametrize("count", range(1, 7))
def test_a_country_is_never_parted_from_its_first_name(typesetter, count):
    """Neither at the end of a column nor of a page."""
    groups = tuple(
        CosignerGroup(f"Country {at:03}", names(count, f"Member {at:03}")) for at in range(180 // count)
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


def test_cosigners_are_a_list_to_who_listens(typesetter):
    """One list on a page, however many columns it has."""
    cosigners = CosignerList("", 3, (CosignerGroup("", names(30)),))

    tags = pdf_tags(typesetter.set(plain_letter(cosigners=cosigners)).content)

    (entries,) = [kids for tag, _, kids in tags if tag == "L"]
    assert entries == ["LI"] * 30
    assert {tuple(kids) for tag, _, kids in tags if tag == "LI"} == {("LBody",)}


def test_headings_are_bookmarks_and_the_subject_is_none(typesetter):
    """Those of an annex stand below its label."""
    letter = plain_letter(
        subject=line("The subject"),
        body=(Heading(1, line("One")), paragraph("x"), Heading(2, line("Two")), paragraph("x")),
        annexes=(Annex("Annex", (Heading(1, line("Three")), paragraph("x"))),),
    )

    content = typesetter.set(letter).content

    assert pdf_bookmarks(content) == [(0, "One"), (1, "Two"), (0, "Annex"), (1, "Three")]
    ranks = [tag for tag, _, _ in pdf_tags(content) if tag in {"H1", "H2", "H3"}]
    assert ranks == ["H1", "H2", "H3", "H2", "H3"]


def test_footnotes_are_numbered_through_the_annexes(typesetter):
    """Each at the foot of its page."""
    noted = (Paragraph((Run("Marked"), Run("", note=1))),)
    annexed = (Paragraph((Run("Marked again"), Run("", note=2))),)
    notes = tuple(Footnote(number, (paragraph(f"Note no. {number}."),)) for number in (1, 2))

    pages = pdf_pages(
        typesetter.set(plain_letter(body=noted, annexes=(Annex("Annex", annexed),), notes=notes)).content
    )

    assert "Note no. 1." in pages[0]
    assert "Note no. 2." in pages[1]


def test_a_header_on_the_following_pages_names_recipient_and_date(campaign):
    """It is an artifact: who listens to the letter does not hear it on every page.

    The foot has no number then.
    """
    typesetter = restyled(campaign, page_numbers="header")
    running = ("H.E. the Minister (Москва)", "7 December 2020")

    first = typesetter.set(plain_letter(body=LONG, running=running)).content
    other = typesetter.set(plain_letter(body=LONG, running=("Another",))).content

    pages = [words(page) for page in pdf_pages(first)]
    assert "Page" not in pages[0]
    assert pages[1].count("H.E. the Minister (Москва) — 7 December 2020 — Page 2 of 2") == 1
    assert pages[1].count("Page 2 of 2") == 1
    assert pdf_place(first, "Page 2 of 2", 1)[1] > 780
    assert "Another — Page 2 of 2" in words(pdf_pages(other)[1])
    assert len(typesetter._styling._sheets) == 1


def test_pages_without_numbers_have_none(campaign):
    """Where the stationery says so."""
    content = restyled(campaign, page_numbers="none").set(plain_letter(body=LONG)).content

    assert "Page" not in pdf_text(content)


def test_the_footer_stands_on_the_first_page_alone(campaign):
    """In the letter's language, below the text, whatever its length."""
    footer = tuple({"en": f"Line {number}", "fr": f"Ligne {number}"} for number in range(7))
    typesetter = restyled(campaign, footer=footer)

    english = pdf_pages(typesetter.set(plain_letter(body=LONG)).content)
    french = pdf_text(typesetter.set(plain_letter(language="fr", labels=labels("fr"))).content)

    assert "Line 0 Line 1 Line 2" in words(english[0])
    assert "Line" not in english[1]
    assert "Page 2 of 2" in english[1]
    assert "Ligne 6" in french


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2)])
def test_signatories_stand_in_even_rows(typesetter, count, rows):
    """Four as two and two, five and six in threes."""
    signatures = tuple(Signature(name, "Convenor") for name in names(count, "SIGNATORY"))

    content = typesetter.set(plain_letter(signatures=signatures)).content

    heights = [round(pdf_place(content, signature.name)[1]) for signature in signatures]
    assert len(set(heights)) == rows
    assert heights == sorted(heights, reverse=True)
    assert max(map(heights.count, heights)) <= 3


def test_several_logos_stand_side_by_side_and_within_the_margins(campaign):
    """Scaled together where they are too wide; from the right in Arabic."""
    logos = tuple(
        campaign.root / "assets" / name for name in ("letterhead.svg", "letterhead.jpg", "signature.png")
    )
    typesetter = restyled(campaign, letterhead=logos)

    for letter in (plain_letter(), arabic()):
        tags = [tag for tag, _, _ in pdf_tags(typesetter.set(letter).content)]
        boxes = figures(typesetter, letter)

        assert tags.count("Figure") == 3
        tops, heights, lefts = ({round(box[at]) for box in boxes} for at in (1, 3, 0))
        assert len(tops) == len(heights) == 1
        assert len(lefts) == 3
        assert (boxes[0][0] < boxes[2][0]) is not letter.rtl
        assert all(box[0] >= 70 and box[0] + box[2] <= 595 - 70 for box in boxes)


def figures(typesetter, letter):
    """Left, top, width and height of the pictures of a letter, in points."""
    document = typesetter._lay_out(letter, {"pdf_tags": True})
    found = [box for box in document.pages[0]._page_box.descendants() if box.element_tag == "img"]
    pictures = [box for box in found if hasattr(box, "replacement")]
    return [
        tuple(each * 0.75 for each in (box.content_box_x(), box.content_box_y(), box.width, box.height))
        for box in pictures
    ]


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"delivery": line(GLYPHLESS[0])}, "in the delivery note"),
        ({"confidentiality": line(GLYPHLESS[0])}, "in the confidentiality label"),
        (
            {"cosigners": CosignerList("", 2, (CosignerGroup("X", (f"A {GLYPHLESS[0]}",)),))},
            "in the list of co-signers",
        ),
        (
            {"cosigners": CosignerList(GLYPHLESS[0], 2, (CosignerGroup("", ("A",)),))},
            "in the heading of the co-signers",
        ),
        ({"contact": line(GLYPHLESS[0])}, "in the contact line"),
        ({"annexes": (Annex("Annex 1", (paragraph(GLYPHLESS[0]),)),)}, "in Annex 1"),
    ],
)
def test_a_missing_glyph_is_blamed_on_the_part_that_has_it(typesetter, part, where):
    """The new parts too."""
    with pytest.raises(LetterFailed) as caught:
        typesetter.set(plain_letter(**part))

    (problem,) = caught.value.problems
    assert problem.code is Code.MISSING_GLYPH
    assert where in problem.message


# --- scripts and directions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ar", "معالي وزير الخارجية"),
        ("ru", "Министр иностранных дел"),
        ("el", "Υπουργός Εξωτερικών"),
        ("", "Bộ trưởng Ngoại giao Việt Nam"),
        ("zh", "外交部长"),
        ("km", "រដ្ឋមន្ត្រីក្រសួងការបរទេស"),
    ],
)
def test_a_name_in_any_script_has_real_glyphs_or_fails_by_name(typesetter, language, name):
    """Never boxes; and a voice knows the language of the name."""
    try:
        content = typesetter.set(plain_letter(inside_address=(line(name),))).content
    except LetterFailed as failure:
        (problem,) = failure.problems
        assert problem.code is Code.MISSING_GLYPH
        assert "in the inside address" in problem.message
        assert name[0] in problem.message
        return

    languages = {tongue for tag, tongue, _ in pdf_tags(content) if tag == "Span"} - {""}
    assert languages == ({language} if language else set())
    if language != "km":  # the reader knows no Khmer syllables
        assert sorted(name.replace(" ", "")) == sorted(set_back(pdf_text(content), name))


def set_back(read, name):
    """The characters of a name that were read, whatever the order in which a reader puts two directions."""
    return [
        character for character in read if character in name.replace(" ", "") and not character.isascii()
    ] + [character for character in name if character.isascii() and character != " "]


def test_arabic_has_a_face_of_its_own_on_every_machine(typesetter):
    """Packaged, so that no machine lacks it."""
    content = typesetter.set(plain_letter(subject=line("وزارة الخارجية"))).content

    assert b"Tajawal-Text" in content or b"Tajawal" in uncompressed(content)


def uncompressed(content):
    from reading_back import pdf_streams

    return pdf_streams(content)


def test_right_to_left_lists_hang(typesetter):
    """Their lines begin at one edge, and the signs stand outside it, before the words."""
    entry = ("نص طويل " * 40).strip()
    content = typesetter.set(arabic(body=(bullets(entry, entry, ordered=True),), signatures=())).content

    tags = pdf_tags(content)
    assert [tuple(kids) for tag, _, kids in tags if tag == "LI"] == [("Lbl", "LBody")] * 2
    edges = right_ends(typesetter, arabic(body=(bullets(entry),)))
    assert len({round(edge) for edge in edges}) == 1
    assert edges[0] < 595 - 71 - 17


def right_ends(typesetter, letter):
    """Where each line of text in a list ends at the right, in points."""
    document = typesetter._lay_out(letter, {"pdf_tags": True})
    boxes = document.pages[0]._page_box.descendants()
    texts = [box for box in boxes if box.element_tag == "li" and getattr(box, "text", "").strip()]
    return [(box.position_x + box.width) * 0.75 for box in texts]


@pytest.mark.parametrize("mixed", ["نص طويل ICC 2020 ثم ", "words وزارة and more ", "words Москва and more "])
def test_lines_are_even_though_they_mix_scripts(typesetter, mixed):
    """A face that stands higher does not push its line away from the one above."""
    letter = plain_letter if mixed.startswith("w") else arabic
    body = (Paragraph((Run(mixed * 12), Run(mixed * 6, strong=True))),)

    document = typesetter._lay_out(letter(body=body, signatures=()), {"pdf_tags": True})

    lines = [box for box in document.pages[0]._page_box.descendants() if type(box).__name__ == "LineBox"]
    heights = [round(each.height, 2) for each in lines if each.width > 400]
    assert len(heights) > 3
    assert len(set(heights)) == 1


def test_a_stationerys_own_arabic_face_is_used(campaign):
    """The packaged one is for those that have no Arabic."""
    face = next(iter(SCRIPT_FACES.values()))
    own = replace(campaign.stationery, face=face, heading_face="Caladea")

    asked = choose_families(own, arabic())

    assert asked.foreign == asked.text
    assert choose_families(campaign.stationery, arabic()).foreign != asked.text


def test_latin_words_within_arabic_stand_in_their_own_order(typesetter):
    """Also where one of them is bold, and with the bracket that belongs to them."""
    content_line = (Run("نكتب باسم ALPHA "), Run("BRAVO", strong=True), Run(" CHARLIE (DELTA) إليكم"))

    content = typesetter.set(arabic(body=(Paragraph(content_line),))).content

    lefts = [pdf_place(content, word)[0] for word in ("ALPHA", "BRAVO", "CHARLIE", "DELTA", ")")]
    assert lefts == sorted(lefts)


def test_a_latin_line_in_an_arabic_letter_runs_as_latin(typesetter):
    """An address with a number in front."""
    content = typesetter.set(arabic(inside_address=(line("17 Example Street."),))).content

    assert pdf_place(content, "17 E")[0] < pdf_place(content, "Street.")[0]
    assert "en" in {tongue for _, tongue, _ in pdf_tags(content)}


def test_arabic_columns_begin_at_the_right(typesetter):
    """Co-signers and signatories."""
    cosigners = CosignerList("", 2, (CosignerGroup("", names(10)),))
    signatures = (Signature("ONE"), Signature("TWO"))

    content = typesetter.set(arabic(cosigners=cosigners, signatures=signatures)).content

    assert pdf_place(content, "Organisation 000")[0] > pdf_place(content, "Organisation 009")[0]
    assert pdf_place(content, "ONE")[0] > pdf_place(content, "TWO")[0]


# --- what a PDF claims to be -------------------------------------------------------------------

EVERY_PART = full_letter(
    delivery=line("By e-mail"),
    confidentiality=line("Confidential"),
    contact=line("Contact: Name"),
    cosigners=CosignerList(
        "They sign too:", 2, (CosignerGroup("Peru", names(9)), CosignerGroup("Fiji", ("One",)))
    ),
    annexes=(Annex("Annex", (Heading(1, line("Heading")), paragraph("Text with Москва."))),),
    running=("H.E. the Minister", "7 December 2020"),
)
IN_ARABIC = replace(
    EVERY_PART, language="ar", rtl=True, labels=ARABIC, subject=line("رسالة إلى Republic of Senegal")
)
PROFILES = {"ua-1": {"ua1"}, "a-2u": {"2u"}, "a-3a": {"ua1", "3a"}, "plain": set()}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint's colour profile
@pytest.mark.parametrize("letter", [EVERY_PART, IN_ARABIC], ids=["en", "ar"])
@pytest.mark.parametrize("choice", PROFILES)
def test_a_pdf_is_what_it_claims_to_be_and_claims_what_the_campaign_wants(campaign, tmp_path, letter, choice):
    """With every part in it. Tags and language are there in any case."""
    chosen = replace(campaign, output=replace(campaign.output, pdf=choice))
    inked = replace(letter, signatures=full_letter(campaign).signatures)

    content = PdfTypesetter(chosen).set(inked).content

    faults = {profile: pdf_faults(content, profile, tmp_path) for profile in PROFILES[choice]}
    assert not any(faults.values()), faults
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.check_pdf_syntax() == []
        metadata = document.Root.Metadata.read_bytes().decode() if "/Metadata" in document.Root else ""
        assert ("pdfuaid:part" in metadata) is ("ua1" in PROFILES[choice])
        assert ("pdfaid:part" in metadata) is choice.startswith("a-")
        assert document.Root.Lang == letter.language
        assert document.Root.MarkInfo.Marked
    assert len(pdf_tags(content)) > 50
