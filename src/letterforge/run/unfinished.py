"""What is unfinished in a campaign's own texts, whatever the rows: templates, included files, settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.compose import check_markdown, check_name, check_words, repeated_parts, skipped_numbers
from letterforge.errors import Code, Place, Problem, Severity
from letterforge.inspection.traces import strip_markup
from letterforge.intake import Door
from letterforge.model import Language, Letter, Recipient
from letterforge.personalise import Personaliser
from letterforge.protocol.labels import language_name

SPECIMEN = "SPECIMEN"
"""Marks a text that is none of the campaign's own."""


def check_template_texts(language: Language, personaliser: Personaliser) -> list[Problem]:
    """What is wrong with the Markdown of a language's template, its annexes and the files that they take in.

    The template can be read: raises BrokenCampaign where it cannot.
    """
    allow = personaliser.campaign.inspect.allow
    found: list[Problem] = []
    for text in personaliser.texts(language):
        piece = text.piece
        found += check_markdown(
            piece.source,
            piece.shown,
            language=language,
            allow=allow,
            lines=piece.lines,
            is_piece=piece.included,
        )
        for words, line in text.printed:
            found += check_words(words, piece.shown, piece.lines, language=language, allow=allow, line=line)
    return list(dict.fromkeys(found))


def check_setting_texts(campaign: Campaign, door: Door, languages: Iterable[Language]) -> list[Problem]:
    """What is wrong with what is printed of letterforge.toml, in letters in these languages."""
    return [*_unfilled_settings(campaign, door), *_settings_in_no_language(campaign, languages)]


def _unfilled_settings(campaign: Campaign, door: Door) -> list[Problem]:
    """Places left unfilled, each with its line, and specimens."""
    allow = campaign.inspect.allow
    texts = [
        (section, language, text)
        for section, value in _settings(campaign)
        for language, text in _texts(value, campaign.language, campaign.languages.complete())
    ]
    suspect = [
        (section, language, text)
        for section, language, text in texts
        if check_words(text, campaign.file, (), language=language, allow=allow)
    ]
    names = [signatory.name for signatory in campaign.signatories]
    unnamed = [name for name in names if check_name(name, "", (), allow=allow)]
    specimens = any(is_specimen(text, allow) for _, _, text in texts)
    if not (suspect or unnamed or specimens):
        return []
    lines = door.read(campaign.root / campaign.file).decode("utf-8", errors="replace").splitlines()
    found = [_specimens_in(lines, campaign.file)] if specimens else []
    found += [
        problem
        for section, language, text in suspect
        for problem in check_words(
            text, campaign.file, lines, language=language, allow=allow, line=_line_of(section, lines)
        )
    ]
    for name in unnamed:
        found += check_name(name, campaign.file, lines, allow=allow, line=_line_of("signatories", lines))
    if campaign.file != FILE_NAME:  # a program has written no lines
        found = [problem.at(line=None, excerpt="", span=None) for problem in found]
    return list(dict.fromkeys(found))


def _settings(campaign: Campaign) -> Iterator[tuple[str, object]]:
    """The texts of the settings that letters print, each with the table of the file that it is in."""
    yield "letter", (campaign.letter.place, strip_markup(campaign.letter.reference))
    yield "facts", campaign.facts
    yield "sender", (campaign.sender.organisation, campaign.sender.lines)
    signatories = campaign.signatories
    yield "signatories", [(who.name, who.title, who.organisation) for who in signatories]
    yield "stationery", (campaign.stationery.footer, campaign.stationery.return_address)
    yield "recipients", dict(campaign.table.defaults)
    if campaign.cosigners:
        yield "cosigners", campaign.cosigners.heading


def _settings_in_no_language(campaign: Campaign, languages: Iterable[Language]) -> list[Problem]:
    """The settings with a text for each language that lack a language of letters: one warning for each.

    These letters print the text of the campaign's language, where there is one.
    """
    found = []
    for language in languages:
        lacking = list(dict.fromkeys(name for name, text in _localised(campaign) if language not in text))
        if lacking:
            named = f"{language_name(language)} ({language})"
            message = f"letters in {named} have settings in another language, or none: {', '.join(lacking)}"
            hint = f'add a text for this language to each of them: {language} = "…"'
            found.append(
                Problem(Code.BAD_SETTING, message, hint, Place(campaign.file), severity=Severity.WARNING)
            )
    return found


def _localised(campaign: Campaign) -> Iterator[tuple[str, Mapping[Language, str]]]:
    """The settings that letters print and that have a text for each language, by their names in the file."""
    settings: list[tuple[str, object]] = [
        ("letter.place", campaign.letter.place),
        ("sender.organisation", campaign.sender.organisation),
        *(("sender.lines", line) for line in campaign.sender.lines),
        *(("signatories.title", who.title) for who in campaign.signatories),
        *(("signatories.organisation", who.organisation) for who in campaign.signatories),
        *(("stationery.footer", line) for line in campaign.stationery.footer),
        ("stationery.return_address", campaign.stationery.return_address),
        ("cosigners.heading", campaign.cosigners.heading if campaign.cosigners else ""),
    ]
    return ((name, value) for name, value in settings if isinstance(value, Mapping))


def _texts(value: object, language: Language, known: Sequence[Language]) -> Iterator[tuple[Language, str]]:
    """The texts in a setting, each with its language: that of its key where it has one for each."""
    if isinstance(value, str):
        yield language, value.replace("{count}", "")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(part, key if key in known else language, known)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part, language, known)


def _line_of(section: str, lines: Sequence[str]) -> int:
    """The line on which a table of the file begins; 1 where it is written in another way."""
    header = re.compile(rf"\s*\[+\s*{section}\b")
    return next((number for number, line in enumerate(lines, 1) if header.match(line)), 1)


def check_letter_text(letter: Letter, recipient: Recipient, personaliser: Personaliser) -> list[Problem]:
    """Points that a letter's numbers skip, parts that it repeats, and a row of specimens."""
    template = personaliser.template(letter.language)
    found = list(skipped_numbers(letter.body, template.body, template.shown))
    found += repeated_parts(letter, template.body, template.shown)
    cells = (recipient.name, recipient.title, recipient.organisation, *recipient.address, recipient.city)
    if any(is_specimen(cell, personaliser.campaign.inspect.allow) for cell in cells):
        message = f"this row still has the word {SPECIMEN}, which would be printed"
        place = recipient.place
        hint = "write your own text in its place, or delete the row"
        found.append(Problem(Code.SPECIMEN, message, hint, place, Severity.WARNING))
    return found


def is_specimen(text: str, allow: Sequence[str]) -> bool:
    """Whether a text has the word that `letterforge init --blank` writes where a campaign has its own."""
    return SPECIMEN in text and SPECIMEN not in allow and bool(re.search(rf"\b{SPECIMEN}\b", text))


def _specimens_in(lines: Sequence[str], file: str) -> Problem:
    """The warning for the settings that are specimens."""
    numbers = [number for number, line in enumerate(lines, 1) if SPECIMEN in line.partition("#")[0]]
    where = (
        f", on {'line' if len(numbers) == 1 else 'lines'} {', '.join(map(str, numbers))}" if numbers else ""
    )
    message = f"the word {SPECIMEN} is still here and would be printed{where}"
    place = Place(file, line=numbers[0] if numbers else None)
    return Problem(Code.SPECIMEN, message, "write your own text in its place", place, Severity.WARNING)
