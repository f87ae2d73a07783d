"""What is said to the reader in a letter's texts: Excellencies, and words that are for one gender."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from letterforge.languages import Languages
from letterforge.model import Block, Heading, Language, Line, ListBlock, Paragraph, Table
from letterforge.protocol.forms import every_form
from letterforge.protocol.lint_words import LintWords, lint_words
from letterforge.protocol.phrases import key, segments

INCLUSIVE = re.compile(r"\w+\.?[/(]-?\w{1,4}\)?(?!\w)")
"""`Señor/a`, `Chargé(e)`, `Mr/Ms`: a form for more than one gender."""


@lru_cache(maxsize=1024)  # most paragraphs are the same in every letter
def find_excellencies(language: Language, text: str, languages: Languages) -> tuple[str, ...]:
    """Each Excellency that is said to the reader within a text.

    Not one that is somebody else, nor centres of it.
    """
    words = lint_words(language, languages)
    alone = (segment for segment in segments(text) if segment in words.excellency)
    return (*alone, *(phrase for _, phrase in words.excellency_in_text.found(text)))


@lru_cache(maxsize=1024)
def find_gendered_vocatives(
    language: Language, text: str, languages: Languages
) -> tuple[tuple[str, str], ...]:
    """Gender and vocative of what is said to the reader within a text, unless both genders are."""
    known = _gender_of_vocatives(language, languages)
    said = {segment: known[key(segment)] for segment in segments(text) if key(segment) in known}
    return tuple((gender, segment) for segment, gender in said.items() if len(set(said.values())) == 1)


@lru_cache(maxsize=64)
def _gender_of_vocatives(language: Language, languages: Languages) -> dict[str, str]:
    """Gender of each vocative that is for one gender alone."""
    words = lint_words(language, languages)
    vocatives = [form.vocative for _, form in every_form(language, languages)]
    return {key(text): gender for text in vocatives for gender, _ in find_one_gender(words, text)}


def find_one_gender(words: LintWords, text: str) -> tuple[tuple[str, str], ...]:
    """Gender and first phrase of a text that is for one gender alone."""
    found = dict(reversed(list(words.genders.found(INCLUSIVE.sub(" ", text)))))
    return tuple(found.items()) if len(found) == 1 else ()


def read_line(line: Line) -> str:
    """The text of a line."""
    return "".join(run.text for run in line).strip()


def read_paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of a body without its quotations, a paragraph at a time."""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(_, content):
                yield read_line(content)
            case ListBlock(entries):
                for entry in entries:
                    yield from read_paragraphs(entry)
            case Table(head, rows):
                yield from (read_line(cell) for row in (head, *rows) for cell in row)
            case _:
                pass  # a quotation speaks to somebody else; rules and breaks say nothing
