"""A salutation, a close or `Re:` that is in the text, although the letter prints one too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterforge.errors import Code, Place, Problem
from letterforge.model import Letter, Line, Paragraph

LONGEST = 90
"""Longest salutation or close, in characters: longer paragraphs are part of the text."""
AT_THE_END = 4
"""Number of last paragraphs in which a close is searched: a name, a title and a place may follow it."""
GREETING = re.compile(
    r"""(?:(?:My\ )?Dear|Your\ Excellency|Excellenc(?:y|ies)|Sir|Madam
    |Monsieur|Madame|Mesdames|Messieurs|Ch(?:er|ère)s?|Excellence
    |(?:Muy\ )?[Ee]stimad[oa]s?|Distinguid[oa]s?|Señora?|Excelentísim[oa]|Excelencia
    |Prezad[oa]s?|Excelência|Senhora?|Excelentíssim[oa]
    |Sehr\ [Gg]eehrte[r]?|Liebe[r]?|Exzellenz|عزيزي|عزيزتي|سعادة|معالي|السيد|السيدة
    )\b(?:[^.!?:]*[,،]|[^.!?,:]*:)""",
    re.VERBOSE,
)
CLOSE = re.compile(
    r"""(?:Yours\ (?:very\ )?(?:sincerely|faithfully|truly|respectfully)
    |(?:Very\ |Most\ )?(?:[Ss]incerely|[Rr]espectfully)(?:\ yours)?|(?:Kind|Best|Warm)(?:est)?\ regards
    |Cordialement|Bien\ cordialement|(?:Muy\ )?[Aa]tentamente|(?:Muy\ )?[Cc]ordialmente|Respetuosamente
    |Atenciosamente|Respeitosamente|Mit\ (?:freundlichen|besten|vorzüglichen?)\ \w+|Hochachtungsvoll
    )[,.]?""",
    re.VERBOSE,
)
WORDS = r"[^\W_]+"


def repeated_parts(letter: Letter, source: str, shown: str) -> Iterator[Problem]:
    """The parts that a letter's text or subject repeats. `source`: the template's body. `shown`: its path."""
    paragraphs = [_words(block.content) for block in letter.body if isinstance(block, Paragraph)]
    found = {
        "salutation": next((text for text in paragraphs[:1] if _is(GREETING, text)), ""),
        "closing": next((text for text in paragraphs[-AT_THE_END:] if _is(CLOSE, text)), ""),
    }
    for name, text in found.items():
        if text and getattr(letter, name):
            message = f'the text has its own {name}, "{text}", but the letter also prints one'
            hint = f"remove it from the text; or write {name}: none in the front matter"
            yield Problem(Code.PART_MISSING, message, hint, Place(shown, line=_line(text, source)))
    label, subject = letter.labels.subject.strip(), _words(letter.subject)
    if (marks := re.match(r"(?i)(Re|Subject|Objet|Asunto|Assunto|Betreff)\s?:", subject)) and label:
        message = f'the subject begins with "{marks[0]}", but the letter also prints "{label}" before it'
        yield Problem(Code.PART_MISSING, message, f'remove "{marks[0]}" from the subject', Place(shown))


def _words(line: Line) -> str:
    return " ".join("".join(run.text for run in line).split())


def _is(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= LONGEST and pattern.fullmatch(text) is not None


def _line(text: str, source: str) -> int | None:
    """The line of a template that begins like a text; names from a row may follow."""
    first = re.match(WORDS, text)
    lines = [
        n
        for n, line in enumerate(source.splitlines(), 1)
        if first and line.lstrip(" *_").startswith(first[0])
    ]
    return lines[0] if lines else None
