"""Every way to make text of a value obeys the rule of `{{ … }}`: no trace of a failed mail merge."""

from __future__ import annotations

import pytest

from campaigns import SETTINGS, campaign, write_campaign
from filling import HEAD, SENEGAL, failures, filled, skeleton
from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterFailed
from letterforge.model import Recipient
from letterforge.personalise import Personaliser

NO_TEXT = {
    "none": "none",
    "true": "true",
    "a test": "1 < 2",
    "not known": "state.party_to('apic')",
    "a list": "[1]",
    "a range": "range(3)",
    "a table": "{'a': 1}",
    "facts": "facts.host",
    "a row": "recipient",
    "names": "cosigners.names",
    "a macro": "m",
    "a function": "state.party_to",
    "a method": "recipient.title.upper",
    "a maker": "range",
    "a namespace": "namespace(a=1)",
    "the blocks": "self",
    "a generator": "[1] | map('upper')",
    "infinity": "1e308 * 10",
    "a root": "(-1) ** 0.5",
    "days": "facts.opens - letter.date",
    "an empty cell": "recipient.honorific",
    "no cell": "recipient.titel",
    "NUL": "'\\x00'",
    "half a character": "'\\ud800'",
    "no character": "'\\ufffe'",
}
WAYS = [
    "{{ %s }}",
    "{{ 'x' ~ %s }}",
    "{{ %s ~ 'x' }}",
    "{{ %s | string }}",
    "{{ [%s] | join(',') }}",
    "{{ ','.join([%s]) }}",
    "{{ [%s] | map('string') | join }}",
    "{{ '%%s' %% %s }}",
    "{{ '%%(a)s' %% {'a': %s} }}",
    "{{ '%%s' | format(%s) }}",
    "{{ '{}'.format(%s) }}",
    "{{ '{a!s}'.format(a=%s) }}",
    "{{ %s | upper }}",
    "{{ %s | lower }}",
    "{{ %s | title }}",
    "{{ %s | capitalize }}",
    "{{ %s | trim }}",
    "{{ %s | truncate }}",
    "{{ %s | replace('q', 'r') }}",
    "{{ 'a' | replace('a', %s) }}",
    "{{ 'a'.replace('a', %s) }}",
    "{{ [%s] | series }}",
    "{% set x %}{{ %s }}{% endset %}{{ x }}",
    "{% filter upper %}{{ %s }}{% endfilter %}",
    "{% call m2(%s) %}{% endcall %}",
]
MACROS = "{% macro m() %}x{% endmacro %}{% macro m2(x) %}{{ x }}{% endmacro %}"


@pytest.mark.parametrize("value", NO_TEXT.values(), ids=NO_TEXT)
def test_what_is_no_text_is_never_printed(tmp_path, value):
    """As a problem of its line, in words that are the same in every run."""
    codes = {Code.TEMPLATE_FAILED, Code.EMPTY_CELL, Code.UNKNOWN_FIELD}
    for way in WAYS:
        written = way.replace("%%", "\0").replace("%s", f"({value})").replace("\0", "%")

        problems = failures(tmp_path, MACROS + written)

        assert all(problem.code in codes and problem.place.line == 4 for problem in problems), way
        assert not any("0x" in problem.message or "<" in problem.message for problem in problems), way


@pytest.mark.parametrize(
    "value", ["none", "true", "[1]", "recipient", "state.party_to", "recipient.honorific"]
)
@pytest.mark.parametrize("way", ["{{ %s }}", "{{ 'x' ~ %s }}", "{{ '{}'.format(%s) }}", "{{ %s | string }}"])
def test_nor_is_it_part_of_a_file_name(tmp_path, way, value):
    """A letter is not called None."""
    settings = SETTINGS + f'\n[output]\nfilename = "{way.replace("%s", value)}"\n'
    personaliser = Personaliser(Campaign.load(write_campaign(tmp_path, settings=settings)))

    with pytest.raises(LetterFailed):
        personaliser.file_name(SENEGAL)


def test_a_date_in_a_file_name_is_written_as_programs_do(tmp_path):
    """And a number too, whatever the language."""
    settings = (
        SETTINGS + '\n[output]\nfilename = "{{ letter.date }}-{{ 12.5 }}-{{ letter.date ~ recipient.id }}"\n'
    )
    personaliser = Personaliser(Campaign.load(write_campaign(tmp_path, settings=settings)))

    assert personaliser.file_name(SENEGAL) == "2020-12-07-12.5-2020-12-07SEN-1"


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'on ' ~ letter.date }}",
        "{{ 'on ' + (letter.date | string) }}",
        "{{ 'on %s' % letter.date }}",
        "{{ 'on {}'.format(letter.date) }}",
        "{{ ['on', letter.date] | join(' ') }}",
        "{{ ' '.join(['on', letter.date]) }}",
    ],
)
def test_a_date_is_the_languages_in_every_way(tmp_path, body):
    """Not 2020-12-07 when it is joined to a word."""
    assert filled(tmp_path, body) == "on 7 December 2020"


def test_an_empty_cell_that_is_joined_is_told_with_its_line(tmp_path):
    """Every way a value is used in."""
    found = failures(tmp_path, "\n".join(f"{{{{ {way} }}}}" for way in (
        "'%s' % recipient.name", "'{}'.format(recipient.honorific)", "', '.join([recipient.email])",
    )))  # fmt: skip

    assert [(problem.place.column, problem.place.line) for problem in found] == [
        ("name", 4),
        ("honorific", 5),
        ("email", 6),
    ]


# --- a value is never part of the Markdown -----------------------------------------------------------

HOSTILE = Recipient(
    id="x", row=2, state="SN", office="minister", title="T", name="*N* [a](b)", city="Dakar", language="en"
)


@pytest.mark.parametrize(
    "body",
    [
        "{% call '{}'.format(recipient.name) %}{% endcall %}",
        "{% filter format(recipient.name) %}**%s**{% endfilter %}",
        "{% filter replace('X', recipient.name) %}**X**{% endfilter %}",
        "{% set c %}**X**{% endset %}{{ c | replace('X', recipient.name) }}",
        "{% set c %}**X**{% endset %}{{ c.replace('X', recipient.name) }}",
        "{% set c %}**%s**{% endset %}{{ c % recipient.name }}",
        "{% set c %}**%s**{% endset %}{{ c | format(recipient.name) }}",
        "{% set c %}**{}**{% endset %}{{ c.format(recipient.name) }}",
        "{% set c %}**X**{% endset %}{{ c[:3] ~ recipient.name ~ c[3:] }}",
        "{% set c %}**X**{% endset %}{{ c | list | join(recipient.name) }}",
        "{% set c %}**X**{% endset %}{{ c.split('X') | join(recipient.name) }}",
        "{% set c %}**X**{% endset %}{% for x in c %}{{ x ~ recipient.name }}{% endfor %}",
        "{% set c | replace('X', recipient.name) %}**X**{% endset %}{{ c }}",
        "{% macro m() %}**X**{% endmacro %}{{ m() | truncate(3) ~ recipient.name }}",
        "{{ '\\ue0020\\ue003' ~ recipient.name }}",
        "{% set c %}**X**{% endset %}{{ '\\ue002' ~ recipient.name ~ '\\ue003' }}",
    ],
)
def test_no_filter_or_call_puts_a_value_into_the_markdown(tmp_path, body):
    """It is refused, or the value stands beside the Markdown as ever."""
    personaliser = Personaliser(campaign(tmp_path, HEAD + body))

    markdown, problems = "", ()
    try:
        markdown = personaliser.fill(HOSTILE).body.markdown
    except LetterFailed as failed:
        problems = failed.problems

    assert bool(markdown) != bool(problems)
    assert {problem.code for problem in problems} <= {Code.TEMPLATE_FAILED}
    assert "N" not in markdown
    assert "[a](b)" not in markdown


def test_what_a_block_wrote_can_be_joined_and_cased(tmp_path):
    """Its own words stay Markdown; values in it are changed in their slots."""
    body = (
        "{% set c %}**to {{ recipient.city }}**{% endset %}"
        "{{ c }} {{ c | upper }} {{ c | trim }} {{ [c, c] | "
        "join(', ') }} {{ '<%s>' % c }} {{ '{}'.format(c) }}"
        " {% filter upper %}so {{ recipient.city }}{% endfilter %}"
    )

    assert filled(tmp_path / "1", body) == (
        "**to Dakar** **TO DAKAR** **to Dakar** **to Dakar**, "
        "**to Dakar** <**to Dakar**> **to Dakar** SO DAKAR"
    )
    assert skeleton(tmp_path / "2", body).startswith("**to ·** **TO ·**")


def test_a_block_that_wrote_nothing_is_false(tmp_path):
    """As the author expects."""
    assert filled(tmp_path, "{% set c %}{% endset %}{% if c %}a{% else %}b{% endif %}") == "b"
