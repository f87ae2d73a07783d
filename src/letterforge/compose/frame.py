"""Prose and campaign → letter: the blocks of the body, and all parts around them."""

from __future__ import annotations

from collections.abc import Sequence

from letterforge.campaign import Campaign, Signatory
from letterforge.compose.blocks import skeleton
from letterforge.compose.cosigning import cosigner_list
from letterforge.compose.offence import Offence
from letterforge.compose.slots import Filler
from letterforge.compose.typography import (
    LetterRules,
    letter_rules,
    typeset_cell,
    typeset_line,
    typeset_text,
)
from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.model import (
    NO_BREAK_HYPHEN,
    Annex,
    Block,
    Filled,
    Footnote,
    Labels,
    Language,
    Letter,
    Line,
    Paragraph,
    Prose,
    Run,
    Signature,
)
from letterforge.protocol.dates import dateline, is_rtl, long_date, state_of_dates
from letterforge.protocol.direction import kept_in_order, set_apart
from letterforge.protocol.labels import labels

OF_ROW = frozenset({Code.UNFILLED_PLACE, Code.LIST_NUMBERS})
"""Problems that a template's conditions may cause for one row and not for another."""


def compose(prose: Prose, campaign: Campaign) -> Letter:
    """The recipient's letter. Raises LetterFailed if the filled template cannot be a letter."""
    language, allow = prose.language, campaign.inspect.allow
    languages = campaign.languages
    words, rtl = labels(language, languages), is_rtl(language, languages)
    rules = _rules(prose, campaign)
    (body, *annexes), notes = _texts((prose.body, *prose.annexes), prose, allow, rules)

    def line(filled: Filled | None) -> Line:
        return _line(filled, prose, allow, rules)

    def entries(several: Sequence[Filled]) -> tuple[Line, ...]:
        return tuple(entry for entry in map(line, several) if has_words(entry))

    subject, contact, enclosures = line(prose.subject), line(prose.contact), entries(prose.enclosures)
    address = [typeset_cell(text, rules) for text in prose.inside_address]
    state, day = state_of_dates(prose.recipient), campaign.letter.date
    place = set_apart(_place(campaign, language), rtl=rtl)
    place_and_date = dateline(place, day, language, languages, state)
    return Letter(
        id=prose.recipient.id,
        language=language,
        rtl=rtl,
        title=_plain(subject) or campaign.name,
        author=typeset_text(campaign.text(campaign.sender.organisation, language), rules),
        date=day,
        labels=words,
        dateline=typeset_line((Run(place_and_date),), rules) if place_and_date else (),
        inside_address=tuple((Run(kept_in_order(line, rtl=rtl), personal=True),) for line in address),
        reference=line(prose.reference),
        subject=subject,
        salutation=line(prose.salutation),
        body=body,
        closing=line(prose.closing),
        signatures=_signatures(campaign, language, words, rules),
        delivery=line(prose.delivery),
        confidentiality=line(prose.confidentiality),
        cosigners=cosigner_list(prose.cosigners, campaign, language, rules),
        contact=contact if has_words(contact) else (),
        enclosures_label=_enclosures_label(words, len(enclosures)),
        enclosures=enclosures,
        copies=entries(prose.copies),
        annexes=tuple(
            Annex(words.annexes.format(number=number) if len(annexes) > 1 else words.annex, blocks)
            for number, blocks in enumerate(annexes, start=1)
        ),
        notes=notes,
        running=(*address[:1], typeset_text(long_date(day, language, None, languages, state), rules)),
    )


def _rules(prose: Prose, campaign: Campaign) -> LetterRules:
    """The typography of a letter: what the campaign leaves on, and its template."""
    chosen = campaign.typography.chosen(prose.language)
    if prose.typography is not None:
        chosen &= prose.typography | {"quotations", "cells"}
    return letter_rules(prose.language, campaign.languages, chosen)


def _plain(line: Line) -> str:
    """A line as one text without signs that only the page needs."""
    text = "".join(run.text for run in line)
    return " ".join(text.replace(NO_BREAK_HYPHEN, "-").split())


def has_words(line: Line) -> bool:
    """Whether a line has a letter or figure.

    A line with only empty values has at most the commas between them.
    """
    return any(sign.isalnum() for run in line for sign in run.text)


def _texts(
    texts: Sequence[Filled], prose: Prose, allow: tuple[str, ...], rules: LetterRules
) -> tuple[list[tuple[Block, ...]], tuple[Footnote, ...]]:
    """Body and annexes as blocks. Footnote numbers go on from one to the next."""
    blocks: list[tuple[Block, ...]] = []
    notes: list[Footnote] = []
    for text in texts:
        found = skeleton(text.markdown, prose.language, allow, rules)
        _refuse(found.offences, prose)
        filler = Filler(text.values, len(notes), rules)
        blocks.append(filler.blocks(found.blocks))
        notes += [filler.note(note) for note in found.notes]
    return blocks, tuple(notes)


def _enclosures_label(words: Labels, count: int) -> str:
    return words.enclosures.format(count=count) if count > 1 else words.enclosure


def _line(filled: Filled | None, prose: Prose, allow: tuple[str, ...], rules: LetterRules) -> Line:
    """A part of the front matter: one line of inline Markdown."""
    if filled is None or not filled.markdown.strip():
        return ()
    found = skeleton(filled.markdown.strip(), prose.language, allow, rules)
    _refuse(found.offences, prose)
    blocks = Filler(filled.values, rules=rules).blocks(found.blocks)
    if not blocks:
        return ()
    if len(blocks) > 1 or not isinstance(blocks[0], Paragraph) or found.notes:
        message = (
            f'each part of the front matter must be one line of text, not "{filled.markdown.strip()[:40]}"'
        )
        hint = "put a backslash before a sign that would begin a list or heading: \\#, \\-, 1\\."
        raise LetterFailed([Problem(Code.FRONT_MATTER, message, hint, Place(prose.template))])
    return blocks[0].content


def _refuse(found: Sequence[Offence], prose: Prose) -> None:
    if found:
        row = prose.recipient.place
        raise LetterFailed(
            dict.fromkeys(
                Problem(
                    offence.code,
                    offence.message,
                    offence.hint,
                    row if offence.code in OF_ROW else Place(prose.template),
                )
                for offence in found
            )
        )


def _place(campaign: Campaign, language: Language) -> str:
    place = campaign.text(campaign.letter.place, language)
    if not place:
        message = f'"letter.place" has no text for "{language}" and none for "{campaign.language}"'
        hint = f'add it: place = {{ {language} = "…" }}'
        raise LetterFailed([Problem(Code.BAD_SETTING, message, hint, Place(campaign.file))])
    return place


def _signatures(
    campaign: Campaign, language: Language, words: Labels, rules: LetterRules
) -> tuple[Signature, ...]:
    signatories = campaign.signatories
    return tuple(_signature(signatory, campaign, language, words, rules) for signatory in signatories)


def _signature(
    signatory: Signatory, campaign: Campaign, language: Language, words: Labels, rules: LetterRules
) -> Signature:
    rtl = is_rtl(language, campaign.languages)

    def line(text: str) -> str:
        return kept_in_order(typeset_text(text, rules), rtl=rtl)

    return Signature(
        name=line(signatory.name),
        title=line(campaign.text(signatory.title, language)),
        organisation=line(campaign.text(signatory.organisation, language)),
        image=signatory.image,
        description=words.signature.format(name=signatory.name) if signatory.image else "",
    )
