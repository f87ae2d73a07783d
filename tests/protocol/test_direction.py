"""Texts of both directions on one line."""

from __future__ import annotations

import pytest

from letterforge.protocol.direction import MARK, RTL_MARK, set_apart


@pytest.mark.parametrize(
    ("text", "rtl", "apart"),
    [
        ("Berlin", False, "Berlin"),
        ("7 December 2020", False, "7 December 2020"),
        ("برلين", True, "برلين"),
        ("", True, ""),
        ("7 كانون الأول 2020", True, f"{RTL_MARK}7 كانون الأول 2020{RTL_MARK}"),
        ("Berlin (1)", True, f"{RTL_MARK}{MARK}Berlin (1){MARK}{RTL_MARK}"),
        ("𞤄𞤫𞤪 (1)", False, f"{MARK}{RTL_MARK}𞤄𞤫𞤪 (1){RTL_MARK}{MARK}"),
        ("برلين (1)", False, f"{MARK}{RTL_MARK}برلين (1){RTL_MARK}{MARK}"),
    ],
)
def test_a_text_next_to_others_keeps_its_order_and_leaves_theirs(text, rtl, apart):
    assert set_apart(text, rtl=rtl) == apart
