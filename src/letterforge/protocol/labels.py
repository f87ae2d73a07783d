"""The words around a letter: subject, reference, copies, pages, in each language."""

from __future__ import annotations

from functools import lru_cache

from letterforge.errors import Code, LetterFailed, Problem
from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Labels, Language


def language_name(language: Language) -> str:
    """What a language is called in English; its code if the name is unknown."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        return language


@lru_cache(maxsize=64)
def labels(language: Language, languages: Languages = OURS) -> Labels:
    """The words of a language. Raises LetterFailed where letterforge does not have them."""
    texts = languages.document(language, PackPart.LABELS)
    if not texts:
        known = ", ".join(languages.having(PackPart.LABELS))
        message = f'letterforge has no words for subject, copies and pages in "{language}"'
        raise LetterFailed([Problem(Code.UNKNOWN_LANGUAGE, message, f"it has them in: {known}")])
    return Labels(**dict(texts) | {"order": tuple(texts["order"])})
