"""Straight quotation marks → those of the language, nested in turn; straight apostrophes → curved ones.

Feet and inches, minutes and seconds keep their straight marks: `5' 10"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from letterforge.compose.typography.draft import NARROW, NO_BREAK, Edit, LineDraft
from letterforge.compose.typography.rules import LetterRules

APOSTROPHE = "’"
STRAIGHT = re.compile("['\"]")
MARKS = re.compile("['\"“”‘’«»„‚‹›]")
OPENS_AFTER = frozenset(f" \t\n([{{¿¡—–-/“«‘„‚‹{NO_BREAK}{NARROW}")
"""After these, and at the start, a straight quote opens."""
BLANK = frozenset(f" \t\n{NO_BREAK}{NARROW}")
HEIGHT = re.compile(rf"[0-9]'[ {NO_BREAK}{NARROW}]?[0-9]+(?:[.,½¼¾][0-9]*)?\Z")
"""Feet, or minutes, before the mark of inches, or of seconds."""
DUTCH = re.compile(rf"'(?:[st][-\u2011][A-Z]|[tn][ {NO_BREAK}]\w)")
"""The article of Dutch and Flemish names: `'s-Gravenhage`, `van 't Hoff`."""
DECADE = re.compile(r"[0-9]{2}(s)?(?!\w)")


def set_quotes(draft: LineDraft, rules: LetterRules) -> None:
    """Set quotation marks and apostrophes, as far as either is on."""
    if STRAIGHT.search(draft.text) and (rules.has("quotes") or rules.has("apostrophes")):
        draft.replace(_Marks(draft, rules).edits(), in_cells=rules.has("cells"))


@dataclass(slots=True)
class _Marks:
    """The marks of one line, from its start to its end."""

    draft: LineDraft
    rules: LetterRules
    pairs: Sequence[tuple[str, str]] = ()
    opened: list[tuple[str, int]] = field(default_factory=list)
    """The quotations around a mark: the character that opened each, and which pair it got."""

    def edits(self) -> Iterator[Edit]:
        """What straight marks become."""
        self.pairs = self.rules.quotes, self.rules.inner
        for found in MARKS.finditer(self.draft.text):
            at, sign = found.start(), found[0]
            if self.draft.is_address(at):
                continue
            if sign == '"':
                new = "" if self.draft.is_cell(at) else self._double(at)
            elif sign == "'":
                new = self._single(at)
            else:
                self._typed(at, sign)
                continue
            if new:
                yield at, at + 1, new

    # --- one mark ----------------------------------------------------------------------------------

    def _double(self, at: int) -> str:
        if self._opens(at):
            return self._open('"')
        if not self._is_open('"') and self._before(at).isdigit():
            return ""  # inches, seconds
        if HEIGHT.search(self.draft.text, max(0, at - 12), at):
            return ""
        return self._close('"')

    def _single(self, at: int) -> str:
        before, after = self._before(at), self._after(at)
        is_quoted = self._is_open("'")
        is_article = DUTCH.match(self.draft.text, at) is not None and not before.isalnum()
        if self.draft.is_cell(at):
            return self._apostrophe() if before.isalpha() or is_article else ""
        if is_article:
            return self._apostrophe()
        if before.isdigit() and not after.isalpha() and not is_quoted:
            return ""  # feet, minutes
        if before.isalnum() and after.isalnum():
            return self._apostrophe()
        if (not before or before in OPENS_AFTER) and (not after or after in BLANK or after in "–—"):
            return ""  # alone
        if self._opens(at):
            return self._apostrophe() if self._is_elision(at) else self._open("'")
        return self._close("'") if is_quoted and not after.isalnum() else self._apostrophe()

    def _apostrophe(self) -> str:
        return APOSTROPHE if self.rules.has("apostrophes") else ""

    def _open(self, sign: str) -> str:
        """An opening mark: within another quotation that of the other pair."""
        around = self.opened[-1][1] if self.opened else None
        pair = (0 if sign == '"' else 1) if around is None else 1 - around
        self.opened.append((sign, pair))
        return self.pairs[pair][0] if self.rules.has("quotes") else ""

    def _close(self, sign: str) -> str:
        while self.opened and self._is_open(sign):
            typed, pair = self.opened.pop()
            if typed == sign:
                return self.pairs[pair][1] if self.rules.has("quotes") else ""
        return self.pairs[0 if sign == '"' else 1][1] if self.rules.has("quotes") else ""

    def _typed(self, at: int, sign: str) -> None:
        """A mark that was typed as it is printed: it shows how deep a quotation is."""
        bare = [[mark.strip(f" {NO_BREAK}{NARROW}") for mark in pair] for pair in self.pairs]
        for pair, (first, last) in enumerate(bare):
            if sign == last and self.opened and self.opened[-1] == (sign, pair):
                if sign != APOSTROPHE or not self._after(at).isalnum():
                    self.opened.pop()
                return
            if sign == first and not (sign == last and not self._opens(at)):
                self.opened.append((last, pair))
                return

    # --- around a mark ------------------------------------------------------------------------------

    def _before(self, at: int) -> str:
        return self.draft.text[at - 1] if at else ""

    def _after(self, at: int) -> str:
        return self.draft.text[at + 1] if at + 1 < len(self.draft.text) else ""

    def _is_open(self, sign: str) -> bool:
        return any(typed == sign for typed, _ in self.opened)

    def _opens(self, at: int) -> bool:
        before, after = self._before(at), self._after(at)
        if not after or after in BLANK:
            return False
        if before in {"'", APOSTROPHE, '"'} and at > 1:
            # l'"Accord", and "'Yes,' …": a mark before this one is an elision or has opened.
            earlier = self.draft.text[at - 2]
            return (before != '"' and earlier.isalpha() and after.isalnum()) or (
                earlier in OPENS_AFTER and after.isalnum()
            )
        return not before or before in OPENS_AFTER or (at == 1 and before in "'\"")

    def _is_elision(self, at: int) -> bool:
        """Whether a mark before a word is an apostrophe: 'tis, '90s, rock 'n' roll."""
        text = self.draft.text
        word = re.match(r"\w+", text[at + 1 :])
        if word and word[0].casefold() in self.rules.elided:
            # 'n' has two of them; any other word between two marks is quoted.
            return word[0].casefold() == "n" or text[at + 1 + word.end() : at + 2 + word.end()] != "'"
        decade = DECADE.match(text, at + 1)
        if decade and decade[1]:
            return True
        return not self._closes_later(at)

    def _closes_later(self, at: int) -> bool:
        """Whether a later mark may close what one opens here, before another opens."""
        text = self.draft.text
        for found in re.finditer("'", text[at + 1 :]):
            here = at + 1 + found.start()
            before, after = text[here - 1], text[here + 1 : here + 2]
            if before in OPENS_AFTER and after.isalnum() and not DUTCH.match(text, here):
                return False
            if before not in BLANK and not after.isalnum():
                return True
        return False
