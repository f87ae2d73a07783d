"""A salutation, a close or `Re:` that the text has itself, and the letter prints beside it a second time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterforge.errors import Code, Place, Problem
from letterforge.model import Letter, Line, Paragraph
from letterforge.protocol.labels import labels

LONGEST = 90
"""Characters of a paragraph that is a salutation or a close, and no sentence of the text."""
AT_THE_END = 4
"""Paragraphs at a text's end among which a close is: a name, a title and a place may follow it."""
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


def said_twice(letter: Letter, source: str, shown: str) -> Iterator[Problem]:
    """The parts that a letter's text, or its subject, repeats. `source` is the template's body, `shown` its path."""
    paragraphs = [_words(block.content) for block in letter.body if isinstance(block, Paragraph)]
    found = {
        "salutation": next((text for text in paragraphs[:1] if _is(GREETING, text)), ""),
        "closing": next((text for text in paragraphs[-AT_THE_END:] if _is(CLOSE, text)), ""),
    }
    for name, text in found.items():
        if text and getattr(letter, name):
            message = f'the text has a {name} of its own, "{text}", and the letter prints another'
            hint = f"take it out of the text; or write {name}: none in the front matter"
            yield Problem(Code.PART_MISSING, message, hint, Place(shown, line=_line(text, source)))
    label, subject = labels(letter.language).subject.strip(), _words(letter.subject)
    if (marks := re.match(r"(?i)(Re|Subject|Objet|Asunto|Assunto|Betreff)\s?:", subject)) and label:
        message = f'the subject begins with "{marks[0]}", and the letter prints "{label}" before it'
        yield Problem(Code.PART_MISSING, message, f'take "{marks[0]}" out of the subject', Place(shown))


def _words(line: Line) -> str:
    return " ".join("".join(run.text for run in line).split())


def _is(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= LONGEST and pattern.fullmatch(text) is not None


def _line(text: str, source: str) -> int | None:
    """The line of a template that begins as a text does: names may follow that only a row has."""
    first = re.match(WORDS, text)
    lines = [
        n
        for n, line in enumerate(source.splitlines(), 1)
        if first and line.lstrip(" *_").startswith(first[0])
    ]
    return lines[0] if lines else None
