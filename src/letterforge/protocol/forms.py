"""Forms of address: how an office is addressed, by gender, language and state. Data, one file for each language.

`data/LANGUAGE.toml` holds the rows and says what a row is; `data/SOURCES.md` says where they come from. The most
special row that fits wins, field by field: a campaign's own, then one for the recipient's state, then the general one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from letterforge.model import Language, Recipient, StateCode
from letterforge.protocol.offices import OFFICES

FOLDER = Path(__file__).with_name("data")
LANGUAGES = ("en", "fr", "es", "pt", "ar")
GENDERS = ("m", "f", "x", "unknown", "office")
"""How much is known of the person: `unknown` has a name and no gender, `office` not even a name."""
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
    line: str = ""
    """How a named person stands in the inside address: `H.E. Ms {name}`."""
    source: str = ""
    """Where the row comes from."""
    unsure: bool = False
    """Whether no source backs it."""

    @property
    def vocative(self) -> str:
        """The salutation as it stands within a sentence: without its last sign."""
        return self.salutation.rstrip(SIGNS)

    def closing(self, *, several: bool = False, salutation: str = "") -> str:
        """The close, with the salutation in it where the language wants that; for one signatory or several.

        `salutation` is the letter's, where it is not the form's own.
        """
        pattern = (several and self.close_we) or self.close
        return pattern.replace("{salutation}", salutation.rstrip(SIGNS) or self.vocative)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a language's forms: whom it holds for, and what it says of them."""

    offices: frozenset[str]
    genders: frozenset[str]
    states: frozenset[StateCode]
    """Empty: all."""
    says: Mapping[str, Any]
    """Fields of `Form`; in a special row only those that differ."""

    def fits(self, office: str, gender: str, state: StateCode) -> bool:
        """Whether the row holds for a recipient."""
        return office in self.offices and gender in self.genders and (not self.states or state in self.states)


FIELDS = frozenset(each.name for each in fields(Form))


def find_form(
    office: str, gender: str, language: Language, state: StateCode = "", own: Iterable[Row] = ()
) -> Form | None:
    """How an office is addressed; None where there is no office, or no forms in the language.

    `gender` is one of `GENDERS`; `own` are a campaign's rows, which come before all others.
    """
    rows = _rows_for(office, gender, language, state) if language in LANGUAGES else []
    rows += [row for row in own if row.fits(office, gender, state)]
    says: dict[str, Any] = {}
    for row in rows:
        # A special row that brings words of its own must not keep the general one's variant of them.
        dropped = {"close_we"} if "close" in row.says else set()
        says = {name: value for name, value in says.items() if name not in dropped} | dict(row.says)
    return Form(**says) if {"salutation", "you", "close"} <= says.keys() else None


def _rows_for(office: str, gender: str, language: Language, state: StateCode) -> list[Row]:
    """The rows that fit, the general ones first; none says "Premier ministre" to who is called otherwise."""
    fitting = [row for row in forms(language) if row.fits(office, gender, state)]
    general, special = ([row for row in fitting if bool(row.states) is own] for own in (False, True))
    if gender in {"m", "f"} and _is_called_otherwise(office, language, state):
        neutral = [row for row in forms(language) if not row.states and row.fits(office, "unknown", state)]
        general += [replace(row, says={"salutation": row.says["salutation"]}) for row in neutral]
    return general + special


def _is_called_otherwise(office: str, language: Language, state: StateCode) -> bool:
    """Whether an office has another title in a state; who is known to be a Federal President is a president."""
    is_president = office == "head_of_state" and bool(default_title(office, "office", language, state))
    return not has_common_title(office, state) and not is_president


@cache
def every_form(language: Language) -> tuple[tuple[str, Form], ...]:
    """Every form of a language with its office, the states' own among them."""
    if language not in LANGUAGES:
        return ()
    states = {""} | {state for row in forms(language) for state in row.states}
    cases = ((office, gender, state) for office in OFFICES for gender in GENDERS for state in sorted(states))
    found = ((office, find_form(office, gender, language, state)) for office, gender, state in cases)
    return tuple(dict.fromkeys((office, form) for office, form in found if form))


def form_of(recipient: Recipient, language: Language, own: Iterable[Row] = ()) -> Form | None:
    """How a recipient is addressed. The gender is the row's, never guessed."""
    return find_form(recipient.office, gender_of(recipient), language, recipient.state, own)


def gender_of(recipient: Recipient) -> str:
    """Which of `GENDERS` a recipient counts as."""
    return (recipient.gender or "unknown") if recipient.name else "office"


def default_title(office: str, gender: str, language: Language, state: StateCode = "") -> str:
    """The title of an office where a row gives none, as its state calls it; empty where it is not known."""
    words = document(language) if language in LANGUAGES else {}
    own = words.get("titles_of", {}).get(state, {})
    title = own.get(office, "")
    if not title and has_common_title(office, state):
        title = words.get("titles", {}).get(office, "")
    if isinstance(title, str):
        return title
    return str(title.get(gender, title.get("unknown", next(iter(title.values())))))


def has_common_title(office: str, state: StateCode) -> bool:
    """Whether an office is called in a state as in most, as `data/leaders.toml` says: not every head is a president."""
    kind = COMMON_TITLES.get(office, "")
    return not kind or not state or state in _leaders()[kind]


@cache
def _leaders() -> dict[str, frozenset[StateCode]]:
    document = tomllib.loads((FOLDER / "leaders.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(states) for kind, states in document.items()}


@cache
def forms(language: Language) -> tuple[Row, ...]:
    """The rows of a language, the general ones first. Raises ValueError where the data is unsound."""
    return tuple(read_rows(document(language)["form"]))


def read_rows(entries: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Rows from tables with `office`, `gender`, `states` and fields of `Form`.

    Raises ValueError with what is wrong with the first unsound one.
    """
    for number, entry in enumerate(entries, start=1):
        says = {name: value for name, value in entry.items() if name not in {"office", "gender", "states"}}
        offices, genders = frozenset(entry.get("office", OFFICES)), frozenset(entry.get("gender", GENDERS))
        for unknown, kind in (
            (offices - OFFICES.keys(), "office"),
            (genders - set(GENDERS), "gender"),
            (says.keys() - FIELDS, "key"),
        ):
            if unknown:
                raise ValueError(f"form {number}: there is no {kind} {', '.join(sorted(unknown))}")
        yield Row(offices, genders, frozenset(entry.get("states", ())), says)


@cache
def document(language: Language) -> dict[str, Any]:
    """`data/LANGUAGE.toml`: forms, titles, and what posts and houses are called."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
