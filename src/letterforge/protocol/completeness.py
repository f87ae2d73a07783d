"""Whether letters can be written in a language: what it lacks, by file, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from letterforge.errors import BrokenCampaign, Code, Problem
from letterforge.languages import FORM_GENDERS, Languages, PackPart
from letterforge.model import Labels, Language, Recipient, StateCode
from letterforge.protocol.forms import document, find_form
from letterforge.protocol.labels import language_name
from letterforge.protocol.lint_words import lint_words, title_kinds
from letterforge.protocol.office_words import data, require_one_meaning
from letterforge.protocol.posting import destination, house_of, is_posted
from letterforge.states import common_name, has_names, kind_of

UNTITLED = frozenset({"", "organisation", "diplomat"})
"""Offices without a title of their own."""
WRITING = (
    *(("direction",), ("date", "line"), ("typography", "quotes")),
    *(("states", "of"), ("states", "inside")),
)
"""Keys that `writing.toml` must have."""
MOST_NAMED = 12
"""Things of one kind that a hint names."""
HIGH_COMMISSION = "high_commission"
NOT_READ = {PackPart.WORDS: {"unfilled"}, PackPart.CELLS: {"mail_fields", "before_a_box_number"}}
"""What only our own files can have: all languages count there for every campaign."""


def require_complete(languages: Languages, recipients: Sequence[Recipient]) -> None:
    """Raise BrokenCampaign where a language of the campaign has errors, or lacks something for these
    recipients.
    """
    require_consistent(languages)
    problems: list[Problem] = []
    for language in languages.brought():
        readers = [recipient for recipient in recipients if recipient.language == language]
        states = {state for recipient in readers for state in (recipient.state, destination(recipient))}
        offices = {recipient.office for recipient in readers}
        unnamed = (recipient for recipient in readers if not recipient.organisation)
        houses = {house_of(recipient) for recipient in unnamed if is_posted(recipient.office)}
        if readers and (problem := incomplete(languages, language, states, offices, houses)):
            problems.append(problem)
    if problems:
        raise BrokenCampaign(problems)


def incomplete(
    languages: Languages,
    language: Language,
    states: Iterable[StateCode],
    offices: Iterable[str],
    houses: Iterable[str] = (),
) -> Problem | None:
    """Everything that a language lacks for letters to some offices in some states; None: nothing.

    `houses`: what these offices are at, as far as the offices alone do not show it.

    The hint has a line for each file.
    """
    lacks = {part: list(found) for part, found in _lacks(languages, language, states, offices, houses)}
    lines = [f"languages/{language}/{part}: {'; '.join(found)}" for part, found in lacks.items() if found]
    if not lines:
        return None
    message = f"letters in {language_name(language)} ({language}) cannot be written yet: something is missing"
    hint = "\n".join(["add it to these files of the campaign (docs/languages.md):", *lines])
    return Problem(Code.INCOMPLETE_LANGUAGE, message, hint)


def _lacks(
    languages: Languages,
    language: Language,
    states: Iterable[StateCode],
    offices: Iterable[str],
    houses: Iterable[str],
) -> Iterator[tuple[PackPart, Iterable[str]]]:
    labels, known = languages.document(language, PackPart.LABELS), sorted(set(offices) - {""})
    yield PackPart.LABELS, _listed([item.name for item in fields(Labels) if item.name not in labels])
    yield PackPart.FORMS, _forms(languages, language, known, frozenset(states), frozenset(houses))
    writing = languages.document(language, PackPart.WRITING)
    yield (
        PackPart.WRITING,
        [*_listed([".".join(path) for path in WRITING if not _has(writing, path)]), *_dates(writing)],
    )
    yield PackPart.STATES, _states(languages, language, sorted(set(states) - {""}))


def _forms(
    languages: Languages,
    language: Language,
    offices: Sequence[str],
    states: frozenset[StateCode],
    their_houses: frozenset[str],
) -> Iterator[str]:
    forms = document(language, languages)
    titles = [
        office for office in offices if office not in UNTITLED and office not in forms.get("titles", {})
    ]
    yield from _listed(titles, "[titles] ")
    unformed = [
        f"{office} ({', '.join(lacking)})" if len(lacking) < len(FORM_GENDERS) else office
        for office in offices
        if (lacking := [g for g in FORM_GENDERS if find_form(office, g, language, "", (), languages) is None])
    ]
    yield from _listed(unformed, "[[form]] for ")
    posted = [office for office in offices if office in data()["posted"]]
    if posted and "post" not in forms.get("unnamed", {}):
        yield "[unnamed] post"
    houses = {data()["posted"][office] for office in posted}
    houses |= (
        {HIGH_COMMISSION} if houses and not states.isdisjoint(data()["states"]["commonwealth"]) else set()
    )
    houses |= their_houses - {""}
    houses |= {office for office in offices if office in {"foreign_minister", "justice_minister"}}
    yield from _listed(sorted(houses - forms.get("houses", {}).keys()), "[houses] ")


def _states(languages: Languages, language: Language, states: Sequence[StateCode]) -> Iterator[str]:
    unnamed = [code for code in states if not _is_named(languages, language, code)]
    yield from _listed([f"{code} ({common_name(code)})" for code in unnamed], "rows for ")


def _is_named(languages: Languages, language: Language, code: StateCode) -> bool:
    """Whether there is a row with a name, whatever `writing.toml` still lacks."""
    if has_names(code, language, languages):
        return True
    return any(row["code"] == code and row.get("name") for row in languages.rows(language, PackPart.STATES))


def _dates(writing: Mapping[str, object]) -> Iterator[str]:
    from babel import Locale, UnknownLocaleError

    locale = str(writing.get("dates", "en"))
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        yield f'dates = "{locale}" is not a known locale; write one such as "de_CH"'


def _has(table: Mapping[str, object], path: Sequence[str]) -> bool:
    value: object = table
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value is not None


def _listed(names: Sequence[str], before: str = "") -> list[str]:
    """Names as one text of a hint; none: nothing."""
    if not names:
        return []
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return [f"{before}{', '.join(names[:MOST_NAMED])}{more}"]


def require_consistent(languages: Languages) -> None:
    """Raise BrokenCampaign where a campaign's files of languages contradict themselves or ours."""
    if languages.own and (problems := contradictions(languages)):
        raise BrokenCampaign(problems)


def contradictions(languages: Languages) -> list[Problem]:
    """What is in a campaign's files of languages with two meanings, or for things that do not exist."""
    found: list[Problem] = []
    for language in languages.brought():
        found += [
            Problem(Code.BROKEN_LANGUAGE, message, hint).at(file=f"languages/{language}/{part}")
            for part, message, hint in _contradictions(languages, language)
        ]
    return found


def _contradictions(languages: Languages, language: Language) -> Iterator[tuple[PackPart, str, str]]:
    for part, keys in NOT_READ.items():
        for key in sorted(keys & languages.own_document(language, part).keys()):
            yield (
                part,
                f'"{key}" cannot be set by a campaign',
                "delete it; docs/languages.md shows what a campaign can set",
            )
    kinds = languages.own_document(language, PackPart.WORDS).get("titles", {})
    for kind in sorted(kinds.keys() - title_kinds().keys()):
        yield (
            PackPart.WORDS,
            f'"titles.{kind}": there is no such kind',
            f"there are {', '.join(title_kinds())}",
        )
    rules = languages.own_document(language, PackPart.OFFICES).get("by_state", {})
    for rule in sorted(rules.keys() - data()["by_state"].keys()):
        yield (
            PackPart.OFFICES,
            f'"by_state.{rule}": there is no such rule',
            f"there are {', '.join(data()['by_state'])}",
        )
    for row in languages.own_rows(language, PackPart.STATES):
        if not _is_known(row["code"]):
            yield (
                PackPart.STATES,
                f'there is no state with the code "{row["code"]}"',
                "see letterforge states",
            )
    hint = "the same words can have only one meaning: delete them in one of the two places"
    try:
        lint_words(language, languages)
    except ValueError as error:
        yield PackPart.WORDS, str(error), hint
    try:
        require_one_meaning(languages)
    except ValueError as error:
        yield PackPart.OFFICES, str(error), hint


def _is_known(code: StateCode) -> bool:
    try:
        kind_of(code)
    except KeyError:
        return False
    return True
