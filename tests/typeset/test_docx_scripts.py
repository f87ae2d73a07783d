"""Each stretch of another script in a letter is marked with its direction, its language and its typeface."""

from __future__ import annotations

import pytest

from letterforge.typeset.docx.scripts import split_by_script
from letterforge.typeset.to_docx import DocxTypesetter
from letters import ARABIC, HOSTILE, line, paragraph, plain_letter, sample_campaign
from word_files import found, tree

NAMES = {
    "ar-SA": ("وزارة الخارجية", "bidi"),
    "he-IL": ("משרד החוץ", "bidi"),
    "ru-RU": ("Министерство иностранных дел", "val"),
    "el-GR": ("Υπουργείο Εξωτερικών", "val"),
    "zh-CN": ("外交部", "eastAsia"),
    "ja-JP": ("日本の外務省", "eastAsia"),
    "ko-KR": ("외교부", "eastAsia"),
}


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory):
    return DocxTypesetter(sample_campaign(tmp_path_factory.mktemp("campaign")))


@pytest.mark.parametrize("language", NAMES)
def test_a_name_in_another_script_is_one_run_with_its_language(typesetter, language):
    name, kind = NAMES[language]

    document = tree(typesetter.set(plain_letter(body=(paragraph(f"To “{name}”, now."),))).content)

    (run,) = found(document, f"//w:r[w:t='{name}']")
    assert found(run, f"string(w:rPr/w:lang/@w:{kind})") == language
    assert bool(found(run, "w:rPr/w:rtl")) == (kind == "bidi")
    assert bool(found(run, "w:rPr/w:rFonts/@w:hint")) == (kind == "eastAsia")
    assert found(document, "//w:r[not(w:rPr)]/w:t/text()").count("To “") == 1


@pytest.mark.parametrize(
    "text", ["plain", "Côte d’Ivoire — São Tomé, “quoted” №", "7 % of 12 €", "Łódź, Đà Nẵng"]
)
def test_text_in_latin_letters_is_one_run_without_properties(text):
    assert [
        (stretch, script.language, script.is_rtl) for stretch, script in split_by_script(text, rtl=False)
    ] == [(text, "", False)]


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("text", [*HOSTILE, "aوb外 cя,β 1", "وزارة 12 Bob's (外)", "", " "])
def test_no_character_is_lost_or_moved(text, rtl):
    found_here = list(split_by_script(text, rtl=rtl))

    assert "".join(stretch for stretch, _ in found_here) == text
    assert all(stretch for stretch, _ in found_here)


def test_latin_names_in_an_arabic_letter_run_from_left_to_right(typesetter):
    letter = plain_letter(
        language="ar", rtl=True, labels=ARABIC, subject=line("رسالة إلى Coalition of NGOs اليوم")
    )

    content = typesetter.set(letter).content

    (run,) = found(tree(content), "//w:r[w:t='Coalition of NGOs']")
    assert not found(run, "w:rPr/w:rtl")
    languages = found(tree(content, "word/styles.xml"), "//w:docDefaults//w:lang")[0]
    assert (found(languages, "string(@w:val)"), found(languages, "string(@w:bidi)")) == ("en-GB", "ar-SA")
