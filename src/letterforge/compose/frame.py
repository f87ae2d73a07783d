"""Prose and campaign → letter: the blocks of the body, and all parts around them."""

from __future__ import annotations

from collections.abc import Sequence

from letterforge.campaign import Campaign, Signatory
from letterforge.compose.blocks import skeleton
from letterforge.compose.cosigning import cosigner_list
from letterforge.compose.offence import Offence
from letterforge.compose.slots import Filler
from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.languages import Languages
from letterforge.model import (
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
from letterforge.protocol.dates import dateline, is_rtl, long_date
from letterforge.protocol.direction import kept_in_order
from letterforge.protocol.labels import labels

OF_ROW = frozenset({Code.UNFILLED_PLACE, Code.LIST_NUMBERS})
"""Problems that a template's conditions may cause for one row and not for another."""


def compose(prose: Prose, campaign: Campaign) -> Letter:
    """The recipient's letter. Raises LetterFailed if the filled template cannot be a letter."""
    language, allow = prose.language, campaign.inspect.allow
    languages = campaign.languages
    words, rtl = labels(language, languages), is_rtl(language, languages)
    (body, *annexes), notes = _texts((prose.body, *prose.annexes), prose, allow, languages)

    def line(filled: Filled | None) -> Line:
        return _line(filled, prose, allow, languages)

    def entries(several: Sequence[Filled]) -> tuple[Line, ...]:
        return tuple(entry for entry in map(line, several) if has_words(entry))

    subject, contact, enclosures = line(prose.subject), line(prose.contact), entries(prose.enclosures)
    place_and_date = dateline(_place(campaign, language), campaign.letter.date, language, languages)
    return Letter(
        id=prose.recipient.id,
        language=language,
        rtl=rtl,
        title="".join(run.text for run in subject).replace("\n", " ") or campaign.name,
        author=campaign.text(campaign.sender.organisation, language),
        date=campaign.letter.date,
        labels=words,
        dateline=place_and_date,
        inside_address=tuple(
            (Run(kept_in_order(line, rtl=rtl), personal=True),) for line in prose.inside_address
        ),
        reference=line(prose.reference),
        subject=subject,
        salutation=line(prose.salutation),
        body=body,
        closing=line(prose.closing),
        signatures=tuple(
            _signature(signatory, campaign, language, words) for signatory in campaign.signatories
        ),
        delivery=line(prose.delivery),
        confidentiality=line(prose.confidentiality),
        cosigners=cosigner_list(prose.cosigners, campaign, language),
        contact=contact if has_words(contact) else (),
        enclosures_label=_enclosures_label(words, len(enclosures)),
        enclosures=enclosures,
        copies=entries(prose.copies),
        annexes=tuple(
            Annex(words.annexes.format(number=number) if len(annexes) > 1 else words.annex, blocks)
            for number, blocks in enumerate(annexes, start=1)
        ),
        notes=notes,
        running=(*prose.inside_address[:1], long_date(campaign.letter.date, language, None, languages)),
    )


def has_words(line: Line) -> bool:
    """Whether a line has a letter or figure.

    A line with only empty values has at most the commas between them.
    """
    return any(sign.isalnum() for run in line for sign in run.text)


def _texts(
    texts: Sequence[Filled], prose: Prose, allow: tuple[str, ...], languages: Languages
) -> tuple[list[tuple[Block, ...]], tuple[Footnote, ...]]:
    """Body and annexes as blocks. Footnote numbers go on from one to the next."""
    blocks: list[tuple[Block, ...]] = []
    notes: list[Footnote] = []
    for text in texts:
        found = skeleton(text.markdown, prose.language, allow, languages)
        _refuse(found.offences, prose)
        filler = Filler(text.values, len(notes))
        blocks.append(filler.blocks(found.blocks))
        notes += [filler.note(note) for note in found.notes]
    return blocks, tuple(notes)


def _enclosures_label(words: Labels, count: int) -> str:
    return words.enclosures.format(count=count) if count > 1 else words.enclosure


def _line(filled: Filled | None, prose: Prose, allow: tuple[str, ...], languages: Languages) -> Line:
    """A part of the front matter: one line of inline Markdown."""
    if filled is None or not filled.markdown.strip():
        return ()
    found = skeleton(filled.markdown.strip(), prose.language, allow, languages)
    _refuse(found.offences, prose)
    blocks = Filler(filled.values).blocks(found.blocks)
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


def _signature(signatory: Signatory, campaign: Campaign, language: Language, words: Labels) -> Signature:
    rtl = is_rtl(language, campaign.languages)
    return Signature(
        name=kept_in_order(signatory.name, rtl=rtl),
        title=kept_in_order(campaign.text(signatory.title, language), rtl=rtl),
        organisation=kept_in_order(campaign.text(signatory.organisation, language), rtl=rtl),
        image=signatory.image,
        description=words.signature.format(name=signatory.name) if signatory.image else "",
    )
