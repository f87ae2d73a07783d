"""Compose: prose → letter, Markdown → blocks.

`markdown` parses, `forbidden` finds what no letter can hold, `blocks` and `inline` build a skeleton in which values
are still slots, `slots` puts the values in, `outline` says which blocks a template
has, `frame` sets what stands around the body.
"""

from letterforge.compose.checking import check_markdown, check_name, check_words
from letterforge.compose.frame import compose
from letterforge.compose.numbering import left_out
from letterforge.compose.outline import Part, outline
from letterforge.compose.repeated import said_twice
from letterforge.compose.whole import missing_parts

__all__ = [
    "Part",
    "check_markdown",
    "check_name",
    "check_words",
    "compose",
    "left_out",
    "missing_parts",
    "outline",
    "said_twice",
]
