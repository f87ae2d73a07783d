"""The names of Word's styles and of ours, their ids, and the numbers of lists that styles name."""

from __future__ import annotations

from functools import cache

from letterforge.typeset.plan.marks import find_level

TABLE_STYLES = {"grid": "Table Grid", "rows": "Table Rows"}
"""The name of the style for each choice of `tables`."""
BULLET_LIST, NUMBER_LIST = 1, 2
"""Numbers of the lists that the styles name; those of a letter's own lists come after."""
HYPHENATED = ("Body Text", "List ", "Quote")
"""How the names of styles begin whose text is hyphenated in justified letters."""
OWN = frozenset(
    {
        "Annex Label",
        "Confidentiality",
        "Contact",
        "Copies",
        "Cosigner",
        "Cosigner Country",
        "Cosigner Heading",
        "Cosigner Small",
        "Delivery",
        "Enclosure",
        "Horizontal Rule",
        "Inside Address",
        "Letterhead End",
        "Letterhead Name",
        "Mark",
        "Reference Line",
        "Return Address",
        "Running Header",
        "Subject Line",
        "Table Heading",
        "Table Rows",
        "Table Text",
    }
)
"""Styles whose names Word does not know."""


@cache
def style_id(name: str) -> str:
    """The id of a style by its name."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


@cache
def list_style_name(kind: str, level: int) -> str:
    """The name of the style of a list's entries: `List Bullet`, `List Bullet 2`; levels from 0."""
    number = find_level(level) + 1
    return f"List {kind}" + (f" {number}" if number > 1 else "")
