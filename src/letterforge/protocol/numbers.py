"""Numbers and lists of words, as each language writes them (CLDR, through Babel)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from letterforge.languages import OURS, Languages
from letterforge.model import Language
from letterforge.protocol.dates import locale_of


@lru_cache(maxsize=512)
def decimal(
    number: int | float, language: Language, places: int | None = None, languages: Languages = OURS
) -> str:
    """A number with the language's signs: `1,234.5`, `1 234,5`.

    `places` after the sign; None: as many as it has.
    """
    from babel.numbers import format_decimal

    pattern = None if places is None else f"#,##0.{'0' * places}".rstrip(".")
    return format_decimal(
        number, pattern, locale=locale_of(language, languages), decimal_quantization=places is not None
    )


@lru_cache(maxsize=512)
def percent(number: int | float, language: Language, languages: Languages = OURS) -> str:
    """A share as per cent: 0.125 is `12.5%`, `12,5 %`."""
    from babel.numbers import format_percent

    return format_percent(number, locale=locale_of(language, languages), decimal_quantization=False)


def series(words: Sequence[str], language: Language, languages: Languages = OURS) -> str:
    """Words as a series: `A, B and C`, `A, B et C`."""
    from babel.lists import format_list

    return format_list(list(words), style="standard", locale=locale_of(language, languages))
