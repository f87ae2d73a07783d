"""The words around a letter: subject, reference, copies, pages, in each language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from letterforge.errors import Code, LetterFailed, Problem
from letterforge.model import Labels, Language


@cache
def languages() -> tuple[Language, ...]:
    """The languages in which letterforge has the words around a letter."""
    return tuple(_table())


def language_name(language: Language) -> str:
    """What a language is called in English; its code where nobody knows."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        return language


@cache
def labels(language: Language) -> Labels:
    """The words of a language. Raises LetterFailed where letterforge does not have them."""
    if language not in _table():
        known = ", ".join(languages())
        message = f'letterforge has no words for subject, copies and pages in "{language}"'
        raise LetterFailed([Problem(Code.UNKNOWN_LANGUAGE, message, f"it has them in: {known}")])
    texts = _table()[language]
    return Labels(**texts | {"order": tuple(texts["order"])})


@cache
def _table() -> dict[Language, dict[str, Any]]:
    path = Path(__file__).parent / "data" / "labels.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
