"""Letter → the data that `letter.typ` sets, part by part in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from letterforge.campaign import Campaign
from letterforge.model import Language, Letter, Line, Run, Signature
from letterforge.typeset.flow import IN_WINDOW, SIDE_BY_SIDE
from letterforge.typeset.lines import labelled, signed, stacked
from letterforge.typeset.tongues import Tongues
from letterforge.typeset.typst.blocks import Teller, Told, Words

Pictured: TypeAlias = Callable[[Path], str]
"""The path of a picture as Typst reads it."""


def told(letter: Letter, campaign: Campaign, picture: Pictured) -> dict[str, Any]:
    """All that a letter says, as data."""
    tongues = _tongues(letter.language, campaign.language, letter.rtl)
    teller = Teller(letter.notes, tongues, top=2 if letter.subject else 1)
    said = {
        "title": letter.title,
        "author": letter.author,
        "draft": letter.draft,
        "noted": bool(letter.notes),
        "running": teller.line(tuple(Run(f"{text} — ") for text in letter.running)),
        "letterhead": _letterhead(letter, campaign, teller, picture),
        "opening": list(_opening(letter, campaign, teller)),
    }
    body = teller.blocks(letter.body)
    return said | {
        "body": _without_rules(body),
        "rules": _rules(body),
        "held": _is_held(_without_rules(body)),
        "closing": teller.line(letter.closing),
        "columns": SIDE_BY_SIDE.get(len(letter.signatures), 1),
        "inked": any(each.image for each in letter.signatures),
        "signatures": [
            _signature(each, teller, None if letter.draft else picture) for each in letter.signatures
        ],
        "cosigners": _cosigners(letter, teller),
        "below": list(_below(letter, teller)),
        "annexes": [teller.annex(annex) for annex in letter.annexes],
    }


@cache
def _tongues(language: Language, default: Language, rtl: bool) -> Tongues:
    return Tongues(language, default, rtl=rtl)


def _letterhead(letter: Letter, campaign: Campaign, teller: Teller, picture: Pictured) -> Told | None:
    stationery = campaign.stationery
    choice = stationery.letterhead
    if choice is False or stationery.letterhead_pdf:
        return None
    lines = [campaign.text(line, letter.language) for line in campaign.sender.lines]
    return {
        "logos": [picture(logo) for logo in choice] if isinstance(choice, tuple) else [],
        "organisation": [] if isinstance(choice, tuple) else teller.line((Run(letter.author),)),
        "lines": teller.line(stacked((Run(line),) for line in lines if line)),
    }


def _opening(letter: Letter, campaign: Campaign, teller: Teller) -> Iterator[Told]:
    """All that stands between the letterhead and the body, in the order of the language."""
    has_window = campaign.stationery.address != "flow"
    for shown, parts in groupby(letter.labels.order, key=lambda part: has_window and part in IN_WINDOW):
        found = [(part, line) for part in parts if (line := _part(letter, part))]
        if shown:
            yield {
                "part": "window",
                "notes": [_said(part, line, teller) for part, line in found if part != "inside_address"],
                "address": [_said(part, line, teller) for part, line in found if part == "inside_address"],
            }
        else:
            yield from (_said(part, line, teller) for part, line in found)


def _said(part: str, line: Line, teller: Teller) -> Told:
    return {"part": part, "of": teller.line(line), "words": "".join(run.text for run in line).split()}


def _part(letter: Letter, part: str) -> Line:
    """A part above the body, with its label; empty where the letter has none."""
    match part:
        case "dateline":
            return (Run(letter.dateline),) if letter.dateline else ()
        case "inside_address":
            return stacked(letter.inside_address)
        case "reference":
            return labelled(letter.labels.reference, letter.reference)
        case "subject":
            return labelled(letter.labels.subject, letter.subject)
        case _:
            line: Line = getattr(letter, part)
            return line


def _signature(signature: Signature, teller: Teller, picture: Pictured | None) -> Told:
    """`picture`: None in a draft, in which no signature is shown, and its room stays free."""
    image = None
    if signature.image and picture:
        image = {"path": picture(signature.image), "alt": signature.description or signature.name}
    return {"image": image, "of": teller.line(signed(signature))}


def _cosigners(letter: Letter, teller: Teller) -> Told | None:
    if letter.cosigners is None:
        return None
    heading = letter.cosigners.heading
    return {
        "heading": teller.line((Run(heading),)) if heading else [],
        "columns": letter.cosigners.columns,
        "groups": [
            {
                "heading": teller.line((Run(group.heading),)) if group.heading else [],
                "names": [teller.line((Run(name),)) for name in group.names],
            }
            for group in letter.cosigners.groups
        ],
    }


def _below(letter: Letter, teller: Teller) -> Iterator[Words]:
    """Contact, enclosures and copies."""
    if letter.contact:
        yield teller.line(letter.contact)
    labels = ((letter.enclosures_label, letter.enclosures), (letter.labels.copies, letter.copies))
    for label, entries in labels:
        if entries:
            yield teller.line(stacked(((Run(label.rstrip()),), *entries)))


def _rules(body: list[Told]) -> int:
    """How many lines across the text the body ends with."""
    return len(body) - len(_without_rules(body))


def _without_rules(body: list[Told]) -> list[Told]:
    end = len(body)
    while end and body[end - 1]["kind"] == "rule":
        end -= 1
    return body[:end]


def _is_held(blocks: list[Told]) -> bool:
    """Mark the last line of the body, from which closing and signatures hang; False where it ends in no line."""
    if not blocks:
        return False
    last = blocks[-1]
    match last["kind"]:
        case "text" | "table":
            last["last"] = True
            return bool(last["kind"] == "text")
        case "quote":
            return _is_held(last["of"])
        case "list" if last["entries"]:
            entry = last["entries"][-1]
            if entry["rest"]:
                return _is_held(entry["rest"])
            entry["last"] = True
            return True
    return False
