"""A campaign's own Word letterhead → what letters keep: styles, theme, fonts, headers, footers, page.

The file comes from elsewhere, so nothing in it is run, fetched or trusted: what could do harm is refused, and
its sizes have limits.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from letterforge.campaign import Campaign
from letterforge.errors import Code, Place, Problem, Severity
from letterforge.typeset.docx.pictures import make_picture_harmless
from letterforge.typeset.docx.wml import write_part
from letterforge.word.file import WordFile, open_word_file
from letterforge.word.harmless import make_harmless, require_harmless_font
from letterforge.word.markup import parse_part
from letterforge.word.refused import BadWordFileError

FOLDER = "word/letterhead"
"""Where the parts of the letterhead are in a letter's package, so that their names differ from ours."""
KEPT = frozenset({"image", "hyperlink", "font"})
"""Kinds of relationship that a header, footer, theme or list of fonts may have."""
KEY = "stationery.letterhead_docx"


def open_word_letterhead(path: Path) -> WordFile:
    """Read a letterhead, whole.

    Raises BadWordFileError where it is damaged, harmful, or not what it should be.
    """
    return _make_parts_harmless(open_word_file(path))


def _make_parts_harmless(letterhead: WordFile) -> WordFile:
    """The letterhead; the parts that letters use are checked, and written again as we read them.

    Other programs could read an unusual encoding in another way.
    """
    parts, frozen = dict(letterhead.parts), []
    wanted = dict(list_kept_parts(letterhead))
    wanted |= {link.target: kind for kind in ("styles", "numbering") if (link := letterhead.of_kind(kind))}
    for name, kind in wanted.items():
        if kind == "image":
            parts[name] = make_picture_harmless(name.rpartition("/")[2], parts[name])
        elif kind == "font":
            parts[name] = require_harmless_font(name.rpartition("/")[2], parts[name], letterhead.types[name])
        else:
            tree = parse_part(parts[name])
            frozen += make_harmless(
                tree, {link.id: link.is_external for link in letterhead.links.get(name, ())}
            )
            parts[name] = write_part(tree)
    return replace(letterhead, parts=parts, frozen=tuple(frozen))


def list_kept_parts(letterhead: WordFile) -> dict[str, str]:
    """The parts that letters keep, each with the kind of relationship that leads to it, in a fixed order."""
    wanted = list(letterhead.furniture.values())
    wanted += [link for kind in ("theme", "fontTable") if (link := letterhead.of_kind(kind))]
    numbering = letterhead.of_kind("numbering")
    waiting = [*wanted, *([numbering] if numbering else [])]
    found: dict[str, str] = {}
    while waiting:
        link = waiting.pop(0)
        if link.target in found:
            if found[link.target] != link.kind:
                raise BadWordFileError(f"is damaged: its part {link.target} has two types")
            continue
        found[link.target] = link.kind
        for inner in letterhead.links.get(link.target, ()):
            if inner.kind not in KEPT or (inner.kind == "hyperlink" and not inner.is_external):
                raise BadWordFileError(
                    f"has something in its header or footer that letters cannot have ({inner.kind})"
                )
            waiting += [] if inner.is_external else [inner]
    if numbering:  # written again, with the letter's own lists
        del found[numbering.target]
    return found


def word_letterhead_problem(path: Path, error: BadWordFileError, campaign: Campaign) -> Problem:
    """What is wrong with the letterhead that a campaign names."""
    message = f'"{KEY}": {campaign.shown(path)} {error}'
    return Problem(Code.BAD_LETTERHEAD, message, error.hint, Place(campaign.file, column=KEY))


def check_word_letterhead(path: Path, campaign: Campaign) -> list[Problem]:
    """What is wrong with a campaign's letterhead, and warnings about what letters leave out."""
    try:
        letterhead = open_word_letterhead(path)
    except BadWordFileError as error:
        return [word_letterhead_problem(path, error, campaign)]
    left_out = []
    if letterhead.frozen:
        shown = ", ".join(dict.fromkeys(f'{field.name} "{field.text[:40]}"' for field in letterhead.frozen))
        hint = "correct the text in the file if not every letter should show it"
        message = f"{campaign.shown(path)} has fields that show properties; letters keep their present text"
        left_out.append((f"{message}: {shown}", hint))
    if letterhead.has_text:
        hint = "move what every letter should have into its header or footer"
        left_out.append(
            (f"{campaign.shown(path)} has text outside its header and footer, which letters leave out", hint)
        )
    if campaign.stationery.letterhead_pictures:
        message = 'Word files do not have the pictures of "stationery.letterhead"'
        left_out.append(
            (f"{message}, but the letterhead of {campaign.shown(path)}", "remove one of the two settings")
        )
    place = Place(campaign.file, column=KEY)
    return [
        Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING) for message, hint in left_out
    ]
