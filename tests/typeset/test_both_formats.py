"""Both typesetters on the same letters: every part, every block, the same words, the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from letterforge.errors import BrokenCampaign, Code, LetterFailed
from letterforge.model import Format, Sheet
from letterforge.typeset import TYPESETTERS, check_stationery
from letters import HOSTILE, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import docx_text, pdf_pages, pdf_streams, pdf_text
from word_files import with_text

BOTH = tuple(TYPESETTERS)
READ = {Format.DOCX: docx_text, Format.PDF: pdf_text}


def typeset(chosen: Format, letter, folder: Path, **stationery) -> Sheet:
    return TYPESETTERS[chosen](sample_campaign(folder, **stationery)).set(letter)


@pytest.mark.parametrize("chosen", BOTH)
def test_every_part_of_a_letter_is_set_in_reading_order(tmp_path, chosen):
    """From the date to the copies; notes stand where each format has them."""
    text = READ[chosen](typeset(chosen, full_letter(), tmp_path).content)

    parts = [
        "The Hague, 7 December 2020",
        "Ref.: EX/SEN-1",
        "By e-mail",
        "Confidential",
        "The Minister of Foreign Affairs",
        "SENEGAL",
        "Re: An example to the Republic of Senegal",
        "Excellency,",
        "Heading one",
        "strong",
        "Bullet one",
        "Inner one",
        "Number four",
        "A quotation",
        "Votes",
        "After the break.",
        "The last paragraph of the body.",
        "Sincerely,",
        "NAME ONE",
        "Convenor",
        "The 3 undersigned:",
        "Kenya",
        "Nairobi Example Centre",
        "Ålesund Society",
        "For more: office@example.org",
        "Enclosures (2):",
        "Second enclosure",
        "cc:",
        "Permanent Mission in New York",
        "Annex 1",
        "First annex",
        "Text of the annex.",
        "Annex 2",
        "Text of the second.",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("chosen", BOTH)
def test_parts_that_a_letter_lacks_leave_nothing(tmp_path, chosen):
    """No label without its text."""
    bare = plain_letter(reference=(), subject=(), inside_address=(), enclosures=(), copies=(), signatures=())

    text = READ[chosen](typeset(chosen, bare, tmp_path).content)

    for label in ("Re:", "Ref.:", "Enclosures", "cc:"):
        assert label not in text


@pytest.mark.parametrize("chosen", BOTH)
@pytest.mark.parametrize("value", HOSTILE)
def test_text_that_looks_like_markup_prints_as_it_is(tmp_path, chosen, value):
    """In a heading, a paragraph, an address: it is text."""
    letter = plain_letter(
        subject=line(value), inside_address=(line(value),), body=(paragraph(f"a {value} b"),), title=value
    )

    try:
        text = READ[chosen](typeset(chosen, letter, tmp_path).content)
    except LetterFailed as failure:
        text = ""
        missing = {problem.code for problem in failure.problems}
        assert missing == {Code.MISSING_GLYPH}

    # Reading a PDF drops signs that nobody sees, and takes the words of a line of two directions in another
    # order.
    for word in re.sub("[\xad\u200b]", "", value).split():
        assert not text or text.replace("\xad", "").replace("\u200b", "").count(word) >= 3


SETS_AGAIN = """\
import hashlib, pathlib, sys
sys.path.insert(0, sys.argv[2])
from letters import full_letter, sample_campaign
from letterforge.typeset import TYPESETTERS
campaign = sample_campaign(pathlib.Path(sys.argv[1]))
for build in TYPESETTERS.values():
    typesetter = build(campaign)
    first, second = (typesetter.set(full_letter()).content for _ in range(2))
    assert first == second
    print(hashlib.sha256(first).hexdigest())
"""


def test_the_same_letter_gives_the_same_bytes_in_every_process(tmp_path):
    """Whatever the hash seed, and however many letters came before."""
    here = str(Path(__file__).parents[1])

    there = subprocess.run(
        [sys.executable, "-c", SETS_AGAIN, str(tmp_path), here],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    own = [hashlib.sha256(typeset(chosen, full_letter(), tmp_path).content).hexdigest() for chosen in BOTH]
    assert own == there


def test_the_time_in_a_document_can_be_set_from_outside(tmp_path, monkeypatch):
    """SOURCE_DATE_EPOCH, for builds that must be reproducible years later."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    in_pdf = typeset(Format.PDF, plain_letter(), tmp_path).content

    assert b"1970-01-01T00:00:00" in pdf_streams(in_pdf)
    assert b"2020-12-07" not in pdf_streams(in_pdf)


@pytest.mark.parametrize("chosen", BOTH)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_any_number_of_signatories_sign(tmp_path, chosen, count):
    """Side by side, up to three in a row; nobody is lost."""
    (one, *_) = full_letter().signatures
    from dataclasses import replace

    names = [f"NAME {number}" for number in range(count)]
    letter = plain_letter(signatures=tuple(replace(one, name=name) for name in names))

    text = READ[chosen](typeset(chosen, letter, tmp_path).content)

    assert [text.count(name) for name in names] == [1] * count


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("signature.png", b"not a picture"),
        ("signature.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        ("signature.svg", b"<svg"),
        ("signature.svg", b"\xff\xfe"),
        ("signature.gif", b"GIF89a"),
    ],
)
def test_a_picture_that_is_none_is_told_before_any_letter(tmp_path, name, content):
    """By check, with the setting that names it; and a typesetter refuses to be built on it."""
    campaign = sample_campaign(tmp_path)
    path = tmp_path / name
    path.write_bytes(content)
    from dataclasses import replace

    bad = replace(campaign, signatories=(replace(campaign.signatories[0], image=path),))

    (problem,) = check_stationery(bad, [Format.DOCX])

    assert problem.code is Code.BAD_PICTURE
    assert "signatories.1.image" in problem.message
    with pytest.raises(BrokenCampaign):
        TYPESETTERS[Format.DOCX](bad)


def test_a_typeface_that_is_not_there_is_told_before_any_letter(tmp_path):
    """Never replaced in silence."""
    (problem,) = check_stationery(sample_campaign(tmp_path, face="No Such Face"), [Format.PDF])

    assert problem.code is Code.MISSING_FACE
    assert "No Such Face" in problem.message


def test_a_line_break_within_a_part_is_one_in_both_formats(tmp_path):
    """An address cell with two lines."""
    letter = plain_letter(body=(paragraph("first\nsecond"),))

    for chosen in BOTH:
        assert "first second" in READ[chosen](typeset(chosen, letter, tmp_path).content)


def test_a_line_that_leads_to_a_list_stays_on_its_page(tmp_path):
    """Whatever stands above it: never alone at the foot."""
    typesetter = TYPESETTERS[Format.PDF](sample_campaign(tmp_path, size="14pt"))
    seen = set()
    for lines in range(18, 34):
        body = (
            *(paragraph(f"Line {n}.") for n in range(lines)),
            paragraph("We ask:"),
            bullets("to act", "to vote"),
        )
        pages = pdf_pages(typesetter.set(plain_letter(body=body)).content)
        last = [page for page in pages if "We ask:" in page]
        assert len(last) == 1
        assert "to act" in last[0]
        seen.add(pages.index(last[0]))
    assert seen == {0, 1}


def test_word_keeps_a_line_that_leads_to_a_list_with_it(tmp_path):
    """By the paragraph's own property, which a secretary can see."""
    content = typeset(
        Format.DOCX, plain_letter(body=(paragraph("We ask:"), bullets("to act"))), tmp_path
    ).content

    assert with_text(content, "We ask:").paragraph_format.keep_with_next
