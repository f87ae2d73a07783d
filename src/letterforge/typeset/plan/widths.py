"""How wide a text is in a typeface, whatever is on this machine: for decisions that all outputs share.

Widths are those of the letters without accents, and without kerning, which makes most texts narrower. Letters
that are not in the table, and typefaces that are not, count as wide ones, so a text may end earlier than this
says, and seldom later.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

SIGNS = "".join(map(chr, range(0x20, 0x7F))) + "ßæœøđłıþðÆŒØĐŁ–—‘’“”„…«»·º°№"
"""The characters that have a width in `ADVANCES`, in their order."""
ADVANCES: Mapping[str, bytes] = MappingProxyType(
    {
        "Caladea": bytes.fromhex(
            "2c3a4f7c66b28a304d4d566f294329626f6f6f6f6f6f6f6f6f6f35356f6f6f55b17d7b7185736c7b8a413e7e6ca38983"
            "72837d64778279b973726c4662466f4b39626e596f623d636f38366937a7706b706e5356446f659b61655b4e404e8f79"
            "97a46b6f3e386e6aaeba83856c64c82d2d4b4b4897626239564bd0"
        ),
        "Carlito": bytes.fromhex(
            "2e425164668f892d3d3d6464323e334e6666666666666666666636366464645db3746d6b7c625c7f7d33406855ab8285"
            "68876d5c628172b268625e3e4e3e64643b606a556a643e5f6a2e305b2ea06a6a6a6a464f436a5b8f575b503f5d3f646a"
            "9baa6a6f322e6a6a99ae857d5664b632325454548b6767335544cd"
        ),
        "Liberation Serif": bytes.fromhex(
            "3243526464a79c25434364713243323864646464646464646464383871717159b9918686917b709191434e917bb29191"
            "709186707b9191bd91917b4338435e64435964596459436464383864389c64646464434e386464916464596029606d64"
            "8691646438386464b2b291917b64c84343595959c86464323f50bf"
        ),
        "Liberation Sans": bytes.fromhex(
            "3838477070b2862743434e753843383870707070707070707070383875757570cc86869191867b9c9138648670a7919c"
            "869c91867b9186bd86867b3838385e704370706470703870702d2d642da770707070436438706491646464433443757b"
            "b2bd7b702d387070c8c89c917070c82d2d434343c87070384a50d7"
        ),
    }
)
"""Typeface → the advance of each sign in 200ths of its size (`hmtx` of the regular style, rounded up)."""
UNIT = 200
BOLD = 1.14
"""How much wider a bold text is, at most: a word of twelve letters or more, which may not fit. A short one of
narrow letters may be wider still ("ill" in Liberation Sans by a quarter)."""
UNKNOWN = 1.1
"""How much wider a text may be in a typeface that is not in the table than in the widest that is."""
WIDE = {"W": 1.0, "F": 1.0}
"""East Asian width (UAX 11) → the width of a character, as a part of its size."""
CAPITAL, LETTER = 0.8, 0.62
"""The same for capitals and for other letters of scripts that the table lacks."""


@lru_cache(1024)
def measure_text(text: str, face: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in one line, in points."""
    units = _widths(face)
    wide = sum(units.get(sign) or _guess(sign) for sign in unicodedata.normalize("NFD", text))
    return wide * size * (BOLD if bold else 1.0)


@lru_cache(8)
def _widths(face: str) -> Mapping[str, float]:
    """Signs → their widths, as parts of the size."""
    if face in ADVANCES:
        return {sign: advance / UNIT for sign, advance in zip(SIGNS, ADVANCES[face], strict=True)}
    widest = map(max, zip(*ADVANCES.values(), strict=True))
    return {sign: advance / UNIT * UNKNOWN for sign, advance in zip(SIGNS, widest, strict=True)}


def _guess(sign: str) -> float:
    kind = unicodedata.category(sign)
    if kind[0] == "M" or kind == "Cf":
        return 0.0
    if kind[0] == "Z":
        return 0.3
    return WIDE.get(unicodedata.east_asian_width(sign)) or (CAPITAL if kind == "Lu" else LETTER)
