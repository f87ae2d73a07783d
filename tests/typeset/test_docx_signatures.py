"""Pictures and signatures of a Word letter: described, in proportion, and kept together."""

from __future__ import annotations

import pytest

from letterforge.errors import BrokenCampaign, Code, LetterFailed
from letterforge.model import Align, Signature, Table
from letterforge.typeset.to_docx import DocxTypesetter
from letters import bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from word_files import found, opened, paragraphs, parts, tree, with_text


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"), letterhead="assets/letterhead.svg")


@pytest.fixture(scope="module")
def typesetter(campaign):
    return DocxTypesetter(campaign)


@pytest.fixture(scope="module")
def full(typesetter, campaign):
    return typesetter.set(full_letter(campaign)).content


def written(folder, letter=None, **stationery):
    """A letter on stationery of its own."""
    return DocxTypesetter(sample_campaign(folder, **stationery)).set(letter or plain_letter()).content


# --- pictures --------------------------------------------------------------------------------------


def test_pictures_have_alternative_text_and_numbers_of_their_own(typesetter, campaign):
    ink = campaign.signatories[0].image
    twice = tuple(Signature(name, "", "", ink, f"Signature of {name}") for name in ("NAME ONE", "NAME TWO"))

    content = typesetter.set(plain_letter(signatures=twice)).content

    drawn = [
        *found(tree(content, "word/header1.xml"), "//wp:docPr"),
        *found(tree(content), "//wp:docPr"),
    ]
    described = [each.get("descr") for each in drawn]
    assert described == ["Coalition of Examples", "Signature of NAME ONE", "Signature of NAME TWO"]
    assert len({each.get("id") for each in drawn}) == 3


def test_a_drawing_is_there_as_drawing_and_as_raster(full):
    blip = found(tree(full, "word/header1.xml"), "//a:blip")[0]

    assert found(blip, "@r:embed")
    assert found(blip, ".//asvg:svgBlip/@r:embed")
    assert parts(full)["word/media/picture0.svg"].startswith(b"<svg")


@pytest.mark.parametrize("name", ["letterhead.jpg", "letterhead.svg"])
def test_a_picture_has_the_height_that_is_set(tmp_path, name):
    content = written(tmp_path, letterhead=f"assets/{name}", letterhead_height="10mm")

    extent = found(tree(content, "word/header1.xml"), "//wp:extent")[0]
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (80 * 36_000, 10 * 36_000)


def test_a_picture_never_leaves_the_margins(tmp_path):
    content = written(tmp_path, letterhead="assets/letterhead.jpg", letterhead_height="40mm")

    extent = found(tree(content, "word/header1.xml"), "//wp:extent")[0]
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (160 * 36_000, 20 * 36_000)


def test_every_bad_picture_of_the_campaign_is_named_at_once(tmp_path):
    campaign = sample_campaign(tmp_path, letterhead="assets/letterhead.jpg")
    for name in ("letterhead.jpg", "signature.png"):
        path = tmp_path / "assets" / name
        path.write_bytes(path.read_bytes()[:200])

    with pytest.raises(BrokenCampaign) as failure:
        DocxTypesetter(campaign)

    assert [problem.code for problem in failure.value.problems] == [Code.BAD_PICTURE] * 2
    assert "assets/letterhead.jpg" in failure.value.problems[0].message
    assert "assets/signature.png" in failure.value.problems[1].message


def test_a_picture_that_is_not_the_campaigns_fails_the_letter(typesetter, campaign):
    stray = Signature("NAME", image=campaign.root / "assets" / "letterhead.jpg")

    with pytest.raises(LetterFailed) as failure:
        typesetter.set(plain_letter(signatures=(stray,)))

    assert [problem.code for problem in failure.value.problems] == [Code.BAD_PICTURE]


# --- the signature block ---------------------------------------------------------------------------


def test_the_signature_never_leaves_its_letter(full):
    """The last paragraph of the body, the closing, the picture and the names stand on one page."""
    last = with_text(full, "The last paragraph of the body.")
    closing = with_text(full, "Sincerely,")
    pictures, names = found(tree(full), "//w:tbl[.//w:drawing]/w:tr")

    assert last.paragraph_format.keep_with_next
    assert closing.style.paragraph_format.keep_with_next
    assert found(pictures, "w:tc/w:p/w:pPr/w:keepNext")
    assert not found(names, "w:tc/w:p/w:pPr/w:keepNext")
    assert found(pictures, "w:trPr/w:cantSplit")
    assert found(names, "w:trPr/w:cantSplit")


@pytest.mark.parametrize("last", ["list", "table"])
def test_what_ends_the_body_stays_with_the_closing(typesetter, last):
    cells = ((line("a"), line("b")), (line("c"), line("d")))
    end = {"list": bullets("x", "y"), "table": Table(cells[0], cells[1:], (Align.START, Align.START))}

    content = typesetter.set(plain_letter(body=(paragraph("before"), end[last]))).content

    kept = [each.text for each in paragraphs(content) if each.paragraph_format.keep_with_next]
    assert kept == [*{"list": ["y"], "table": ["c", "d"]}[last], ""]  # and the room to sign in


@pytest.mark.parametrize(
    ("count", "rows", "columns"), [(2, 2, 2), (3, 2, 3), (4, 4, 2), (5, 4, 3), (6, 4, 3)]
)
def test_signatories_stand_side_by_side_in_equal_columns(typesetter, count, rows, columns):
    """Each name has a row of its own above it, to sign in."""
    names = tuple(Signature(f"NAME {number}", "Title") for number in range(count))

    document = opened(typesetter.set(plain_letter(signatures=names)).content)

    table = document.tables[0]
    assert (len(table.rows), len(table.columns)) == (rows, columns)
    assert len({column.width for column in table.columns}) == 1
    assert [cell.text for row in table.rows for cell in row.cells if cell.text] == [
        f"NAME {number}\nTitle" for number in range(count)
    ]
    kept = [found(row._tr, "boolean(.//w:keepNext)") for row in table.rows]
    assert kept == [True] * (rows - 1) + [False]


@pytest.mark.parametrize("inked", [True, False])
def test_there_is_room_to_sign_by_hand_above_every_name(typesetter, campaign, inked):
    """Whether or not another signatory has a picture; for one alone too."""
    one, two = full_letter(campaign).signatures
    first = one if inked else Signature("NAME THREE", "Title")

    several = typesetter.set(plain_letter(signatures=(first, two))).content
    alone = typesetter.set(plain_letter(signatures=(two,))).content

    pictures, names = found(tree(several), "//w:tbl/w:tr")
    height = int(found(pictures, "w:trPr/w:trHeight/@w:val")[0]) / 20
    assert height == pytest.approx(campaign.stationery.signature_height, abs=0.1)
    assert len(found(names, "w:tc")) == 2
    assert not found(names, "w:trPr/w:trHeight")
    room = found(tree(alone), "//w:p[w:pPr/w:pStyle/@w:val='Signature'][not(w:r)]/w:pPr/w:spacing")[0]
    assert int(found(room, "@w:line")[0]) / 20 == pytest.approx(campaign.stationery.signature_height, abs=0.1)


def test_a_letter_that_ends_with_signatories_ends_with_a_paragraph(typesetter):
    """Word takes a document that ends with a table for damaged."""
    names = (Signature("NAME ONE"), Signature("NAME TWO"))

    content = typesetter.set(plain_letter(signatures=names)).content

    assert [each.tag.rpartition("}")[2] for each in tree(content)[0]][-3:] == ["tbl", "p", "sectPr"]
