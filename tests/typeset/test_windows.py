"""Windows of envelopes: the whole address shows, and nothing else, wherever the sheet is in its envelope."""

from __future__ import annotations

import pypdfium2
import pytest
from envelopes import ENVELOPES, find_view_faults, read_window

from letterforge.errors import Code, LetterFailed, Place
from letterforge.typeset.plan.in_window import find_window_problems
from letterforge.typeset.to_docx import DocxTypesetter
from letters import ARABIC, line, plain_letter, sample_campaign
from reading_back import words
from word_files import found, tree

LINES = (
    "Her Excellency the Minister of Specimens",
    "Minister for Foreign Affairs",
    "Federal Ministry for Foreign Affairs",
    "Example Square 1",
    "10117 Example Town",
    "GERMANY",
    "P.O. Box 7",
)
RETURNED = "Coalition of Examples, Example Street 1, 2500 AA The Hague"
FITTING = {"us-10": 3, "us-10-fold-4in": 5}
"""Lines that have room with the free space that the post requires; elsewhere six."""


def campaign_for(folder, position, **stationery):
    page = "Letter" if position.startswith("us") else "A4"
    settings = {"marks": ["fold", "punch"], "letterhead": False} | stationery
    return sample_campaign(folder, address=position, page=page, **settings)


def letter_of(count, **changes):
    return plain_letter(inside_address=tuple(line(text) for text in LINES[:count]), **changes)


def measure_capital(content):
    """How high the first letter of an address is in PDF, in points."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0].get_textpage()
        _, low, _, high = page.get_charbox(page.get_text_range().index(LINES[0]))
        return high - low


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("position", ENVELOPES)
def test_the_address_and_nothing_else_shows_at_each_end_of_the_travel(build, tmp_path, position, language):
    """Rendered as a picture, and seen through the window in each corner of the envelope."""
    changes = {"language": "ar", "rtl": True, "labels": ARABIC} if language == "ar" else {}
    typesetter = build(campaign_for(tmp_path, position))
    count = FITTING.get(position, 6) - (position == "us-10" and language == "ar")  # its type is larger

    content = typesetter.set(letter_of(count, **changes)).content

    assert find_view_faults(position, content) == []
    assert words(read_window(position, content)) == " ".join(LINES[:count])


@pytest.mark.parametrize("position", ["din-5008-a", "din-5008-b", "swiss-right", "french-right"])
def test_notes_and_a_return_address_are_above_the_address_in_the_window(build, tmp_path, position):
    """With a size that is larger than usual, and a line that wraps; all shows, in reading order."""
    campaign = campaign_for(tmp_path, position, size="12pt", return_address=RETURNED)
    long = (
        *LINES[:2],
        "Federal Ministry for Foreign and European Affairs, Trade and Cooperation",
        *LINES[3:5],
    )
    count = 3 if position == "french-right" else 5
    letter = plain_letter(
        inside_address=tuple(line(text) for text in long[:count]),
        delivery=line("By e-mail"),
        confidentiality=line("Confidential"),
    )

    content = build(campaign).set(letter).content

    assert find_view_faults(position, content) == []
    shown = words(read_window(position, content))
    assert shown == " ".join((RETURNED, "By e-mail", "Confidential", *long[:count]))


def test_up_to_seven_lines_have_the_letters_own_size_and_a_crowded_window_a_smaller_one(build, tmp_path):
    """Not smaller than eight points, and the same in Word."""
    campaign = campaign_for(tmp_path, "din-5008-b")
    crowded = letter_of(7, delivery=line("By e-mail\nand by courier"), confidentiality=line("Confidential"))

    sizes = [
        found(
            tree(DocxTypesetter(campaign).set(letter).content),
            f"//w:p[.//w:t='{LINES[0]}']//w:sz/@w:val",
        )
        for letter in (letter_of(5), letter_of(6), letter_of(7), crowded)
    ]

    assert sizes[:3] == [["22"], ["22"], ["22"]]
    ((smaller,),) = sizes[3:]
    assert 16 <= int(smaller) < 22
    content = build(campaign).set(crowded).content
    assert find_view_faults("din-5008-b", content) == []
    usual = build(campaign).set(letter_of(5)).content
    shrunk = measure_capital(content) / measure_capital(usual)
    assert shrunk == pytest.approx(int(smaller) / 22, abs=0.03)


@pytest.mark.parametrize(
    ("position", "changes", "said"),
    [
        ("us-10", {"inside_address": tuple(map(line, LINES[:6]))}, "us-10-fold-4in"),
        ("din-5008-a", {"inside_address": tuple(line(f"Line {at}") for at in range(14))}, "fewer or shorter"),
        ("swiss-right", {"inside_address": (line("Ministerium" * 12),)}, "fewer or shorter"),
        ("din-5008-b", {"delivery": line("By e-mail and by courier\n" * 9)}, "note on delivery"),
    ],
    ids=["us", "high", "wide", "notes"],
)
def test_what_has_no_room_is_known_before_a_letter_is_set(build, tmp_path, position, changes, said):
    """With what to do; no output sets such a letter."""
    campaign = campaign_for(tmp_path, position)
    letter = letter_of(4, **changes) if "inside_address" not in changes else plain_letter(**changes)

    (problem,) = find_window_problems(letter, campaign, Place(row=2))

    assert (problem.code, problem.is_error) == (Code.OUT_OF_WINDOW, True)
    assert said in problem.hint
    for typesetter in (build(campaign), DocxTypesetter(campaign)):
        with pytest.raises(LetterFailed, match="address"):
            typesetter.set(letter)


def test_less_free_space_than_the_post_requires_is_a_warning(build, tmp_path):
    """The address shows all the same: four and five lines in an American window."""
    campaign = campaign_for(tmp_path, "us-10")

    (problem,) = find_window_problems(letter_of(5), campaign, Place(row=2))

    assert not problem.is_error
    content = build(campaign).set(letter_of(5)).content
    assert find_view_faults("us-10", content, is_near_edge=True) == []
