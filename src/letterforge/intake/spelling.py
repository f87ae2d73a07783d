"""Text in one spelling: Unicode's composed form, without the change of names that it makes."""

from __future__ import annotations

import re
import unicodedata

KEPT = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
"""CJK compatibility ideographs (Unicode 15, blocks F900 and 2F800).

NFC puts the unified ideograph in the place of each, U+795E for U+FA19: to the bearer of a name they are two.
"""


def composed(text: str) -> str:
    """A text in NFC, its CJK compatibility ideographs as they are."""
    if text.isascii():
        return text
    if not KEPT.search(text):
        return unicodedata.normalize("NFC", text)
    pieces = KEPT.split(text)  # every second one is kept
    return "".join(piece if n % 2 else unicodedata.normalize("NFC", piece) for n, piece in enumerate(pieces))
