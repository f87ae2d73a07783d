"""What has changed since a letter was approved, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from letterforge.provenance.grounds import Grounds, find_changes
from letterforge.provenance.reasons import Reason

OLD = Grounds(
    version="1",
    stationery="2",
    settings={"facts": "3", "pictures": "4"},
    cells={"title": "5", "name": "6"},
    template={"letter.md": tuple("abcdefgh")},
)


def told(**now):
    return list(find_changes(OLD, replace(OLD, **now)))


def test_nothing_has_changed():
    assert told() == []


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"cells": {"title": "x", "name": "6"}}, ["cell title"]),
        ({"cells": {"title": "5", "city": "7"}}, ["cell city", "cell name"]),
        ({"settings": {"facts": "x", "pictures": "4"}}, ["letterforge.toml [facts]"]),
        ({"settings": {"facts": "3", "pictures": "x"}}, ["picture"]),
        ({"stationery": "x", "version": "y"}, ["stationery", "version"]),
    ],
)
def test_each_part_by_its_name(now, said):
    assert told(**now) == said


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("abXdefgh", ["template line 3 of letter.md"]),
        ("abXYefgh", ["template lines 3–4 of letter.md"]),
        ("XbcdefgY", ["template lines 1, 8 of letter.md"]),
        ("abcNdefgh", ["template line 4 of letter.md"]),
        ("abcefgh", ["template after line 3 of letter.md"]),
        ("bcdefgh", ["template before line 1 of letter.md"]),
    ],
)
def test_lines_of_the_template_by_their_numbers_now(lines, said):
    assert told(template={"letter.md": tuple(lines)}) == said


def test_files_that_a_template_takes_in():
    now = {"letter.md": OLD.template["letter.md"], "more.md": ("a",)}

    assert told(template=now) == ["template file more.md (new)"]
    assert list(find_changes(replace(OLD, template=now), OLD)) == [
        "template file more.md (not used any more)"
    ]


def test_approvals_and_the_ledger_use_the_same_words():
    """An approval knows more, after the ledger's word."""
    now = Grounds("x", "x", {"facts": "x", "pictures": "x"}, {"title": "x"}, {"letter.md": ("x",)})
    found = find_changes(OLD, now)

    words = {reason for reason in Reason for change in found if change.startswith(reason)}
    assert words == {
        Reason.CELL,
        Reason.TEMPLATE,
        Reason.SETTINGS,
        Reason.PICTURE,
        Reason.STATIONERY,
        Reason.VERSION,
    }
    assert all(change.startswith(tuple(Reason)) for change in found)
