"""Text in another script than its letter's: its language, and the direction in which it runs.

A screen reader needs the language of a foreign name. WeasyPrint sets each element by itself, and needs the
direction of a phrase that consists of several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

from letterforge.model import Language, Run
from letterforge.typeset.plan.scripts import LATIN, LETTERS, RIGHT_TO_LEFT

Phrase: TypeAlias = tuple[Language, tuple[Run, ...]]
"""Runs, and the language that they are in; empty: the letter's."""

BRACKETS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))


class ForeignText:
    """Finds what is in another script, in the letters of one language."""

    def __init__(self, language: Language, default: Language, *, rtl: bool) -> None:
        """`default` is the campaign's language: that of Latin letters in a letter that has others."""
        scripts = dict(LETTERS)
        if rtl:
            scripts.pop(language, None)
            scripts["en" if default in RIGHT_TO_LEFT else default] = LATIN
        self._rtl = rtl
        self.own: Mapping[str, str] = {"lang": language, "dir": "rtl" if rtl else "ltr"}
        """The attributes of an element in the letter's own language."""
        self._foreign = re.compile("|".join(_phrase(*script) for script in scripts.items()))

    def found_in(self, content: Iterable[Run]) -> bool:
        """Whether any of these runs has a letter of another script."""
        return any(not run.text.isascii() or self._rtl for run in content) and any(
            self._foreign.search(run.text) for run in content
        )

    def direction(self, language: Language) -> str:
        """`ltr` or `rtl` for a language that runs against the letter; empty for one that runs with it."""
        if (language in RIGHT_TO_LEFT) == self._rtl:
            return ""
        return "rtl" if language in RIGHT_TO_LEFT else "ltr"

    def phrases(self, content: Iterable[Run]) -> Iterator[Phrase]:
        """Runs in order, grouped by language; empty: the letter's own.

        A line without a letter of the letter's own script is one phrase, with its figures and punctuation.
        Elsewhere text without letters belongs to a language if it is between two pieces of it.
        """
        for line in _split_lines(content):
            pieces = [piece for run in line for piece in self._pieces(run)]
            foreign = {language for language, _ in pieces if language}
            if len(foreign) == 1 and not any(not language and _has_words(run) for language, run in pieces):
                yield foreign.pop(), tuple(line)
                continue
            _bridge(pieces)
            for language, group in groupby(pieces, key=lambda piece: piece[0]):
                yield language, tuple(run for _, run in group)

    def _pieces(self, run: Run) -> Iterator[tuple[Language, Run]]:
        end = 0
        for found in self._foreign.finditer(run.text):
            start = found.start()
            if start > end:
                yield "", _cut(run, end, start)
            end = _include_closing(run.text, *found.span())
            yield found.lastgroup or "", _cut(run, start, end)
        if end < len(run.text) or run.note:
            yield "", _cut(run, end, len(run.text))


def _split_lines(content: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs, split after each line feed."""
    line: list[Run] = []
    for run in content:
        start = 0
        for found in re.finditer("\n", run.text):
            yield [*line, _cut(run, start, found.end())]
            line, start = [], found.end()
        if start < len(run.text) or run.note:
            line.append(_cut(run, start, len(run.text)))
    if line:
        yield line


def _include_closing(text: str, start: int, end: int) -> int:
    """The end of a phrase with the closing bracket or quotation mark, if the phrase has the opening one."""
    for opening, closing in BRACKETS:
        if text[end : end + 1] == closing and opening in text[start:end]:
            return end + 1
    return end


def _bridge(pieces: list[tuple[Language, Run]]) -> None:
    for at in range(1, len(pieces) - 1):
        (before, _), (language, run), (after, _) = pieces[at - 1 : at + 2]
        if not language and before == after and not _has_words(run):
            pieces[at] = before, run


def _phrase(language: Language, letters: str) -> str:
    """The pattern of a phrase: from its first letter to its last, with marks, spaces, figures and punctuation
    between.

    Figures at its end belong to a phrase that runs from left to right (Unicode Standard Annex 9, W7).
    """
    figures = "" if language in RIGHT_TO_LEFT else r"\d"
    return rf"(?P<{language}>[{letters}]+(?:(?:(?!\n)[\W\d])+[{letters}{figures}]+)*{figures and '[0-9]*'})"


def _has_words(run: Run) -> bool:
    return any(character.isalpha() for character in run.text)


def _cut(run: Run, start: int, end: int) -> Run:
    if (start, end) == (0, len(run.text)):
        return run
    return run.saying(run.text[start:end])
