"""The values that travel from room to room: Recipient → Prose → Letter → Sheet.

All are frozen and slotted, and can be pickled, because letters are made in other processes. They do not
depend on a file format, a library or a terminal.
"""

from letterforge.model.blocks import (
    NO_BREAK_HYPHEN,
    Align,
    Annex,
    Block,
    CosignerGroup,
    CosignerList,
    Footnote,
    Heading,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Signature,
    Table,
)
from letterforge.model.formats import TRAITS, Format, PdfEngine, Traits
from letterforge.model.letter import OPENING, Labels, Letter
from letterforge.model.prose import SLOT, SLOT_END, SLOT_START, Cosigner, Filled, Prose, Value, slot
from letterforge.model.row import COLUMNS, GENDERS, Language, Localised, Recipient, RowNumber, StateCode
from letterforge.model.sheet import Outcome, Sheet, Status, Written, clash_key
from letterforge.model.ties import Correction, Tie, digest_of, listed_as, numbered, tie_in, tie_of

__all__ = [
    "COLUMNS",
    "GENDERS",
    "NO_BREAK_HYPHEN",
    "OPENING",
    "SLOT",
    "SLOT_END",
    "SLOT_START",
    "TRAITS",
    "Align",
    "Annex",
    "Block",
    "Correction",
    "Cosigner",
    "CosignerGroup",
    "CosignerList",
    "Filled",
    "Footnote",
    "Format",
    "Heading",
    "Labels",
    "Language",
    "Letter",
    "Line",
    "ListBlock",
    "Localised",
    "Outcome",
    "PageBreak",
    "Paragraph",
    "PdfEngine",
    "Prose",
    "Quote",
    "Recipient",
    "RowNumber",
    "Rule",
    "Run",
    "Sheet",
    "Signature",
    "StateCode",
    "Status",
    "Table",
    "Tie",
    "Traits",
    "Value",
    "Written",
    "clash_key",
    "digest_of",
    "listed_as",
    "numbered",
    "slot",
    "tie_in",
    "tie_of",
]
