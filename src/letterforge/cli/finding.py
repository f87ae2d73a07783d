"""Words for a recipient → the rows that fit: an id, a state, an office, a person, or words of these.

If several rows fit and one is needed, `meant` asks in a terminal; elsewhere its error names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from letterforge.errors import LetterFailed, UsageError, errors_among, nearest
from letterforge.intake import given

if TYPE_CHECKING:
    from letterforge.campaign import Campaign
    from letterforge.model import Recipient, RowNumber, StateCode
    from letterforge.recipients import RecipientList

LONGEST = 200
"""Characters of the words for a recipient."""
MOST_WORDS = 12
MOST_SHOWN = 20
"""Letters that are named if many fit."""
MOST_NEAR = 3
BETWEEN = frozenset(
    {
        "of",
        "for",
        "the",
        "to",
        "in",
        "at",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "von",
        "der",
        "für",
        "do",
        "da",
        "del",
    }
)
"""Words that may be between an office and its state."""
OF_THE_POST = frozenset({("republic",), ("government",)})
"""Words after an office that fit everybody who holds it, even if the row does not have them."""
ENDINGS = (("innen", "in"), ("ies", "y"), ("es", ""), ("s", ""), ("x", ""))
"""Ends of plurals in the languages of the offices, and the ends of their singulars."""


@dataclass(slots=True)
class Question:
    """What somebody typed, and its meaning."""

    text: str
    state: StateCode = ""
    office: str = ""
    """The words that name an office, in the singular."""
    both: tuple[str, StateCode] | None = None
    """`ambassador of Senegal`: the words of an office, and a state."""
    rest: tuple[str, ...] = ()
    """Words after the office that are not part of its name: `of Swit`. They must fit too."""
    words: tuple[str, ...] = ()
    """Words that distinguish people."""
    _offices: dict[tuple[str, StateCode], str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Question:
        """Understand a text."""
        from letterforge.states import find_state, name_key

        text = " ".join(text[:LONGEST].split())
        words = tuple(word for word in name_key(text).split() if word not in BETWEEN)
        both = _office_and_state(text)
        office = "" if both else _office_words(text)
        return cls(text, find_state(text) or "", office, both, _rest_of(office), words)

    def rank(self, recipient: Recipient) -> int:
        """How well a recipient fits: 0 best; `NO_FIT`: not at all."""
        if recipient.id.casefold() == self.text.casefold():
            return 0
        if self.text.isdecimal() and recipient.row and self.text.lstrip("0") == str(recipient.row):
            return 1
        if self.both and recipient.state == self.both[1] and self._holds(recipient, self.both[0]):
            return 1
        if self.state and recipient.state == self.state:
            return 2
        if self.office and self._holds(recipient, self.office) and self._has_rest(recipient):
            return 2
        return self._rank_of_words(recipient)

    def _rank_of_words(self, recipient: Recipient) -> int:
        from letterforge.states import name_key

        if not self.words:
            return NO_FIT
        name = name_key(f"{recipient.honorific} {recipient.name}").split()
        if recipient.name and set(self.words) <= set(name):
            return 2
        if recipient.id.casefold().startswith(self.text.casefold()):
            return 3
        others = name_key(f"{recipient.title} {recipient.organisation} {recipient.city}").split()
        return 4 if set(self.words) <= {*others, *name} else NO_FIT

    def _has_rest(self, recipient: Recipient) -> bool:
        """Whether the words behind an office begin words of a recipient's row, or of its state's name."""
        if not self.rest:
            return True
        from letterforge.states import common_name, name_key

        cells = (recipient.name, recipient.title, recipient.organisation, recipient.city)
        country = common_name(recipient.state) if recipient.state else ""
        there = name_key(" ".join((*cells, country))).split()
        return all(any(text.startswith(word) for text in there) for word in self.rest)

    def _holds(self, recipient: Recipient, words: str) -> bool:
        """Whether a recipient has the office that words name for somebody of its state."""
        from letterforge.protocol.office_words import understand

        key = words, recipient.state
        if key not in self._offices:
            found = understand(words, recipient.state)
            self._offices[key] = found.office if found else ""
        return bool(recipient.office) and self._offices[key] == recipient.office


NO_FIT = 9


def fitting(recipients: Iterable[Recipient], text: str) -> list[Recipient]:
    """The recipients that fit a text best; none if no recipient fits."""
    question = Question.of(text)
    best = NO_FIT
    found: list[Recipient] = []
    for recipient in recipients:
        rank = question.rank(recipient)
        if rank < best:
            best, found = rank, []
        if rank == best < NO_FIT:
            found.append(recipient)
    return found


def meant(campaign: Campaign, text: str, path: Path | None = None) -> tuple[Recipient, tuple[str, ...]]:
    """The one recipient in a list that a text means, and the table's further columns.

    Without a text, the first row.

    Raises as `api.choose` does, and UsageError if nobody fits, or several fit and nobody can be asked.
    """
    from letterforge.run.addressees import read_list, require_rows, require_valid
    from letterforge.run.request import Wanted

    table = read_list(campaign, Wanted(recipients=path))
    require_rows(table)
    one = _named(campaign, table, text) if text else table.recipients[0]
    require_valid(table, one)
    return one, table.further_columns


def _named(campaign: Campaign, table: RecipientList, text: str) -> Recipient:
    """The one recipient in a table that a text names, or that people choose."""
    found = fitting(table.recipients, text)
    last = found[-1] if found else None
    if last and last.id.casefold() == text.casefold():  # rows with the same id have an error
        return last
    _require_read(table, text)
    if last is None:
        raise nobody(campaign, table, text)
    return last if len(found) == 1 else _one_of(found, text)


def nobody(campaign: Campaign, table: RecipientList, text: str) -> UsageError:
    """The error that nobody in the list fits, with similar names, or with the command that shows the list."""
    from letterforge.cli.speech import to_type

    near = nearest(text, _near(table.recipients, Question.of(text)), MOST_NEAR)
    words = ", or ".join(f'"{name}"' for name in near)
    shows = to_type("recipients", given.from_here(campaign.root))
    hint = f"did you mean {words}?" if near else f"to see the list: {shows}"
    return UsageError(f'no recipient in the list fits "{text[:LONGEST]}"', hint)


def described(recipient: Recipient) -> str:
    """The recipient of a row in a few words: state, office, and person or institution."""
    from letterforge.cli.speech import printable
    from letterforge.states import common_name

    state = common_name(recipient.state) if recipient.state else ""
    office = recipient.office.replace("_", " ") or recipient.title
    name = recipient.name or ("" if state and office else recipient.organisation)
    return printable(", ".join(filter(None, (state, office, name))))


def unread_rows(table: RecipientList, text: str) -> list[RowNumber]:
    """The rows that could not be read and that have this id or number."""
    ids = {row: id_.casefold() for row, id_ in table.unread_ids.items()}
    rows = sorted({*table.unread, *ids}) if text else []
    return [row for row in rows if text == str(row) or ids.get(row) == text.casefold()]


def _require_read(table: RecipientList, text: str) -> None:
    """Raise LetterFailed if the row with this id or number could not be read."""
    for row in unread_rows(table, text):
        raise LetterFailed(problem for problem in errors_among(table.problems) if problem.place.row == row)


def _one_of(found: Sequence[Recipient], text: str) -> Recipient:
    import sys

    if sys.stdin.isatty() and sys.stderr.isatty():
        return _asked(found, text)
    lines = "\n".join(_lines(found, [recipient.id for recipient in found[:MOST_SHOWN]]))
    raise UsageError(_several(found, text), f"name one of them by its id:\n{lines}")


def _asked(found: Sequence[Recipient], text: str) -> Recipient:
    """Ask which one is meant, by the number of its row or by more words, until one is left."""
    import typer

    from letterforge.cli.speech import console

    out = console()
    while len(found) > 1:
        out.print(f"{_several(found, text)}:")
        for line in _lines(found, [str(recipient.row) for recipient in found[:MOST_SHOWN]]):
            out.print(line)
        answer = typer.prompt("Which one? Type the number of its row, or more words", err=True).strip()
        if fewer := fitting(found, answer):
            found, text = fewer, answer
        else:
            out.print(f'None of them fits "{answer}".')
    return found[0]


def _several(found: Sequence[Recipient], text: str) -> str:
    return f'{len(found)} letters fit "{text}"'


def _lines(found: Sequence[Recipient], marks: Sequence[str]) -> Iterator[str]:
    """The first of those that fit, each on a line after its mark; and how many more there are."""
    from letterforge.cli.speech import printable

    wide = max(map(len, marks))
    for mark, recipient in zip(marks, found, strict=False):
        who = described(recipient)
        yield f"  {printable(mark):{wide}}  {who}" + (
            f" ({printable(recipient.id)})" if mark.isdecimal() else ""
        )
    if len(found) > MOST_SHOWN:
        yield f"  … and {len(found) - MOST_SHOWN} more: add words, such as the state's name"


# --- words of an office and a state ------------------------------------------------------------------


def _office_words(text: str) -> str:
    """The words of an office, in the singular; empty: the text names no office."""
    from letterforge.protocol.office_words import understand

    return next((words for words in _singulars(text) if understand(words)), "")


def _rest_of(office: str) -> tuple[str, ...]:
    """The words of an office that it does not need: those after the first ones that name the same office."""
    from letterforge.protocol.office_words import understand
    from letterforge.states import name_key

    whole = understand(office) if office else None
    words = office.split()[:MOST_WORDS]
    if whole is None or whole.exact:
        return ()
    for end in range(1, len(words)):
        found = understand(" ".join(words[:end]))
        if found and found.office == whole.office:
            rest = tuple(word for word in name_key(" ".join(words[end:])).split() if word not in BETWEEN)
            return () if rest in OF_THE_POST else rest
    return ()


def _singulars(text: str) -> Iterator[str]:
    """A text as it is, and with each of its words in the singular.

    `heads of mission`, `foreign ministers`.
    """
    words = re.split(r"[\s_-]+", text)[:MOST_WORDS]
    yield text
    forms = [
        [word, *_singular(word)][:3] if at in {0, 1, len(words) - 1} else [word]
        for at, word in enumerate(words)
    ]
    yield from (" ".join(words) for words in product(*forms))


def _singular(word: str) -> Iterator[str]:
    for ending, instead in ENDINGS:
        if word.casefold().endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)] + instead


def _office_and_state(text: str) -> tuple[str, StateCode] | None:
    """The words of an office and the state in `ambassador of Senegal`, `Senegal's ambassador`.

    None: not both.
    """
    from letterforge.states import find_state

    words = re.sub(r"['’]s\b", "", text).split()[:MOST_WORDS]
    for start, end in _spans(len(words)):
        said = " ".join(words[start:end])
        state = (
            find_state(said) if len(said) > 2 or said.isupper() else None
        )  # `de` and `la` are codes, and words
        rest = _trimmed(words[:start]) or _trimmed(words[end:])
        office = _office_words(" ".join(rest)) if state and rest else ""
        if state and office:
            return office, state
    return None


def _spans(count: int) -> Iterator[tuple[int, int]]:
    """Start and end of each part of so many words, the longest first, without the whole."""
    for length in range(count - 1, 0, -1):
        yield from ((start, start + length) for start in range(count - length + 1))


def _trimmed(words: Sequence[str]) -> list[str]:
    """Words without those at the start and end that only connect."""
    words = list(words)
    while words and words[-1].casefold() in BETWEEN:
        words.pop()
    while words and words[0].casefold() in BETWEEN:
        words.pop(0)
    return words


# --- who is near -------------------------------------------------------------------------------------


def _near(recipients: Iterable[Recipient], question: Question) -> Iterator[str]:
    """Words that find what in a list is similar to what was typed."""
    from letterforge.protocol.office_words import likely_offices
    from letterforge.states import common_name, find_state, name_key, similar_states
    from letterforge.states.likeness import is_near

    states = {find_state(name) for name in similar_states(question.text)}
    states |= {question.both[1]} if question.both else set()
    offices = set(likely_offices(question.text))
    for recipient in recipients:
        if recipient.state in states:
            yield common_name(recipient.state)
        elif recipient.office in offices:
            yield recipient.office.replace("_", " ")
        elif is_near(question.text.casefold(), recipient.id.casefold()):
            yield recipient.id
        elif question.words and recipient.name:
            names = name_key(recipient.name).split()
            if all(any(is_near(word, name) for name in names) for word in question.words):
                yield recipient.name
