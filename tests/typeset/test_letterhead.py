"""A letterhead in PDF: under the letters without its own tags, or refused with what is wrong."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace

import pikepdf
import pytest

from letterforge.errors import BrokenCampaign, Code, Severity
from letterforge.model import Format
from letterforge.typeset import check_stationery
from letterforge.typeset.to_pdf import PdfTypesetter
from letterheads import (
    changed,
    coloured_for_print,
    layered,
    letterhead,
    not_embedded,
    saved,
    scripted,
    turned,
)
from letters import full_letter, paragraph, plain_letter, sample_campaign
from reading_back import pdf_faults, pdf_pages, pdf_place, pdf_tags

THREE_PAGES = tuple(
    paragraph(f"Paragraph {number}. " + "A sentence of the letter. " * 12) for number in range(26)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campaign")
    sample_campaign(folder)
    (folder / "one.pdf").write_bytes(letterhead("LETTERHEAD"))
    (folder / "two.pdf").write_bytes(letterhead("LETTERHEAD", "FOLLOWING", "NEVER"))
    return folder


def with_letterhead(folder, name, **settings):
    return sample_campaign(folder, letterhead_pdf=name, **settings)


def test_the_first_page_lies_under_the_first_and_the_second_under_all_that_follow(folder):
    """The third of the letterhead under none."""
    typesetter = PdfTypesetter(with_letterhead(folder, "two.pdf"))

    pages = pdf_pages(typesetter.set(plain_letter(body=THREE_PAGES)).content)

    assert len(pages) == 3
    assert ["LETTERHEAD" in page for page in pages] == [True, False, False]
    assert ["FOLLOWING" in page for page in pages] == [False, True, True]
    assert not any("NEVER" in page for page in pages)


def test_a_letterhead_of_one_page_leaves_the_others_white(folder):
    """As printed paper does."""
    pages = pdf_pages(
        PdfTypesetter(with_letterhead(folder, "one.pdf")).set(plain_letter(body=THREE_PAGES)).content
    )

    assert ["LETTERHEAD" in page for page in pages] == [True, False, False]


def test_it_stands_where_it_stood_and_takes_the_place_of_our_own(folder):
    """Though its page be turned or its origin elsewhere."""
    (folder / "turned.pdf").write_bytes(changed((folder / "one.pdf").read_bytes(), turned))
    stood = pdf_place((folder / "one.pdf").read_bytes(), "LETTERHEAD")

    for name in ("one.pdf", "turned.pdf"):
        content = PdfTypesetter(with_letterhead(folder, name)).set(plain_letter()).content

        assert pdf_place(content, "LETTERHEAD") == pytest.approx(stood, abs=0.1)
        assert "Coalition of Examples" not in pdf_pages(content)[0].split("The Hague")[0]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint's colour profile
@pytest.mark.parametrize(("choice", "profiles"), [("ua-1", ["ua1"]), ("a-3a", ["ua1", "3a"])])
def test_it_is_an_artifact_and_the_tags_are_the_letters(folder, choice, profiles, tmp_path):
    """A voice does not read it, and none of its own marks is left to confuse one."""
    campaign = with_letterhead(folder, "two.pdf")
    campaign = replace(campaign, output=replace(campaign.output, pdf=choice))
    plain = replace(campaign, stationery=replace(campaign.stationery, letterhead_pdf=None, letterhead=False))

    content = PdfTypesetter(campaign).set(full_letter()).content

    assert pdf_tags(content) == pdf_tags(PdfTypesetter(plain).set(full_letter()).content)
    assert not [fault for profile in profiles if (fault := pdf_faults(content, profile, tmp_path))]
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.check_pdf_syntax() == []
        (form,) = [
            form for name, form in document.pages[0].Resources.XObject.items() if "letterhead0" in name
        ]
        operators = [str(each.operator) for each in pikepdf.parse_content_stream(form)]
        assert not {"BDC", "BMC", "EMC"} & set(operators)
        assert "/StructParents" not in form
        assert document.pages[0].Contents[0].read_bytes().startswith(b"/Artifact BMC")


AGAIN = """\
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from letters import full_letter, sample_campaign
from letterforge.typeset.to_pdf import PdfTypesetter
campaign = sample_campaign(pathlib.Path(sys.argv[1]), letterhead_pdf="two.pdf")
sys.stdout.buffer.write(PdfTypesetter(campaign).set(full_letter()).content)
"""


def test_the_bytes_are_the_same_in_every_process(folder):
    """And in the first letter of a run and the second."""
    typesetter = PdfTypesetter(with_letterhead(folder, "two.pdf"))
    tests = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", AGAIN, str(folder), tests]

    first, second = typesetter.set(full_letter()).content, typesetter.set(full_letter()).content
    other = subprocess.run(command, capture_output=True, check=True, env=environment).stdout

    assert first == second == other


def cut_off():
    """One that qpdf mends and other readers do not."""
    with pikepdf.open(io.BytesIO(letterhead("X"))) as document:
        return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)[:-100]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"no PDF", "not a valid PDF"),
        (cut_off, "not a valid PDF"),
        (
            lambda: letterhead("X", size="Letter"),
            "has pages of 216 × 279 mm, but the letters have 210 × 297 mm",
        ),
        (not_embedded, "does not embed the typeface Helvetica"),
        (lambda: changed(letterhead("X"), scripted), "has a script"),
        (lambda: changed(letterhead("X"), layered), "has layers"),
        (lambda: locked("owner", ""), "is encrypted"),
        (lambda: locked("owner", "user"), "is encrypted"),
    ],
    ids=["none", "cut off", "size", "face", "script", "layers", "protected", "locked"],
)
def test_a_letterhead_that_cannot_serve_is_refused_before_any_letter(folder, make, words):
    """By check, with the way out; and a typesetter refuses to be built on it."""
    (folder / "bad.pdf").write_bytes(make())
    campaign = with_letterhead(folder, "bad.pdf")

    (problem,) = check_stationery(campaign, [Format.PDF])

    assert problem.code is Code.BAD_LETTERHEAD
    assert problem.message.startswith("bad.pdf ")
    assert words in problem.message
    with pytest.raises(BrokenCampaign):
        PdfTypesetter(campaign)
    assert check_stationery(campaign, [Format.DOCX]) == []


def locked(owner, user):
    with pikepdf.open(io.BytesIO(letterhead("X"))) as document:
        return saved(document, encryption=pikepdf.Encryption(owner=owner, user=user))


def test_colours_for_print_are_refused_for_the_archive_alone(folder):
    """ISO 19005 wants a profile for them."""
    (folder / "cmyk.pdf").write_bytes(coloured_for_print())
    campaign = with_letterhead(folder, "cmyk.pdf")
    archive = replace(campaign, output=replace(campaign.output, pdf="a-2u"))

    assert check_stationery(campaign, [Format.PDF]) == []
    (problem,) = check_stationery(archive, [Format.PDF])
    assert "CMYK" in problem.message
    assert "RGB" in problem.hint


def test_pictures_that_it_makes_idle_are_told(folder):
    """Both are set; only one is printed."""
    (problem,) = check_stationery(
        with_letterhead(folder, "one.pdf", letterhead="assets/letterhead.svg"), [Format.PDF]
    )

    assert problem.severity is Severity.WARNING
    assert '"letterhead_pdf" and "letterhead" are both set' in problem.message
