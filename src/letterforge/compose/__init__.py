"""Compose: prose → letter, Markdown → blocks.

`markdown` parses, `forbidden` finds what no letter can hold, `blocks` and `inline` build a skeleton in which values
are still slots, `slots` puts the values in, `outline` says which blocks a template
has, `frame` sets what stands around the body.
"""

from letterforge.compose.forbidden import check_markdown
from letterforge.compose.frame import compose
from letterforge.compose.outline import Part, outline

__all__ = ["Part", "check_markdown", "compose", "outline"]
