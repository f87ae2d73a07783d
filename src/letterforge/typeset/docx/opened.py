"""A campaign's own Word letterhead → what letters keep of it: styles, theme, fonts, headers and footers, the page.

The file comes from elsewhere, so nothing in it is run, fetched or trusted: what could do harm is refused by name, and
its sizes have limits.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from letterforge.campaign import Campaign
from letterforge.errors import Code, Place, Problem, Severity
from letterforge.typeset.docx.pictures import harmless_picture
from letterforge.typeset.docx.wml import part
from letterforge.word.file import WordFile, open_word_file
from letterforge.word.harmless import harmless, harmless_font
from letterforge.word.markup import parsed
from letterforge.word.refused import BadWordFileError

FOLDER = "word/letterhead"
"""Where the parts of the letterhead are in a letter's package, so that their names clash with none of ours."""
KEPT = frozenset({"image", "hyperlink", "font"})
"""Kinds of relationship that a header, footer, theme or list of fonts may have."""
KEY = "stationery.letterhead_docx"


def open_letterhead(path: Path) -> WordFile:
    """Read a letterhead, whole. Raises BadWordFileError where it is damaged, harmful, or not what it should be."""
    return _made_harmless(open_word_file(path))


def _made_harmless(opened: WordFile) -> WordFile:
    """The letterhead with what letters take of it looked through, and written again as it was read.

    Readers would not all take an odd encoding as we do.
    """
    parts, frozen = dict(opened.parts), []
    wanted = dict(kept_parts(opened))
    wanted |= {link.target: kind for kind in ("styles", "numbering") if (link := opened.of_kind(kind))}
    for name, kind in wanted.items():
        if kind == "image":
            parts[name] = harmless_picture(name.rpartition("/")[2], parts[name])
        elif kind == "font":
            parts[name] = harmless_font(name.rpartition("/")[2], parts[name], opened.types[name])
        else:
            tree = parsed(parts[name])
            frozen += harmless(tree, {link.id: link.is_external for link in opened.links.get(name, ())})
            parts[name] = part(tree)
    return replace(opened, parts=parts, frozen=tuple(frozen))


def kept_parts(opened: WordFile) -> dict[str, str]:
    """The parts that letters keep, each with the kind of relationship that leads to it, in a fixed order."""
    wanted = list(opened.furniture.values())
    wanted += [link for kind in ("theme", "fontTable") if (link := opened.of_kind(kind))]
    numbering = opened.of_kind("numbering")
    waiting = [*wanted, *([numbering] if numbering else [])]
    found: dict[str, str] = {}
    while waiting:
        link = waiting.pop(0)
        if link.target in found:
            if found[link.target] != link.kind:
                raise BadWordFileError(f"is damaged: its part {link.target} is of two kinds")
            continue
        found[link.target] = link.kind
        for inner in opened.links.get(link.target, ()):
            if inner.kind not in KEPT or (inner.kind == "hyperlink" and not inner.is_external):
                raise BadWordFileError(
                    f"has in its header or footer what letters cannot take along ({inner.kind})"
                )
            waiting += [] if inner.is_external else [inner]
    if numbering:  # written again, with the letter's own lists
        del found[numbering.target]
    return found


def letterhead_problem(path: Path, error: BadWordFileError, campaign: Campaign) -> Problem:
    """What is wrong with the letterhead that a campaign names."""
    message = f'"{KEY}": {campaign.shown(path)} {error}'
    return Problem(Code.BAD_LETTERHEAD, message, error.hint, Place(campaign.file, column=KEY))


def check_letterhead(path: Path, campaign: Campaign) -> list[Problem]:
    """What is wrong with a campaign's letterhead, and warnings of what letters leave out."""
    try:
        opened = open_letterhead(path)
    except BadWordFileError as error:
        return [letterhead_problem(path, error, campaign)]
    left_out = []
    if opened.frozen:
        shown = ", ".join(dict.fromkeys(f'{field.name} "{field.text[:40]}"' for field in opened.frozen))
        hint = "correct the text in the file if it is not what every letter is to show"
        left_out.append(
            (
                f"{campaign.shown(path)} shows properties; letters have the text that they show now: {shown}",
                hint,
            )
        )
    if opened.has_text:
        hint = "put what every letter is to have into its header or footer"
        left_out.append((f"{campaign.shown(path)} has text of its own, which letters leave out", hint))
    if isinstance(campaign.stationery.letterhead, tuple):
        message = 'the pictures of "stationery.letterhead" are not in the Word files'
        left_out.append((f"{message}: these have {campaign.shown(path)}", "leave one of the two out"))
    place = Place(campaign.file, column=KEY)
    return [
        Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING) for message, hint in left_out
    ]
