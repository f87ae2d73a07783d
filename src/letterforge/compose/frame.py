"""Prose and campaign → letter: the body's blocks, and all that stands around them."""

from __future__ import annotations

from collections.abc import Sequence

from letterforge.campaign import FILE_NAME, Campaign, Signatory
from letterforge.compose.blocks import skeleton
from letterforge.compose.forbidden import Offence
from letterforge.compose.slots import Filler
from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.model import Filled, Labels, Language, Letter, Line, Paragraph, Prose, Run, Signature
from letterforge.protocol.dates import dateline, is_rtl
from letterforge.protocol.labels import labels


def compose(prose: Prose, campaign: Campaign) -> Letter:
    """The recipient's letter. Raises LetterFailed where the filled template is no letter."""
    language = prose.language
    words = labels(language)
    body = skeleton(prose.body.markdown)
    _refuse(body.offences, prose)
    filler = Filler(prose.body.values)
    subject = _line(prose.subject, prose)
    return Letter(
        id=prose.recipient.id,
        language=language,
        rtl=is_rtl(language),
        title="".join(run.text for run in subject).replace("\n", " ") or campaign.name,
        author=campaign.text(campaign.sender.organisation, language),
        date=campaign.letter.date,
        labels=words,
        dateline=dateline(_place(campaign, language), campaign.letter.date, language),
        inside_address=tuple((Run(line, personal=True),) for line in prose.inside_address),
        reference=_line(prose.reference, prose),
        subject=subject,
        salutation=_line(prose.salutation, prose),
        body=filler.blocks(body.blocks),
        closing=_line(prose.closing, prose),
        signatures=tuple(_signature(each, campaign, language, words) for each in campaign.signatories),
        enclosures=tuple(_line(entry, prose) for entry in prose.enclosures),
        copies=tuple(_line(entry, prose) for entry in prose.copies),
        notes=tuple(filler.note(note) for note in body.notes),
    )


def _line(filled: Filled | None, prose: Prose) -> Line:
    """A part of the front matter: one line of inline Markdown."""
    if filled is None or not filled.markdown.strip():
        return ()
    found = skeleton(filled.markdown.strip())
    _refuse(found.offences, prose)
    blocks = Filler(filled.values).blocks(found.blocks)
    if not blocks:
        return ()
    if len(blocks) > 1 or not isinstance(blocks[0], Paragraph) or found.notes:
        message = f'a part of the front matter must be one line of text, not "{filled.markdown.strip()[:40]}"'
        hint = "put a backslash before a sign that begins a list or heading: \\#, \\-, 1\\."
        raise LetterFailed([Problem(Code.FRONT_MATTER, message, hint, Place(prose.template))])
    return blocks[0].content


def _refuse(found: Sequence[Offence], prose: Prose) -> None:
    if found:
        place = Place(prose.template)
        raise LetterFailed(Problem(each.code, each.message, each.hint, place) for each in found)


def _place(campaign: Campaign, language: Language) -> str:
    place = campaign.text(campaign.letter.place, language)
    if not place:
        message = f'"letter.place" has no place for "{language}", nor for "{campaign.language}"'
        hint = f'add it: place = {{ {language} = "…" }}'
        raise LetterFailed([Problem(Code.BAD_SETTING, message, hint, Place(FILE_NAME))])
    return place


def _signature(signatory: Signatory, campaign: Campaign, language: Language, words: Labels) -> Signature:
    return Signature(
        name=signatory.name,
        title=campaign.text(signatory.title, language),
        organisation=campaign.text(signatory.organisation, language),
        image=signatory.image,
        description=words.signature.format(name=signatory.name) if signatory.image else "",
    )
