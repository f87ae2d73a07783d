"""How a letter's data reaches Typst: as it is, whatever stands in a cell."""

from __future__ import annotations

import json

import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from letterforge.typeset.typst.press import quote_for_typst

HOSTILE = [
    '"',
    "\\",
    '\\"',
    '"))\n#panic("x")',
    "#{}",
    "\\u{41}",
    "$x$",
    "`",
    "/*",
    "//",
    "\x00\x1f\x7f",
    "\u2028",
]
COMPILER = typst.Compiler()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text() | st.sampled_from(HOSTILE)))
def test_what_a_cell_says_is_data_and_never_code(texts):
    """The same by a literal in the source as by an input, which is not read as source at all."""
    told = json.dumps(texts)
    source = f"#assert.eq(json(bytes({quote_for_typst(told)})), json(bytes(sys.inputs.told)))"

    COMPILER.compile(source.encode("ascii"), format="pdf", sys_inputs={"told": told})
