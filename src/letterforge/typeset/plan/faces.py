"""Text → the typeface of each word, for every output: no word, and no name, is set in two.

A word with a character that the letter's face lacks is set in another face as a whole, which has all of its
characters: first in one of those that come with letterforge, of the same manner (serif with serif), then in
one of the system. The same face is used whatever was set before, and on every machine with the same faces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import TypeAlias

from letterforge.machine import packaged_scripts
from letterforge.model import Language, Run
from letterforge.typeset.coverage import compare_size, find_coverage, is_sans, is_unseen, list_system_faces
from letterforge.typeset.faces import TWINS, list_script_faces
from letterforge.typeset.plan.measures import ARABIC
from letterforge.typeset.plan.scripts import LETTERS

Place: TypeAlias = tuple[int, int]
"""Where a word begins and ends in its text."""

COMPANIONS = ("Companion Serif", "Companion Sans")
"""The faces that come with letterforge for Latin with every accent, Greek and Cyrillic. Their size and weight
are those of Caladea and Carlito."""
RARE = re.compile(
    "[^\n\t\x20-\x7e\xa0-\u017f\u2011\u202f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u20ac]"
)
"""What the faces in `TWINS` may lack: all else they have, and no file need be read to know."""
JOINERS = frozenset("'\u2019\u02bc-\u2010\u2011\u00b7\u05f3\u05f4")
"""Characters within a word: apostrophes, hyphens, a middle dot."""
VOWEL = re.compile("[\u064b-\u0655\u0670]")
VOCALISED = "Noto Naskh Arabic"
"""For Arabic with vowel signs, where the system has it: readers of PDF put the letters of Amiri, which climb
over each other, into another order if signs are between them."""
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u2063\u00ad")
"""The same without width: joiners, and places where a word may be broken."""
BLANKS = frozenset(" \u00a0\u202f")
PARTICLES = frozenset(
    {"af", "al", "av", "bin", "bint", "da", "das", "de", "del", "den", "der", "des", "di", "do", "dos", "du"}
    | {"el", "ibn", "la", "le", "van", "von", "y"}
)
"""Small words within a name."""
LENT_TO_NAMES = frozenset({*COMPANIONS, ""})
"""The faces of whole names where one word needs it: they look like the letter's own."""
KEPT = 4096
"""Lines of which the faces are kept: most are in all letters."""
SHORT = 2
"""Letters of an abbreviation before a name, at most: after it a full stop is no end."""
SCRIPTS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "ar": ("Noto Naskh Arabic",),
        "hi": ("Nirmala UI", "Kohinoor Devanagari"),
        "bn": ("Nirmala UI", "Kohinoor Bangla"),
        "he": ("Arial Hebrew",),
        "si": ("Nirmala UI", "Sinhala Sangam MN"),
        "th": ("Leelawadee UI", "Thonburi"),
        "lo": ("Leelawadee UI", "Lao Sangam MN"),
        "ka": ("Sylfaen",),
        "hy": ("Sylfaen",),
        "ko": ("Noto Serif CJK KR", "Noto Sans CJK KR", "Batang", "Malgun Gothic", "Apple SD Gothic Neo"),
        "am": ("Ebrima", "Kefa"),
        "km": ("Leelawadee UI", "Khmer Sangam MN"),
        "ja": ("Noto Serif CJK JP", "Noto Sans CJK JP", "Yu Mincho", "MS Mincho", "Hiragino Mincho ProN"),
        "zh": ("Noto Serif CJK SC", "Noto Sans CJK SC", "SimSun", "Songti SC", "WenQuanYi Zen Hei"),
    }
)
"""Language → faces of its script, besides Noto Serif and Noto Sans: of Linux, Windows and macOS."""
OTHERS = (
    "Noto Serif",
    "DejaVu Serif",
    "Liberation Serif",
    "Times New Roman",
    "Noto Sans",
    "DejaVu Sans",
    "Arial Unicode MS",
    "Segoe UI",
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Segoe UI Symbol",
    "Apple Symbols",
)
"""Faces for all else, before any other in the order of the alphabet."""


@dataclass(frozen=True, slots=True)
class BorrowedFace:
    """The face of a word that the letter's own cannot set."""

    family: str
    """Empty: none that comes with letterforge has the word, and the system was not asked."""
    scale: float = 1.0
    """Its size, as a part of that of the text around."""


@dataclass(frozen=True, slots=True)
class FaceSpan:
    """A part of a text that is set in another face."""

    start: int
    end: int
    face: BorrowedFace


class WordFaces:
    """Finds the words that a letter's own faces cannot set, and a face for each."""

    def __init__(self, own: Sequence[str], *, with_system: bool = True) -> None:
        """`own`: the faces of text and headings; a word is set in them only if they all have it.

        `with_system`: whether the faces of this machine are asked too.
        """
        self._own = tuple(dict.fromkeys(own))
        self._is_known = all(face in TWINS for face in self._own)
        self._with_system = with_system
        self._find = lru_cache(KEPT)(self._find_spans)
        self.lent: dict[str, None] = {}
        """The families of all words so far."""

    def find(self, text: str) -> tuple[FaceSpan, ...]:
        """The parts of a line that are set in other faces, in order; none where its own face has it all."""
        if self._is_known and (text.isascii() or not RARE.search(text)):
            return ()
        return self._find(text)

    def cut(self, content: Sequence[Run]) -> Iterator[tuple[Run, BorrowedFace | None]]:
        """Runs of a line, cut where the face changes, each with its face; None: the letter's own."""
        spans = self.find(content[0].text if len(content) == 1 else "".join(run.text for run in content))
        start = 0
        for run in content:
            if spans:
                yield from _cut_run(run, start, spans)
                start += len(run.text)
            else:
                yield run, None

    def choose_for_all(self, text: str) -> BorrowedFace | None:
        """One face for a whole text, in the margin of a page; None: the letter's own, as far as it goes."""
        return self.choose(text) if self.find(text) else None

    def find_missing(self, text: str) -> list[str]:
        """The characters that no face has, each once."""
        spans = self.find(text)
        if not spans and self._is_known and not RARE.search(text):
            return []
        lent = {at for span in spans for at in range(span.start, span.end)}
        lacking = self._find_lacking(text)
        return list(dict.fromkeys(char for at, char in enumerate(text) if char in lacking and at not in lent))

    def choose(self, word: str) -> BorrowedFace | None:
        """The face that has all characters of a word; None: there is none."""
        for family in self._candidates(word):
            if _covers(family, word):
                self.lent[family] = None
                is_arabic = family == packaged_scripts().get("ar")
                return BorrowedFace(family, ARABIC if is_arabic else compare_size(self._own[0], family))
        return None if self._with_system else BorrowedFace("")

    @cached_property
    def is_sans(self) -> bool:
        """Whether these are faces without serifs."""
        return is_sans(self._own[0])

    @cached_property
    def _coverage(self) -> frozenset[int]:
        return frozenset.intersection(*map(find_coverage, self._own))

    def _find_lacking(self, text: str) -> set[str]:
        if not self._coverage:  # a Word file may name a face that is not on this machine
            return set(RARE.findall(text)) if self._is_known else set()
        return {char for char in set(text) if ord(char) not in self._coverage and not is_unseen(char)}

    def _find_spans(self, text: str) -> tuple[FaceSpan, ...]:
        lacking = self._find_lacking(text)
        if not lacking:
            return ()
        words = list(_split_into_words(text, lacking))
        faces = [
            self.choose(text[start:end]) if lacking.intersection(text[start:end]) else None
            for start, end in words
        ]
        _extend_to_names(text, words, faces)
        spans: list[FaceSpan] = []
        for (start, end), face in zip(words, faces, strict=True):
            if face is not None:
                spans.append(FaceSpan(start, end, face))
            elif lacking.intersection(text[start:end]):
                spans += self._set_by_character(text, start, end, lacking)
        return tuple(_join(text, spans))

    def _candidates(self, word: str) -> Iterator[str]:
        yield from list_companions(sans=self.is_sans)
        if self._with_system and VOWEL.search(word):
            yield VOCALISED
        yield from list_script_faces()
        if self._with_system:
            lacking = self._find_lacking(word)
            first = next((character for character in word if character in lacking), "")
            yield from _list_candidates(first, self.is_sans)

    def _set_by_character(self, text: str, start: int, end: int, lacking: set[str]) -> Iterator[FaceSpan]:
        """A word of several scripts that no single face has, cut where it must be."""
        for at, to in _split_into_clusters(text, start, end):
            face = self.choose(text[at:to]) if lacking.intersection(text[at:to]) else None
            if face:
                yield FaceSpan(at, to, face)


def list_companions(*, sans: bool) -> tuple[str, ...]:
    """The faces for Latin, Greek and Cyrillic, the one of the same manner first."""
    return COMPANIONS[::-1] if sans else COMPANIONS


@cache
def _list_candidates(character: str, sans: bool) -> tuple[str, ...]:
    """Families of this machine for a character, the most fitting first, and all others after them."""
    system = list_system_faces()
    language = next(
        (language for language, letters in LETTERS.items() if re.match(f"[{letters}]", character)), ""
    )
    script = unicodedata.name(character, "").partition(" ")[0]
    noto = (f"noto serif {script}", f"noto sans {script}") if script else ()
    named = [*noto, *SCRIPTS.get(language, ()), *OTHERS]
    if sans:
        named.sort(key=lambda family: "serif" in family.casefold())
    first = (family.casefold() for family in named)
    return tuple(system[name].family for name in dict.fromkeys((*first, *sorted(system))) if name in system)


def _split_into_words(text: str, lacking: set[str]) -> Iterator[Place]:
    """The places of words: letters, marks and figures, what joins them, and signs that the face lacks."""
    start = -1
    for at, character in enumerate(text):
        if _is_part(character, lacking):
            start = at if start < 0 else start
        elif start >= 0 and not (
            character in JOINERS and at + 1 < len(text) and _is_part(text[at + 1], lacking)
        ):
            yield start, at
            start = -1
    if start >= 0:
        yield start, len(text)


def _is_part(character: str, lacking: set[str]) -> bool:
    is_letter = character.isalnum() or unicodedata.category(character)[0] == "M"
    return is_letter or character in lacking or character in INVISIBLE


def _split_into_clusters(text: str, start: int, end: int) -> Iterator[Place]:
    """The places of characters, each with its marks and what joins it to the next."""
    begun = start
    for at in range(start + 1, end + 1):
        if at == end or not (
            unicodedata.category(text[at])[0] == "M" or {text[at], text[at - 1]} & {"\u200d", "\u200c"}
        ):
            yield begun, at
            begun = at


def _extend_to_names(text: str, words: Sequence[Place], faces: list[BorrowedFace | None]) -> None:
    """Set the whole of a name in the face of one of its words: the words with capitals on either side."""
    for order, step in ((range(1, len(words)), 1), (range(len(words) - 2, -1, -1), -1)):
        for at in order:
            face = faces[at - step]
            if faces[at] is None and face and face.family in LENT_TO_NAMES:
                beyond = words[at + step] if 0 <= at + step < len(words) else None
                if _belongs(text, words[at], words[at - step], beyond) and _covers(
                    face.family, text[slice(*words[at])]
                ):
                    faces[at] = face


def _belongs(text: str, word: Place, beside: Place, beyond: Place | None) -> bool:
    """Whether a word is in one name with the word beside it; `beyond` is the word on its other side."""
    if not _is_named(text, beside) or not _are_together(text, word, beside):
        return False
    if _is_capital(text, word):
        return True
    is_particle = text[slice(*word)] in PARTICLES
    return bool(is_particle and beyond and _is_capital(text, beyond) and _are_together(text, word, beyond))


def _is_named(text: str, word: Place) -> bool:
    return _is_capital(text, word) or text[slice(*word)] in PARTICLES


def _is_capital(text: str, word: Place) -> bool:
    return text[word[0]].isupper() or text[word[0]].istitle()


def _are_together(text: str, one: Place, other: Place) -> bool:
    """Whether nothing but a space, or the full stop of an abbreviation and one, is between two words."""
    before, after = sorted((one, other))
    between = text[before[1] : after[0]]
    if between in BLANKS:
        return True
    return between[:1] == "." and between[1:] in {"", *BLANKS} and before[1] - before[0] <= SHORT


def _covers(family: str, text: str) -> bool:
    """Whether a family has all of a text; it has, where nobody asks the system for a family."""
    coverage = find_coverage(family) if family else None
    return coverage is None or all(ord(char) in coverage or is_unseen(char) for char in text)


def _join(text: str, spans: Iterable[FaceSpan]) -> Iterator[FaceSpan]:
    """Spans of one face with nothing but spaces, figures and signs of that face between them, as one."""
    last: FaceSpan | None = None
    for span in spans:
        if last and last.face == span.face and _is_gap(text[last.end : span.start], span.face):
            last = FaceSpan(last.start, span.end, last.face)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _is_gap(between: str, face: BorrowedFace) -> bool:
    is_text = any(character.isalpha() or character in "\n\t" for character in between)
    return not is_text and _covers(face.family, between)


def cut_text(text: str, start: int, spans: Sequence[FaceSpan]) -> Iterator[tuple[str, BorrowedFace | None]]:
    """A text that begins at a place of its line, cut at the ends of spans; each piece with its face."""
    at, end = start, start + len(text)
    for span in spans:
        if span.end <= at or span.start >= end:
            continue
        if span.start > at:
            yield text[at - start : span.start - start], None
            at = span.start
        to = min(span.end, end)
        yield text[at - start : to - start], span.face
        at = to
    if at < end:
        yield text[at - start :], None


def _cut_run(run: Run, start: int, spans: Sequence[FaceSpan]) -> Iterator[tuple[Run, BorrowedFace | None]]:
    if not run.text:
        yield run, None
    for piece, face in cut_text(run.text, start, spans):
        yield (run if piece == run.text else run.saying(piece)), face
