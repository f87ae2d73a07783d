"""`recipients`: the list as letterforge understands it, each row with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterforge.cli import answers, completing, options
from letterforge.errors import BrokenCampaign, ExitCode, Severity, errors_among

if TYPE_CHECKING:
    from rich.console import Console

    from letterforge.campaign import Campaign
    from letterforge.errors import Problem
    from letterforge.model import Recipient, RowNumber
    from letterforge.recipients import RecipientList

ALWAYS = frozenset({"row", "id"})
"""Columns that are shown even if all their cells are empty."""
CHUNK = 500
"""Rows that are laid out as one table: a list can have many thousands."""
GAP = 2
"""Spaces between two columns."""
READABLE, SHORT = 12, 6
"""Widths in which most words are whole, and in which something can still be read."""
EASY = {"id": 18, "problems": 11}
"""The first of these for columns that need more or less."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of the list, as it is shown."""

    row: RowNumber
    problems: Sequence[Problem]
    recipient: Recipient | None = None
    """None: the row could not be read."""
    id: str = ""
    """Of an unread row, where it is known for certain."""
    cells: tuple[str, ...] = ()
    """Of an unread row, as they came."""


def recipients(
    who: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHO]...",
            help="Only these: an id, a state, an office or a name.",
            autocompletion=completing.people,
        ),
    ] = None,
    campaign: options.CampaignFolder = Path(),
    where: options.Where = "",
    problems: Annotated[bool, typer.Option("--problems", help="Only rows that have problems.")] = False,
    list_: options.RecipientsFile = None,
    json_: options.Json = False,
) -> None:
    """Show how each row of the list is understood, and its problems."""
    from letterforge.campaign import Campaign
    from letterforge.model.spool import Spool
    from letterforge.run.addressees import read_list
    from letterforge.run.request import Wanted

    loaded = Campaign.load(campaign)
    table = read_list(loaded, Wanted(recipients=list_))
    every = _entries(loaded, table, who or (), where)
    entries = Spool(entry for entry in every if entry.problems or not problems)
    of_list = [problem for problem in table.problems if (problem.place.row or 0) <= table.heading_row]
    found = (*of_list, *_problems(entries))
    errors = errors_among(found)
    code = BrokenCampaign(errors).exit_code if errors else ExitCode.OK
    if json_:
        answers.give({"recipients": map(_as_json, entries)}, found, code)
    else:
        _show(entries)
        _conclude(campaign, list_, table, entries, of_list)
    raise typer.Exit(code)


def _problems(entries: Iterable[ListRow]) -> Iterator[Problem]:
    return (problem for entry in entries for problem in entry.problems)


def _entries(campaign: Campaign, table: RecipientList, who: Sequence[str], where: str) -> Iterator[ListRow]:
    """The rows that are asked for, in their order, and all unread rows.

    Nobody knows whether they are meant.
    """
    by_row: dict[RowNumber | None, list[Problem]] = {}
    for problem in table.problems:
        by_row.setdefault(problem.place.row, []).append(problem)
    chosen = _asked_for(campaign, table, who, where)
    read = (ListRow(recipient.row, by_row.get(recipient.row, ()), recipient) for recipient in chosen)
    unread = (
        ListRow(row, by_row.get(row, ()), None, table.unread_ids.get(row, ""), cells)
        for row, cells in table.unread.items()
    )
    return merge(read, unread, key=attrgetter("row"))


def _asked_for(
    campaign: Campaign, table: RecipientList, who: Sequence[str], where: str
) -> Iterable[Recipient]:
    """The recipients that are asked for. Raises UsageError if words fit none."""
    found: Iterable[Recipient] = table.recipients
    if where:
        from letterforge.personalise import Personaliser

        found = filter(Personaliser(campaign, table.further_columns).chooser(where), found)
    if who:
        rows = _rows_of(campaign, table, who)
        found = (recipient for recipient in found if recipient.row in rows)
    return found


def _rows_of(campaign: Campaign, table: RecipientList, who: Sequence[str]) -> set[RowNumber]:
    """The rows that fit words: all words as one text, or, if nobody fits, each by itself.

    Raises UsageError.
    """
    from letterforge.cli import finding

    together = finding.fitting(table.recipients, " ".join(who))
    if together or len(who) == 1:
        each_alone = [(" ".join(who), together)]
    else:
        each_alone = [(text, finding.fitting(table.recipients, text)) for text in who]
    for text, found in each_alone:
        if not found and not finding.unread_rows(table, text):
            raise finding.nobody(campaign, table, text)
    return {recipient.row for _, found in each_alone for recipient in found}


# --- for programs ------------------------------------------------------------------------------------


def _as_json(entry: ListRow) -> dict[str, object]:
    from letterforge import states

    found = entry.recipient
    state = found.state if found else ""
    return {
        "row": entry.row,
        "id": found.id if found else entry.id,
        "country": states.alpha3(state) if state else "",
        "state": states.common_name(state) if state else "",
        "office": found.office if found else "",
        "name": found.name if found else "",
        "organisation": found.organisation if found else "",
        "language": found.language if found else "",
        "read": found is not None,
        "cells": entry.cells,
        "problems": [answers.as_json(problem) for problem in entry.problems],
    }


# --- for people --------------------------------------------------------------------------------------


def _show(entries: Sequence[ListRow]) -> None:
    from rich.console import Console

    if not entries:
        return
    out = Console(highlight=False, emoji=False)
    needed = _needed(_cells(entry) for entry in entries)
    gaps = GAP * (len(needed) - 1)
    if out.is_terminal:
        needed = _fitted(needed, out.width - gaps)
    else:  # a file or a pipe has no edge
        out.width = sum(needed.values()) + gaps
    for start in range(0, len(entries), CHUNK):
        some = entries[start : start + CHUNK]
        _table(out, needed, [_cells(entry) for entry in some], some, with_head=not start)


def _needed(rows: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """The columns in which some row has something, and the width that each needs."""
    widest: dict[str, int] = {}
    for row in rows:
        for heading, text in row.items():
            widest[heading] = max(widest.get(heading, 0), _width(text))
    if widest.get("state"):
        widest["organisation"] = 0  # for a state's office, it adds little
    return {
        heading: max(len(heading), width) for heading, width in widest.items() if width or heading in ALWAYS
    }


def _cells(entry: ListRow) -> dict[str, str]:
    from letterforge.cli.speech import printable
    from letterforge.states import common_name

    found = entry.recipient
    codes = dict.fromkeys(
        problem.code for problem in entry.problems if problem.severity is not Severity.NOTICE
    )
    told = {"row": str(entry.row), "id": found.id if found else entry.id, "state": "", "office": ""}
    if found is None:
        told |= {"name": " · ".join(filter(None, entry.cells)), "organisation": "", "language": ""}
    else:
        told |= {
            "state": common_name(found.state) if found.state else "",
            "office": found.office.replace("_", " "),
            "name": found.name,
            "organisation": found.organisation,
            "language": found.language,
        }
    return {heading: printable(text) for heading, text in told.items()} | {"problems": " ".join(codes)}


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _fitted(needed: Mapping[str, int], room: int) -> dict[str, int]:
    """The widths of columns, the widest of them narrowed until all have room.

    First to a width in which most words are whole; then to that of the heading, long ids before names: an id
    can be given by its beginning, or by the row's number. A column gets narrower than its heading only if
    nothing else helps.
    """
    fitted = dict(needed)
    readable = {name: max(len(name), EASY.get(name, READABLE)) for name in fitted}
    for least in (readable, {name: max(len(name), SHORT) for name in fitted}, dict.fromkeys(fitted, 1)):
        while sum(fitted.values()) > room:
            wide = [name for name in fitted if name != "row" and fitted[name] > least[name]]
            if not wide:
                break
            fitted[max(wide, key=fitted.__getitem__)] -= 1
    return fitted


def _table(
    out: Console,
    widths: Mapping[str, int],
    rows: Sequence[Mapping[str, str]],
    entries: Sequence[ListRow],
    *,
    with_head: bool,
) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold", show_header=with_head
    )
    for heading, width in widths.items():
        justify = "right" if heading == "row" else "left"
        is_id = heading == "id"
        overflow = "ellipsis" if is_id else "fold"
        table.add_column(heading, width=width, overflow=overflow, no_wrap=is_id, justify=justify)  # type: ignore[arg-type]
    for row, entry in zip(rows, entries, strict=True):
        table.add_row(*(Text(row[heading]) for heading in widths), style=_style(entry.problems))
    out.print(table)


def _style(problems: Iterable[Problem]) -> str:
    kinds = {problem.severity for problem in problems}
    return "red" if Severity.ERROR in kinds else "yellow" if Severity.WARNING in kinds else ""


def _conclude(
    folder: Path,
    list_: Path | None,
    table: RecipientList,
    entries: Sequence[ListRow],
    of_list: Sequence[Problem],
) -> None:
    from letterforge.cli import speech
    from letterforge.errors import counted

    check = speech.check_of(folder, list_)
    speech.tell_problems((*of_list, *_problems(entries)), checked_by=check)
    all_rows = counted(table.rows, "row")
    shown = all_rows if len(entries) == table.rows else f"{len(entries)} of {all_rows}"
    unread = sum(entry.recipient is None for entry in entries)
    ending = f"; {unread} could not be read" if unread else ""
    out = speech.console()
    out.print(f"{shown}{ending}", style="bold")
    out.print(f"Next: {check} (checks the letters too)")
