"""Text in one spelling, in which nobody's name becomes another."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterforge.intake.spelling import composed
from letterforge.recipients.cells import clean, clean_row

IDEOGRAPHS = ("\ufa19", "\uf900", "\ufaff", "\U0002f800", "\U0002fa1d")


@pytest.mark.parametrize("sign", IDEOGRAPHS)
def test_a_compatibility_ideograph_stays_what_it_is(sign):
    """U+FA19 and U+795E are one word, and two families."""
    assert composed(f"e\u0301{sign}a\u0308") == f"\u00e9{sign}\u00e4"
    assert clean(sign) == sign
    assert clean_row(["x", f"{sign} e\u0301"]) == ["x", f"{sign} \u00e9"]


@given(st.text())
def test_all_else_is_composed(text):
    """As NFC has it: letters, marks and Hangul."""
    without = "".join(sign for sign in text if not ("\uf900" <= sign <= "\ufaff" or sign >= "\U0002f800"))

    assert composed(without) == unicodedata.normalize("NFC", without)
    assert composed(composed(text)) == composed(text)
