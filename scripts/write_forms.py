"""The forms of address → the tables at the end of docs/forms.md.

Each table has an office and what is known of its holder, and what a letter prints: the person and the title
in the inside address, the salutation, and the close for one signatory. NAME is the specimen of a name. A test
compares the page with the data. Run `python scripts/write_forms.py` after a change of the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from letterforge.languages import FORM_GENDERS, OURS
from letterforge.model import Language, Recipient, StateCode
from letterforge.model.offices import OFFICES
from letterforge.protocol.address import inside_address
from letterforge.protocol.forms import FormRow, default_title, document, form_of, forms
from letterforge.protocol.labels import language_name
from letterforge.protocol.posting import is_posted
from letterforge.states import state_names

PAGE = Path(__file__).parents[1] / "docs" / "forms.md"
BEGINNING = "<!-- the tables: written by scripts/write_forms.py -->\n"
SPECIMEN = "SN"
SPECIMENS = {
    "monarch": "SE",
    "governor_general": "LC",
    "high_commissioner": "KE",
    "organisation": "UN",
    **dict.fromkeys(("secretary_general", "director_general", "head_of_organisation"), "UN"),
}
"""States and organisations that have these offices."""
NAME = "NAME"
WORDS = {"line", "salutation", "you", "close"}
TOWN = "Den Haag"
MANY = 20
"""Offices that are all those that a person can have."""
KNOWN = {"m": "man", "f": "woman", "x": "x", "unknown": "not known", "office": "nobody named"}
TITLES = {"line_peer": "Lord", "line_senator": "Senator"}
"""Fields for those whom the list calls so."""


class Printed(NamedTuple):
    """What a letter prints."""

    address: str
    salutation: str
    close: str
    source: str


def tables() -> str:
    """All tables, with their headings, in Markdown."""
    return "\n".join(line for language in OURS.complete() for line in _section(language))


def _section(language: Language) -> Iterator[str]:
    yield f"### {language_name(language)}"
    yield ""
    yield "| office | person | inside address | salutation | close | source |"
    yield "|---|---|---|---|---|---|"
    for office in OFFICES:
        yield from _rows([office], _cases(office, language, SPECIMENS.get(office, SPECIMEN)))
    yield ""
    yield f"States with customs of their own, in {language_name(language)}:"
    yield ""
    yield "| state | office | person | inside address | salutation | close | source |"
    yield "|---|---|---|---|---|---|---|"
    for state in sorted(_special_states(language), key=_name):
        for office in OFFICES:
            yield from _rows([_name(state), office], _own_cases(office, language, state))
    yield ""
    called = [line for row in forms(language) for line in _lines_of_called(row)]
    if called:
        yield "Persons whom the list calls Lord, Baroness or Senator:"
        yield ""
        yield from ("| states | offices | person | inside address | source |", "|---|---|---|---|---|")
        yield from (*called, "")


def _name(state: StateCode) -> str:
    return state_names(state, "en").name


def _lines_of_called(row: FormRow) -> Iterator[str]:
    """What a row prints for those whom the list calls so."""
    offices = ", ".join(office for office in OFFICES if office in row.offices)
    offices = "all" if len(row.offices) > MANY else offices
    for field, title in TITLES.items():
        if line := row.texts.get(field):
            name = f"{title} {NAME}" if field == "line_peer" else NAME
            known = [KNOWN[gender] for gender in FORM_GENDERS[:-1] if gender in row.genders]
            person = title if len(known) == len(FORM_GENDERS) - 1 else f"{title}, {', '.join(known)}"
            states = ", ".join(sorted(map(_name, row.states)))
            cells = (states, offices, person, line.replace("{name}", name), row.texts["source"])
            yield f"| {' | '.join(cells)} |"


def _rows(first: list[str], cases: Iterable[tuple[str, Printed]]) -> Iterator[str]:
    """A row for each different wording, with all persons that it is for."""
    persons: dict[Printed, list[str]] = {}
    for person, printed in cases:
        persons.setdefault(printed, []).append(person)
    for printed, some in persons.items():
        yield f"| {' | '.join((*first, ', '.join(some), *printed))} |"


def _cases(office: str, language: Language, state: StateCode) -> Iterator[tuple[str, Printed]]:
    for gender in FORM_GENDERS:
        yield KNOWN[gender], _printed(office, gender, language, state)


def _printed(office: str, gender: str, language: Language, state: StateCode) -> Printed:
    recipient = Recipient(
        id="",
        state=state,
        office=office,
        name="" if gender == "office" else NAME,
        gender=gender if gender in ("m", "f", "x") else "",
        city=TOWN if is_posted(office) else "",
    )
    form = form_of(recipient, language)
    assert form is not None, "every office has a form"
    lines = inside_address(recipient, language, form)
    address = "<br>".join(lines[: 1 if gender == "office" else 2])
    unsure = " (unsure)" if form.unsure else ""
    return Printed(address, form.salutation, form.closing(), f"{form.source}{unsure}")


# --- states with customs of their own -----------------------------------------------------------------


def _special_states(language: Language) -> set[StateCode]:
    unnamed = document(language).get("unnamed_of", {})
    return {state for row in forms(language) for state in row.states} | unnamed.keys()


def _own_cases(office: str, language: Language, state: StateCode) -> Iterator[tuple[str, Printed]]:
    """The cases that a state has a row or a pattern for, and a title."""
    rows = [row for row in forms(language) if state in row.states and office in row.offices]
    patterns = document(language).get("unnamed_of", {}).get(state, {})
    for gender in FORM_GENDERS:
        has_words = any(gender in row.genders and row.texts.keys() & WORDS for row in rows)
        has_words = has_words or (gender == "office" and office in patterns)
        if has_words and default_title(office, gender, language, state):
            yield KNOWN[gender], _printed(office, gender, language, state)


def page() -> str:
    """The page with the tables of today."""
    before, _, _ = PAGE.read_text(encoding="utf-8").partition(BEGINNING)
    return f"{before}{BEGINNING}\n{tables()}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
