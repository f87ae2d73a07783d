"""What a condition may not be asked: whether a text that says no is true, or whether a text is a number."""

from __future__ import annotations

from letterforge.personalise.printing import UnprintableError

SAYS_NO = frozenset(
    {
        *(
            "false",
            "no",
            "0",
            "n",
            "-",
            "–",
            "—",
            "nein",
            "falsch",
            "non",
            "faux",
            "falso",
            "não",
            "nao",
            "لا",
        ),
        *("0.0", "0,0", "0.00", "0,00", "off", "none", "nil", "null", "n/a", "✗", "✘", "❌", "☐"),
    }
)
"""What people write for no, in the languages of letters."""
LONGEST_NO, LONGEST_SHOWN = 10, 60
"""Characters."""


def require_yes(value: object, words: str) -> None:
    """Raise UnprintableError for a text that says no: a condition would take it for yes. `words`: what is asked."""
    if isinstance(value, str) and len(value) <= LONGEST_NO and value.strip(" .").casefold() in SAYS_NO:
        message = f'{words} is the text "{value}", and in a condition any text counts as true'
        hint = f'compare it: {{% if {words} == "yes" %}}, with the word that the cells have; or leave cells empty'
        raise UnprintableError(message, hint)


def unlike(text: str, other: float) -> UnprintableError:
    """The error for a text that is compared with a number, or with true or false."""
    shown = _excerpt(text)
    if isinstance(other, bool):
        hint = "ask for it alone: {% if recipient.invited %} or {% if not recipient.invited %}"
        return UnprintableError(f'this compares the text "{shown}" with true or false', hint)
    hint = 'cells are text: put the number in quotation marks, == "5", or make a number of the cell, (… | int) > 5'
    return UnprintableError(f'this compares the text "{shown}" with the number {other}', hint)


def no_truth(text: str) -> UnprintableError:
    """The error for a text that is asked whether it is true or false."""
    word = _excerpt(text)
    hint = f'cells are text: compare it, == "{word}", with the word that the cells have'
    return UnprintableError(
        f'this asks whether the text "{word}" is true or false, and a text is neither', hint
    )


def _excerpt(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
