"""Words of a cell that are not known → the problem, with what may have been meant."""

from __future__ import annotations

from letterforge.errors import Code, Problem, did_you_mean
from letterforge.protocol.office_words import likely_offices
from letterforge.protocol.offices import OFFICES
from letterforge.recipients.cells import excerpt
from letterforge.recipients.vocabulary import language_names
from letterforge.states import similar_states

WITHOUT_OFFICE = (
    "for a person without such an office leave the cell empty, write what they are into a column title, "
    "and how the letter greets them into a column salutation or the template"
)
"""The way out where no office of the protocol fits."""


def unknown_state(text: str) -> Problem:
    """That a cell is no state, with those that it may mean."""
    near = similar_states(text)
    hint = "did you mean " + ", or ".join(f'"{name}"' for name in near) + "?" if near else ""
    hint = (
        hint or "write the state's name in English or another language of the United Nations, or its ISO code"
    )
    return Problem(Code.UNKNOWN_COUNTRY, f'holds "{excerpt(text)}", which is no state', hint)


def unknown_office(text: str) -> Problem:
    """That a cell is no office, with those that it may mean."""
    near = likely_offices(text)
    meant = "did you mean " + ", or ".join(f'"{office}"' for office in near) + "?" if near else ""
    hint = f"{meant or 'there are: ' + ', '.join(OFFICES)}; {WITHOUT_OFFICE}"
    return Problem(Code.UNKNOWN_OFFICE, f'holds "{excerpt(text)}", which is no office', hint)


def unknown_gender(text: str) -> Problem:
    """That a cell is no gender."""
    hint = "write f, m or x, or leave it empty where it is not known"
    if text.casefold() == "m":
        hint = "write h for hombre, or mujer: M may be either"
    return Problem(
        Code.UNKNOWN_GENDER, f'holds "{excerpt(text)}", which is no gender that letterforge knows', hint
    )


def unknown_language(text: str) -> Problem:
    """That a cell is no language."""
    hint = did_you_mean(text, (name.title() for name in language_names()))
    return Problem(
        Code.UNKNOWN_LANGUAGE,
        f'holds "{excerpt(text)}", which is no language',
        hint or "write a code such as en, fr, ar",
    )
