"""Text → stretches of one script, each with its direction, language and typeface for Word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from letterforge.protocol.direction import RTL_SCRIPTS
from letterforge.typeset.plan.faces import COMPANIONS, BorrowedFace, WordFaces
from letterforge.typeset.plan.scripts import EAST_SIGNS, HAN, HANGUL, KANA, LETTERS

RTL, HEBREW, GREEK, CYRILLIC = RTL_SCRIPTS, LETTERS["he"], LETTERS["el"], LETTERS["ru"]
EAST = f"{KANA}{HANGUL}{HAN}{EAST_SIGNS}"

FOREIGN = re.compile(f"[{RTL}{GREEK}{CYRILLIC}{EAST}]")
RTL_STRETCH = re.compile(f"([{RTL}](?:[^a-zA-Z\u00c0-\u058f{EAST}]*[{RTL}])?)")
LTR_STRETCH = re.compile(rf"([^\W\d_{RTL}](?:[^{RTL}\n]*[^\W_{RTL}])?)")
SCRIPTS = re.compile(
    "|".join(rf"([{script}](?:[{script}\W\d]*[{script}])?)" for script in (GREEK, CYRILLIC, EAST))
)
"""A stretch of a script begins and ends with a letter of it, and includes what is between."""


@dataclass(frozen=True, slots=True)
class WordScript:
    """How Word should treat a stretch."""

    is_rtl: bool = False
    kind: str = ""
    """Which of a run's languages it sets (17.3.2.20): `val`, `bidi`, `eastAsia`; empty: the letter's own."""
    language: str = ""
    face: str = ""
    """Its typeface; empty: the style's."""


SANS = COMPANIONS[1]
LIKE_SERIF, WIDE_SERIF, WIDE_SANS = "Liberation Serif", "Noto Serif", "Noto Sans"
"""Faces for words that our free faces lack, for programs other than Word: Word has no face of these names and
takes the letter's own in its place, which has the words (see `list_borrowed_fonts`). The first is as large as
Caladea and has no more than Greek and Cyrillic, the second is a little larger and has all."""
RARE_IN_SERIF = re.compile(
    "[^\n\t\x20-\x7e\xa0-\u017f\u0384-\u03ce\u0400-\u045f\u0490\u0491\u2010-\u2026\u20ac\u2116]"
)
"""What the first of them lacks."""
SCRIPT_FACES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ADLAM": ("Ebrima", "Noto Sans Adlam"),
        "ARMENIAN": ("Sylfaen", "Noto Serif Armenian"),
        "BENGALI": ("Nirmala UI", "Noto Serif Bengali"),
        "CANADIAN": ("Gadugi", "Noto Sans Canadian Aboriginal"),
        "CHEROKEE": ("Gadugi", "Noto Sans Cherokee"),
        "DEVANAGARI": ("Nirmala UI", "Noto Serif Devanagari"),
        "ETHIOPIC": ("Ebrima", "Noto Serif Ethiopic"),
        "GEORGIAN": ("Sylfaen", "Noto Serif Georgian"),
        "GUJARATI": ("Nirmala UI", "Noto Serif Gujarati"),
        "GURMUKHI": ("Nirmala UI", "Noto Serif Gurmukhi"),
        "KANNADA": ("Nirmala UI", "Noto Serif Kannada"),
        "KHMER": ("Leelawadee UI", "Noto Serif Khmer"),
        "LAO": ("Leelawadee UI", "Noto Serif Lao"),
        "MALAYALAM": ("Nirmala UI", "Noto Serif Malayalam"),
        "MONGOLIAN": ("Mongolian Baiti", "Noto Sans Mongolian"),
        "MYANMAR": ("Myanmar Text", "Noto Serif Myanmar"),
        "NKO": ("Ebrima", "Noto Sans NKo"),
        "ORIYA": ("Nirmala UI", "Noto Sans Oriya"),
        "SINHALA": ("Nirmala UI", "Noto Serif Sinhala"),
        "SYRIAC": ("Segoe UI Historic", "Noto Sans Syriac"),
        "TAMIL": ("Nirmala UI", "Noto Serif Tamil"),
        "TELUGU": ("Nirmala UI", "Noto Serif Telugu"),
        "THAANA": ("MV Boli", "Noto Sans Thaana"),
        "THAI": ("Leelawadee UI", "Noto Serif Thai"),
        "TIBETAN": ("Microsoft Himalaya", "Noto Serif Tibetan"),
        "TIFINAGH": ("Ebrima", "Noto Sans Tifinagh"),
        "VAI": ("Ebrima", "Noto Sans Vai"),
    }
)
"""First word in the Unicode name of a script's letters → the face that Windows has for it, and a free one."""
LENT = re.compile(rb'<w:r><w:rPr>(?:<w:rStyle [^>]*>)?<w:rFonts w:ascii="([^"]+)"')
"""The typeface of a run, in a part's bytes."""
SHARED = frozenset({"Ebrima", "Gadugi", "Leelawadee UI", "Nirmala UI", "Sylfaen"})
"""Those of several scripts: no free face is in the place of all."""

LATIN, OWN_RTL = WordScript(), WordScript(is_rtl=True)
ARABIC = WordScript(is_rtl=True, kind="bidi", language="ar-SA")
IN_HEBREW = WordScript(is_rtl=True, kind="bidi", language="he-IL")
IN_GREEK = WordScript(kind="val", language="el-GR")
IN_CYRILLIC = WordScript(kind="val", language="ru-RU")
CHINESE = WordScript(kind="eastAsia", language="zh-CN", face="SimSun")
JAPANESE = WordScript(kind="eastAsia", language="ja-JP", face="MS Mincho")
KOREAN = WordScript(kind="eastAsia", language="ko-KR", face="Batang")


def split_by_script(text: str, *, rtl: bool) -> Iterator[tuple[str, WordScript]]:
    """The text of a letter of either direction in stretches (17.3.2.30), none of them empty."""
    if not rtl and (text.isascii() or not FOREIGN.search(text)):
        if text:
            yield text, LATIN
        return
    found = (LTR_STRETCH if rtl else RTL_STRETCH).split(text)
    for index, stretch in enumerate(found):
        if not stretch:
            continue
        if rtl != bool(index % 2):
            yield stretch, _right_to_left(stretch, rtl=rtl)
        else:
            yield from _left_to_right(stretch)


def _right_to_left(stretch: str, *, rtl: bool) -> WordScript:
    if re.search(f"[{HEBREW}]", stretch):
        return IN_HEBREW
    face = choose_script_face(stretch)
    return WordScript(is_rtl=True, face=face) if face else OWN_RTL if rtl else ARABIC


@cache
def find_word_faces(face: str, heading_face: str) -> WordFaces:
    """What finds the words of a letter for which Word, or another program, would need another face."""
    return WordFaces((face, heading_face or face), with_system=False)


def choose_word_face(text: str, borrowed: BorrowedFace) -> str:
    """The face that a Word file names for words; empty: none is known, Word finds one."""
    if borrowed.family not in COMPANIONS:
        return choose_script_face(text)
    if borrowed.family == SANS:
        return WIDE_SANS
    return WIDE_SERIF if RARE_IN_SERIF.search(text) else LIKE_SERIF


def list_borrowed_fonts(face: str) -> dict[str, str]:
    """The faces that words of a letter may name, each with the one to take where it is missing.

    `face` is what Word has for the letter's own.
    """
    lent = dict.fromkeys((LIKE_SERIF, WIDE_SERIF, WIDE_SANS), face)
    lent |= {words: free for words, free in SCRIPT_FACES.values() if words not in SHARED}
    return {name: other for name, other in lent.items() if name != face}


def find_lent_faces(parts: Iterable[bytes]) -> frozenset[str]:
    """The faces that words in these parts of a package name."""
    return frozenset(name.decode() for part in parts for name in LENT.findall(part))


def choose_script_face(text: str) -> str:
    """Word's face for the first letter that has a script with one of its own; empty: none."""
    scripts = (unicodedata.name(character, "").partition(" ")[0] for character in text if character.isalpha())
    return next((SCRIPT_FACES[script][0] for script in scripts if script in SCRIPT_FACES), "")


def _left_to_right(text: str) -> Iterator[tuple[str, WordScript]]:
    reached = 0
    for match in SCRIPTS.finditer(text):
        if match.start() > reached:
            yield text[reached : match.start()], LATIN
        yield match[0], (IN_GREEK, IN_CYRILLIC, _east_asian(match[0]))[(match.lastindex or 1) - 1]
        reached = match.end()
    if reached < len(text):
        yield text[reached:], LATIN


def _east_asian(text: str) -> WordScript:
    """Chinese, unless there is kana or hangul: the characters alone do not show the language."""
    if re.search(f"[{KANA}]", text):
        return JAPANESE
    return KOREAN if re.search(f"[{HANGUL}]", text) else CHINESE
