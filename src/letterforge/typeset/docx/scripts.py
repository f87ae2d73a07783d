"""Text → stretches of one script, each with its direction, language and typeface for Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from letterforge.typeset.plan.scripts import EAST_SIGNS, HAN, HANGUL, KANA, LETTERS, RTL_SCRIPTS

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
    """East Asian typeface; empty: the style's."""


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
    return OWN_RTL if rtl else ARABIC


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
