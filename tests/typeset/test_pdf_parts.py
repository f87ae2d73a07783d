"""The parts of a letter in the PDF: each in its place, tagged as what it is, and named when it fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from letterforge.machine.faces import SCRIPT_FACES
from letterforge.model import Annex, CosignerGroup, CosignerList, Footnote, Paragraph, Run
from letterforge.typeset.plan.families import choose_families
from letterforge.typeset.to_pdf import PdfTypesetter
from letters import ARABIC, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_pages, pdf_tags, words

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


def test_cosigners_are_a_list_to_who_listens(typesetter):
    """One list on a page, however many columns it has."""
    cosigners = CosignerList("", 3, (CosignerGroup("", names(30)),))

    tags = pdf_tags(typesetter.set(plain_letter(cosigners=cosigners)).content)

    (entries,) = [kids for tag, _, kids in tags if tag == "L"]
    assert entries == ["LI"] * 30
    assert {tuple(kids) for tag, _, kids in tags if tag == "LI"} == {("LBody",)}


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


def test_headers_that_differ_need_no_style_sheet_of_their_own(campaign):
    """A run of thousands has as many recipients to name."""
    typesetter = restyled(campaign, page_numbers="header")

    first = typesetter.set(plain_letter(body=LONG, running=("One",))).content
    other = typesetter.set(plain_letter(body=LONG, running=("Another",))).content

    assert "One — Page 2 of 2" in words(pdf_pages(first)[1])
    assert "Another — Page 2 of 2" in words(pdf_pages(other)[1])
    assert len(typesetter._styling._sheets) == 1


def test_several_logos_stand_side_by_side_and_within_the_margins(campaign):
    """Scaled together where they are too wide; from the right in Arabic."""
    logos = tuple(
        campaign.root / "assets" / name for name in ("letterhead.svg", "letterhead.jpg", "signature.png")
    )
    typesetter = restyled(campaign, letterhead=logos)

    for letter in (plain_letter(), arabic()):
        boxes = figures(typesetter, letter)

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


# --- scripts and directions --------------------------------------------------------------------


def test_arabic_has_a_face_of_its_own_on_every_machine(typesetter):
    """Packaged, so that no machine lacks it."""
    content = typesetter.set(plain_letter(subject=line("وزارة الخارجية"))).content

    assert b"Amiri-Text" in content or b"Amiri" in uncompressed(content)


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
