"""Compose: prose → letter, Markdown → blocks.

`markdown` parses. `forbidden` finds what no letter can contain. `blocks` and `inline` build a skeleton in
which values are still slots, and `slots` puts the values in. `outline` lists the blocks of a template,
`frame` adds the parts around the body.
"""

from letterforge.compose.checking import check_markdown, check_name, check_words
from letterforge.compose.frame import compose
from letterforge.compose.numbering import skipped_numbers
from letterforge.compose.outline import OutlineBlock, outline
from letterforge.compose.repeated import repeated_parts
from letterforge.compose.whole import missing_parts

__all__ = [
    "OutlineBlock",
    "check_markdown",
    "check_name",
    "check_words",
    "compose",
    "missing_parts",
    "outline",
    "repeated_parts",
    "skipped_numbers",
]
