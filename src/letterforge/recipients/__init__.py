"""The list: table file → recipients and everything that is wrong with them.

1. `from_csv`, `from_workbook`, `from_xls` turn a file into the same simple shape, a `grid` of text cells
   that keeps the spreadsheet's row numbers (`encoding`: which one the bytes are in; `sheet`: what workbooks
   have in common; `package` and `ods`: their archive and OpenDocument; `blanked`: what a workbook hides;
   `gate`: what is too large for a list).
2. `columns` finds out what each column is.
3. `rows` turns each row into a recipient (`cells`: traps in a single cell; `vocabulary`: the words that
   people write → the keys of letterforge).
4. `corrected` puts corrections in the place of rows that had failed.
5. `reading` does these in order and looks at all rows together: ids.
"""

from letterforge.recipients.clues import clue, likely_state
from letterforge.recipients.columns import Column
from letterforge.recipients.grid import rows_named
from letterforge.recipients.handmade import like_a_row
from letterforge.recipients.reading import READERS, as_they_were, read_recipients
from letterforge.recipients.recipient_list import RecipientList

__all__ = [
    "READERS",
    "Column",
    "RecipientList",
    "as_they_were",
    "clue",
    "like_a_row",
    "likely_state",
    "read_recipients",
    "rows_named",
]
