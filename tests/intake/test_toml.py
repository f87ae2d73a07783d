"""TOML as people and attackers write it: its tables, or one fault with its line."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterforge.intake import toml


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "[" * 100_000,
        "x = " + "{a=" * 3000 + "1" + "}" * 3000,
        ".".join("a" * 50_000) + " = 1",
        "[" + ".".join("a" * 50_000) + "]",
        "[[" + " . ".join(['"a"'] * 5000) + "]]",
        "x = " + "1" * 100_000,
        "x = 1_000_000_000_000_000_000_000",
        "x = 0x" + "f" * 50_000,
        "[a.b]\nx = [{ y = -9223372036854775809 }]",
    ],
    ids=lambda text: text[:12],
)
def test_what_would_overflow_or_never_end_is_one_fault(text):
    with pytest.raises(toml.TomlFaultError) as caught:
        toml.parsed("ok = true\n" + text)

    assert caught.value.line in {0, 2, 3}
    assert len(caught.value.message) < 100


@pytest.mark.parametrize(
    "text",
    [
        "x = '" + "[" * 500 + "'",
        'x = """\n' + "[{" * 500 + '\n"""',
        "# " + "[" * 500,
        'x = "' + "a." * 500 + '"',
        "x = [1.5, 2.5, 3.5" + ", 4.5" * 100 + "]",
        "a.b.c.d = 9223372036854775807",
        'x = "\\"[[[["\ny = [[[1]]]',
        "x = [\n" + '  { a = "b" },\n' * 1000 + "]",
    ],
    ids=lambda text: text[:12],
)
def test_what_only_looks_deep_is_read(text):
    """Brackets and dots in texts and comments mean nothing."""
    assert toml.parsed(text) == tomllib.loads(text)


@given(st.text(alphabet="ab.=[]{}\"'#\\\n 1-_,", max_size=60))
def test_it_agrees_with_python(text):
    """On whatever people mistype."""
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(toml.TomlFaultError):
            toml.parsed(text)
    else:
        assert toml.parsed(text) == wanted


def test_a_fault_says_its_line_and_column():
    with pytest.raises(toml.TomlFaultError) as caught:
        toml.parsed('a = 1\nname = "x\n')

    assert (caught.value.line, caught.value.column) == (2, 10)
    assert "line" not in caught.value.message
