"""A hostile template ends: in bounded steps, with one problem that names its line."""

from __future__ import annotations

import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from campaigns import SETTINGS, campaign, write_campaign
from filling import HEAD, SENEGAL, failures, filled
from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterFailed, UsageError
from letterforge.personalise import Personaliser

MEMORY = 1_500_000_000
"""Bytes that a filling may use in the process that is made for it: many times what an honest one needs."""


@pytest.fixture(autouse=True)
def _bounded_memory():
    """A bound that does not hold ends in MemoryError, and not in this machine's end."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


GROWING = (
    "{{% set ns = namespace(x={}) %}}{{% for i in range(60) %}}{{% set ns.x = {} %}}{{% endfor %}}"
    "{{{{ ns.x | length }}}}"
)

WITHOUT_END = [
    "{{ 'a' * 10**9 }}",
    "{{ 10**9 * 'a' }}",
    "{{ [1] * 10**9 }}",
    "{{ cosigners.names * 10**9 + [1] * 10**9 }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{% for x in range(2**63, 2**65) %}x{% endfor %}",
    "{% for i in range(1000) %}{% for j in range(1000) %}x{% endfor %}{% endfor %}",
    "{% for i in range(90000) %}{% for j in range(90000) if false %}{% endfor %}{% endfor %}",
    "{% for i in range(90000) %}" + "x" * 50_000 + "{% endfor %}",
    "{% for i in range(90000) %}- a\n{% endfor %}",
    "{{ 'a\n' * 20000 }}",
    "{{ 9**9**9**9 }}",
    "{{ 2 ** 5000 }}",
    "{{ ('9' * 4000) | int }}",
    "{{ ('f' * 4000) | int(base=16) }}",
    "{{ ('a' * 10000).replace('a', 'b' * 10000) }}",
    "{{ ('a' * 10000) | replace('a', 'b' * 10000) }}",
    "{{ ('a' * 10000).join('b' * 10000) }}",
    "{{ ('b' * 10000) | join('a' * 10000) }}",
    "{{ ['x'] | batch(10**9, 'y') | first | length }}",
    "{{ 'abc' | slice(10**9) | first }}",
    "{{ range(10**7) | list | length }}",
    "{{ (['y' * 9000] * 9000) | sort | length }}",
    "{{ ([[1]] * 50000) | sum(start=[]) | length }}",
    "{% set b = range(90000) | list %}{% for i in range(90000) %}{% if -1 in b %}{% endif %}{% endfor %}",
    "{% set b = 'x' * 90000 %}{% for i in range(90000) %}{% if 'y' in b %}{% endif %}{% endfor %}",
    "{% set b = 'x' * 90000 %}{% for i in range(90000) %}{% set c = b[1:] %}{% endfor %}",
    GROWING.format("'ab'", "ns.x ~ ns.x"),
    GROWING.format("'ab'", "ns.x + ns.x"),
    GROWING.format("'ab'", "'%s%s' % (ns.x, ns.x)"),
    GROWING.format("'ab'", "'{0}{0}'.format(ns.x)"),
    GROWING.format("[1]", "ns.x + ns.x"),
    GROWING.format("[1]", "[ns.x, ns.x]"),
    GROWING.format("{}", "{'a': ns.x, 'b': ns.x}"),
    "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}x{% endmacro %}{{ m(40) }}",
    "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}"
    + "{% call m() %}" * 15 + "x" * 9000 + "{% endcall %}" * 15,
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% include ['a', 'b'] * 900000 ignore missing %}",
    "{% for i in range(90000) %}{% include 'nope.md' ignore missing %}{% endfor %}",
]  # fmt: skip


@pytest.mark.parametrize("body", WITHOUT_END)
def test_what_has_no_end_is_stopped_with_its_line(tmp_path, body):
    """One problem, though the subject would fail too.

    The budget is the letter's, and nothing else is filled.
    """
    body = f"First.\n\n{body}"

    (problem,) = failures(tmp_path, body)

    assert problem.code is Code.TEMPLATE_WITHOUT_END
    assert (problem.place.file, problem.place.row) == ("letter.en.md", 2)
    assert problem.place.line is not None
    assert problem.place.line >= 6
    assert "docs/templates.md" in problem.hint


@pytest.mark.parametrize(
    ("body", "files"),
    [
        ("{% include 'a.md' %}", {"a__md": "{% include 'a.md' %}{% include 'a.md' %}"}),
        ("{% include 'a.md' %}", {"a__md": "{% include 'b.md' %}", "b__md": "{% include 'a.md' %}"}),
        ("{% include 'a.md' without context %}", {"a__md": "{% include 'a.md' without context %}"}),
        ("{% import 'a.md' as a %}{{ a.x }}", {"a__md": "{% import 'a.md' as a %}"}),
        ("{% extends 'a.md' %}", {"a__md": "{% extends 'b.md' %}", "b__md": "{% extends 'a.md' %}"}),
    ],
)
def test_files_that_take_each_other_in_are_stopped(tmp_path, body, files):
    """Whichever way they do."""
    (problem,) = failures(tmp_path, body, **files)

    assert (problem.code, problem.place.line) == (Code.TEMPLATE_WITHOUT_END, 4)


@pytest.mark.parametrize(
    "expression",
    [
        "1 | round(10**9, 'ceil')",
        "'%1000000000d' | format(1)",
        "'%1000000000d' % 1",
        "'%.1000000000f' % 1",
        "'%*d' % (1000000000, 1)",
        "'%(a)1000000000d' % {'a': 1}",
        "'{:1000000000}'.format(1)",
        "'{:{w}}'.format(1, w=10**9)",
        "'{0:.1000000000f}'.format(1.5)",
        "'x'.ljust(10**9)",
        "'x'.rjust(10**9)",
        "'x'.center(10**9)",
        "'1'.zfill(10**9)",
        "'\\t'.expandtabs(10**9)",
        "1.5 | number(10**9)",
        "facts.opens | date('y' * 10**5)",
        "facts.opens.strftime('%1000000000d')",
        "'{:%1000000000d}'.format(facts.opens)",
        "'%1000000000d' is odd",
        "'%1000000000d' is divisibleby(3)",
        "('a' * 50000 + 'b').rfind('a' * 25000 + 'c')",
        "('a' * 400000).strip('b' * 400000)",
    ],
)
def test_widths_and_places_have_bounds(tmp_path, expression):
    """What a format asks for is judged before it is done."""
    (problem,) = failures(tmp_path, f"{{{{ ({expression}) | string | length }}}}")

    assert (problem.code, problem.place.line) == (Code.TEMPLATE_FAILED, 4)


@pytest.mark.parametrize(
    "body",
    [
        "{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}",
        "{{ " + "[" * 100_000 + "]" * 100_000 + " }}",
        "{{ " + "f(" * 30_000 + ")" * 30_000 + " }}",
        "{{ " + "not " * 100_000 + "1 }}",
        "{{ " + "-" * 100_000 + "1 }}",
        "{{ " + "1+" * 100_000 + "1 }}",
        "{{ " + "1+" * 200 + "1 }}",
        "{{ " + "1 if 1 else " * 20_000 + "1 }}",
        "{{ a" + ".b" * 5_000 + " }}",
        "{{ 1" + " | abs" * 5_000 + " }}",
        "{% if 1 %}" * 10_000 + "{% endif %}" * 10_000,
        "{% if 1 %}" * 40 + "{% endif %}" * 40,
        "{% for x in [1] %}" * 30 + "x" + "{% endfor %}" * 30,
        "{% if 1 %}" + "{% elif 1 %}x" * 3_000 + "{% endif %}",
        "{{ " * 100_000,
        "{%\n" * 200_000 + "%}x",
        "{# " * 200_000,
        "{{ 1 }}" * 60_000,
        "{{ " + "9" * 5_000 + " }}",
        "{{ 0x" + "f" * 5_000 + " }}",
    ],
    ids=lambda body: body[:24],
)
def test_what_is_too_deep_or_long_to_be_read_is_a_fault_of_its_line(tmp_path, body):
    """No RecursionError, and known without any row."""
    (problem, *_) = Personaliser(campaign(tmp_path, HEAD + "\n" + body)).check("en")

    assert problem.code is Code.TEMPLATE_SYNTAX
    assert problem.place.line is not None
    assert problem.place.line >= 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 1_100_000, Code.TEMPLATE_SYNTAX),
        ("---\nsubject: " + "[" * 50_000 + "\n---\nx", Code.FRONT_MATTER),
        ("---\nsubject: '" + "x" * 200_000 + "'\n---\nx", Code.FRONT_MATTER),
        ("a\0b", Code.TEMPLATE_SYNTAX),
        ("a\ue0000\ue001b", Code.TEMPLATE_SYNTAX),
    ],
    ids=["long", "deep front matter", "long front matter", "nul", "slot"],
)
def test_a_file_that_is_no_template_is_refused(tmp_path, text, code):
    """Before any row, and without a traceback."""
    (problem, *_) = Personaliser(campaign(tmp_path, text)).check("en")

    assert (problem.code, problem.place.file) == (code, "letter.en.md")


def test_a_fault_in_an_included_file_names_that_file(tmp_path):
    """And its own line."""
    (problem,) = failures(tmp_path, "\n\n{% include 'clause.md' %}", clause__md="a\n{% if %}\n")

    assert (problem.code, problem.place.file, problem.place.line) == (Code.TEMPLATE_SYNTAX, "clause.md", 2)


@pytest.mark.parametrize("key", ["reference", "filename"])
def test_names_and_references_have_the_same_bounds(tmp_path, key):
    """A budget of their own for the name; the letter's for the reference."""
    section = {"reference": "[letter]\n", "filename": "[output]\n"}[key]
    settings = SETTINGS + ("" if key == "reference" else "\n[output]\n")
    settings = settings.replace(section, f"{section}{key} = \"{{{{ 'a' * 10**9 }}}}\"\n")
    personaliser = Personaliser(Campaign.load(write_campaign(tmp_path, settings=settings)))

    with pytest.raises(LetterFailed) as caught:
        personaliser.file_name(SENEGAL) if key == "filename" else personaliser.fill(SENEGAL)

    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == (Code.TEMPLATE_WITHOUT_END, "letterforge.toml")


@pytest.mark.parametrize(
    "expression",
    [
        "'a' * 10**9 == recipient.id",
        "range(10**9) | sum > 1",
        "(" * 5_000 + "1" + ")" * 5_000,
        "1 }}{% for x in range(3) %}{{ x }}{% endfor %}{{ 1",
        "recipient.id.__class__",
        "letter.date.today()",
    ],
    ids=lambda expression: expression[:20],
)
def test_where_has_the_same_bounds(tmp_path, expression):
    """Wrong use, not a traceback."""
    with pytest.raises(UsageError, match="--where"):
        Personaliser(campaign(tmp_path)).chooser(expression)(SENEGAL)


def test_each_letter_has_a_budget_of_its_own_whatever_came_before(tmp_path):
    """What a thousand letters take together is no concern of the last one.

    And a spent one costs only itself.
    """
    body = HEAD + "{% for i in range(90000 if recipient.city == 'Dakar' else 10**9) %}{% endfor %}x"
    personaliser = Personaliser(campaign(tmp_path, body))
    glutton = replace(SENEGAL, id="x", row=3, city="Thies")

    for _ in range(20):
        personaliser.fill(SENEGAL)
    with pytest.raises(LetterFailed):
        personaliser.fill(glutton)
    assert personaliser.fill(SENEGAL).body.markdown.strip() == "x"


@pytest.mark.parametrize(
    ("body", "length"),
    [
        ("{% for a in range(193) %}{% for b in range(20) %}{{ a * b }} {% endfor %}\n{% endfor %}", 3860),
        ("{% for i in range(2000) %}word {{ i }} {% endfor %}", 4000),
        ("{% macro row(x) %}{{ x }}, {% endmacro %}{% for i in range(500) %}{{ row(i) }}{% endfor %}", 500),
        ("{{ range(5000) | map('string') | join(' ') }}", 5000),
    ],
)
def test_long_honest_letters_are_far_within_the_bounds(tmp_path, body, length):
    """A table of all states, a list of two thousand entries, macros in loops."""
    assert len(filled(tmp_path, body).split()) == length


HONEST = [
    ("{{ '%05.2f|%s|%3d|%%' % (3.14159, 'x', 5) }}", "03.14|x|  5|%"),
    ("{{ '%(a)s' % {'a': 1} }} {{ '%s of %s' | format(1, 'b') }}", "1 1 of b"),
    ("{{ '{:>5}|{:05d}|{:.2f}|{:,}|{}'.format('a', 7, 2.5, 1234567, 'b') }}", "a|00007|2.50|1,234,567|b"),
    ("{{ '{0.title}, {0[city]}'.format(recipient) }}", "Minister, Dakar"),
    ("{{ '7'.zfill(3) }} {{ ('x'.ljust(3) ~ '|') }} {{ 'a,b'.split(',') | join('-') }}", "007 x  | a-b"),
    ("{{ recipient.city[0] }} {{ recipient.city[1:3] }} {{ [1, 2][::-1] | join }}", "D ak 21"),
    ("{{ [3, 1, 2] | sort | join }} {{ [1, 2] | sum }} {{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 10 }}",
     "123 3 3 3 1024"),
    ("{% for g in [{'n': 'a', 'v': 1}] | groupby('n') %}{{ g.grouper }}{{ g.list | length }}{% endfor %}",
     "a1"),
    ("{% for k, v in {'a': 1}.items() %}{{ k }}={{ v }}{% endfor %}", "a=1"),
    ("{% set ns = namespace(n=0) %}{% for x in [1, 2] %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}",
     "3"),
    ("{% for x in [1, 2] %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}", "1a2b"),
    ("{% for r in [[1, 2], [3]] recursive %}{{ loop(r) if r is iterable else r }}{% endfor %}", "123"),
    ("{% if 1 < 2 < 3 and 'D' in recipient.city and recipient.city not in ['x'] %}ok{% endif %}", "ok"),
    ("{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{% set c, d = (1, 2) %}{{ d }}", "32"),
    ("{% if " + " or ".join(["recipient.id == 'x'"] * 70) + " %}x{% else %}ok{% endif %}", "ok"),
    ("{% for x in [1] %}" * 8 + "x" + "{% endfor %}" * 8, "x"),
    ("{% for x in range(3) if x is odd %}{{ x }}{% else %}none{% endfor %}", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), HONEST)
def test_what_templates_need_is_there(tmp_path, body, expected):
    """Formats with sensible widths, parts of texts, sums, groups, loops of every kind."""
    assert filled(tmp_path, body) == expected


def test_blocks_and_imports_work(tmp_path):
    """Inheritance, macros of another file, several names for a file that is taken in."""
    files = {
        "base__md": "*{% block a %}base{% endblock %}*",
        "m__md": "{% macro hello(x) %}**{{ x }}**{% endmacro %}",
    }

    assert (
        filled(tmp_path / "1", "{% extends 'base.md' %}{% block a %}{{ super() }}!{% endblock %}", **files)
        == "*base!*"
    )
    assert filled(tmp_path / "2", "{% import 'm.md' as m %}{{ m.hello('x') }}", **files) == "**x**"
    assert filled(tmp_path / "3", "{% from 'm.md' import hello as h %}{{ h('x') }}", **files) == "**x**"
    assert filled(tmp_path / "4", "{% include ['none.md', 'base.md'] %}", **files) == "*base*"


def test_a_whole_run_over_a_hostile_template_ends_with_a_problem_that_names_each_row(tmp_path):
    """In the command too: exit code 3, each row named, nothing written."""
    write_campaign(tmp_path, HEAD + "{% for i in range(10**9) %}{{ 'a' * 10**9 }}{% endfor %}")

    done = subprocess.run(
        [sys.executable, "-m", "letterforge", "render", "-C", str(tmp_path), "--jobs", "1"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 3
    assert done.stderr.count("LF019") == 1
    assert "letter.en.md:2 " in done.stderr
    assert "the same in 1 more row: 3" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "letters").exists()
