"""Letters that are really wrong, set by the typesetters or damaged afterwards, and read back.

And sound ones.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from letterforge import machine
from letterforge.campaign import STYLES, Campaign
from letterforge.campaign.ready import ready_faces
from letterforge.errors import Code
from letterforge.inspection import Inspector, Strangers
from letterforge.model import Footnote, Format, PageBreak, Paragraph, Recipient, Run, Sheet
from letterforge.pipeline import Workshop, draft
from letterforge.protocol.address import inside_address
from letterforge.recipients import read_recipients
from letterforge.typeset import PDF_TYPESETTERS, TYPESETTERS
from letters import ARABIC, full_letter, line, paragraph, plain_letter, sample_campaign

GOLD = Path(__file__).parents[1] / "gold" / "every_part"
SENEGAL = Recipient(
    "SEN-1",
    2,
    "SN",
    name="Awa Example",
    title="Minister of Foreign Affairs",
    organisation="Ministry of Foreign Affairs",
    address=("1 Example Street",),
    city="Dakar",
    language="en",
)
KENYA = replace(
    SENEGAL,
    id="KEN-1",
    row=3,
    state="KE",
    name="Otieno Sample",
    organisation="Ministry of Foreign and Diaspora Affairs",
    address=("2 Sample Road",),
    city="Nairobi",
)
LIST = (SENEGAL, KENYA)


def address_of(recipient):
    """The inside address of a letter."""
    lines = (recipient.name, recipient.title, recipient.organisation, *recipient.address, recipient.city)
    country = {"SN": "SENEGAL", "KE": "KENYA"}[recipient.state]
    return tuple(line(text, personal=True) for text in (*lines, country))


def letter_to(recipient, *body, **changes):
    text = body or (paragraph("First paragraph of the body."), paragraph("And its last."))
    return plain_letter(body=text, inside_address=address_of(recipient), **changes)


def sheets_of(letter, campaign, formats=tuple(Format)):
    return tuple(TYPESETTERS[each](campaign).set(letter) for each in formats)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


def strangers(folder, rows=LIST, allow=()):
    Strangers.write(folder / "strangers.db", rows, allow)
    return Strangers(folder / "strangers.db")


def found(letter, sheets, campaign, recipient=SENEGAL, own=(), rows=LIST):
    """Codes and messages of the problems."""
    with tempfile.TemporaryDirectory() as folder:
        inspector = Inspector(campaign, strangers(Path(folder), rows, campaign.inspect.allow), own)
        problems = inspector.inspect(letter, recipient, sheets)
    return {problem.code: problem.message for problem in problems}


def told(body, campaign, recipient=SENEGAL, own=(), rows=LIST):
    """What is found in a letter with such a paragraph."""
    letter = letter_to(SENEGAL, paragraph(body), paragraph("And its last."))
    return found(letter, sheets_of(letter, campaign, (Format.DOCX,)), campaign, recipient, own, rows)


def with_text(sheet, old, new):
    """A Word file in which a text was changed."""
    read, written = zipfile.ZipFile(io.BytesIO(sheet.content)), io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name in read.namelist():
            content = read.read(name)
            if name == "word/document.xml":
                assert old in content
                content = content.replace(old, new)
            package.writestr(name, content)
    return replace(sheet, content=written.getvalue())


# --- sound letters -------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("style", STYLES)
def test_a_letter_with_every_part_is_sound_in_every_stationery(style, tmp_path):
    if missing := [face for face in ready_faces(style) if not machine.has_face(face)]:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    campaign = sample_campaign(tmp_path, style=style)
    letter = full_letter(campaign)
    recipient = Recipient(
        "SEN-1", 2, "SN", title="The Minister of Foreign Affairs", city="Dakar", language="en"
    )

    assert not found(letter, sheets_of(letter, campaign), campaign, recipient)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_letters_with_every_part_and_direction_are_sound(language):
    campaign = Campaign.load(GOLD)
    table = read_recipients(campaign)
    recipient = next(each for each in table.recipients if each.language == language)
    workshop = Workshop(campaign, table.further_columns, tuple(Format))
    letter = draft(recipient, workshop)

    assert not found(letter, sheets_of(letter, campaign), campaign, recipient, rows=table.recipients)


def test_words_that_the_typesetter_broke_are_joined(tmp_path):
    """At the end of a line, and of a page."""
    campaign = sample_campaign(tmp_path, align="justify", margin_left="65mm", margin_right="65mm")
    text = "internationalisation of responsibilities, representing characteristically " * 60
    letter = letter_to(SENEGAL, *(paragraph(text) for _ in range(3)))

    assert not found(letter, sheets_of(letter, campaign), campaign)


@pytest.mark.parametrize("engine", PDF_TYPESETTERS)
@pytest.mark.parametrize(
    "long",
    [
        "https://www.icc-cpi.int/sites/default/files/asp_docs/ICC-ASP-22-Res3-ENG.pdf",
        "secretariat.of.the.assembly@permanent-mission.example.org",
        "ICC-ASP/22/Res.3/Add.1/Corr.2/Rev.1",
        "NL91-ABNA-0417-1643-00-2210",
    ],
)
def test_addresses_and_numbers_may_be_broken_at_their_signs(engine, long, campaign):
    """Wherever the line ends: some of these shifts put its end within the word."""
    body = [paragraph(f"{'We write. ' * 7}{'i' * shift} {long} follows.") for shift in range(0, 40, 3)]
    letter = letter_to(SENEGAL, *body)

    assert not found(letter, [PDF_TYPESETTERS[engine](campaign).set(letter)], campaign)


def test_a_word_before_a_mark_may_be_broken_too(tmp_path):
    campaign = sample_campaign(tmp_path, align="justify", margin_left="65mm", margin_right="65mm")
    runs = [Run("internationalisation of responsibilities " * 9 + "i" * shift) for shift in range(12)]
    body = [Paragraph((run, Run(" characteristically"), Run("", note=1))) for run in runs]
    letter = letter_to(SENEGAL, *body, notes=(Footnote(1, (paragraph("A note."),)),))

    assert not found(letter, sheets_of(letter, campaign), campaign)


def test_a_word_that_is_torn_elsewhere_is_a_fault(campaign):
    whole, torn = (letter_to(SENEGAL, paragraph(f"They met in {town}.")) for town in ("Dakar", "Da kar"))

    assert Code.NOT_THE_LETTER in found(whole, sheets_of(torn, campaign), campaign)


@pytest.mark.parametrize("engine", PDF_TYPESETTERS)
def test_signs_that_stand_elsewhere_in_arabic_are_no_traces(engine, campaign):
    """pdfium turns the signs around a Latin name or number."""
    text = paragraph("أرسلت الرسالة إلى Müller, Hans وفقا للمادة 5(2)(a) من القواعد.")
    address = tuple(line(each, personal=True) for each in inside_address(SENEGAL, "ar"))
    frame = {"language": "ar", "rtl": True, "labels": ARABIC, "inside_address": address}
    letter = plain_letter(body=(text,), **frame)

    assert Code.MERGE_TRACE not in found(letter, [PDF_TYPESETTERS[engine](campaign).set(letter)], campaign)


# --- 1. the letter's words -----------------------------------------------------------------------


@pytest.mark.parametrize("chosen", list(Format))
def test_a_word_that_is_lost_is_missed(chosen, campaign):
    letter = letter_to(SENEGAL)
    sheets = sheets_of(letter, campaign, (chosen,))
    meant = replace(
        letter, body=(paragraph("First whole paragraph of the body."), paragraph("And its last."))
    )

    assert 'does not have "whole"' in found(meant, sheets, campaign)[Code.NOT_THE_LETTER]


def test_words_in_another_order_are_seen(campaign):
    letter = letter_to(SENEGAL)
    moved = letter_to(SENEGAL, *reversed(letter.body))
    word, pdf = sheets_of(moved, campaign)

    assert "in another place" in found(letter, (word,), campaign)[Code.NOT_THE_LETTER]
    assert "in another place" in found(letter, (pdf,), campaign)[Code.NOT_THE_LETTER]


def test_a_word_in_one_format_alone_is_seen(campaign):
    letter = letter_to(SENEGAL)
    word, pdf = sheets_of(letter, campaign)
    damaged = with_text(word, b"First paragraph", b"First wrong paragraph")

    assert 'also has "wrong"' in found(letter, (damaged, pdf), campaign)[Code.NOT_THE_LETTER]


def test_what_a_style_sheet_hides_is_missed(tmp_path):
    sample_campaign(tmp_path)
    (tmp_path / "own.css").write_text(".closing { display: none }", encoding="utf-8")
    campaign = sample_campaign(tmp_path, css="own.css")
    letter = letter_to(SENEGAL)

    message = found(letter, sheets_of(letter, campaign), campaign)[Code.NOT_THE_LETTER]
    assert 'PDF is not the same as the letter: it does not have "sincerely,"' in message


def test_a_sheet_that_is_torn_is_told(campaign):
    letter = letter_to(SENEGAL)

    for chosen in Format:
        (sheet,) = sheets_of(letter, campaign, (chosen,))
        torn = replace(sheet, content=sheet.content[:200])
        assert Code.UNREADABLE_SHEET in found(letter, (torn,), campaign)


# --- 2. the row ----------------------------------------------------------------------------------


VOCALISED = "نشكركم شكراً جزيلاً على ردّكم، وقد وقّعت منظمتنا أيضاً. قَدَّمَ الوَزيرُ تَقريراً مُفَصَّلاً عنِ الوَضعِ."


@pytest.mark.parametrize("engine", PDF_TYPESETTERS)
def test_vowel_signs_of_arabic_are_no_fault_and_a_lost_word_beside_them_is(campaign, engine):
    """pdfium reads a space beside each: names and words come back in pieces."""
    recipient = replace(SENEGAL, name="محمّد عليّ")
    address = tuple(line(text, personal=True) for text in inside_address(recipient, "ar"))
    frame = {"language": "ar", "rtl": True, "labels": ARABIC, "inside_address": address}
    whole = plain_letter(body=(paragraph(VOCALISED),), **frame)
    less = plain_letter(body=(paragraph(VOCALISED.replace("منظمتنا ", "")),), **frame)

    sheets = (PDF_TYPESETTERS[engine](campaign).set(whole),)
    assert not found(whole, sheets, campaign, recipient, rows=(recipient, KENYA))
    assert Code.NOT_THE_LETTER in found(less, sheets, campaign, recipient, rows=(recipient, KENYA))


def test_a_letter_to_the_next_row_is_seen(campaign):
    """Off by one: the letter is sound in itself, and somebody else's."""
    letter = letter_to(KENYA)
    codes = found(letter, sheets_of(letter, campaign), campaign, SENEGAL)

    assert Code.NOT_THE_ROW in codes
    assert Code.STRANGER in codes


@pytest.mark.parametrize("missing", ["Awa Example", "Ministry of Foreign Affairs", "SENEGAL", "Dakar"])
def test_every_part_of_the_row_is_sought(missing, campaign):
    letter = letter_to(SENEGAL)
    short = replace(
        letter, inside_address=tuple(each for each in letter.inside_address if each[0].text != missing)
    )

    codes = found(short, sheets_of(short, campaign), campaign)
    assert set(codes) == {Code.NOT_THE_ROW}


# --- 3. strangers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Dear Otieno SAMPLE,", "To the Ministry of Foreign and Diaspora Affairs.", "At 2 Sample Road."]
)
def test_what_belongs_to_another_row_is_seen(text, campaign):
    assert "row 3 (KEN-1)" in told(text, campaign)[Code.STRANGER]


def test_nobody_is_seen_in_parts_of_words_nor_in_single_words(campaign):
    assert not told("An Otieno Sampler of Nairobi, 12 Sample Roads.", campaign)


def test_what_several_states_share_tells_nobody_apart(campaign):
    third = replace(KENYA, id="UGA-1", row=4, state="UG")
    shared = "To the Ministry of Foreign and Diaspora Affairs."

    assert not told(shared, campaign, rows=(*LIST, third))


def test_what_the_template_says_is_no_stranger(campaign):
    text = "We have met Otieno Sample."

    assert not told(text, campaign, own=("We have met Otieno Sample of {{ state }}.",))
    assert Code.STRANGER in told(text, campaign, own=("We have met {{ name }}.",))


def test_a_name_within_the_rows_own_is_no_stranger(campaign):
    guinea = replace(KENYA, organisation="Embassy of Guinea")
    bissau = replace(SENEGAL, organisation="Embassy of Guinea Bissau")
    letter = letter_to(bissau)

    assert not found(letter, sheets_of(letter, campaign), campaign, bissau, rows=(guinea, bissau))


def test_what_is_allowed_is_no_stranger(tmp_path):
    sample_campaign(tmp_path)
    path = tmp_path / "letterforge.toml"
    path.write_text(path.read_text("utf-8") + '[inspect]\nallow = ["Otieno Sample"]\n', encoding="utf-8")

    assert not told("Dear Otieno Sample,", Campaign.load(tmp_path))


def test_of_rows_that_share_a_phrase_the_first_other_one_is_named(tmp_path):
    rows = [replace(KENYA, id=f"KEN-{number}", row=number) for number in range(3, 6)]
    known = strangers(tmp_path, (SENEGAL, *rows))

    assert list(known.found(["dear", "otieno", "sample"], (2, "SEN-1"))) == [("otieno sample", (3, "KEN-3"))]
    assert not list(known.found(["dear", "otieno", "sample"], (5, "KEN-5")))


def test_what_rows_of_several_states_have_or_several_rows_as_a_title_is_nobodys(tmp_path):
    title = "Minister of Youth and Sport"
    shared = replace(KENYA, title=title, organisation="Shared Office", address=("3 Shared Lane",))
    rows = (shared, replace(shared, id="KEN-2", row=4), replace(shared, id="UGA-1", row=5, state="UG"))
    known = strangers(tmp_path, rows)

    def said(text):
        return [phrase for phrase, _ in known.found(text.casefold().split(), (2, "SEN-1"))]

    assert said(f"{title} Shared Office 3 Shared Lane") == []
    assert said("Otieno Sample") == ["otieno sample"]


# --- 4. traces -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Of {{ state }}.",
        "Ends }} here.",
        "{% if x",
        "To None of you.",
        "It is nan.",
        "NaN votes",
        "an undefined state",
        "in Dakar () today",
        "in Dakar [ ] today",
        "in Dakar , today",
        "in Dakar,, today",
        "in Dakar, , today",
        "Dear [NAME],",
        "Dear [name …],",
    ],
)
def test_a_trace_of_a_merge_gone_wrong_is_seen(text, campaign):
    assert Code.MERGE_TRACE in told(text, campaign)


@pytest.mark.parametrize(
    "text",
    ["Nonetheless, banana.", "f(x) [1] (2)", "Que dire\u202f? Rien\u202f; rien\u202f: rien\u202f!", "[sic]"],
)
def test_what_only_looks_like_a_trace_is_none(text, campaign):
    assert not told(text, campaign)


def test_a_cell_and_a_template_may_say_what_a_trace_says(campaign):
    named = replace(SENEGAL, name="Nan Example")
    letter = replace(letter_to(named), body=(paragraph("None of us, Nan Example."),))
    sheets = sheets_of(letter, campaign)

    assert not found(letter, sheets, campaign, named, own=("None of us, {{ name }}.",))
    assert Code.MERGE_TRACE in found(letter, sheets, campaign, named, own=("None was there.",))


@pytest.mark.parametrize("nothing", ["nan", "None", "NaN"])
def test_a_cell_that_says_nothing_but_a_trace_is_one(nothing, campaign):
    """As a table has it that a program has written."""
    named = replace(SENEGAL, name=nothing)

    codes = found(letter_to(named), sheets_of(letter_to(named), campaign), campaign, named)
    assert Code.MERGE_TRACE in codes


def test_a_salutation_with_another_rows_name_is_seen(campaign):
    wrong = replace(SENEGAL, salutation="Dear Ms Otieno Sample,")
    letter = replace(letter_to(wrong), salutation=line(wrong.salutation, personal=True))

    assert Code.STRANGER in found(letter, sheets_of(letter, campaign), campaign, wrong)


# --- 5. signatures and length --------------------------------------------------------------------


@pytest.fixture(scope="module")
def inked(campaign):
    letter = full_letter(campaign)
    return replace(letter, inside_address=address_of(SENEGAL), running=("Awa Example", "7 December 2020"))


def test_a_signature_that_is_not_in_the_word_file_is_missed(inked, campaign):
    word, pdf = sheets_of(inked, campaign)
    damaged = with_text(word, b"r:embed=", b"r:link=")

    assert not found(inked, (word, pdf), campaign)
    assert "0 of 1" in found(inked, (damaged, pdf), campaign)[Code.NO_SIGNATURE_PICTURE]


def test_a_signature_that_is_not_drawn_in_the_pdf_is_missed(inked, campaign):
    (sheet,) = sheets_of(inked, campaign, (Format.PDF,))

    codes = found(inked, (without_pictures(sheet),), campaign)
    assert "0 of 1" in codes[Code.NO_SIGNATURE_PICTURE]


def without_pictures(sheet):
    """A PDF that draws no picture."""
    with pikepdf.open(io.BytesIO(sheet.content)) as document:
        for page in document.pages:
            kept = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) != "Do"]
            page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
        written = io.BytesIO()
        document.save(written)
    return Sheet(sheet.letter_id, Format.PDF, written.getvalue())


def test_signatures_alone_on_their_page_are_seen(tmp_path):
    sample_campaign(tmp_path)
    (tmp_path / "own.css").write_text(".closing { break-before: page }", encoding="utf-8")
    campaign = sample_campaign(tmp_path, css="own.css")
    letter = letter_to(SENEGAL)

    assert set(found(letter, sheets_of(letter, campaign), campaign)) == {Code.LONE_SIGNATURES}


def test_a_letter_that_is_too_long_is_told(tmp_path):
    sample_campaign(tmp_path)
    path = tmp_path / "letterforge.toml"
    path.write_text(path.read_text("utf-8") + "[inspect]\nmax_pages = 1\n", encoding="utf-8")
    campaign = Campaign.load(tmp_path)
    letter = letter_to(SENEGAL, paragraph("One."), PageBreak(), Paragraph((Run("Two."),)))

    assert set(found(letter, sheets_of(letter, campaign), campaign)) == {Code.TOO_MANY_PAGES}
