"""A laid out letter → no word that is broken at the end of a page: no CSS of WeasyPrint does that."""

from __future__ import annotations

from typing import Any

from letterforge.typeset.pdf.engine import TextBox

HYPHEN = "-"
"""What a broken word ends with: see `letter.css`."""
MOST_LAYOUTS = 3
"""How often a letter is laid out: each time, its pages may end elsewhere."""


def hold_page_ends(document: Any) -> bool:
    """Mark the text in which a word is broken at a page's end; whether there was one.

    What is marked is not hyphenated when the letter is laid out again.
    """
    broken = [last for page in document.pages[:-1] if (last := _last_text(page)) and last.text[-1:] == HYPHEN]
    for text in broken:
        text.element.set("style", f"{text.element.get('style', '')}; hyphens: manual".lstrip("; "))
    return bool(broken)


def _last_text(page: Any) -> Any:
    """The last text of a page, without its footnotes and margins."""
    root = page._page_box.children[0]  # noqa: SLF001 - the document has no other way to it
    texts = [box for box in root.descendants() if isinstance(box, TextBox) and box.text.strip()]
    return texts[-1] if texts else None
