"""Names of places and ministries in many scripts and spellings: set, read back, and missed when they change.

One letter has them all, in text and in narrow columns, and is set once in each output.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from letterforge import machine
from letterforge.inspection import Inspector, Strangers, drawn
from letterforge.inspection.joining import has_loose_line, join_broken_words, make_word_pages
from letterforge.inspection.reading import read_sheet
from letterforge.inspection.sameness import describe_difference
from letterforge.inspection.wording import list_wording
from letterforge.inspection.words import split_words
from letterforge.machine import faces
from letterforge.model import Align, Format, PdfEngine, Recipient, Table
from letterforge.protocol.direction import RTL_SCRIPTS
from letterforge.typeset import PDF_TYPESETTERS, TYPESETTERS
from letterheads import not_embedded
from letters import line, paragraph, plain_letter, sample_campaign
from reading_back import docx_text, pdf_faults_by_rule, pdf_streams, words

NAMES = {
    "Arabic": "سفارة جمهورية مصر العربية (القاهرة)",
    "Arabic with vowel signs": "الجُمهُوريّةُ التُّونُسِيّة",
    "Persian": "وزارت امور خارجه تهران",
    "Urdu": "وزارت خارجہ اسلام آباد",
    "Hebrew": "משרד החוץ (ירושלים)",
    "Hebrew with points": "יְרוּשָׁלַיִם",
    "Syriac": "ܒܝܬ ܢܗܪܝܢ",
    "Thaana": "ދިވެހިރާއްޖޭގެ މާލެ",
    "N'Ko": "ߓߡߊ߬ߞߐ߫",
    "Adlam": "𞤊𞤵𞤼𞤢 𞤔𞤢𞤤𞤮𞤲",
    "Chinese": "中华人民共和国外交部条约法律司",
    "Japanese": "外務省総合外交政策局 (東京)",
    "Korean": "대한민국 외교부 국제법률국",
    "Thai": "กระทรวงการต่างประเทศ กรุงเทพมหานคร",
    "Lao": "ກະຊວງການຕ່າງປະເທດ ວຽງຈັນ",
    "Khmer": "ក្រសួងការបរទេសនិងសហប្រតិបត្តិការ ភ្នំពេញ",
    "Burmese": "နိုင်ငံခြားရေးဝန်ကြီးဌာန နေပြည်တော်",
    "Tibetan": "ཕྱི་འབྲེལ་ལྷན་ཁག་ཐིམ་ཕུ",
    "Bengali": "পররাষ্ট্র মন্ত্রণালয় ঢাকা",
    "Nepali": "परराष्ट्र मन्त्रालय सिंहदरबार काठमाडौं",
    "Hindi": "विदेश मंत्रालय नई दिल्ली",
    "Punjabi": "ਵਿਦੇਸ਼ ਮੰਤਰਾਲਾ ਚੰਡੀਗੜ੍ਹ",
    "Gujarati": "વિદેશ મંત્રાલય ગાંધીનગર",
    "Odia": "ବୈଦେଶିକ ମନ୍ତ୍ରଣାଳୟ ଭୁବନେଶ୍ୱର",
    "Tamil": "வெளிநாட்டலுவல்கள் அமைச்சு கொழும்பு",
    "Telugu": "విదేశాంగ మంత్రిత్వ శాఖ",
    "Kannada": "ವಿದೇಶಾಂಗ ಸಚಿವಾಲಯ ಬೆಂಗಳೂರು",
    "Malayalam": "വിദേശകാര്യ മന്ത്രാലയം",
    "Sinhala": "විදේශ කටයුතු අමාත්‍යාංශය ශ්‍රී ලංකාව",
    "Mongolian": "ᠭᠠᠳᠠᠭᠠᠳᠤ ᠬᠠᠷᠢᠯᠴᠠᠭᠠᠨ",
    "Amharic": "የውጭ ጉዳይ ሚኒስቴር አዲስ አበባ",
    "Georgian": "საქართველოს საგარეო საქმეთა სამინისტრო",
    "Armenian": "Արտաքին գործերի նախարարություն",
    "Tifinagh": "ⵜⴰⵎⴰⵡⴰⵙⵜ ⵕⴱⴰⵟ",
    "Greek": "Υπουργείο Εξωτερικών Αθήνα",
    "Russian": "Министерство иностранных дел Москва",
    "Ukrainian": "Міністерство закордонних справ Київ",
    "Vietnamese": "Bộ Ngoại giao Hà Nội",
    "Yoruba": "Ilé-iṣẹ́ Ọ̀rọ̀ Òkèèrè Ìbàdàn",
    "Azerbaijani": "Xarici İşlər Nazirliyi Gəncə",
    "Romanian": "Ministerul Afacerilor Externe Iași",
    "Maori": "Te Manatū Aorere Tāmaki Makaurau",
    "Hawaiian": "Kaʻōhao",
    "a reference": "ICC-ASP/22/Res.3-Annex-IV",
    "addresses with a comma": "office@ministry.example.org,embassy@ministry.example.org",
    "addresses with a semicolon": "office@ministry.example.org;embassy@ministry.example.org",
}
TURNED = re.compile(f"[{RTL_SCRIPTS}]")
OUTPUTS = (*PDF_TYPESETTERS, Format.DOCX)
READER = Recipient("SEN-1", 2, "SN", name="Awa Example", language="en")
COLUMNS = ("No", "Ministry", "Address", "Deadline")


def is_here(name):
    """Whether a typeface of this machine has each letter of a name: `letterforge doctor` reports it."""
    return all(faces.has_match(f":charset={ord(letter):x}") for letter in set(name) if letter.isalpha())


NASKH = "Noto Naskh Arabic"
"""In Amiri, readers of PDF put vowel signs in another order: it is set in this one, if the system has it."""
HERE = {
    script: name
    for script, name in NAMES.items()
    if is_here(name) and (script != "Arabic with vowel signs" or machine.face_files(NASKH))
}


def letter_with(names):
    """Each name in a sentence, and in a column so narrow that most names need several lines."""
    texts = (paragraph(f"We wrote to {name} in May; ({name}) knows.") for name in names)
    cells = (
        tuple(line(text) for text in (str(at), name, "Geneva", "Friday")) for at, name in enumerate(names)
    )
    table = Table(tuple(map(line, COLUMNS)), tuple(cells), (Align.START,) * len(COLUMNS))
    return plain_letter(body=(*texts, table, paragraph("And the last line.")))


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"), margin_left="50mm", margin_right="50mm")


@pytest.fixture(scope="module")
def sheets(campaign):
    """By output: the letter with all names that this machine can print."""
    typesetters = {**PDF_TYPESETTERS, Format.DOCX: TYPESETTERS[Format.DOCX]}
    return {each: typesetters[each](campaign).set(letter_with(HERE.values())) for each in OUTPUTS}


@pytest.fixture(scope="module")
def readings(sheets):
    return {each: read_sheet(sheet) for each, sheet in sheets.items()}


@pytest.fixture(scope="module")
def poppler(sheets, tmp_path_factory):
    """By engine: what pdftotext reads, without marks of direction."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not on this machine")
    found = {}
    for engine in PDF_TYPESETTERS:
        path = tmp_path_factory.mktemp("poppler") / "letter.pdf"
        path.write_bytes(sheets[engine].content)
        read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, text=True)
        found[engine] = re.sub("[\u200e\u200f\u202a-\u202e\f]", "", read.stdout)
    return found


def difference(names, reading, campaign):
    """How what was read differs from a letter with other names, as the inspection finds it."""
    wanted = list_wording(letter_with(names), campaign, reading.format, len(reading.pages))
    pages = join_broken_words(make_word_pages(reading), wanted)
    return describe_difference(pages, wanted, is_exact=True, is_open=False)


def changed(name):
    """A name with a letter lost, a letter changed, a sign lost, a word lost, and twice."""
    letters = [at for at, sign in enumerate(name) if sign.isalpha()]
    middle = letters[len(letters) // 2]
    other = next(name[at] for at in letters if name[at] != name[middle])
    yield name[:middle] + name[middle + 1 :]
    yield name[:middle] + other + name[middle + 1 :]
    yield f"{name} {name}"
    signs = [at for at, sign in enumerate(name) if unicodedata.category(sign) == "Mn"]
    if signs:
        yield name[: signs[0]] + name[signs[0] + 1 :]
    if " " in name:
        yield name.rpartition(" ")[0]


def needs_face(script):
    if script not in HERE:
        pytest.skip(f"no typeface on this machine has {script}")


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_letter_full_of_names_passes(output, campaign, sheets, tmp_path):
    Strangers.write(tmp_path / "strangers.db", (READER,), ())
    inspector = Inspector(campaign, Strangers(tmp_path / "strangers.db"), ())

    assert not inspector.inspect(letter_with(HERE.values()), READER, [sheets[output]])


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_read_back_from_every_output(script, readings, sheets):
    needs_face(script)
    name = unicodedata.normalize("NFKC", NAMES[script])

    assert words(NAMES[script]) in docx_text(sheets[Format.DOCX].content).replace("\u200b", "")
    for engine in PDF_TYPESETTERS:
        reading = readings[engine]
        found = re.sub(r"\s+|[\u0002\ufffe\u200b-]", "", reading.text)
        if TURNED.search(name):
            assert has_loose_line(make_word_pages(reading).words, split_words(name)) or script == "N'Ko"
        else:
            assert re.sub(r"[\s-]+", "", f"to {name} in May;") in unicodedata.normalize("NFKC", found)


@pytest.mark.parametrize("script", NAMES)
def test_other_readers_get_a_name_too(script, poppler):
    """Poppler: exactly, or letter by letter what runs from right to left."""
    needs_face(script)
    name = re.sub(r"\s+", "", NAMES[script])
    for text in poppler.values():
        found = re.sub(r"\s+", "", text)
        if TURNED.search(name):
            assert set(name) <= set(found)
        else:
            assert name.replace("-", "") in found.replace("-", "")


@pytest.mark.parametrize("script", NAMES)
def test_a_name_that_changes_is_missed(script, readings, campaign):
    needs_face(script)
    for reading in readings.values():
        for name in changed(HERE[script]):
            others = [name if each == script else other for each, other in HERE.items()]
            assert difference(others, reading, campaign), name


def test_words_in_another_order_are_missed(readings, campaign):
    """Of scripts whose direction PDFium knows."""
    swapped = {
        script: " ".join(reversed(name.split(" "))) for script, name in HERE.items() if name.count(" ") == 1
    }
    for reading in readings.values():
        for script in swapped.keys() - {"N'Ko", "Adlam", "Hebrew"}:
            others = [swapped[script] if each == script else other for each, other in HERE.items()]
            assert difference(others, reading, campaign), script


@pytest.mark.parametrize("engine", PDF_TYPESETTERS)
def test_the_letter_stays_accessible_and_the_same(engine, sheets, campaign, tmp_path):
    content = sheets[engine].content

    assert b"/ActualText" in pdf_streams(content)
    # This checker is wrong about the widths of Chinese typefaces: veraPDF finds no fault in them.
    assert not [fault for fault in pdf_faults_by_rule(content, "ua1", tmp_path) if "GLYPH-WIDTH" not in fault]
    if engine is PdfEngine.TYPST:
        assert PDF_TYPESETTERS[engine](campaign).set(letter_with(HERE.values())).content == content


@pytest.mark.parametrize(
    ("said", "is_true"),
    [("Phnom Penh", True), ("Siem Reap", False), ("ភ្នំពេញ", False), ("ភ្នំពេញ " * 400, False)],
)
def test_the_glyphs_of_another_name_are_found(said, is_true):
    """What is drawn is read without the text that replaces it, however long that is."""
    text = pikepdf.String(said).unparse()
    content = not_embedded(
        b"/Span <</ActualText " + text + b">> BDC BT /F1 20 Tf 60 780 Td (Phnom Penh) Tj ET EMC"
    )
    document = pypdfium2.PdfDocument(content)
    page = document[0]  # held by its name: PDFium closes it with this object
    untrue = drawn.find_untrue_texts(page.raw)
    document.close()

    assert bool(untrue) != is_true
    assert is_true or untrue == [said]


def test_a_sheet_whose_glyphs_are_others_is_refused(campaign, sheets, tmp_path, monkeypatch):
    Strangers.write(tmp_path / "strangers.db", (READER,), ())
    inspector = Inspector(campaign, Strangers(tmp_path / "strangers.db"), ())
    engine = next(iter(PDF_TYPESETTERS))
    reading = replace(read_sheet(sheets[engine]), untrue=("ភ្នំពេញ",))
    monkeypatch.setattr("letterforge.inspection.inspector.read_sheet", lambda *_, **__: reading)

    problems = inspector.inspect(letter_with(HERE.values()), READER, [sheets[engine]])

    assert ["shows other letters in its place" in problem.message for problem in problems] == [True]
