"""The list's names, titles, organisations and addresses, and which of them stand in a letter that is not theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

from letterforge.inspection.words import spoken
from letterforge.model import Recipient, RowNumber

Owner: TypeAlias = tuple[RowNumber, str]
"""Row and id of a recipient."""
UNCOMMON = 4
"""A title of so many words, which one row alone has, can be told to be somebody's."""

SHARED = frozenset({"organisation", "address"})


@dataclass(frozen=True)
class Strangers:
    """What the rows of a list call their own. Pickles without its index, which each process builds once."""

    entries: tuple[tuple[str, Owner], ...]
    """Phrase as it is compared, and the first row that it belongs to; one row for each phrase."""
    others: dict[str, frozenset[Owner]] = field(default_factory=dict)
    """All rows of the phrases that belong to several."""

    @classmethod
    def of(cls, recipients: Iterable[Recipient], allow: Iterable[str] = ()) -> Strangers:
        """From all rows of a list. `allow`: phrases that may stand in any letter."""
        first: dict[str, Owner] = {}
        shared: dict[str, set[Owner]] = defaultdict(set)
        dropped = {" ".join(spoken(each)) for each in allow}
        titles: set[str] = set()
        states: dict[str, str] = {}
        for recipient in recipients:
            owner = recipient.row, recipient.id
            for kind, phrase in _phrases(recipient):
                if phrase in first and first[phrase] != owner:
                    shared[phrase] |= {first[phrase], owner}
                first.setdefault(phrase, owner)
                if kind == "title":
                    titles.add(phrase)
                # What rows of several states have, such as "Ministry of Foreign Affairs", tells nobody apart.
                home = recipient.state or recipient.id
                if kind in SHARED and states.setdefault(phrase, home) != home:
                    dropped.add(phrase)
        dropped |= titles & shared.keys()
        entries = tuple((phrase, owner) for phrase, owner in first.items() if phrase not in dropped)
        others = {phrase: frozenset(owners) for phrase, owners in shared.items() if phrase not in dropped}
        return cls(entries, others)

    def __getstate__(self) -> tuple[Any, Any]:
        return self.entries, self.others

    def __setstate__(self, state: tuple[Any, Any]) -> None:
        object.__setattr__(self, "entries", state[0])
        object.__setattr__(self, "others", state[1])

    def found(self, text: Sequence[str]) -> Iterator[tuple[str, frozenset[Owner]]]:
        """The phrases that stand in a text, given as `spoken` words, and whose they are."""
        pairs, whole = self._index
        for start, (word, following) in enumerate(pairwise(text)):
            for count in pairs.get(f"{word} {following}", ()):
                phrase = " ".join(text[start : start + count])
                index = whole.get(phrase)
                if index is not None:
                    yield phrase, self.others.get(phrase) or frozenset((self.entries[index][1],))

    @cached_property
    def _index(self) -> tuple[dict[str, tuple[int, ...]], dict[str, int]]:
        """By the first two words of phrases, how many words these have; and the place of each phrase in `entries`.

        A text is gone through once: most pairs of its words begin no phrase. An automaton (pyahocorasick) does the same
        in three times the time, with more than twice the memory.
        """
        lengths: dict[str, tuple[int, ...]] = {}
        whole: dict[str, int] = {}
        for index, (phrase, _) in enumerate(self.entries):
            one, two, *rest = phrase.split(" ")
            pair, count = f"{one} {two}", len(rest) + 2
            known = lengths.get(pair, ())
            if count not in known:
                lengths[pair] = (*known, count)
            whole[phrase] = index
        return lengths, whole


def _phrases(recipient: Recipient) -> Iterator[tuple[str, str]]:
    """What a row calls its own: of two words at least, because one alone (a town, a street) can be anywhere."""
    cells = [("name", recipient.name), ("organisation", recipient.organisation), ("email", recipient.email)]
    cells += [("address", line) for line in recipient.address]
    if recipient.postal_code and recipient.city:
        cells += [
            ("address", f"{recipient.postal_code} {recipient.city}"),
            ("address", f"{recipient.city} {recipient.postal_code}"),
        ]
    for kind, cell in (*cells, ("title", recipient.title)):
        found = spoken(cell)
        if len(found) >= (UNCOMMON if kind == "title" else 2):
            yield kind, " ".join(found)
