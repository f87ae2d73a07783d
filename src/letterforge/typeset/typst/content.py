"""Letter → the data that `letter.typ` sets, part by part in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from math import inf
from pathlib import Path
from typing import Protocol, TypeAlias

from letterforge.campaign import Campaign, Stationery
from letterforge.model import Language, Letter, Run, Signature
from letterforge.typeset.foreign import ForeignText
from letterforge.typeset.plan.faces import WordFaces
from letterforge.typeset.plan.families import choose_faces
from letterforge.typeset.plan.fitting_words import WordFitter
from letterforge.typeset.plan.flow import SIDE_BY_SIDE
from letterforge.typeset.plan.hyphenation import count_last_letters
from letterforge.typeset.plan.in_window import place_in_window
from letterforge.typeset.plan.lines import list_signature_lines, stack_lines
from letterforge.typeset.plan.marks import BETWEEN
from letterforge.typeset.plan.measures import measure_stationery
from letterforge.typeset.plan.parts import LetterPart, group_by_window, join_runs, make_letterhead
from letterforge.typeset.plan.running import list_running
from letterforge.typeset.typst.blocks import Data, DataWriter, Words


class Pictured(Protocol):
    """Where Typst finds a picture, and whether it is too wide for its place."""

    def __call__(self, picture: Path, height: float, room: float) -> Data:
        """`height` at which it is shown, and how wide it may be then, in points."""


Signed: TypeAlias = Callable[[Path], Data]
"""The same for the picture of a signature, which has a place of one size."""


def make_letter_data(letter: Letter, campaign: Campaign, picture: Pictured, fitter: WordFitter) -> Data:
    """A letter as data. `fitter`: of the same stationery."""
    letter = fitter.fit_letter(letter)
    foreign = _foreign(letter.language, campaign.language, letter.rtl)
    faces = choose_faces(campaign.stationery, letter)
    writer = DataWriter(
        letter.notes,
        foreign,
        faces,
        fitter.planner(letter.language),
        has_subject=bool(letter.subject),
        last_letters=count_last_letters(campaign.stationery),
    )
    data: Data = {
        "title": letter.title,
        "author": letter.author,
        "draft": letter.draft,
        "noted": bool(letter.notes),
        "running": _running(list_running(letter, campaign.stationery), writer, faces.text),
        "letterhead": _letterhead(letter, campaign, writer, picture, fitter),
        "opening": [],
        "closing": [],
        "columns": SIDE_BY_SIDE.get(len(letter.signatures), 1),
        "signatures": [],
        "cosigners": None,
        "below": [],
        "annexes": [],
    }
    m = measure_stationery(campaign.stationery, rtl=letter.rtl)
    column = (m.text_width - m.between_signatories * (data["columns"] - 1)) / data["columns"]
    for is_shown, group in group_by_window(letter, campaign):
        if is_shown:
            data["opening"].append(_window(group, campaign.stationery, writer, rtl=letter.rtl))
        else:
            for part in group:
                _add(part, data, letter, writer, partial(picture, height=m.signature_height, room=column))
    return data


@cache
def _foreign(language: Language, default: Language, rtl: bool) -> ForeignText:
    return ForeignText(language, default, rtl=rtl)


def _running(running: Sequence[str], writer: DataWriter, faces: WordFaces) -> Words:
    """The header of the following pages, in one face: WeasyPrint has one for a margin of a page."""
    words = writer.line(tuple(Run(f"{text}{BETWEEN}") for text in running))
    face = faces.choose_for_all("".join(running))
    return [{"face": (face.family, face.scale), "of": words}] if face else words


def _letterhead(
    letter: Letter, campaign: Campaign, writer: DataWriter, picture: Pictured, fitter: WordFitter
) -> Data | None:
    part, pictures = make_letterhead(letter, campaign), campaign.stationery.letterhead
    if part is None:
        return None
    m = measure_stationery(campaign.stationery)
    logos = pictures if isinstance(pictures, tuple) else ()
    room = m.text_width if len(logos) == 1 else inf  # several are as high as they can be side by side
    lines = [tuple(run.saying(fitter.fit_small(run.text)) for run in line) for line in part.lines]
    return {
        "logos": [picture(logo, m.letterhead_height, room) for logo in logos],
        "organisation": [] if logos else writer.line((Run(part.label),)),
        "lines": writer.line(stack_lines(lines)),
    }


def _window(shown: Sequence[LetterPart], s: Stationery, writer: DataWriter, *, rtl: bool) -> Data:
    """What the window of an envelope shows: the return address, notes on delivery, the inside address."""
    placed = place_in_window(shown, s, rtl=rtl)
    return {
        "part": "window",
        "left": placed.left - s.margin_left,
        "top": placed.top - s.margin_top,
        "width": placed.width,
        "room": placed.bottom - placed.top,
        "leading": placed.leading,
        "of": [
            _part_data(part, writer) | {"size": placed.size_of(part), "below": placed.space_below(part)}
            for part in shown
        ],
    }


def _add(part: LetterPart, data: Data, letter: Letter, writer: DataWriter, picture: Signed) -> None:
    """Add a part to the letter's data, in its place."""
    match part.role:
        case "body":
            body = writer.blocks(part.blocks)
            text = _without_rules(body)
            data |= {"body": text, "rules": len(body) - len(text), "held": _mark_last_line(text)}
        case "closing":
            data["closing"] = writer.line(part.line)
        case "signatures":
            shown = None if letter.draft else picture
            data["signatures"] = [_signature(signature, writer, shown) for signature in letter.signatures]
        case "cosigners":
            data["cosigners"] = _cosigners(letter, writer)
        case "contact" | "enclosures" | "copies":
            data["below"].append(writer.line(part.line))
        case "annex":
            data["annexes"].append(writer.annex(part))
        case "note":
            pass  # set at its mark
        case _:
            data["opening"].append(_part_data(part, writer))


def _part_data(part: LetterPart, writer: DataWriter) -> Data:
    return {"part": part.role, "of": writer.line(part.line), "words": join_runs(part.line).split()}


def _signature(signature: Signature, writer: DataWriter, picture: Signed | None) -> Data:
    """`picture`: None in a draft, which shows no signatures but keeps their room free."""
    image = None
    if signature.image and picture:
        image = picture(signature.image) | {"alt": signature.description or signature.name}
    return {"image": image, "of": writer.line(stack_lines(list_signature_lines(signature)))}


def _cosigners(letter: Letter, writer: DataWriter) -> Data | None:
    if letter.cosigners is None:
        return None
    heading = letter.cosigners.heading
    return {
        "heading": writer.line((Run(heading),)) if heading else [],
        "columns": letter.cosigners.columns,
        "groups": [
            {
                "heading": writer.line((Run(group.heading),)) if group.heading else [],
                "names": [writer.line((Run(name),)) for name in group.names],
            }
            for group in letter.cosigners.groups
        ],
    }


def _without_rules(body: list[Data]) -> list[Data]:
    end = len(body)
    while end and body[end - 1]["kind"] == "rule":
        end -= 1
    return body[:end]


def _mark_last_line(blocks: list[Data]) -> bool:
    """Mark the body's last line, to which the closing is tied; False where it does not end in a line."""
    if not blocks:
        return False
    last = blocks[-1]
    match last["kind"]:
        case "text" | "table":
            last["last"] = True
            return bool(last["kind"] == "text")
        case "quote":
            return _mark_last_line(last["of"])
        case "list" if last["entries"]:
            entry = last["entries"][-1]
            if entry["rest"]:
                return _mark_last_line(entry["rest"])
            entry["last"] = True
            return True
    return False
