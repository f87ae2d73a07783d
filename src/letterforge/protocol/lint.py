"""A letter and its row → what differs from the protocol, as warnings.

The words are in `words.toml` of each language.

Looks at what is really printed, whoever worded it. docs/errors.md explains each rule (`LF080` to `LF086`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from letterforge.errors import Code, Problem, Severity
from letterforge.languages import OURS, Languages
from letterforge.model import Language, Letter, Recipient
from letterforge.protocol.forms import (
    SIGNS,
    Form,
    FormRow,
    default_title,
    every_form,
    find_form,
    gender_of,
)
from letterforge.protocol.labels import language_name
from letterforge.protocol.lint_texts import (
    find_excellencies,
    find_gendered_vocatives,
    find_one_gender,
    read_line,
    read_paragraphs,
)
from letterforge.protocol.lint_words import LintWords, lint_words
from letterforge.protocol.phrases import key, segments, within
from letterforge.protocol.titles_before import read_titles

PERSON = "inside address"
HONORIFIC_HINT = 'correct the cell "honorific", or the line of your own [[forms]]'
GENDER_HINT = (
    'fill the cell "gender" where it is known, or correct the cell "honorific" or your own [[forms]]'
)
ONLY_HONORIFIC = (
    "the honorific is for one gender, and the row has no gender: the letter uses the form for everybody"
)
ONLY_HONORIFIC_HINT = (
    'fill a column "gender" (f, m or x) where it is known: the form of address then follows it'
)
FORM_HAS_IT = "the form of address of the office then has one"
WHOM = {"m": "a man", "f": "a woman"}


@dataclass(frozen=True, slots=True)
class Wording:
    """Who worded the parts around the letters of one language."""

    template: str
    """The template's path as the user knows it."""
    literal: frozenset[str] = frozenset()
    """Parts of its front matter that it words itself, with nothing from the row or the protocol."""
    own: tuple[FormRow, ...] = ()
    """The campaign's own forms."""
    languages: Languages = OURS
    """What is known of languages."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at: one letter as it reads, its row, and the form that the protocol has."""

    recipient: Recipient
    language: Language
    wording: Wording
    words: LintWords
    form: Form | None
    """The protocol's own, without the campaign's."""
    person: str
    """The line of the inside address that names a person; empty: none."""
    salutation: str
    close: str
    text: tuple[str, ...]
    """The body's paragraphs, list entries and cells, quotations apart."""

    def problem(self, code: Code, message: str, hint: str = "", column: str = "") -> Problem:
        """A warning about this row."""
        place = replace(self.recipient.place, column=column)
        return Problem(code, message, hint or self._hint(), place, Severity.WARNING)

    def _hint(self) -> str:
        if self.recipient.salutation:
            return 'correct the cell "salutation", or leave it empty for the form of address of the office'
        return (
            f"correct {self.wording.template}, or [[forms]]: "
            "{{ recipient.salutation }}, {{ recipient.vocative }}, {{ recipient.you }} "
            "and {{ recipient.close }} "
            "print what is right for each row"
        )


def lint(letter: Letter, recipient: Recipient, wording: Wording) -> tuple[Problem, ...]:
    """What in a letter differs from the protocol: warnings, without a file, in the order of their codes."""
    language, languages = letter.language, wording.languages
    gender = gender_of(recipient)
    person = read_line(letter.inside_address[0]) if recipient.name and letter.inside_address else ""
    case = Case(
        recipient=recipient,
        language=language,
        wording=wording,
        words=lint_words(language, languages),
        form=find_form(recipient.office, gender, language, recipient.state, (), languages),
        person=_without(person, recipient.name),
        salutation=read_line(letter.salutation),
        close=read_line(letter.closing),
        text=tuple(read_paragraphs(letter.body)),
    )
    return tuple(problem for rule in RULES for problem in rule(case))


# --- the rules -----------------------------------------------------------------------------------


def excellency(case: Case) -> Iterator[Problem]:
    """An office that is addressed as Excellency, although the protocol does not call it so."""
    words, form, office = case.words, case.form, case.recipient.office
    if office not in words.never_excellency:
        return
    if form and any(words.excellency.found(" ".join((form.line, form.salutation, form.you, form.close)))):
        return
    around = {PERSON: case.person, "salutation": case.salutation, "close": case.close}
    found = {part: phrase for part, text in around.items() for _, phrase in words.excellency.found(text)}
    in_text = [
        phrase
        for text in case.text
        for phrase in find_excellencies(case.language, text, case.wording.languages)
    ]
    found |= {"text": in_text[0]} if in_text else {}
    if found:
        message = (
            f'the office "{office}" is not addressed as "{next(iter(found.values()))}" ({", ".join(found)})'
        )
        yield case.problem(Code.EXCELLENCY, message, HONORIFIC_HINT if [*found] == [PERSON] else "")


def two_styles(case: Case) -> Iterator[Problem]:
    """A close that repeats another salutation than this letter's, or that belongs to other offices."""
    if not case.salutation:
        return
    for said in segments(case.close):
        if case.words.vocatives.beginning(said) and not _repeats(said, case):
            greeting = case.salutation.rstrip(SIGNS)
            yield case.problem(Code.TWO_STYLES, f'the salutation says "{greeting}", the close "{said}"')
            return
    greeted, closed = _offices_of(
        case.language, key(case.salutation), key(case.close), case.wording.languages
    )
    plain = {key(case.salutation), key(case.close)} & case.words.plain
    if greeted and closed and not greeted & closed and not plain:
        message = f"the salutation is for {_listed(greeted)}, the close for {_listed(closed)}"
        yield case.problem(Code.TWO_STYLES, message)


def name_in_salutation(case: Case) -> Iterator[Problem]:
    """A name in a salutation that addresses the office."""
    recipient, form = case.recipient, case.form
    if form is None or recipient.office in case.words.may_be_named or "{" in form.salutation:
        return
    greeted = set(key(case.salutation).split()) - set(key(form.salutation).split())
    if greeted & _name_words(case):
        message = f'the salutation names the person; the form for this office is "{form.salutation}"'
        yield case.problem(Code.NAME_IN_SALUTATION, message)


def colon(case: Case) -> Iterator[Problem]:
    """A salutation without the sign in which its language ends one."""
    if case.words.end and case.salutation and not case.salutation.endswith(case.words.end):
        message = f'the salutation "{case.salutation}" must end in "{case.words.end}" in this language'
        yield case.problem(Code.NO_COLON, message, f'end it in "{case.words.end}"')


def title_and_office(case: Case) -> Iterator[Problem]:
    """A title, or a salutation, that is of another office than the row's."""
    office = case.recipient.office
    title, greeted = _another_office(case, case.recipient.title), _another_office(case, case.salutation)
    if title:
        message = f'the title says "{title}", the office is "{office}"'
        hint = "correct the one that is wrong: the office decides how the letter addresses its reader"
        yield case.problem(Code.TITLE_AND_OFFICE, message, hint, "title")
    elif greeted and not any(two_styles(case)) and office not in _offices_greeted(case):
        message = f'the salutation says "{greeted}", the office is "{office}"'
        yield case.problem(Code.TITLE_AND_OFFICE, message)


def gendered_form(case: Case) -> Iterator[Problem]:
    """A form for one gender alone, where the row has another or none."""
    own = case.recipient.gender
    row = f'the row says "{own}"' if own else "the row has no gender"
    for gender, parts in _genders_used(case).items():
        if gender == own:
            continue
        # The row's own honorific is nobody's guess; it asks for a gender only where some words would follow
        # it.
        if not own and all(_is_honorific(part, phrase, gender, case) for part, phrase in parts.items()):
            if _depends_on(gender, case):
                yield case.problem(Code.GENDERED_FORM, ONLY_HONORIFIC, ONLY_HONORIFIC_HINT, "gender")
            continue
        message = f'"{next(iter(parts.values()))}" is for {WHOM[gender]}, and {row} ({", ".join(parts)})'
        yield case.problem(Code.GENDERED_FORM, message, GENDER_HINT if [*parts] == [PERSON] else "")


def foreign_honorific(case: Case) -> Iterator[Problem]:
    """An honorific that other languages have, and not this letter's: `Mr` in French."""
    said = case.recipient.honorific if case.recipient.name else ""
    foreign = case.words.foreign.found(said) if said else ()
    # A Mr or a Señora that the form has in the letter's own words is not printed.
    found = {kind: phrase for kind, phrase in foreign if within(phrase, case.person)}
    if not found or any(case.words.honorifics.found(said)):
        return
    mine = f"the letter is in {language_name(case.language)}"
    problem = case.problem(
        Code.TWO_STYLES,
        f'the honorific "{next(iter(found.values()))}" is in another language: {mine}',
        f'write the cell "honorific" in the letter\'s language, or leave it empty: {FORM_HAS_IT}',
        "honorific",
    )
    yield replace(problem, together=f"{{count}} honorifics are in another language ({{names}}): {mine}")


def unsure_form(case: Case) -> Iterator[Problem]:
    """A form of the protocol that no source confirms, used as it is."""
    if case.form is None or not case.form.unsure:
        return
    said = " and ".join(f'"{text}"' for text in _used(case, case.form))
    if said:
        hint = "ask someone who knows the country to read it, "
        hint += "then confirm it as [[forms]] of your own (docs/forms.md)"
        yield case.problem(Code.UNSURE_FORM, f"no source confirms this form of address: {said}", hint)


RULES = (
    excellency,
    two_styles,
    foreign_honorific,
    name_in_salutation,
    colon,
    title_and_office,
    gendered_form,
    unsure_form,
)


# --- what a letter has from the protocol ---------------------------------------------------------


def _depends_on(gender: str, case: Case) -> bool:
    """Whether anything that the letter has from the protocol would be other words, were the gender known."""
    recipient, office, where = case.recipient, case.recipient.office, (case.language, case.recipient.state)
    genders, languages = ("unknown", gender), case.wording.languages
    unknown, known = (find_form(office, one, *where, case.wording.own, languages) for one in genders)
    if unknown is None or known is None:
        return False
    titles = {default_title(office, one, *where, languages) for one in genders}
    others = (
        not recipient.title and len(titles) > 1,
        unknown.salutation != known.salutation and case.salutation == unknown.salutation,
        unknown.close != known.close and case.close == unknown.closing(salutation=case.salutation),
        unknown.you != known.you and any(within(unknown.you, text) for text in case.text),
    )
    return any(others)


def _used(case: Case, form: Form) -> Iterator[str]:
    """What a letter prints of a form without anybody's having decided so.

    Salutation, close, a state's own line.
    """
    recipient = case.recipient
    gender = gender_of(recipient)
    fitting = (row for row in case.wording.own if row.fits(recipient.office, gender, recipient.state))
    decided = case.wording.literal | {name for row in fitting for name in row.texts}
    greeted = not recipient.salutation and "salutation" not in decided and case.salutation == form.salutation
    if greeted:
        yield form.salutation
    closes = {form.closing(several=several, salutation=case.salutation) for several in (False, True)}
    # A close that suits anybody is worth a word only together with its salutation.
    is_telling = greeted or key(case.close) not in case.words.plain
    if not decided & {"close", "closing"} and case.close in closes and is_telling:
        yield case.close
    general = find_form(recipient.office, gender, case.language, "", (), case.wording.languages)
    if (
        case.person
        and not recipient.honorific
        and "line" not in decided
        and general
        and general.line != form.line
    ):
        yield form.line.replace("{name}", "…")


# --- what the rules find in texts ----------------------------------------------------------------


def _genders_used(case: Case) -> dict[str, dict[str, str]]:
    """The genders that a letter's words are for: the parts of the letter, each with the word."""
    # In a close only what is said to the reader counts: "distinguida" goes with "consideración".
    close = ", ".join(said for said in segments(case.close) if case.words.vocatives.beginning(said))
    form = case.form
    # What the protocol says itself is right for the row: Arabic has a masculine for any holder of an office.
    greets = form is not None and case.salutation == form.salutation
    names = form is not None and key(case.person) == key(form.line.replace("{name}", ""))
    around = {
        PERSON: "" if names and not case.recipient.honorific else case.person,
        "salutation": "" if greets else _without(case.salutation, case.recipient.name),
        "close": close,
    }
    found: dict[str, dict[str, str]] = {}
    for part, text in around.items():
        for gender, phrase in find_one_gender(case.words, text):
            found.setdefault(gender, {})[part] = phrase
    for text in case.text:
        if form is not None and within(form.vocative, text):
            continue
        for gender, phrase in find_gendered_vocatives(case.language, text, case.wording.languages):
            found.setdefault(gender, {})["text"] = phrase
    return found


def _is_honorific(part: str, phrase: str, gender: str, case: Case) -> bool:
    """Whether a word for one gender is there because the row's own honorific says so."""
    recipient = case.recipient
    if part != PERSON or not recipient.honorific:
        return within(phrase, recipient.honorific)
    person = read_titles(recipient.honorific, recipient.name, case.language, case.wording.languages)
    return within(phrase, recipient.honorific) or person.gender == gender


def _another_office(case: Case, text: str) -> str:
    """The words of a text that are of another office than the row's.

    Empty where some go with it, or none is of any.
    """
    office, kinds = case.recipient.office, case.words.kinds
    named = {kind: phrase for kind, phrase in case.words.titles.found(text) if kinds[kind].offices}
    named = {kind: phrase for kind, phrase in named.items() if kinds[kind].decides} or named
    if office in {"", "organisation"} or any(office in kinds[kind].offices for kind in named):
        return ""
    return next(iter(named.values()), "")


def _repeats(said: str, case: Case) -> bool:
    return within(said, case.salutation) or (not case.words.repeats and within(case.salutation, said))


def _offices_greeted(case: Case) -> frozenset[str]:
    return _offices_of(case.language, key(case.salutation), key(case.close), case.wording.languages)[0]


@lru_cache(maxsize=1024)
def _offices_of(
    language: Language, salutation: str, close: str, languages: Languages
) -> tuple[frozenset[str], frozenset[str]]:
    """The offices that a salutation is for, and those that a close is for, in any state."""
    every = every_form(language, languages)
    greeted = {office for office, form in every if key(form.salutation) == salutation}
    closed = {
        office
        for office, form in every
        for several in (False, True)
        if key(form.closing(several=several, salutation=salutation)) == close
    }
    return frozenset(greeted), frozenset(closed)


def _name_words(case: Case) -> set[str]:
    """The words of a person's name that name somebody: no particles in small letters, no titles."""
    extra = (text for column, text in case.recipient.extra.items() if column in case.words.name_columns)
    words = re.findall(r"\w{2,}", " ".join((case.recipient.name, *extra)))
    return {key(word) for word in words if not word.islower() and word not in case.words.ignored_in_names}


def _listed(offices: Iterable[str]) -> str:
    return ", ".join(f'"{office}"' for office in sorted(offices))


def _without(text: str, name: str) -> str:
    return text.replace(name, " ") if name else text
