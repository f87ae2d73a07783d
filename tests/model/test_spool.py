"""A sequence on disk behaves as a tuple does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterforge.model.spool import IN_MEMORY, Firsts, Spool


@given(st.lists(st.text() | st.integers()))
def test_what_goes_in_comes_out(values):
    spool = Spool(iter(values))

    assert spool == tuple(values)
    assert len(spool) == len(values)
    assert list(spool) == list(spool) == values
    assert spool[1:3] == values[1:3]
    assert [spool[-1 - index] for index in range(len(values))] == values[::-1]


def test_readers_do_not_disturb_each_other():
    spool = Spool(range(5))

    assert [(one, two) for one in spool for two in spool] == [
        (one, two) for one in range(5) for two in range(5)
    ]


def test_what_does_not_fit_into_memory_is_on_disk():
    values = ["x" * 1000] * (IN_MEMORY // 500)
    spool = Spool(values)

    assert spool._file._rolled
    assert spool == values


def test_there_is_nothing_behind_the_end():
    with pytest.raises(IndexError):
        Spool("abc")[3]
    with pytest.raises(IndexError):
        Spool()[0]
    assert Spool("abc") != Spool("ab")


@given(st.lists(st.tuples(st.text(), st.integers())))
def test_under_each_key_the_first_value_stays(claims):
    firsts, expected = Firsts(), {}

    for key, value in claims:
        assert firsts.claim(key, value) == expected.setdefault(key, value)
