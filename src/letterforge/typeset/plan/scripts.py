"""Scripts: which characters belong to which (blocks of Unicode 16), as ranges of a regular expression."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from letterforge.model import Language

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
        "syr": "\u0700-\u074f",
        "dv": "\u0780-\u07bf",
        "nqo": "\u07c0-\u07ff",
        "ff": "\U0001e900-\U0001e95f",
        "hi": "\u0900-\u097f",
        "bn": "\u0980-\u09ff",
        "pa": "\u0a00-\u0a7f",
        "gu": "\u0a80-\u0aff",
        "or": "\u0b00-\u0b7f",
        "ta": "\u0b80-\u0bff",
        "te": "\u0c00-\u0c7f",
        "kn": "\u0c80-\u0cff",
        "ml": "\u0d00-\u0d7f",
        "si": "\u0d80-\u0dff",
        "th": "\u0e00-\u0e7f",
        "lo": "\u0e80-\u0eff",
        "dz": "\u0f00-\u0fff",
        "my": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
        "ka": "\u10a0-\u10ff\u1c90-\u1cbf",
        "ko": HANGUL,
        "am": "\u1200-\u137f",
        "km": "\u1780-\u17ff",
        "mn": "\u1800-\u18af",
        "zgh": "\u2d30-\u2d7f",
        "ja": KANA,
        "zh": HAN,
    }
)
"""Language → the characters of its script. Where a script serves several languages, the one that most of its
readers read."""
LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
RIGHT_TO_LEFT = frozenset({"ar", "dv", "ff", "he", "nqo", "syr"})


CLUSTERED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # signs above letters
    "\u07c0-\u085f"  # N'Ko, Samaritan, Mandaic
    "\u0900-\u109f"  # from Devanagari to Burmese, with Thai, Lao and Tibetan
    "\u1100-\u11ff\u135d-\u135f\u1700-\u18af\u1900-\u1cff"
    "\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua66f-\ua67d\ua69e\ua69f\ua6f0\ua6f1\ua800-\uaadf\uaae0-\uaaff\uabc0-\uabff]"
)
"""Scripts in which a letter may be several glyphs, or a glyph several letters, so that the text of a page is
not the texts of its glyphs; N'Ko because readers do not know in which direction it runs."""
TURNED = re.compile("[\u0590-\u07bf\u0860-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Scripts that readers of PDF turn round: PDFium and Poppler do it glyph by glyph, and every ActualText too.
"""

UNSPACED = re.compile(
    "[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Scripts of East and South-East Asia without spaces between words: a typesetter knows where lines may end,
without a hyphen. Not those of which neither engine does (tried with a long word of each): Tai Le, New Tai
Lue, Tai Tham.
"""


def is_clustered(text: str) -> bool:
    """Whether readers get a text right only if the page has it as a whole."""
    return not text.isascii() and CLUSTERED.search(text) is not None


def is_turned(text: str) -> bool:
    """Whether readers of PDF turn a text round, or a part of it."""
    return not text.isascii() and TURNED.search(text) is not None
