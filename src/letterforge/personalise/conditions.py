"""Values that a condition must refuse: texts such as "no", and texts compared with numbers."""

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
"""Words and signs that people write for "no", in the languages of letters."""
LONGEST_NO, LONGEST_SHOWN = 10, 60
"""Characters."""


def require_yes(value: object, words: str) -> None:
    """Raise UnprintableError for a text such as "no": a condition would take it as true.

    `words`: the condition.
    """
    if isinstance(value, str) and len(value) <= LONGEST_NO and value.strip(" .").casefold() in SAYS_NO:
        message = f'{words} is the text "{value}", and in a condition any text counts as true'
        hint = f'compare it with the word in the cells: {{% if {words} == "yes" %}}; or leave the cells empty'
        raise UnprintableError(message, hint)


def unlike(text: str, other: float) -> UnprintableError:
    """The error for a text that is compared with a number, or with true or false."""
    shown = _excerpt(text)
    if isinstance(other, bool):
        hint = "write it without a comparison: {% if recipient.invited %} or {% if not recipient.invited %}"
        return UnprintableError(f'this compares the text "{shown}" with true or false', hint)
    hint = 'cells are text: write == "5", or convert the cell to a number, (… | int) > 5'
    return UnprintableError(f'this compares the text "{shown}" with the number {other}', hint)


def no_truth(text: str) -> UnprintableError:
    """The error for a text that is tested for true or false."""
    word = _excerpt(text)
    hint = f'cells are text: compare it with the word in the cells, == "{word}"'
    return UnprintableError(
        f'this tests whether the text "{word}" is true or false, but a text is neither', hint
    )


def _excerpt(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
