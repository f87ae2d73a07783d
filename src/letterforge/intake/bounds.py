"""How much is read of a table that somebody sends: all bounds in one place.

They are far above what real lists have: 100,000 rows with 300 columns pass. A larger file is refused, because
a small file can need more time and memory than any machine has.
"""

from __future__ import annotations

MOST_BYTES = 256 * 1024 * 1024
"""Of a file on disk."""
MOST_ROWS = 250_000
"""With content, in one table."""
LAST_ROW = 1_048_576
"""The highest number of a row, as in Excel and LibreOffice: blank rows count."""
MOST_COLUMNS = 16_384
"""Of one table, as in Excel and LibreOffice."""
MOST_CELLS = 32_000_000
"""Of one table, with the empty ones between others."""
MOST_CHARACTERS = 32_767
"""Of one cell, as in Excel."""
LONGEST_HEADING = 1000
"""Characters of a heading, which every message about its column repeats."""
LONGEST_RECORD = 8 * 1024 * 1024
"""Characters of one row of a text table."""
MOST_TEXT = MOST_BYTES
"""Characters of all cells of a table: a workbook can write a long text once and show it a million times."""
MOST_MARKS = 30
"""Accents in a row (Unicode Standard Annex 15, Stream-Safe Text Format).

To sort more takes time with their square.
"""

MOST_UNPACKED = 2 * 1024 * 1024 * 1024
"""Bytes of all parts of a workbook, unpacked."""
MOST_PARTS = 10_000
"""Of a workbook: its files within the zip archive."""
MOST_RATIO = 250
"""How many times larger than packed a workbook may be, once it is larger than `RATIO_FROM`."""
RATIO_FROM = 64 * 1024 * 1024
"""Bytes. Below, a high ratio does no harm."""
MOST_DEPTH = 200
"""Of elements of XML within others; a spreadsheet has about ten."""
MOST_REPEATS = 16_777_216
"""Of an empty row or cell in OpenDocument: the sides of LibreOffice's largest sheets."""

MEMORY = 4 * 1024 * 1024 * 1024
"""Bytes that the process which reads a workbook may use, but never more than half of what the machine has."""
PATIENCE = 30.0
"""Seconds that reading a workbook may take, and `PATIENCE_PER_MEGABYTE` more for each megabyte on disk."""
PATIENCE_PER_MEGABYTE = 2.0

MOST_SUGGESTIONS = 1000
"""Unknown words of a list for which the nearest known ones are looked for, at some milliseconds each."""

MOST_REGISTER_BYTES = 4 * 1024 * 1024
"""Of a register of states."""
MOST_REGISTER_ROWS = 2000
MOST_REGISTER_COLUMNS = 1000
