"""Forms of address: how an office is addressed, by gender, language and state.

Data, in `forms.toml` of each language.

The most special row that fits wins, field by field: one of `[[forms]]` in a campaign's settings, then one for
the recipient's state, then the general one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from letterforge.languages import FORM_GENDERS, OURS, Languages, PackPart
from letterforge.model import Language, Recipient, StateCode
from letterforge.model.offices import OFFICES
from letterforge.protocol.titles_before import line_of_person, read_titles

FOLDER = Path(__file__).with_name("data")
COMMON_TITLES: Mapping[str, str] = {
    "head_of_state": "president",
    "head_of_government": "prime_minister",
    "deputy_head_of_government": "prime_minister",
}
"""Offices whose title is another in many states → what it is in most."""
SIGNS = " ,:;.،؛"
"""What may end a salutation."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one recipient is addressed."""

    salutation: str
    """`Excellency,`: with its punctuation."""
    you: str
    """How the body refers to the reader: `Your Excellency`."""
    close: str
    """The complimentary close."""
    close_we: str = ""
    """The same where several sign; empty: no different."""
    within: str = ""
    """The salutation within a sentence, if other words: `يا صاحب المعالي`; empty: no different."""
    line: str = ""
    """How a named person is written in the inside address: `H.E. Ms {name}`."""
    line_peer: str = ""
    """The line of somebody whom the row calls Lord or Baroness; empty: no different."""
    line_senator: str = ""
    """The line of somebody whom the row calls Senator; empty: no different."""
    source: str = ""
    """Where the row comes from."""
    unsure: bool = False
    """Whether no source confirms it."""
    read: bool = False
    """Whether a native speaker has read all of it."""

    @property
    def vocative(self) -> str:
        """The salutation within a sentence: without its last sign, unless the form has other words there."""
        return self.within or self.salutation.rstrip(SIGNS)

    def closing(self, *, several: bool = False, salutation: str = "") -> str:
        """The close, with the salutation in it where the language repeats it; for one signatory or several.

        `salutation` is the letter's, where it is not the form's own.
        """
        pattern = (several and self.close_we) or self.close
        return pattern.replace("{salutation}", salutation.rstrip(SIGNS) or self.vocative)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a language's forms: which recipients it is for, and its texts."""

    offices: frozenset[str]
    genders: frozenset[str]
    states: frozenset[StateCode]
    """Empty: all."""
    texts: Mapping[str, Any]
    """Fields of `Form`; in a special row only those that differ."""

    def fits(self, office: str, gender: str, state: StateCode) -> bool:
        """Whether the row holds for a recipient."""
        return office in self.offices and gender in self.genders and (not self.states or state in self.states)


VARIANTS = {"close": "close_we", "salutation": "within"}
"""Field → another one that is the same in other circumstances."""
FIELDS = frozenset(item.name for item in fields(Form))
PRINTED = ("line", "salutation", "within", "you", "close")
"""Fields that a native speaker must have read before a form counts as read."""

FOR_SOME = frozenset({"line_peer", "line_senator"})
"""Fields for those whom the list calls so."""
ABOUT_A_ROW = frozenset({"source", "unsure", "read"})
"""Fields that are not printed."""


def find_form(
    office: str,
    gender: str,
    language: Language,
    state: StateCode = "",
    own: Iterable[FormRow] = (),
    languages: Languages = OURS,
) -> Form | None:
    """How an office is addressed; None where there is no office, or no forms in the language.

    `gender` is one of `FORM_GENDERS`; `own` are a campaign's rows, which win over all others.
    """
    rows = _rows_for(office, gender, language, state, languages)
    rows += [row for row in own if row.fits(office, gender, state)]
    texts: dict[str, Any] = {}
    read: dict[str, bool] = {}
    for row in rows:
        # A special row that brings words of its own must not keep the general one's variant of them.
        dropped = {variant for name, variant in VARIANTS.items() if name in row.texts}
        texts = {name: value for name, value in texts.items() if name not in dropped}
        # Source and sureness are those of the words that everybody gets, not of those for a peer.
        is_for_some = row.texts.keys() <= FOR_SOME | ABOUT_A_ROW
        texts |= {name: text for name, text in row.texts.items() if not is_for_some or name in FOR_SOME}
        read |= dict.fromkeys(row.texts, row.texts.get("read", False))
    texts["read"] = all(read.get(name, True) for name in PRINTED)
    return Form(**texts) if {"salutation", "you", "close"} <= texts.keys() else None


def _rows_for(
    office: str, gender: str, language: Language, state: StateCode, languages: Languages
) -> list[FormRow]:
    """The rows that fit, the general ones first; nobody with another title is called "Premier ministre"."""
    every = forms(language, languages)
    fitting = [row for row in every if row.fits(office, gender, state)]
    general, special = ([row for row in fitting if bool(row.states) is own] for own in (False, True))
    if gender in {"m", "f"} and _is_called_otherwise(office, language, state, languages):
        neutral = [row for row in every if not row.states and row.fits(office, "unknown", state)]
        kept = ("salutation", "within", "close", "close_we", "read")
        general += [
            replace(row, texts={name: row.texts[name] for name in kept if name in row.texts})
            for row in neutral
        ]
    return general + special


def _is_called_otherwise(office: str, language: Language, state: StateCode, languages: Languages) -> bool:
    """Whether an office has another title in a state.

    Who is known to be a Federal President is a president.
    """
    title = default_title(office, "office", language, state, languages)
    return not has_common_title(office, state) and not (office == "head_of_state" and title)


@lru_cache(maxsize=64)
def every_form(language: Language, languages: Languages = OURS) -> tuple[tuple[str, Form], ...]:
    """Every form of a language with its office, the states' own among them."""
    states = {""} | {state for row in forms(language, languages) for state in row.states}
    cases = (
        (office, gender, state) for office in OFFICES for gender in FORM_GENDERS for state in sorted(states)
    )
    found = (
        (office, find_form(office, gender, language, state, (), languages)) for office, gender, state in cases
    )
    return tuple(dict.fromkeys((office, form) for office, form in found if form))


def form_of(
    recipient: Recipient, language: Language, own: Iterable[FormRow] = (), languages: Languages = OURS
) -> Form | None:
    """How a recipient is addressed. The gender is the row's, never guessed.

    `line` is as it is printed for this person, with what the row has before the name.
    """
    own = tuple(own)
    where = language, recipient.state, own, languages
    form = find_form(recipient.office, gender_of(recipient), *where)
    if form is None or not recipient.name:
        return form
    person = read_titles(recipient.honorific, recipient.name, language, languages)
    if person.name == recipient.name and not recipient.honorific:
        return form

    def line_for(gender: str) -> str:
        known = find_form(recipient.office, gender, *where)
        return known.line if known else form.line

    beside = document(language, languages).get("persons", {}).get("beside", False)
    line = line_of_person(
        person, form.line, line_for, peer=form.line_peer, senator=form.line_senator, beside=beside
    )
    return replace(form, line=line)


def gender_of(recipient: Recipient) -> str:
    """Which of `FORM_GENDERS` a recipient counts as."""
    return (recipient.gender or "unknown") if recipient.name else "office"


def default_title(
    office: str, gender: str, language: Language, state: StateCode = "", languages: Languages = OURS
) -> str:
    """The title of an office where a row gives none, as its state calls it; empty where it is not known.

    Where no gender is known, or nobody is named, it is the customary title, which names the post.
    """
    words = document(language, languages)
    own = words.get("titles_of", {}).get(state, {})
    title = own.get(office, "")
    if not title and has_common_title(office, state):
        title = words.get("titles", {}).get(office, "")
    if isinstance(title, str):
        return title
    return str(title.get(gender) or title.get("unknown") or next(iter(title.values())))


def has_common_title(office: str, state: StateCode) -> bool:
    """Whether an office has in a state the title that it has in most (`data/leaders.toml`)."""
    kind = COMMON_TITLES.get(office, "")
    return not kind or not state or state in _leaders()[kind]


@cache
def _leaders() -> dict[str, frozenset[StateCode]]:
    leaders = tomllib.loads((FOLDER / "leaders.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(states) for kind, states in leaders.items()}


@lru_cache(maxsize=64)
def forms(language: Language, languages: Languages = OURS) -> tuple[FormRow, ...]:
    """The rows of a language, the general ones first. Raises ValueError where the data has errors."""
    return tuple(read_rows(document(language, languages).get("form", ())))


def read_rows(entries: Iterable[Mapping[str, Any]]) -> Iterator[FormRow]:
    """Rows from tables with `office`, `gender`, `states` and fields of `Form`.

    Raises ValueError with what is wrong with the first one that has errors.
    """
    for number, entry in enumerate(entries, start=1):
        texts = {name: value for name, value in entry.items() if name not in {"office", "gender", "states"}}
        offices, genders = (
            frozenset(entry.get("office", OFFICES)),
            frozenset(entry.get("gender", FORM_GENDERS)),
        )
        for unknown, kind in (
            (offices - OFFICES.keys(), "office"),
            (genders - set(FORM_GENDERS), "gender"),
            (texts.keys() - FIELDS, "key"),
        ):
            if unknown:
                raise ValueError(f"form {number}: there is no {kind} {', '.join(sorted(unknown))}")
        yield FormRow(offices, genders, frozenset(entry.get("states", ())), texts)


def document(language: Language, languages: Languages = OURS) -> Mapping[str, Any]:
    """`forms.toml` of a language: forms, titles, and what posts and houses are called.

    Empty: there is none.
    """
    return languages.document(language, PackPart.FORMS)
