"""Words wider than their line or cell: broken within it, in every output, and never over its edge."""

from __future__ import annotations

import io

import docx
import pypdfium2
import pytest

from letterforge.campaign import Stationery
from letterforge.inspection.joining import WordPages, join_broken_words
from letterforge.inspection.wording import SheetWording
from letterforge.model import (
    Align,
    CosignerGroup,
    CosignerList,
    Footnote,
    Format,
    Heading,
    Paragraph,
    Quote,
    Run,
    Signature,
    Table,
)
from letterforge.protocol.direction import RTL
from letterforge.typeset import TYPESETTERS
from letterforge.typeset.plan.breaks import (
    AT_LETTER,
    AT_SYLLABLE,
    BEHIND_SIGN,
    DIVIDING_SIGNS,
    MARKS,
    mark_word,
)
from letterforge.typeset.plan.columns import divide_width
from letterforge.typeset.plan.fitting_words import LineRoom, WordFitter
from letterforge.typeset.plan.scripts import UNSPACED
from letters import bullets, line, paragraph, plain_letter
from reading_back import pdf_text

WORD = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorsitzender"
MAIL = "international.criminal.law.division.of.the.department.for.treaties@foreign-ministry.example.org"
LINK = f"https://treaties.example.org/rome-statute/{'states_parties/' * 9}resolutions?language=en&session=19"
ARABIC = "ومسؤوليتهاالدوليةالجنائية" * 5
ROW = ("Kenya", MAIL, "ICC-ASP/22/Res.3-Annex-IV", "+254 20 000 0000")


def table(*rows: tuple[str, ...]) -> Table:
    head, *others = [tuple(line(cell) for cell in row) for row in rows]
    return Table(head, tuple(others), (Align.START,) * len(head))


TABLES = (
    table(("State", "E-mail", "Document", "Telephone"), ROW, ROW),
    table(("Telekommunikationsministerium",) * 6, ("Telekommunikationsministerium",) * 6),
    table(("Ratification",) * 12, ("2020-12-07",) * 12),
)
EVERYWHERE = plain_letter(
    inside_address=(line(WORD), line(MAIL)),
    subject=line(f"On {WORD}"),
    body=(
        Paragraph((Run(f"We write about {WORD[:30]}"), Run(WORD[30:], strong=True), Run("", note=1))),
        paragraph(f"{LINK} and {MAIL} and {ARABIC}"),
        bullets((paragraph(f"one {WORD}"), bullets((paragraph(f"two {LINK}"), bullets(MAIL))))),
        Quote((paragraph(f"quoted {WORD}"),)),
        Heading(1, line(f"Of {WORD}")),
        *TABLES,
    ),
    notes=(Footnote(1, (paragraph(f"{LINK} {WORD}"),)),),
    signatures=tuple(Signature(name, WORD, MAIL) for name in ("Name One", WORD, "Name Three")),
    cosigners=CosignerList("Co-signers", 4, (CosignerGroup(WORD, (WORD, MAIL)), CosignerGroup("K", ("L",)))),
    enclosures_label="Enclosures (2):",
    enclosures=(line(WORD), line(LINK)),
    copies=(line(MAIL),),
    contact=line(MAIL),
    running=(WORD, "7 December 2020"),
)


def test_nothing_is_over_the_edge_in_pdf(build, campaign):
    """Not even a letter, wherever the word is; and it is read back without hyphens that it has not.

    WeasyPrint breaks an Arabic word between joined letters, and gives the last one before the break its wide
    form after it has measured: that one may reach out by less than half its size.
    """
    stationery = campaign.stationery
    left = stationery.margin_left - 0.5
    right = stationery.page_size[0] - stationery.margin_right + 0.5

    content = build(campaign).set(EVERYWHERE).content

    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [(text.get_charbox(at), text.get_text_range(at, 1)) for at in range(text.count_chars())]
            outside = [
                sign
                for (start, _, end, _), sign in boxes
                if start < left or end > right + (stationery.size / 2 if RTL.match(sign) else 0)
            ]
            assert not "".join(outside).strip()
    joined = "".join(pdf_text(content).split())
    for whole in (MAIL.replace("-", ""), LINK.replace("-", "")):
        assert whole in joined.replace("-", "").replace("\ufffe", "")


def test_columns_are_as_wide_in_word_as_planned(campaign):
    """In a table that Word does not make wider."""
    content = TYPESETTERS[Format.DOCX](campaign).set(plain_letter(body=TABLES)).content

    fitter = WordFitter(campaign.stationery)
    for written, block in zip(docx.Document(io.BytesIO(content)).tables, TABLES, strict=False):
        planned = fitter.planner("en").plan(block, fitter.planner("en").width)
        assert [column.width.pt for column in written.columns] == pytest.approx(planned, abs=0.06)
        assert not written.autofit
        assert sum(planned) == pytest.approx(campaign.stationery.text_width)


def test_a_cell_is_as_wide_as_its_words_where_they_fit():
    planner = WordFitter(Stationery()).planner("en")

    state, mail, *_ = planner.plan(TABLES[0], 453.6)
    assert mail > 4 * state
    assert divide_width([10, 30], [5, 10], 80) == (20, 60)
    assert divide_width([10, 30], [5, 10], 25) == (7, 18)
    assert divide_width([10, 30], [5, 30], 20) == (10, 10)


@pytest.mark.parametrize(
    ("word", "language", "marked"),
    [
        ("short", "en", "short"),
        ("a.b/longer@of_two-parts", "en", "a.|b/|longer@|of_|two-|parts"),
        ("https://of.example/longer.", "", "https://|of.|example/|longer."),
        ("(Telekommunikation),", "de", "(Tele~kom~mu~ni~ka~tion),"),
        ("Telekommunikation", "", "-".join("Telekommunikation")),
        ("Telekommunikation", "ar", "-".join("Telekommunikation")),
        ("ขอแสดงความนับถืออย่างสูงยิ่ง", "th", "ขอแสดงความนับถืออย่างสูงยิ่ง"),
    ],
)
def test_a_word_is_broken_behind_signs_then_at_syllables_then_anywhere(word, language, marked):
    """Each character is one point wide here, and there are eight."""
    found = mark_word(word, 8, len, language)

    shown = found.replace(AT_SYLLABLE, "~").replace(BEHIND_SIGN, "|").replace(AT_LETTER, "-")
    assert shown == marked
    assert MARKS.sub("", found) == word


def test_a_word_may_go_over_several_runs():
    """The marks are in the runs of their letters."""
    runs = (
        Run("We ask the Telekom", strong=True),
        Run("munikationsministerium", emphasis=True),
        Run(" here"),
    )

    fitted = WordFitter(Stationery()).line(runs, LineRoom(60, 11, "de"))

    assert [MARKS.sub("", run.text) for run in fitted] == [run.text for run in runs]
    assert [run.strong for run in fitted] == [True, False, False]
    assert [bool(MARKS.search(run.text)) for run in fitted] == [True, True, False]


def test_a_word_is_joined_again_behind_every_sign_where_it_may_be_broken():
    """And between letters of every script that typesetters break: also where a page ends."""
    broken = [(f"Ministerium{sign}", "Auswärtiges") for sign in DIVIDING_SIGNS.strip("\u00a0")]
    broken += [(character * 12, character * 6) for character in "กꀀ\ufe31ｱ外\u1100"]
    for before, after in broken:
        whole = before + after
        marked = mark_word(whole, 15.0, len)
        is_marked = f"{BEHIND_SIGN}{after}" in marked
        assert is_marked or (UNSPACED.search(whole) and marked == whole)
        wanted = SheetWording((whole,), (), (), 1, 1, has_marks=False)
        pages = WordPages((before, "Page", "2", after), (0, 2), frozenset({0, 2}))
        assert {*join_broken_words(pages, wanted).words} == {whole, "Page", "2"}, whole
    assert AT_LETTER in mark_word("\u1950" * 12, 10.0, len)
