"""What a template reaches: an allow-list, without the clock, places in memory, or chance."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, UndefinedError

from campaigns import SETTINGS, campaign, write_campaign
from filling import HEAD, SENEGAL, failures, filled
from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterFailed
from letterforge.model import Recipient
from letterforge.personalise import Personaliser
from letterforge.personalise.reach import MISSING, attribute
from letterforge.personalise.texts import METHODS

OUT_OF_REACH = [
    "letter.date.today()",
    "letter.date['today']()",
    "facts.moment.now()",
    "facts.moment.utcnow()",
    "facts.moment.timestamp()",
    "facts.moment.astimezone()",
    "letter.date.fromtimestamp(0)",
    "letter.date.ctime()",
    "letter.date.timetuple()",
    "letter.date.strftime('%s')",
    "letter.date.strftime('%c')",
    "letter.date.strftime('%x')",
    "letter.date.strftime('%Z')",
    "'{:%s}'.format(letter.date)",
    "letter.date | date('HH:mm')",
    "letter.date | date('zzzz')",
    "letter.date.max",
    "letter.date.__class__",
    "(facts.opens - letter.date).__reduce__()",
    "'x'.__hash__()",
    "'x'.encode()",
    "'x'.translate({})",
    "'x'.maketrans('a', 'b')",
    "'x'.format_map({})",
    "'{0.__class__}'.format('x')",
    "'{0.today}'.format(letter.date)",
    "'{!r}'.format(recipient)",
    "'{!a}'.format('x')",
    "'{:n}'.format(1)",
    "'%r' % recipient",
    "'%a' % 'x'",
    "'%c' % 57344",
    "().__class__.__base__.__subclasses__()",
    "[].append(1)",
    "[].__len__()",
    "{}.pop('a')",
    "{}.update(a=1)",
    "{'a': 1}.keys() - ['b']",
    "5 .bit_length()",
    "5 .to_bytes(4)",
    "true.real",
    "range.__class__",
    "range(3).start",
    "dict.fromkeys([1])",
    "dict.mro()",
    "namespace.__init__",
    "namespace(a=1).__class__",
    "m.name",
    "m._func",
    "m._environment",
    "m.__call__",
    "self.__init__.__globals__",
    "self._TemplateReference__context",
    "recipient.__class__.__mro__",
    "recipient['__class__'].x",
    "state.party_to.__globals__",
    "state.party_to._call",
    "state.party_to.name",
    "recipient.title()",
    "recipient()",
    "5()",
    "none()",
    "[1]()",
    "recipient.honorific()",
    "recipient.honorific.name",
    "recipient.honorific._undefined_name",
    "none.x",
]


@pytest.mark.parametrize("expression", OUT_OF_REACH)
def test_what_is_not_allowed_fails_with_its_line(tmp_path, expression):
    """In an expression that would use it, not only print it."""
    settings = SETTINGS.replace("session = 19", "session = 19\nmoment = 2020-12-07T10:00:00")
    body = HEAD + f"{{% macro m() %}}{{% endmacro %}}\n{{% set x = {expression} %}}{{{{ x }}}}"
    personaliser = Personaliser(Campaign.load(write_campaign(tmp_path, body, settings=settings)))

    problems = personaliser.check("en") or _problems(personaliser)

    codes = {Code.TEMPLATE_FAILED, Code.UNKNOWN_FIELD, Code.EMPTY_CELL}
    assert all(problem.code in codes and problem.place.line == 5 for problem in problems)
    assert not any("0x" in problem.message for problem in problems)


def _problems(personaliser):
    with pytest.raises(LetterFailed) as caught:
        personaliser.fill(SENEGAL)
    return caught.value.problems


@pytest.mark.parametrize(
    "word",
    [
        "random",
        "shuffle",
        "pprint",
        "tojson",
        "attr",
        "safe",
        "e",
        "xmlattr",
        "urlize",
        "indent",
        "center",
        "_printed",
    ],
)
def test_filters_of_chance_and_of_the_web_are_not_there(tmp_path, word):
    """Nor our own behind the scenes."""
    (problem, *_) = Personaliser(campaign(tmp_path, HEAD + f"{{{{ [1] | {word} }}}}")).check("en")

    assert problem.code is Code.TEMPLATE_SYNTAX


@pytest.mark.parametrize("word", ["sameas 'x'", "callable", "escaped", "filter", "test"])
def test_tests_of_memory_and_of_the_program_are_not_there(tmp_path, word):
    """Whether two texts are one in memory is chance."""
    (problem, *_) = Personaliser(campaign(tmp_path, HEAD + f"{{% if 'x' is {word} %}}{{% endif %}}")).check(
        "en"
    )

    assert problem.code is Code.TEMPLATE_SYNTAX


@pytest.mark.parametrize("body", ["{{ lipsum() }}", "{{ cycler(1) }}", "{{ joiner() }}", "{{ _lacks() }}"])
def test_names_of_jinjas_own_are_not_there(tmp_path, body):
    """Those that are random, remember, or are ours."""
    (problem, *_) = Personaliser(campaign(tmp_path, HEAD + body)).check("en")

    assert problem.code is Code.UNKNOWN_FIELD


@pytest.mark.parametrize("body", ["{% autoescape true %}{% endautoescape %}", "{% do 1 %}", "{% debug %}"])
def test_tags_that_no_letter_needs_are_not_there(tmp_path, body):
    """With the line."""
    (problem, *_) = Personaliser(campaign(tmp_path, HEAD + body)).check("en")

    assert (problem.code, problem.place.line) == (Code.TEMPLATE_SYNTAX, 4)


VALUES = ["x", 5, 1.5, True, None, datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1, 1),
          datetime.time(1),
          datetime.timedelta(1), [1], (1,), {"a": 1}, range(3)]  # fmt: skip


@given(st.sampled_from(VALUES), st.data())
def test_no_attribute_that_python_has_is_reached_unless_it_is_listed(value, data):
    """Whatever a value has: names with underscores never, and nothing that takes the time or writes."""
    name = data.draw(st.sampled_from(sorted(dir(value))))

    try:
        found = attribute(value, name)
    except (SecurityError, UndefinedError):
        return
    if found is MISSING:
        return
    assert not name.startswith("_")
    assert name not in {
        "today",
        "now",
        "utcnow",
        "fromtimestamp",
        "timestamp",
        "astimezone",
        "append",
        "update",
        "pop",
    }


def test_every_method_of_a_text_is_one_of_python(tmp_path):
    """A misspelt one would be a surprise."""
    assert {name for name in METHODS if not hasattr(str, name)} == set()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("letter.date.year", "2020"),
        ("letter.date.isoformat()", "2020-12-07"),
        ("letter.date.strftime('%d %B %Y')", "07 December 2020"),
        ("'{:%d.%m.%Y}'.format(letter.date)", "07.12.2020"),
        ("letter.date.replace(year=2021)", "7 December 2021"),
        ("letter.date.weekday()", "0"),
        ("(facts.opens - letter.date).days", "7"),
        ("letter.date | date('EEEE d MMMM')", "Monday 7 December"),
        ("letter.date | date(\"d 'of' MMMM\")", "7 of December"),
        ("letter.date | date('short')", "07/12/2020"),
        ("{'a': 5}.get('a')", "5"),
        ("[1, 1].count(1)", "2"),
        ("recipient.title.upper()", "MINISTER"),
        ("namespace(a=1).a", "1"),
    ],
)
def test_what_a_template_needs_of_a_value_is_there(tmp_path, expression, expected):
    """Parts of dates, spans of days, texts in capitals."""
    assert filled(tmp_path, f"{{{{ {expression} }}}}") == expected


def test_an_imported_file_remembers_nothing_of_the_letter_before(tmp_path):
    """Jinja keeps imported files.

    A namespace in one of them would carry one reader's name into the next letter.
    """
    body = (
        "{% from 'm.md' import ns %}{{ ns.before }}{% set ns.before = recipient.city %}"
        "{% import 'm.md' as m %}{{ m.ns.before }}"
    )
    personaliser = Personaliser(
        campaign(tmp_path, HEAD + body, m__md="{% set ns = namespace(before='nobody') %}")
    )
    other = Recipient(id="GMB-1", row=3, state="GM", city="Banjul", language="en")

    for recipient in (SENEGAL, other):
        prose = personaliser.fill(recipient)
        assert [value.text for value in prose.body.values] == ["nobody", "nobody"]


def test_two_runs_agree_whatever_seed_python_has(tmp_path):
    """What depends on places in memory, or on the order of a set, would differ."""
    body = HEAD + (
        "{% for k in {'b': 1, 'a': 2, 'c': 3} %}{{ k }}{% endfor %}{{ ['b', 'a', 'b'] | unique | join }}"
        "{{ {'b': 1, 'a': 2}.keys() | join }}{{ [{'n': 'b'}, "
        "{'n': 'a'}] | groupby('n') | map('first') | join }}"
        "{{ m }}{{ recipient.title.upper }}"
    )
    write_campaign(tmp_path, body.replace("{{ m }}{{ recipient.title.upper }}", ""))
    write_campaign(tmp_path / "failing", body)
    said = {_run(folder, seed) for seed in ("1", "2") for folder in (tmp_path,)}
    failed = {_run(tmp_path / "failing", seed) for seed in ("1", "2")}

    assert len(said) == 1
    assert len(failed) == 1
    assert "bacba" in said.pop()
    assert "LF0" in failed.pop()


PROGRAM = """
import sys
from letterforge.campaign import Campaign
from letterforge.errors import LetterFailed
from letterforge.model import Recipient
from letterforge.personalise import Personaliser
try:
    senegal = Recipient(id="x", row=2, state="SN", title="T", language="en")
    filled = Personaliser(Campaign.load(sys.argv[1])).fill(senegal).body
    print("".join(value.text for value in filled.values))
except LetterFailed as failed:
    print(*((problem.code.value, problem.message) for problem in failed.problems))
"""


def _run(folder: Path, seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_file_that_may_be_missing_may_be_missing(tmp_path):
    """`ignore missing` as Jinja means it; without it, a problem."""
    assert filled(tmp_path / "1", "{% include 'none.md' ignore missing %}ok") == "ok"
    assert filled(tmp_path / "2", "{% include ['a.md', 'b.md'] ignore missing %}ok", b__md="b") == "b\nok"
    (problem,) = failures(tmp_path / "3", "\n{% include 'none.md' %}")
    assert (problem.code, problem.place.line) == (Code.TEMPLATE_FAILED, 5)


def test_the_language_can_be_a_folder(tmp_path):
    """Each template includes from its own folder, in `filename` and `reference` too."""
    settings = SETTINGS.replace("letter.{language}.md", "{language}/letter.md")
    settings += "\n[output]\nfilename = \"{% include 'prefix.md' %}\"\n"
    root = write_campaign(tmp_path, settings=settings)
    for language in ("en", "fr"):
        (root / language).mkdir()
        (root / language / "letter.md").write_text(HEAD + "{% include 'clause.md' %}", encoding="utf-8")
        (root / language / "clause.md").write_text(f"{language}: {{{{ state.name }}}}", encoding="utf-8")
        (root / language / "prefix.md").write_text(f"{language}-{{{{ recipient.id }}}}", encoding="utf-8")
    personaliser = Personaliser(Campaign.load(root))
    french = Recipient(id="b", row=3, state="SN", language="fr")

    assert personaliser.check("en") == personaliser.check("fr") == personaliser.check_settings() == []
    for recipient, language, name in ((SENEGAL, "en", "Senegal"), (french, "fr", "Sénégal")):
        prose = personaliser.fill(recipient)
        assert prose.body.markdown.strip().startswith(language)
        assert [value.text for value in prose.body.values] == [name]
        assert personaliser.file_name(recipient) == f"{language}-{recipient.id}"
