"""Scripts: which characters belong to which (blocks of Unicode 16), as ranges of a regular expression."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from letterforge.model import Language
from letterforge.protocol.direction import RTL_BLOCKS

KANA = "\u3040-\u30ff\u31f0-\u31ff"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
EAST_SIGNS = "\u2e80-\u2fdf\u3000-\u303f\u3100-\u312f\uff01-\uffef"
"""Radicals, punctuation, Bopomofo and wide forms, which East Asian typefaces have."""
LETTERS: Mapping[Language, str] = MappingProxyType(
    {
        "el": "\u0370-\u03ff\u1f00-\u1fff",
        "ru": "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
        "hy": "\u0530-\u058f",
        "he": "\u0590-\u05ff\ufb1d-\ufb4f",
        "ar": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
        "hi": "\u0900-\u097f",
        "bn": "\u0980-\u09ff",
        "si": "\u0d80-\u0dff",
        "th": "\u0e00-\u0e7f",
        "lo": "\u0e80-\u0eff",
        "ka": "\u10a0-\u10ff\u1c90-\u1cbf",
        "ko": HANGUL,
        "am": "\u1200-\u137f",
        "km": "\u1780-\u17ff",
        "ja": KANA,
        "zh": HAN,
    }
)
"""Language → the characters of its script. Where a script serves several languages, the one that most of its
readers read."""
LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
RTL_SCRIPTS = f"{RTL_BLOCKS}\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Every block whose script runs from right to left, languages that are not known here included."""
RIGHT_TO_LEFT = frozenset({"ar", "he"})
