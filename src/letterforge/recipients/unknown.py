"""Words of a cell that are not known → the problem, with what may have been meant."""

from __future__ import annotations

from letterforge.errors import Code, Problem, did_you_mean
from letterforge.model.offices import OFFICES
from letterforge.protocol.office_words import likely_offices
from letterforge.recipients.cells import excerpt
from letterforge.recipients.vocabulary import language_names
from letterforge.states import similar_states

WITHOUT_OFFICE = (
    "for a person without such an office, leave the cell empty; write their position in a column title, "
    "and the salutation in a column salutation or in the template"
)
"""The hint where no office of the protocol fits."""


def unknown_state(text: str) -> Problem:
    """That a cell is no state, with those that it may mean."""
    near = similar_states(text)
    hint = "did you mean " + ", or ".join(f'"{name}"' for name in near) + "?" if near else ""
    hint = (
        hint or "write the state's name in English or another language of the United Nations, or its ISO code"
    )
    return Problem(Code.UNKNOWN_COUNTRY, f'holds "{excerpt(text)}", which is not a state', hint)


def unknown_office(text: str) -> Problem:
    """That a cell is no office, with those that it may mean."""
    near = likely_offices(text)
    meant = "did you mean " + ", or ".join(f'"{office}"' for office in near) + "?" if near else ""
    known = f"{meant} If not: " if meant else f"there are: {', '.join(OFFICES)}; "
    hint = known + WITHOUT_OFFICE
    return Problem(Code.UNKNOWN_OFFICE, f'holds "{excerpt(text)}", which is not an office', hint)


def unknown_gender(text: str) -> Problem:
    """That a cell is no gender."""
    hint = "write f, m or x, or leave the cell empty if it is not known"
    if text.casefold() == "m":
        hint = 'write "hombre" or "mujer": M can mean both'
    return Problem(
        Code.UNKNOWN_GENDER, f'holds "{excerpt(text)}", which is not a gender that letterforge knows', hint
    )


def unknown_language(text: str) -> Problem:
    """That a cell is no language."""
    hint = did_you_mean(text, (name.title() for name in language_names()))
    return Problem(
        Code.UNKNOWN_LANGUAGE,
        f'holds "{excerpt(text)}", which is not a language',
        hint or "write a code such as en, fr, ar",
    )
